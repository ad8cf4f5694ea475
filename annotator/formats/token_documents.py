"""A document as tokens in sentences, as formats for trainers need it, with its spans on them.

Tokens come from the rules of the document's language, sentences from the text, ended at
paragraphs and zones too. What is in a zone that is not for labelling is left out, so that
nobody's training takes it for checked text without entities.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import SpanId
from annotator.domain.schema import Label
from annotator.domain.spans import Relation
from annotator.formats.export_job import ExportJob
from annotator.formats.flattening import check_rule, flattened
from annotator.formats.token_spans import TokenSpan, place_spans
from annotator.formats.tokenizers import Tokenizers
from annotator.formats.tokens import TokenTable
from annotator.formats.windows import Stretch, Stretches
from annotator.text.sentences import sentence_extents

Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TokenDocument:
    """The tokens of a text that are for labelling, in sentences, and the spans on them.

    ``sentences`` are ranges of tokens that follow each other without gap; each token is in
    exactly one. ``spans`` carry the names the export writes, outer before inner.
    """

    document: Document
    tokens: TokenTable
    sentences: list[Stretch]
    spans: list[TokenSpan]

    def words(self, stretch: Stretch) -> list[str]:
        """Return the strings of a range of tokens."""
        text, (first, last) = self.document.text, stretch
        edges = zip(self.tokens.starts[first:last], self.tokens.ends[first:last], strict=True)
        return [text[start:end] for start, end in edges]

    def pieces(self, stretches: Sequence[Stretch]) -> list[str]:
        """Return the text cut before each stretch but the first; joined they are the text."""
        edges = [0, *(self.tokens.starts[first] for first, _ in stretches[1:])]
        edges.append(len(self.document.text))
        return [self.document.text[start:end] for start, end in pairwise(edges)]


@dataclass(frozen=True, slots=True)
class PlacedRelation:
    """A relation by the numbers of its ends in a list of spans, with the name to write."""

    source: int
    target: int
    label: str
    relation: Relation


class TokenExport:
    """Put annotated documents on tokens for one annotator's files, counting what is lost.

    ``relations`` and ``chains`` say what the format has a place for.
    """

    def __init__(self, job: ExportJob, *, relations: bool = True, chains: bool = False) -> None:
        check_rule(job.options.flatten)
        self._job = job
        self._holds = relations, chains
        self._tokenizers = Tokenizers()
        self._relation_labels: dict[str, Label] = {
            each.id: each for each in job.schema.relation_labels
        }

    def document(self, annotated: AnnotatedDocument, work: AnnotationSet) -> TokenDocument | None:
        """Return the document on tokens; None, counted, where no token is for labelling."""
        document, job = annotated.document, self._job
        table = self._tokens(annotated)
        sentences, masked = _sentences(document, table)
        placed = place_spans(
            document, work, job.schema, table, job.result.losses, expand=job.options.expand
        ).placed
        names = job.names
        spans = [
            TokenSpan(each.first, each.last, names.span(each.span.label) or "", each.span)
            for each in placed
        ]
        sentences = _joined(document, sentences, spans)
        if masked:
            job.lose("masked-zone", document.id, table.starts[masked[0][0]])
            table, sentences, spans = _without_masked(table, sentences, spans)
        if not sentences:
            job.lose("document-without-token", document.id)
            self._lose_rest(document, work)
            return None
        return TokenDocument(document, table, sentences, spans)

    def _lose_rest(self, document: Document, work: AnnotationSet) -> None:
        """Count what stands on spans, where none is left of them, if the format would hold it."""
        relations, chains = self._holds
        if relations:
            list(self.relations(document, work, {}))
        if chains:
            self.chains(document, work, {})

    def sentences(self, annotated: AnnotatedDocument) -> tuple[TokenTable, list[Stretch]]:
        """Return a document's tokens, and its sentences that are for labelling."""
        table = self._tokens(annotated)
        return table, _sentences(annotated.document, table)[0]

    def flat(self, on_tokens: TokenDocument, code: str = "span-overlap") -> list[TokenSpan]:
        """Return the spans that stay by the rule asked for; the others are counted."""
        kept, dropped = flattened(on_tokens.spans, self._job.options.flatten)
        self.lose_spans(on_tokens.document, dropped, code)
        return kept

    def divided(
        self,
        on_tokens: TokenDocument,
        spans: Sequence[TokenSpan],
        stretches: Sequence[Stretch],
        code: str,
    ) -> list[list[TokenSpan]]:
        """Return the spans of each stretch; those that cross a border are counted."""
        inside, crossing = Stretches(stretches).divided(spans)
        self.lose_spans(on_tokens.document, crossing, code)
        return inside

    def lose_spans(self, document: Document, spans: Sequence[TokenSpan], code: str) -> None:
        """Count spans as lost, each with its place."""
        for each in spans:
            self._job.lose(code, document.id, each.span.start, each.span.surface(document.text))

    def relations(
        self, document: Document, work: AnnotationSet, numbers: Mapping[SpanId, int]
    ) -> Iterator[PlacedRelation]:
        """Yield the relations whose ends both have a number; the others are counted."""
        for each in work.relations:
            label = self._relation_labels.get(each.label)
            source, target = numbers.get(each.source), numbers.get(each.target)
            if label is None:
                self._job.lose("label-not-in-schema", document.id, None, each.id)
            elif source is None or target is None:
                self._job.lose("relation-without-span", document.id, None, each.id)
            else:
                name = self._job.names.relation(each.label) or ""
                yield PlacedRelation(source, target, name, each)

    def chains(
        self, document: Document, work: AnnotationSet, numbers: Mapping[SpanId, int]
    ) -> list[list[int]]:
        """Return the chains as numbers of spans, each span in one; other members are counted."""
        left = dict(numbers)
        found: list[list[int]] = []
        for each in work.chains:
            members = [left.pop(member) for member in each.spans if member in left]
            for _ in range(len(each.spans) - len(members)):
                self._job.lose("chain-member-without-span", document.id, None, each.id)
            found.append(members)
        return [members for members in found if members]

    def close(self, **facts: object) -> None:
        """Note the tokenizers, the rule for overlaps and what else is given in the manifest."""
        self._job.manifest["tokenizers"] = self._tokenizers.described()
        self._job.manifest["sentences"] = "rules, joined where a span says so"
        self._job.manifest.update(facts)

    def _tokens(self, annotated: AnnotatedDocument) -> TokenTable:
        document = annotated.document
        language = document.facts.get("language", "")
        table = self._tokenizers.words(document.text, language, annotated.tokens)
        return _cut_at(table, [zone.start for zone in document.zones])


