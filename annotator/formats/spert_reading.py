"""Read SpERT's sentences, and what its file of types says of the labels."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.bounds import companion
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_documents import row_documents
from annotator.formats.json_values import Fields
from annotator.formats.label_intake import LabelIntake, new_label
from annotator.formats.label_names import ForeignNames, foreign_names
from annotator.formats.token_row_export import OURS
from annotator.formats.token_row_reading import Kept, begun_row, finished_row, kept_in
from annotator.formats.token_rows import RowGroups, same_name, token_words

SUFFIXES = (".json",)
TYPES = "types.json"
"""The labels as SpERT wants them told; beside a single file, ``STEM.types.json``."""


class _Entity(msgspec.Struct, gc=False):
    start: int
    end: int
    type: str


class _Relation(msgspec.Struct, gc=False):
    head: int
    tail: int
    type: str


class _Sentence(msgspec.Struct):
    tokens: list[str]
    entities: list[_Entity] = []
    relations: list[_Relation] = []
    kept: Kept = msgspec.field(name=OURS, default_factory=Kept)


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, sentence by sentence as documents are asked for.

    Sentences of our own exports come back as documents over exactly the text they were
    exported from; others are read as documents of up to 100 sentences.
    """
    files = files_in(path, SUFFIXES, (TYPES,))
    reading = Reading(iter(()), schema)

    def items(file: Path, name: str) -> Items:
        names = foreign_names(file)
        labels = LabelIntake(reading, names)
        _take_types(file, labels, names)
        groups = RowGroups(labels, reading.repairs, name, "spert")

        def take(row: _Sentence, where: str) -> Iterable[AnnotatedDocument | Skipped]:
            return _taken(row, where, groups)

        yield from row_documents(file, _Sentence, _sentence, take)
        yield from groups.end()

    reading.items = items_of([file for file in files if not _is_types(file)], path, items)
    return reading


def _is_types(path: Path) -> bool:
    return path.stem.endswith("types")


def _sentence(row: dict[str, object]) -> _Sentence:
    """Return a row whose values are not all of their types, or say which is not."""
    fields = Fields(row)
    words = token_words(row.get("tokens"), "tokens")
    kept = kept_in(fields)
    found = _Sentence(words, kept=kept)
    for each in fields.objects("entities"):
        start, end = each.whole_number("start"), each.whole_number("end")
        found.entities.append(_Entity(start, end, same_name(each.text("type"))))
    for each in fields.objects("relations"):
        head, tail = each.whole_number("head"), each.whole_number("tail")
        found.relations.append(_Relation(head, tail, same_name(each.text("type"))))
    return found


def _taken(row: _Sentence, where: str, groups: RowGroups) -> Iterable[AnnotatedDocument | Skipped]:
    begun = begun_row(row.tokens, "tokens", row.kept, where)
    entities, relations = row.entities, row.relations
    return finished_row(
        groups,
        begun,
        (
            [each.start for each in entities],
            [each.end for each in entities],
            [each.type for each in entities],
        ),
        (
            [each.head for each in relations],
            [each.tail for each in relations],
            [each.type for each in relations],
        ),
    )


def _take_types(path: Path, labels: LabelIntake, names: ForeignNames) -> None:
    """Add the relations that the file of types tells about, symmetric ones as such."""
    beside = sorted(path.parent.glob("*types.json"))
    places = [path.with_name(f"{path.stem}.{TYPES}"), path.with_name(TYPES)]
    places += beside if len(beside) == 1 else []
    for place in places:
        content = companion(place)
        if content is None:
            continue
        told = content.get("relations") if isinstance(content, dict) else None
        for name, each in told.items() if isinstance(told, dict) else ():
            ours = names.relations.get(name, name)
            if not isinstance(each, dict) or not ours.strip() or not ours.isprintable():
                continue
            label = new_label(ours, LabelKind.RELATION, symmetric=each.get("symmetric") is True)
            title = each.get("verbose")
            if isinstance(title, str) and title.strip() and title.isprintable():
                label = replace(label, title=title)
            labels.add(label)
        return
