"""PubAnnotation's JSON, read: denotations, relations and attributes, by project."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.folder_reading import in_folders, over_folders
from annotator.formats.format import Format, Reading, ReadOptions
from annotator.formats.json_arrays import refuse_unless_json
from annotator.formats.json_documents import json_documents, rows_of, text_of
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.offset_units import Unit, unit_named
from annotator.formats.samples import Sample, Sureness
from annotator.formats.several_sets import foreign_annotator, joined

NAME = "pubannotation"
_LABELS = ("denotations", "blocks", "relations", "attributes", "modifications", "tracks")
_FACTS = ("sourcedb", "sourceid", "divid", "section")
_ADDRESSES = ("source_url", "url", "target")
_PASSED_OVER = frozenset({"text", "project", "namespaces", "typesettings", "styles", "config"})


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read documents as they are asked for; offsets are code points unless said otherwise.

    Raises UserError where the file is no JSON.
    """
    refuse_unless_json(path)
    reading = Reading(iter(()), schema)
    rows = _Documents(path, reading, options.offsets or "code-points")
    reading.items = json_documents(path, rows.read)
    return reading


class _Documents:
    """Turn the objects of a file into documents; a project's work is an annotation set."""

    def __init__(self, path: Path, reading: Reading, offsets: str) -> None:
        self._path = path
        self._repairs = reading.repairs
        self._labels = LabelIntake(reading, foreign_names(path))
        self._unit = unit_named(offsets)

    def read(self, values: dict[str, object], where: str) -> Iterator[AnnotatedDocument | Skipped]:
        text = values.get("text")
        if not isinstance(text, str):
            raise BadValue("text is missing or not a string")
        draft = DocumentDraft(text, self._labels, self._repairs, facts=_facts(values))
        for key in values:
            if key not in {*_LABELS, *_FACTS, *_ADDRESSES} | _PASSED_OVER:
                self._count("unknown-field", draft, None, key)
        unit = self._unit(text)
        tracks = [one for one in rows_of(values.get("tracks")) if one is not None]
        if any(key in values for key in _LABELS[:-1]):
            tracks.insert(0, values)
        parts = [self._track(draft.again(), track, unit) for track in tracks]
        if not parts:
            parts = [draft.annotated(name=self._path.name, reader=NAME, labelled=False)]
        yield joined(parts)

    def _track(
        self, draft: DocumentDraft, track: Mapping[str, object], unit: Unit
    ) -> AnnotatedDocument:
        attributes = self._attributes(draft, track)
        for key in ("denotations", "blocks"):
            for number, row in enumerate(rows_of(track.get(key))):
                self._add_span(draft, row, f"{key}[{number}]", attributes, unit)
        for number, row in enumerate(rows_of(track.get("relations"))):
            self._add_relation(draft, row, f"relations[{number}]", attributes)
        for subject in attributes:
            self._count("attribute-without-span", draft, None, subject)
        project = text_of(track.get("project"))
        return draft.annotated(
            name=self._path.name,
            reader=NAME,
            annotator=foreign_annotator(project) if project else None,
        )

    def _attributes(
        self, draft: DocumentDraft, track: Mapping[str, object]
    ) -> dict[str, dict[str, str]]:
        """Return names and values by the id of what they are about; modifications are true."""
        found: dict[str, dict[str, str]] = {}
        for row in rows_of(track.get("attributes")):
            subject, name, value = _three(row, "subj", "pred", "obj")
            if subject and name and value:
                found.setdefault(subject, {})[name] = value
            else:
                self._count("attribute-not-read", draft, None, str(row))
        for row in rows_of(track.get("modifications")):
            subject, name, _ = _three(row, "obj", "pred", "id")
            if subject and name:
                found.setdefault(subject, {})[name] = "true"
            else:
                self._count("attribute-not-read", draft, None, str(row))
        return found

    def _add_span(
        self,
        draft: DocumentDraft,
        row: Mapping[str, object] | None,
        place: str,
        attributes: dict[str, dict[str, str]],
        unit: Unit,
    ) -> None:
        extents = _extents(row.get("span") if row else None)
        label = text_of(row.get("obj")) if row else ""
        if row is None or not extents or not label:
            self._count("span-not-read", draft, None, f"{place}: {row}")
            return
        key = text_of(row.get("id")) or place
        own = attributes.pop(key, {})
        found = [(unit.to_code_points(start), unit.to_code_points(end)) for start, end in extents]
        try:
            draft.add_span(key, found, label, attributes=own)
        except BadValue:
            self._count("label-not-usable", draft, found[0][0], label)

    def _add_relation(
        self,
        draft: DocumentDraft,
        row: Mapping[str, object] | None,
        place: str,
        attributes: dict[str, dict[str, str]],
    ) -> None:
        source, label, target = _three(row, "subj", "pred", "obj")
        if row is None or not (source and label and target):
            self._count("relation-not-read", draft, None, f"{place}: {row}")
            return
        key = text_of(row.get("id")) or place
        own = attributes.pop(key, {})
        try:
            draft.add_relation(key, source, target, label, attributes=own)
        except BadValue:
            self._count("label-not-usable", draft, None, label)

    def _count(self, code: str, draft: DocumentDraft, offset: int | None, text: str) -> None:
        self._repairs.add(code, Example(draft.id, offset, text[:200]))


def _three(row: Mapping[str, object] | None, *keys: str) -> tuple[str, str, str]:
    first, second, third = (text_of(row.get(key)) if row else "" for key in keys)
    return first, second, third


def _extents(value: object) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for piece in rows_of(value):
        begin, end = (piece.get("begin"), piece.get("end")) if piece else (None, None)
        if type(begin) is not int or type(end) is not int:
            return []
        found.append((begin, end))
    return found


def _facts(values: Mapping[str, object]) -> dict[str, str]:
    facts = {key: text_of(values.get(key)) for key in _FACTS}
    facts["url"] = next((found for key in _ADDRESSES if (found := text_of(values.get(key)))), "")
    return {key: value for key, value in facts.items() if value}


def _recognise(sample: Sample) -> Sureness:
    if sample.text.lstrip()[:1] not in ("[", "{"):
        return Sureness.NO
    first = sample.first_object()
    own = any(isinstance(first.get(key), list) for key in ("denotations", "tracks"))
    source = "sourcedb" in first and "sourceid" in first
    if not first and '"denotations"' in sample.text and '"span"' in sample.text:
        return Sureness.LIKELY
    return Sureness.LIKELY if "text" in first and (own or source) else Sureness.NO


_SUFFIXES = (".json",)

PUBANNOTATION = Format(
    name=NAME,
    title="PubAnnotation JSON",
    suffixes=_SUFFIXES,
    cannot_hold=("being written: it is only read", "relations between relations"),
    reader=over_folders(read, _SUFFIXES),
    recognise=in_folders(_recognise, _SUFFIXES),
)
"""The format of the annotation repository PubAnnotation; read only."""
