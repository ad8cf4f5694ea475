"""Rows of doccano as annotated documents; what their offsets count is found first."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.doccano_lines import line_row
from annotator.formats.doccano_rows import DoccanoRow, doccano_row
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_arrays import BrokenJson, json_values, refuse_unless_json
from annotator.formats.json_lines import binary_lines, parsed_line
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.offset_units import UnitVotes, unit_named
from annotator.formats.own_exports import own_export
from annotator.formats.several_sets import foreign_annotator, joined

NAME = "doccano"
UNITS = ("utf-16", "graphemes", "code-points")
"""What offsets in a file may count, the usual one first."""

Row = tuple[int, object]
"""The line a row begins on, and its values or what is wrong with it."""


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Find the unit of the offsets now and read the rows as they are asked for.

    Raises UserError where the file is no JSON, or units cannot be told apart and differ.
    """
    refuse_unless_json(path)
    unit = options.offsets or _written_unit(path) or _voted_unit(path)
    unit_named(unit)
    reading = Reading(iter(()), schema)
    reading.items = _Rows(path, unit, reading).read()
    return reading


def _rows(path: Path) -> Iterator[Row]:
    if _is_array(path):
        yield from json_values(path)
    else:
        for number, line in binary_lines(path):
            yield number, line if isinstance(line, BadValue) else line_row(line)


def _is_array(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def _written_unit(path: Path) -> str:
    """Return the unit our own manifest names for the file; empty for none."""
    export = own_export(path)
    if export is None or export[1].get("format") != NAME:
        return ""
    unit = export[1].get("offsets")
    return unit if isinstance(unit, str) and unit in UNITS else ""


def _voted_unit(path: Path) -> str:
    votes = UnitVotes(UNITS)
    for values in _telling_rows(path):
        try:
            row = doccano_row(values)
        except BadValue:
            continue
        for spans in row.spans.values():
            votes.add(row.text, zip(spans.starts, spans.ends, repeat(None)))
    winner = votes.winner()
    if winner is None:
        raise UserError(
            "The offsets of this file could be UTF-16 units, grapheme clusters or code points.",
            where=str(path),
            mend="Say which with --offsets (utf-16, graphemes, code-points). doccano counts"
            " UTF-16 units, unless its project counts grapheme clusters as one character.",
        )
    return winner


def _telling_rows(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows in which units may differ; what is broken is told later, when it is read."""
    if _is_array(path):
        try:
            yield from (values for _, values in json_values(path) if isinstance(values, dict))
        except BrokenJson:
            return
        return
    for _, line in binary_lines(path):
        if isinstance(line, bytes) and (not line.isascii() or b"\\u" in line or b"\\r" in line):
            values = parsed_line(line)
            if isinstance(values, dict):
                yield values


class _Rows:
    """Turn rows into annotated documents."""

    def __init__(self, path: Path, unit: str, reading: Reading) -> None:
        self._path = path
        self._name = path.name
        self._unit = unit_named(unit)
        self._reading = reading
        self._labels = LabelIntake(reading, foreign_names(path))

    def read(self) -> Iterator[AnnotatedDocument | Skipped]:
        try:
            for line, values in _rows(self._path):
                where = f"{self._name}:{line}"
                try:
                    yield self._document(values, where)
                except BadValue as error:
                    yield Skipped(where, str(error))
        except BrokenJson as error:
            yield Skipped(f"{self._name}:{error.line}", f"{error}; nothing behind it was read")

    def _document(self, values: object, where: str) -> AnnotatedDocument:
        if isinstance(values, BadValue):
            raise values
        if isinstance(values, DoccanoRow):
            row = values
        elif isinstance(values, dict):
            row = doccano_row(values)
        else:
            raise BadValue("not a JSON object")
        draft = DocumentDraft(row.text, self._labels, self._reading.repairs, facts=row.facts)
        drafts: dict[str, DocumentDraft] = {}
        unit = self._unit(row.text)
        convert = None if unit.length == len(row.text) else unit.to_code_points
        for name, spans in row.spans.items():
            drafts[name] = own = draft.again() if drafts else draft
            starts, ends = spans.starts, spans.ends
            if convert is not None:
                starts, ends = [*map(convert, starts)], [*map(convert, ends)]
            own.add_spans(spans.keys, starts, ends, spans.labels)
        drafts = drafts or {"": draft}
        self._add_relations(row, drafts)
        self._report(row, draft.id, where)
        for one in drafts.values():
            one.note = "\n".join(row.comments)
        return joined(
            [
                one.annotated(
                    name=self._name,
                    reader=NAME,
                    annotator=foreign_annotator(f"annotator {name}") if name else None,
                    labelled=row.labelled,
                )
                for name, one in drafts.items()
            ]
        )

    def _add_relations(self, row: DoccanoRow, drafts: dict[str, DocumentDraft]) -> None:
        for one in row.relations:
            owner = next((each for each in drafts.values() if each.has_span(one.source)), None)
            draft = owner or next(iter(drafts.values()))
            try:
                draft.add_relation(one.key, one.source, one.target, one.label)
            except BadValue:
                self._count("label-not-usable", draft.id, None, one.label)

    def _report(self, row: DoccanoRow, document: str, where: str) -> None:
        for place in row.wrong:
            self._count("label-not-read", document, None, f"{where} {place}")
        for key in row.unread:
            self._count("unknown-field", document, None, key)
        if row.categories:
            example = Example(document, None, where)
            self._reading.repairs.add("category-not-read", example, row.categories)

    def _count(self, code: str, document: str, offset: int | None, text: str) -> None:
        self._reading.repairs.add(code, Example(document, offset, text[:200]))