def _cut_at(table: TokenTable, borders: Sequence[int]) -> TokenTable:
    """Return the tokens with those cut in two that a border lies inside."""
    for border in borders:
        place = bisect_left(table.starts, border) - 1
        if place < 0 or table.ends[place] <= border:
            continue
        starts, ends = list(table.starts), list(table.ends)
        starts.insert(place + 1, border)
        ends.insert(place, border)
        table = TokenTable(starts, ends)
    return table


def _sentences(document: Document, table: TokenTable) -> tuple[list[Stretch], list[Stretch]]:
    """Return the sentences for labelling as ranges of tokens, and those that are not."""
    text = document.text
    zones = [(zone.start, zone.end, zone.labelable) for zone in document.zones]
    kept: list[Stretch] = []
    masked: list[Stretch] = []
    begun: list[tuple[int, bool]] = []
    for start, end, labelable in zones or [(0, len(text), True)]:
        for extent in sentence_extents(text, start, end):
            # A token belongs to the sentence it begins in.
            first = bisect_left(table.starts, extent.start)
            if not begun or first > begun[-1][0]:
                begun.append((first, labelable))
    begun.append((len(table), True))
    for (first, labelable), (last, _) in pairwise(begun):
        if first < last:
            (kept if labelable else masked).append((first, last))
    return kept, masked


def _joined(
    document: Document, sentences: list[Stretch], spans: Sequence[TokenSpan]
) -> list[Stretch]:
    """Return the sentences with those joined that a span shows to be one.

    Only inside a paragraph and a zone: rules for sentences err at an abbreviation, a line
    end is no error.
    """
    firsts = [first for first, _ in sentences]
    gone: set[int] = set()
    for each in spans:
        number = bisect_right(firsts, each.first) - 1
        if each.last <= sentences[number][1] or "\n" in each.span.surface(document.text):
            continue
        if any(each.span.start < zone.start < each.span.end for zone in document.zones):
            continue
        gone.update(range(number + 1, bisect_left(firsts, each.last)))
    if not gone:
        return sentences
    kept = [first for number, first in enumerate(firsts) if number not in gone]
    lasts = [last for number, (_, last) in enumerate(sentences, 1) if number not in gone]
    return list(zip(kept, lasts, strict=True))


def _without_masked(
    table: TokenTable, sentences: Sequence[Stretch], spans: Sequence[TokenSpan]
) -> tuple[TokenTable, list[Stretch], list[TokenSpan]]:
    """Return the tokens of the sentences alone, numbered anew, with the spans on them."""
    starts: list[int] = []
    ends: list[int] = []
    moved: list[Stretch] = []
    places: dict[int, int] = {}
    for first, last in sentences:
        places.update(zip(range(first, last), count(len(starts)), strict=False))
        moved.append((len(starts), len(starts) + last - first))
        starts += table.starts[first:last]
        ends += table.ends[first:last]
    kept = [
        each._replace(first=places[each.first], last=places[each.last - 1] + 1) for each in spans
    ]
    return TokenTable(starts, ends), moved, kept
