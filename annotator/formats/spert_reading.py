"""Read SpERT's sentences, and what its file of types says of the labels."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_documents import json_documents
from annotator.formats.json_values import Fields
from annotator.formats.label_intake import LabelIntake, new_label
from annotator.formats.label_names import ForeignNames, foreign_names
from annotator.formats.token_row_export import OURS
from annotator.formats.token_rows import (
    RowGroups,
    RowRelation,
    RowSpan,
    own_row,
    same_name,
    token_words,
)

SUFFIXES = (".json",)
TYPES = "types.json"
"""The labels as SpERT wants them told; beside a single file, ``STEM.types.json``."""


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

        def take(row: dict[str, object], where: str) -> Iterator[AnnotatedDocument | Skipped]:
            yield from _taken(row, where, groups)

        yield from json_documents(file, take)
        yield from groups.end()

    reading.items = items_of([file for file in files if not _is_types(file)], path, items)
    return reading


def _is_types(path: Path) -> bool:
    return path.stem.endswith("types")


def _taken(
    row: dict[str, object], where: str, groups: RowGroups
) -> Iterator[AnnotatedDocument | Skipped]:
    fields = Fields(row)
    words = token_words(row.get("tokens"), "tokens")
    found = own_row(fields.inner(OURS), where, words)
    number = groups.number_of(found.document)
    for place, each in enumerate(fields.objects("entities")):
        start, end = each.whole_number("start"), each.whole_number("end")
        found.spans.append(RowSpan(f"{number}-{place}", start, end, same_name(each.text("type"))))
    for each in fields.objects("relations"):
        head, tail = each.whole_number("head"), each.whole_number("tail")
        label = same_name(each.text("type"))
        found.relations.append(RowRelation(f"{number}-{head}", f"{number}-{tail}", label))
    yield from groups.add(found)


def _take_types(path: Path, labels: LabelIntake, names: ForeignNames) -> None:
    """Add the relations that the file of types tells about, symmetric ones as such."""
    beside = sorted(path.parent.glob("*types.json"))
    places = [path.with_name(f"{path.stem}.{TYPES}"), path.with_name(TYPES)]
    places += beside if len(beside) == 1 else []
    for place in places:
        try:
            content = json.loads(place.read_bytes())
        except (OSError, ValueError, RecursionError):
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
