"""The format ``llm-chat``: a conversation a line, whose answer is the labels as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.ids import SpanId
from annotator.domain.schema import Label
from annotator.domain.spans import Extent, Relation, Span
from annotator.formats.chat_content import ChatContent, contents, occurrence_of
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import Format
from annotator.formats.left_out import count_left_out
from annotator.formats.llm_chat_reading import SUFFIXES, conversation, read
from annotator.formats.samples import Sample, Sureness
from annotator.formats.side_texts import SideTexts
from annotator.formats.split_files import JsonLines, json_bytes
from annotator.formats.splits import Split
from annotator.formats.token_documents import TokenExport
from annotator.formats.tokens import trimmed
from annotator.formats.windows import windows

NAME = "llm-chat"


class _Files:
    """One annotator's conversations, and the texts beside them."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._job = job
        self._tokens = TokenExport(job)
        self._lines = JsonLines(folder, ".jsonl", job)
        self._texts = SideTexts(folder, job)
        self._request = _request(job)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write a document as one conversation, or one for each window of it."""
        count_left_out(self._job, annotated, work)
        document = annotated.document
        parts = contents(document, self._windows(annotated))
        if len(parts) == 0:
            self._job.lose("document-without-token", document.id)
        work = replace(work, spans=self._trimmed(document, work))
        homes = self._homes(document, work, parts)
        relations = self._relations(document, work, homes)
        for number, part in enumerate(parts):
            spans = [each for each in work.spans if homes.get(each.id) == number]
            own = [each for each in relations if homes[each.source] == number]
            answer = self._answer(document, part, spans, own)
            messages = [
                {"role": "system", "content": self._request},
                {"role": "user", "content": part.text},
                {"role": "assistant", "content": json_bytes(answer).decode()},
            ]
            self._lines.write({"messages": messages}, split)
            side: dict[str, object] = {"id": document.id, "pieces": part.pieces}
            if not number:
                side |= {"text": document.text, "facts": dict(document.facts)}
            self._texts.write(side, split)

    def close(self) -> None:
        """Note the windows, and how tokens were counted if there are any."""
        if self._job.options.window:
            self._tokens.close()
        self._job.manifest["window"] = self._job.options.window

    def release(self) -> None:
        """Close all files."""
        self._lines.release()
        self._texts.release()

    def _windows(self, annotated: AnnotatedDocument) -> list[tuple[int, int]] | None:
        most = self._job.options.window
        if not most:
            return None
        table, sentences = self._tokens.sentences(annotated)
        # What stands between two windows goes with the first of them.
        edges = [table.starts[first] for first, _ in windows(sentences, most)][1:]
        return list(zip([0, *edges], [*edges, len(annotated.document.text)], strict=True))

    def _trimmed(self, document: Document, work: AnnotationSet) -> tuple[Span, ...]:
        """Return the spans without white space at their edges; what was nothing else is lost."""
        kept: list[Span] = []
        for span in work.spans:
            places = [trimmed(document.text, start, end) for start, end in span.fragments]
            whole = tuple(Extent(start, end) for start, end in places if start < end)
            if whole != span.fragments:
                code = "span-white-space-trimmed" if whole else "span-without-token"
                self._job.lose(code, document.id, span.start, span.surface(document.text))
                span = replace(span, fragments=whole)
            if whole:
                kept.append(span)
        return tuple(kept)

    def _homes(
        self, document: Document, work: AnnotationSet, parts: Sequence[ChatContent]
    ) -> dict[SpanId, int]:
        """Return which part each span is in; spans in none are counted."""
        homes: dict[SpanId, int] = {}
        for span in work.spans:
            found = [_parts_with(parts, start, end) for start, end in span.fragments]
            common = set(found[0]).intersection(*found)
            if self._job.names.span(span.label) is None:
                code = "label-not-in-schema"
            elif common:
                homes[span.id] = min(common)
                continue
            else:
                code = "span-in-masked-zone" if _masked(document, span) else "span-crosses-window"
            self._job.lose(code, document.id, span.start, span.surface(document.text))
        self._job.result.spans += len(homes)
        return homes

    def _relations(
        self, document: Document, work: AnnotationSet, homes: Mapping[SpanId, int]
    ) -> list[Relation]:
        """Return the relations whose ends are in one part; the others are counted."""
        kept: list[Relation] = []
        for each in work.relations:
            source, target = homes.get(each.source), homes.get(each.target)
            if self._job.names.relation(each.label) is None:
                code = "label-not-in-schema"
            elif source is None or target is None:
                code = "relation-without-span"
            elif source != target:
                code = "relation-crosses-window"
            else:
                kept.append(each)
                continue
            self._job.lose(code, document.id, None, each.id)
        self._job.result.relations += len(kept)
        return kept

    def _answer(
        self,
        document: Document,
        part: ChatContent,
        spans: Sequence[Span],
        relations: Sequence[Relation],
    ) -> dict[str, object]:
        ids = {each.id: f"T{number}" for number, each in enumerate(spans, 1)}
        names = self._job.names
        return {
            "entities": [
                {"id": ids[each.id], "type": names.span(each.label)} | _place(document, part, each)
                for each in spans
            ],
            "relations": [
                {
                    "type": names.relation(each.label),
                    "head": ids[each.source],
                    "tail": ids[each.target],
                }
                for each in relations
            ],
        }


def _masked(document: Document, span: Span) -> bool:
    """Tell whether a span touches a zone that is not for labelling."""
    closed = [zone for zone in document.zones if not zone.labelable]
    return any(
        zone.start < end and start < zone.end for zone in closed for start, end in span.fragments
    )


def _parts_with(parts: Sequence[ChatContent], start: int, end: int) -> list[int]:
    return [number for number, part in enumerate(parts) if part.inside(start, end)]


def _place(document: Document, part: ChatContent, span: Span) -> dict[str, object]:
    fragments: list[dict[str, object]] = []
    for start, end in span.fragments:
        place = part.inside(start, end) or (0, 0)
        string = document.text[start:end]
        fragments.append(
            {
                "text": string,
                "occurrence": occurrence_of(part.text, string, place[0]),
                "start": place[0],
                "end": place[1],
            }
        )
    if len(fragments) == 1:
        return fragments[0]
    return {"text": span.surface(document.text), "fragments": fragments}


def _request(job: ExportJob) -> str:
    """Return the words that ask for the labels of the schema, with their guidelines' names."""
    entities = [_line(each, job.names.span(each.id)) for each in job.schema.span_labels]
    relations = [_line(each, job.names.relation(each.id)) for each in job.schema.relation_labels]
    lines = ["Find the entities in the text and the relations between them."]
    lines += ["Entity types:", *(entities or ["- none"])]
    lines += ["Relation types:", *(relations or ["- none"])]
    lines.append(
        'Answer with JSON: {"entities": [{"id", "type", "text", "occurrence", "start", "end"}],'
        ' "relations": [{"type", "head", "tail"}]}. "text" is copied from the text exactly,'
        ' "occurrence" says which of equal strings is meant, the first being 1; "start" and'
        ' "end" count characters; "head" and "tail" are ids of entities.'
    )
    return "\n".join(lines)


def _line(label: Label, name: str | None) -> str:
    title = f" ({label.title})" if label.title and label.title != name else ""
    both = ", either way round" if label.symmetric else ""
    return f"- {name}{title}{both}"


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        inner = next(
            (
                name
                for name in sample.names
                if name.endswith(SUFFIXES) and not name.endswith("documents.jsonl")
            ),
            None,
        )
        return _recognise(sample.inner(inner)) if inner else Sureness.NO
    row = sample.first_object()
    if row:
        return Sureness.SURE if conversation(row) else Sureness.NO
    long = sample.text.lstrip().startswith('{"messages":')
    return Sureness.LIKELY if long else Sureness.NO


LLM_CHAT = Format(
    name=NAME,
    title="Conversations for tuning language models",
    suffixes=SUFFIXES,
    cannot_hold=(
        "coreference chains",
        "attributes, notes and flags",
        "spans and relations over the border of a window",
        "text in zones that are not for labelling (it is left out)",
    ),
    reader=read,
    writer=FileKind(NAME, _Files, ".jsonl").write,
    recognise=_recognise,
)
"""A text to label and the labels as the answer."""
