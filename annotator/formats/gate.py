"""GATE's documents, read: bdocjs (JSON) and GATE XML, an annotation set of ours for each."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.folder_reading import in_folders, over_folders
from annotator.formats.format import Format, Reading, ReadOptions
from annotator.formats.gate_xml import gate_document
from annotator.formats.json_arrays import refuse_unless_json
from annotator.formats.json_documents import json_documents, rows_of, text_of
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.offset_units import Unit, unit_named
from annotator.formats.samples import Sample, Sureness
from annotator.formats.several_sets import foreign_annotator, joined

NAME = "gate"
UNNAMED = "GATE default set"
"""Whose work the annotation set without a name becomes, where nobody is named for it."""
_UNITS = {"p": "code-points", "j": "utf-16"}
TEXT_LAYER = frozenset({"Token", "SpaceToken", "Sentence", "Split"})
"""Types of what GATE finds in any text; no labels, so they are counted and left out."""


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read one document, or several from JSON lines; raise UserError where it is neither."""
    reading = Reading(iter(()), schema)
    documents = _Documents(path, reading, options.offsets)
    if _is_xml(path):
        reading.items = documents.only(gate_document(path))
    else:
        refuse_unless_json(path)
        reading.items = json_documents(path, documents.read)
    return reading


def _is_xml(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    except OSError:
        return False  # said when it is opened to be read


class _Documents:
    """Turn GATE's documents into ours."""

    def __init__(self, path: Path, reading: Reading, offsets: str) -> None:
        self._path = path
        self._repairs = reading.repairs
        self._labels = LabelIntake(reading, foreign_names(path))
        self._offsets = offsets

    def only(self, values: dict[str, object]) -> Iterator[AnnotatedDocument | Skipped]:
        """Yield the one document of a file."""
        try:
            yield from self.read(values, self._path.name)
        except BadValue as error:
            yield Skipped(self._path.name, str(error))

    def read(self, values: dict[str, object], where: str) -> Iterator[AnnotatedDocument | Skipped]:
        text = values.get("text")
        if not isinstance(text, str):
            raise BadValue("text is missing or not a string")
        kind = values.get("offset_type", "p")
        if not self._offsets and str(kind) not in _UNITS:
            raise BadValue(f"offset_type is {str(kind)[:20]!r}, not p or j")
        sets = values.get("annotation_sets")
        if not isinstance(sets, dict):
            raise BadValue("annotation_sets is missing or not a JSON object")
        unit = unit_named(self._offsets or _UNITS[str(kind)])(text)
        draft = DocumentDraft(text, self._labels, self._repairs, facts=self._facts(values))
        parts = [
            part
            for name, content in sets.items()
            if (part := self._set(draft.again(), name, content, unit, where)) is not None
        ]
        if not parts:
            parts = [draft.annotated(name=self._path.name, reader=NAME, labelled=False)]
        yield joined(parts)

    def _facts(self, values: Mapping[str, object]) -> dict[str, str]:
        features = values.get("features")
        found = features.items() if isinstance(features, dict) else ()
        return {key: text for key, value in found if (text := text_of(value))}

    def _set(
        self, draft: DocumentDraft, name: str, content: object, unit: Unit, where: str
    ) -> AnnotatedDocument | None:
        """Return the set's document, or None where it holds nothing but the text's layer."""
        rows = content.get("annotations") if isinstance(content, dict) else None
        added = 0
        for number, row in enumerate(rows_of(rows)):
            kind = text_of(row.get("type")) if row else ""
            if kind in TEXT_LAYER:
                self._count("token-layer-not-read", draft, None, kind)
                continue
            added += 1
            self._add(draft, row, f"{name}[{number}]", unit)
        if not added:
            return None
        return draft.annotated(
            name=self._path.name,
            reader=NAME,
            annotator=foreign_annotator(name or UNNAMED),
        )

    def _add(
        self, draft: DocumentDraft, row: Mapping[str, object] | None, place: str, unit: Unit
    ) -> None:
        start, end = (row.get("start"), row.get("end")) if row else (None, None)
        label = text_of(row.get("type")) if row else ""
        if row is None or type(start) is not int or type(end) is not int or not label:
            self._count("span-not-read", draft, None, f"{place}: {row}")
            return
        extent = unit.to_code_points(start), unit.to_code_points(end)
        attributes = {}
        features = row.get("features")
        for name, value in features.items() if isinstance(features, dict) else ():
            if text := text_of(value):
                attributes[name] = text
            elif value is not None and value != "":
                self._count("attribute-not-read", draft, extent[0], f"{name}={value}")
        try:
            draft.add_span(text_of(row.get("id")) or place, [extent], label, attributes=attributes)
        except BadValue:
            self._count("label-not-usable", draft, extent[0], label)

    def _count(self, code: str, draft: DocumentDraft, offset: int | None, text: str) -> None:
        self._repairs.add(code, Example(draft.id, offset, text[:200]))


def _recognise(sample: Sample) -> Sureness:
    text = sample.text
    if text.lstrip().startswith("<"):
        return Sureness.SURE if "<GateDocument" in text else Sureness.NO
    if not text.lstrip().startswith("{"):
        return Sureness.NO
    first = sample.first_object()
    if first:
        own = isinstance(first.get("annotation_sets"), dict) and "text" in first
        return Sureness.SURE if own else Sureness.NO
    return Sureness.LIKELY if '"annotation_sets"' in text else Sureness.NO


_SUFFIXES = (".bdocjs", ".xml")

GATE = Format(
    name=NAME,
    title="GATE documents (bdocjs, XML)",
    suffixes=_SUFFIXES,
    cannot_hold=("being written: it is only read", "tokens, sentences and relations in features"),
    reader=over_folders(read, _SUFFIXES),
    recognise=in_folders(_recognise, _SUFFIXES),
)
"""The documents of the text engineering framework GATE; read only."""
