"""One annotation set as a task of Prodigy: a JSON object with text, tokens, spans, relations."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from annotator.domain.annotation_sets import AnnotationSet, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import SpanId
from annotator.domain.spans import Relation
from annotator.formats.export_job import ExportJob
from annotator.formats.token_spans import TokenSpan, place_spans
from annotator.formats.tokenizers import Tokenizers
from annotator.formats.tokens import TokenTable

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, object]
ACCEPT, REJECT, IGNORE = "accept", "reject", "ignore"
RELATIONS_VIEW, SPANS_VIEW = "relations", "spans_manual"


class TaskWriter:
    """Turn annotation sets into tasks, on the tokens of spaCy's rules for their language."""

    def __init__(self, job: ExportJob) -> None:
        self._job = job
        self.tokenizers = Tokenizers()
        relations = job.schema.relation_labels
        self._view = RELATIONS_VIEW if relations else SPANS_VIEW
        self._colours = {label.id: label.colour for label in relations}

    def row(self, annotated: AnnotatedDocument, work: AnnotationSet) -> Row:
        """Return the task of one set; what does not fit is counted as lost."""
        document, job = annotated.document, self._job
        language = document.facts.get("language", "")
        doc = self.tokenizers.tokenized(document.text, language)
        tokens, table = _tokens(doc)
        placed = place_spans(
            document, work, job.schema, table, job.result.losses, expand=job.options.expand
        )
        for number in placed.masked:
            tokens[number]["disabled"] = True
        kept = self._kept(document.text, work, placed.placed, table)
        rows = {each.span.id: _span_row(each, table, document.text) for each in kept.values()}
        written = {id: rows[one.span.id] for id, one in kept.items()}
        found: Row = {"text": document.text, "tokens": tokens, "spans": list(rows.values())}
        relations = self._relations(work, kept, written)
        if relations or self._view == RELATIONS_VIEW:
            found["relations"] = relations
        if document.facts:
            found["meta"] = dict(document.facts)
        found |= self._rest(annotated, work, written)
        job.result.spans += len(rows)
        job.result.relations += len(relations)
        return found

    def _kept(
        self, text: str, work: AnnotationSet, placed: Iterable[TokenSpan], table: TokenTable
    ) -> dict[SpanId, TokenSpan]:
        """Return what stands for each span: no token of white space at the edge, none twice."""
        kept: dict[SpanId, TokenSpan] = {}
        places: dict[tuple[int, int, str], TokenSpan] = {}
        for each in placed:
            first, last = each.first, each.last
            while first < last and text[table.starts[first] : table.ends[first]].isspace():
                first += 1
            while first < last and text[table.starts[last - 1] : table.ends[last - 1]].isspace():
                last -= 1
            if (first, last) != (each.first, each.last):
                code = "span-white-space-trimmed" if first < last else "span-without-token"
                self._lose(work, code, each, text)
                if first == last:
                    continue
            label = self._job.names.span(each.span.label) or each.label
            one = TokenSpan(first, last, label, each.span)
            standing = places.setdefault((first, last, label), one)
            if standing is not one:
                self._lose(work, "span-doubled", each, text)
            kept[each.span.id] = standing
        return kept

    def _lose(self, work: AnnotationSet, code: str, each: TokenSpan, text: str) -> None:
        self._job.lose(code, work.document, each.span.start, each.span.surface(text))

    def _relations(
        self,
        work: AnnotationSet,
        kept: Mapping[SpanId, TokenSpan],
        rows: Mapping[SpanId, Row],
    ) -> list[Row]:
        written: list[Row] = []
        seen: set[tuple[str, SpanId, SpanId]] = set()
        for relation in work.relations:
            source, target = kept.get(relation.source), kept.get(relation.target)
            label = self._job.names.relation(relation.label)
            code = ""
            if label is None:
                code = "label-not-in-schema"
            elif source is None or target is None:
                code = "relation-without-span"
            elif (label, source.span.id, target.span.id) in seen:
                code = "relation-doubled"
            if code or label is None or source is None or target is None:
                self._job.lose(code, work.document, None, relation.id)
                continue
            seen.add((label, source.span.id, target.span.id))
            row = _relation_row(relation, label, (source, target), rows)
            row["color"] = self._colours.get(relation.label, "")
            written.append(row)
        return written

    def _rest(
        self, annotated: AnnotatedDocument, work: AnnotationSet, rows: Mapping[SpanId, Row]
    ) -> Row:
        owner = annotated.annotators.get(work.annotator)
        name = owner.name if owner else ""
        found: Row = {
            "_view_id": self._view,
            "_annotator_id": name,
            "_session_id": name,
            "answer": self._answer(work),
        }
        chains = []
        for chain in work.chains:
            for member in chain.spans:
                if member not in rows:
                    self._job.lose("chain-member-without-span", work.document, None, member)
            members = [_end(rows[member]) for member in chain.spans if member in rows]
            if len(members) > 1:
                chains.append(members)
        if chains:
            found["chains"] = chains
        if work.flag:
            found |= {"flagged": True, "flag": work.flag}
        if work.note:
            found["note"] = work.note
        return found

    def _answer(self, work: AnnotationSet) -> str:
        if work.finished(self._job.schema.passes):
            return ACCEPT
        if State.SET_ASIDE not in work.states.values():
            self._job.lose("state-not-written", work.document)
        return IGNORE


def _tokens(doc: "Doc") -> tuple[list[Row], TokenTable]:
    """Return the tokens as Prodigy lists them, and where they stand."""
    tokens: list[Row] = []
    starts, ends = [], []
    for number, token in enumerate(doc):
        start, word, space = token.idx, token.text, token.whitespace_ != ""
        end = start + len(word)
        starts.append(start)
        ends.append(end)
        tokens.append({"text": word, "start": start, "end": end, "id": number, "ws": space})
    return tokens, TokenTable(starts, ends)


def _span_row(each: TokenSpan, table: TokenTable, text: str) -> Row:
    start, end = table.extent(each.first, each.last)
    row: Row = {
        "text": text[start:end],
        "start": start,
        "end": end,
        "token_start": each.first,
        "token_end": each.last - 1,
        "label": each.label,
    }
    if each.span.attributes:
        row["attributes"] = dict(each.span.attributes)
    if each.span.note:
        row["note"] = each.span.note
    return row


_END = ("start", "end", "token_start", "token_end", "label")


def _end(row: Row) -> Row:
    return {name: row[name] for name in _END}


def _relation_row(
    relation: Relation,
    label: str,
    ends: tuple[TokenSpan, TokenSpan],
    rows: Mapping[SpanId, Row],
) -> Row:
    """Return a relation; an end is named by its last token, as Prodigy does."""
    row: Row = {
        "head": ends[0].last - 1,
        "child": ends[1].last - 1,
        "head_span": _end(rows[relation.source]),
        "child_span": _end(rows[relation.target]),
        "label": label,
    }
    if relation.attributes:
        row["attributes"] = dict(relation.attributes)
    if relation.note:
        row["note"] = relation.note
    return row
