"""The format ``huggingface``: rows of tokens and tags for ``datasets``, JSON lines or Parquet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import SpanId
from annotator.domain.schema import Schema
from annotator.formats.conll_tags import WRITTEN, check_scheme, encoded
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import ExportOptions, ExportResult, Format
from annotator.formats.huggingface_features import FEATURES, features, tag_names
from annotator.formats.huggingface_reading import SUFFIXES, read, shape_of
from annotator.formats.left_out import count_left_out
from annotator.formats.parquet_files import ParquetFiles, pyarrow
from annotator.formats.samples import Sample, Sureness
from annotator.formats.split_files import JsonLines
from annotator.formats.splits import Split
from annotator.formats.token_documents import TokenDocument, TokenExport
from annotator.formats.token_spans import TokenSpan
from annotator.formats.windows import Stretch, Stretches, windows

NAME = "huggingface"
PARQUET = ".parquet"


class _Rows:
    """One annotator's rows, a sentence each, or a window of sentences where one is asked for."""

    def __init__(self, folder: Path, job: ExportJob, *, parquet: bool) -> None:
        self._job = job
        self._folder = folder
        self._tokens = TokenExport(job, chains=True)
        self._names = tag_names(job.names.span_names, job.options.scheme)
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._columns = features(self._names)
        self._parquet = parquet
        self._files: ParquetFiles | JsonLines = (
            ParquetFiles(folder, job, self._columns)
            if parquet
            else JsonLines(folder, ".jsonl", job)
        )

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write the rows of one document."""
        count_left_out(self._job, annotated, work, chains=False, attributes=False, notes=False)
        on_tokens = self._tokens.document(annotated, work)
        if on_tokens is None:
            return
        stretches = on_tokens.sentences
        if self._job.options.window:
            stretches = windows(stretches, self._job.options.window)
        code = "span-crosses-window" if self._job.options.window else "span-crosses-sentence"
        inside = self._tokens.divided(on_tokens, on_tokens.spans, stretches, code)
        spans = [each for one in inside for each in one]
        on_tokens.spans[:] = spans
        # What no tag can show is in the column of entities still.
        flat, _ = Stretches(stretches).divided(self._tokens.flat(on_tokens, "tags-overlap"))
        relations = self._relations(on_tokens, work, spans, stretches)
        entities = self._entities(on_tokens, work, inside, stretches)
        facts = _named(annotated.document.facts)
        pieces = on_tokens.pieces(stretches)
        for number, stretch in enumerate(stretches):
            row = self._row(on_tokens, number, stretch, flat[number])
            row["text"] = pieces[number]
            row["entities"] = entities[number]
            row["relations"] = relations[number]
            row["facts"] = [] if number else facts
            self._files.write(row, split)
        self._job.result.spans += len(spans)
        self._job.result.relations += sum(map(len, relations))

    def close(self) -> None:
        """Write the columns down and note how the tokens were made."""
        if isinstance(self._files, ParquetFiles):
            self._files.close()
        text = json.dumps(self._columns, ensure_ascii=False, indent=2)
        (self._folder / FEATURES).write_text(text + "\n", encoding="utf-8", newline="\n")
        options = self._job.options
        self._tokens.close(
            scheme=options.scheme,
            flatten=options.flatten,
            window=options.window,
            tags=self._names,
        )

    def release(self) -> None:
        """Close all files."""
        self._files.release()

    def _row(
        self, on_tokens: TokenDocument, number: int, stretch: Stretch, flat: Sequence[TokenSpan]
    ) -> dict[str, Any]:
        tags: list[Any] = encoded(flat, *stretch, self._job.options.scheme)
        if self._parquet:
            tags = [self._numbers[tag] for tag in tags]
        identity = on_tokens.document.id
        first, last = stretch
        return {
            "id": f"{identity}-{number}",
            "doc_id": identity,
            "sent_id": number,
            "tokens": on_tokens.words(stretch),
            "ner_tags": tags,
            "start_chars": on_tokens.tokens.starts[first:last],
            "end_chars": on_tokens.tokens.ends[first:last],
        }

    def _entities(
        self,
        on_tokens: TokenDocument,
        work: AnnotationSet,
        inside: Sequence[Sequence[TokenSpan]],
        stretches: Sequence[Stretch],
    ) -> list[list[dict[str, Any]]]:
        """Return the entities of each row; their numbers count over the document."""
        numbers = {each.span.id: n for n, each in enumerate(on_tokens.spans)}
        chains = self._tokens.chains(on_tokens.document, work, numbers)
        chain_of = {member: number for number, each in enumerate(chains) for member in each}
        number = count()
        rows: list[list[dict[str, Any]]] = []
        for spans, (first, _) in zip(inside, stretches, strict=True):
            row: list[dict[str, Any]] = []
            for each, own in zip(spans, number, strict=False):
                row.append(
                    {
                        "id": own,
                        "start": each.first - first,
                        "end": each.last - first,
                        "label": each.label,
                        "chain": chain_of.get(own, -1),
                        "attributes": _named(each.span.attributes),
                        "note": each.span.note,
                    }
                )
            rows.append(row)
        return rows

    def _relations(
        self,
        on_tokens: TokenDocument,
        work: AnnotationSet,
        spans: Sequence[TokenSpan],
        stretches: Sequence[Stretch],
    ) -> list[list[dict[str, Any]]]:
        """Return the relations by the row their source is in."""
        rows: list[list[dict[str, Any]]] = [[] for _ in stretches]
        numbers: dict[SpanId, int] = {each.span.id: n for n, each in enumerate(spans)}
        place = Stretches(stretches)
        for each in self._tokens.relations(on_tokens.document, work, numbers):
            rows[place.number(spans[each.source].first)].append(
                {
                    "source": each.source,
                    "target": each.target,
                    "label": each.label,
                    "attributes": _named(each.relation.attributes),
                    "note": each.relation.note,
                }
            )
        return rows


def _named(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def write(
    documents: Iterable[AnnotatedDocument],
    schema: Schema,
    destination: Path,
    options: ExportOptions,
) -> ExportResult:
    """Write Parquet where the destination ends in ``.parquet``, else JSON lines."""
    check_scheme(options.scheme, WRITTEN)
    parquet = destination.suffix.lower() == PARQUET
    if parquet:
        pyarrow()

    def files(folder: Path, job: ExportJob) -> _Rows:
        return _Rows(folder, job, parquet=parquet)

    kind = FileKind(NAME, files, PARQUET if parquet else ".jsonl")
    return kind.write(documents, schema, destination, options)


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        inner = next((found for each in SUFFIXES if (found := sample.first_with(each))), None)
        return _recognise(inner) if inner else Sureness.NO
    if sample.head.startswith(b"PAR1"):
        return Sureness.LIKELY
    row = sample.first_object()
    if shape_of(row) is None:
        return Sureness.NO
    return Sureness.SURE if "ner_tags" in row else Sureness.LIKELY


HUGGINGFACE = Format(
    name=NAME,
    title="Hugging Face datasets: tokens with tags, JSON lines or Parquet",
    suffixes=SUFFIXES,
    cannot_hold=(
        "nested and crossing spans in ner_tags (entities holds them)",
        "spans that cut a token, have several fragments or cross a row",
        "notes and flags of documents",
        "sentences in zones that are not for labelling (they are left out)",
    ),
    reader=read,
    writer=write,
    recognise=_recognise,
)
"""Rows for token classification, with all that tags cannot hold in further columns."""
