"""The format ``spert``: a sentence with its entities and relations, and a file of their types."""

import json
from collections.abc import Iterable
from pathlib import Path

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.schema import Schema
from annotator.formats.export_job import ExportJob, FileKind, write_files
from annotator.formats.format import ExportOptions, ExportResult, Format
from annotator.formats.left_out import count_left_out
from annotator.formats.samples import Sample, Sureness
from annotator.formats.spert_reading import SUFFIXES, TYPES, read
from annotator.formats.split_files import JsonArrays
from annotator.formats.splits import Split
from annotator.formats.token_documents import TokenExport
from annotator.formats.token_row_export import OURS, exported_rows

NAME = "spert"


class _Files:
    """One annotator's arrays of sentences, and the types beside them."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._job = job
        self._folder = folder
        self._tokens = TokenExport(job)
        self._arrays = JsonArrays(folder, ".json", job)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write the sentences of one document."""
        count_left_out(self._job, annotated, work)
        for row in exported_rows(self._tokens, self._job, annotated, work, None):
            value = {
                "tokens": row.words,
                "entities": [
                    {"type": label, "start": first, "end": last} for first, last, label in row.spans
                ],
                "relations": [
                    {"type": label, "head": source, "tail": target}
                    for source, target, label in row.relations
                ],
                "orig_id": f"{annotated.document.id}-{row.number}",
                OURS: row.ours,
            }
            self._arrays.write(value, split)

    def close(self) -> None:
        """End the arrays, write the types, note how the tokens were made."""
        self._arrays.close()
        schema, names = self._job.schema, self._job.names
        types = {
            "entities": {
                name: {"short": name, "verbose": each.title}
                for each in schema.span_labels
                if (name := names.span(each.id))
            },
            "relations": {
                name: {"short": name, "verbose": each.title, "symmetric": each.symmetric}
                for each in schema.relation_labels
                if (name := names.relation(each.id))
            },
        }
        text = json.dumps(types, ensure_ascii=False, indent=2)
        (self._folder / TYPES).write_text(text + "\n", encoding="utf-8", newline="\n")
        self._tokens.close()

    def release(self) -> None:
        """Close all files."""
        self._arrays.release()


def write(
    documents: Iterable[AnnotatedDocument],
    schema: Schema,
    destination: Path,
    options: ExportOptions,
) -> ExportResult:
    """Write arrays of sentences; symmetric relations stand once, the types say which they are."""
    return write_files(documents, schema, destination, options, FileKind(NAME, _Files, ".json"))


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        names = [name for name in sample.names if name.endswith(SUFFIXES)]
        rated = [_recognise(sample.inner(name)) for name in names[:20]]
        return max(rated, default=Sureness.NO)
    row = sample.first_object()
    if not all(isinstance(row.get(key), list) for key in ("tokens", "entities", "relations")):
        return Sureness.NO
    if "doc_id" in row and "ner_tags" in row:
        return Sureness.NO
    return Sureness.SURE if "orig_id" in row else Sureness.LIKELY


SPERT = Format(
    name=NAME,
    title="SpERT: sentences with entities and relations",
    suffixes=SUFFIXES,
    cannot_hold=(
        "spans that cut a token, have several fragments or cross a sentence",
        "relations between sentences",
        "coreference chains",
        "attributes, notes and flags",
        "sentences in zones that are not for labelling (they are left out)",
    ),
    reader=read,
    writer=write,
    recognise=_recognise,
)
"""Joint training of entities and relations."""
