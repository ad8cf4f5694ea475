"""The format ``scierc``: JSON lines of SciERC and DyGIE++, a document a line."""

from collections.abc import Sequence
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import SpanId
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import Format
from annotator.formats.left_out import count_left_out
from annotator.formats.samples import Sample, Sureness
from annotator.formats.scierc_reading import OURS, SUFFIXES, read
from annotator.formats.split_files import JsonLines
from annotator.formats.splits import Split
from annotator.formats.token_documents import TokenDocument, TokenExport
from annotator.formats.token_spans import TokenSpan
from annotator.formats.windows import Stretches

NAME = "scierc"


class _Files:
    """One annotator's lines; tokens count over the document, ends are included."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._job = job
        self._tokens = TokenExport(job, chains=True)
        self._lines = JsonLines(folder, ".jsonl", job)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write one document as a line."""
        count_left_out(self._job, annotated, work, chains=False)
        on_tokens = self._tokens.document(annotated, work)
        if on_tokens is None:
            return
        code = "span-crosses-sentence"
        inside = self._tokens.divided(on_tokens, on_tokens.spans, on_tokens.sentences, code)
        spans = [each for sentence in inside for each in sentence]
        numbers = {each.span.id: number for number, each in enumerate(spans)}
        relations, ends = self._relations(on_tokens, work, spans, numbers)
        chains = self._tokens.chains(annotated.document, work, numbers)
        self._job.result.spans += len(spans)
        self._job.result.relations += len(ends)
        document = annotated.document
        row = {
            "doc_key": document.id,
            "dataset": self._job.schema.name or "annotator",
            "sentences": [on_tokens.words(stretch) for stretch in on_tokens.sentences],
            "ner": [[[each.first, each.last - 1, each.label] for each in one] for one in inside],
            "relations": relations,
            "clusters": [[_inclusive(spans[number]) for number in chain] for chain in chains],
            OURS: {
                "text": document.text,
                "facts": dict(document.facts),
                "starts": on_tokens.tokens.starts,
                "relations": ends,
                "clusters": chains,
            },
        }
        self._lines.write(row, split)

    def close(self) -> None:
        """Note how the tokens were made."""
        self._tokens.close()

    def release(self) -> None:
        """Close all files."""
        self._lines.release()

    def _relations(
        self,
        on_tokens: TokenDocument,
        work: AnnotationSet,
        spans: Sequence[TokenSpan],
        numbers: dict[SpanId, int],
    ) -> tuple[list[list[list[object]]], list[list[int]]]:
        """Return the relations by sentence, and the numbers of their spans in that order."""
        document = on_tokens.document
        found: list[list[tuple[list[object], list[int]]]] = [[] for _ in on_tokens.sentences]
        sentences = Stretches(on_tokens.sentences)
        for each in self._tokens.relations(document, work, numbers):
            source, target = spans[each.source], spans[each.target]
            number = sentences.number(source.first)
            if sentences.number(target.first) != number:
                self._job.lose(
                    "relation-crosses-sentence", document.id, source.span.start, each.label
                )
                continue
            row = [*_inclusive(source), *_inclusive(target), each.label]
            found[number].append((row, [each.source, each.target]))
        rows = [[row for row, _ in sentence] for sentence in found]
        return rows, [ends for sentence in found for _, ends in sentence]


def _inclusive(span: TokenSpan) -> list[object]:
    return [span.first, span.last - 1]


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        inner = next((found for each in SUFFIXES if (found := sample.first_with(each))), None)
        return _recognise(inner) if inner else Sureness.NO
    row = sample.first_object()
    sentences = row.get("sentences")
    tokens = isinstance(sentences, list) and bool(sentences) and isinstance(sentences[0], list)
    if not tokens or not {"ner", "relations", "clusters", "events"} & row.keys():
        # A document longer than what is looked at has its keys still.
        head = sample.text[:200].lstrip()
        long = not row and head.startswith("{") and '"sentences": [["' in sample.text
        return Sureness.MAYBE if long else Sureness.NO
    return Sureness.SURE if "doc_key" in row else Sureness.LIKELY


SCIERC = Format(
    name=NAME,
    title="SciERC and DyGIE++ JSON lines",
    suffixes=SUFFIXES,
    cannot_hold=(
        "spans that cut a token, have several fragments or cross a sentence",
        "relations between sentences",
        "attributes, notes and flags",
        "sentences in zones that are not for labelling (they are left out)",
    ),
    reader=read,
    writer=FileKind(NAME, _Files, ".jsonl").write,
    recognise=_recognise,
)
"""Entities, relations and chains on tokens of whole documents."""
