"""The format ``gliner``: windows of tokens with entities under natural words."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.reports import Report
from annotator.domain.schema import Label, Schema
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import Format, Reading, ReadOptions
from annotator.formats.json_documents import row_documents
from annotator.formats.json_values import BadValue, Fields, whole_numbers
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import ForeignNames, LabelNames, foreign_names
from annotator.formats.left_out import count_left_out
from annotator.formats.samples import Sample, Sureness
from annotator.formats.splits import Split
from annotator.formats.token_arrays import TokenArrays
from annotator.formats.token_row_export import OURS, exported_rows
from annotator.formats.token_row_reading import Kept, Triples, begun_row, finished_row, kept_in
from annotator.formats.token_rows import RowGroups, same_name, token_words

NAME = "gliner"
SUFFIXES = (".json", ".jsonl")
WINDOW = 384
"""Tokens of a row; GLiNER's trainer cuts off what is longer, without a word."""

_NONE: Triples = (), (), ()


class _Files(TokenArrays):
    """One annotator's arrays of windows of ``WINDOW`` tokens at most, or as many as asked for."""

    def __init__(self, folder: Path, job: ExportJob) -> None:
        # The labels are other words by intent, so that their mapping is no loss.
        job.names = LabelNames(job.schema, _natural(job.schema).__getitem__, Report())
        super().__init__(folder, job)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write the windows of one document."""
        count_left_out(self.job, annotated, work)
        most = self.job.options.window or WINDOW
        for row in exported_rows(self.tokens, self.job, annotated, work, most):
            value = {
                "tokenized_text": row.words,
                "ner": [[first, last - 1, label] for first, last, label in row.spans],
                "relations": [[head, tail, label] for head, tail, label in row.relations],
                OURS: row.ours,
            }
            self.write(value, split)

    def close(self) -> None:
        """End the arrays and note how the tokens were made."""
        self.end({}, window=self.job.options.window or WINDOW)


class _Natural(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def _natural(schema: Schema) -> Mapping[str, str]:
    """Return the words for the labels: their titles in lower case."""
    labels: list[Label] = [*schema.relation_labels, *schema.span_labels]
    return _Natural({each.name: _words(each) for each in labels})


def _words(label: Label) -> str:
    return (label.title.strip() or label.name).lower()


class _Window(msgspec.Struct):
    tokenized_text: list[str]
    ner: list[tuple[int, int, str]] = []
    relations: list[tuple[int, int, str]] = []
    kept: Kept = msgspec.field(name=OURS, default_factory=Kept)


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, row by row as documents are asked for.

    Rows of our own exports come back as documents over exactly the text they were exported
    from; others are read as documents of up to 100 rows. Words that are the title of a label
    mean that label.
    """
    files = files_in(path, SUFFIXES)
    reading = Reading(iter(()), schema)
    titles = ForeignNames(
        {_words(each): each.name for each in schema.span_labels},
        {_words(each): each.name for each in schema.relation_labels},
    )

    def items(file: Path, name: str) -> Items:
        own = foreign_names(file)
        names = ForeignNames({**titles.spans, **own.spans}, {**titles.relations, **own.relations})
        groups = RowGroups(LabelIntake(reading, names), reading.repairs, name, NAME, block=1)

        def take(row: _Window, where: str) -> Iterable[AnnotatedDocument | Skipped]:
            return _taken(row, where, groups)

        yield from row_documents(file, _Window, _window, take)
        yield from groups.end()

    reading.items = items_of(files, path, items)
    return reading


def _window(row: dict[str, object]) -> _Window:
    """Return a row whose values are not all of their types, or say which is not."""
    fields = Fields(row)
    words = token_words(row.get("tokenized_text"), "tokenized_text")
    kept = kept_in(fields)
    ner = [_triple(each, f"ner[{n}]") for n, each in enumerate(fields.items("ner"))]
    relations = enumerate(fields.items("relations"))
    return _Window(words, ner, [_triple(each, f"relations[{n}]") for n, each in relations], kept)


def _taken(row: _Window, where: str, groups: RowGroups) -> Iterable[AnnotatedDocument | Skipped]:
    begun = begun_row(row.tokenized_text, "tokenized_text", row.kept, where)
    firsts, lasts, labels = zip(*row.ner, strict=True) if row.ner else _NONE
    heads, tails, kinds = zip(*row.relations, strict=True) if row.relations else _NONE
    entities = firsts, [last + 1 for last in lasts], labels
    return finished_row(groups, begun, entities, (heads, tails, kinds))


def _triple(value: object, where: str) -> tuple[int, int, str]:
    if not isinstance(value, list) or len(value) < 3:
        raise BadValue(f"{where} is not an array of two numbers and a label")
    first, second = whole_numbers(value[:2], 2, where)
    return first, second, same_name(value[2])


def _recognise(sample: Sample) -> Sureness:
    if not sample.head:
        return sample.surest(SUFFIXES, _recognise)
    row = sample.first_object()
    return Sureness.SURE if isinstance(row.get("tokenized_text"), list) else Sureness.NO


GLINER = Format(
    name=NAME,
    title="GLiNER: windows of tokens with entities under natural words",
    suffixes=SUFFIXES,
    cannot_hold=(
        "spans that cut a token, have several fragments or cross a window",
        "relations between windows",
        "coreference chains",
        "attributes, notes and flags",
        "sentences in zones that are not for labelling (they are left out)",
    ),
    reader=read,
    writer=FileKind(NAME, _Files, ".json").write,
    recognise=_recognise,
)
"""Entities and relations for models that take labels as words."""
