"""The formats ``uima-xmi`` and ``uima-json``: UIMA CAS, as INCEpTION, cTAKES and dkpro use it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Zone
from annotator.domain.errors import UserError
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.document_names import DocumentNames
from annotator.formats.export_job import ExportJob, FileKind
from annotator.formats.format import Format, Reading, ReadOptions
from annotator.formats.inception_intake import take_layers
from annotator.formats.inception_layout import LayerLayout
from annotator.formats.inception_projects import with_annotators
from annotator.formats.inception_tokens import SEGMENTATION, segmented
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.project_places import names_in
from annotator.formats.samples import Sample, Sureness
from annotator.formats.splits import Split
from annotator.formats.uima_loading import JsonTypes, load_json, load_types, load_xmi
from annotator.formats.uima_reading import read_cas
from annotator.formats.uima_sources import BROKEN, TYPE_SYSTEM, CasFile, cas_files
from annotator.formats.uima_writing import CasWriter
from annotator.formats.zip_directories import refuse_long_directory

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem  # type: ignore[import-untyped, unused-ignore]

XMI, JSON = "uima-xmi", "uima-json"
_SUFFIXES = {XMI: ".xmi", JSON: ".json"}
_HEADS = {XMI: b"http://www.omg.org/XMI", JSON: b'"%FEATURE_STRUCTURES"'}


def _reader(name: str) -> Callable[[Path, Schema, ReadOptions], Reading]:
    def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
        """Read a file, folder or archive; raise UserError where no CAS of this kind is there."""
        reading = Reading(iter(()), schema)
        files = cas_files(path, _SUFFIXES[name])
        first = next(files, None)
        if first is None:
            raise UserError(
                f"There is no file {_SUFFIXES[name]} here.",
                where=str(path),
                mend="Name a file, a folder of them, or an archive that INCEpTION exported.",
            )
        alone = first if isinstance(first, CasFile) and first.name == path.name else None
        if alone is not None and path.is_file() and not _looks(name, alone.content):
            raise UserError(
                f"This is not a UIMA CAS ({name}).",
                where=path.name,
                mend="Export it from INCEpTION as UIMA CAS, XMI 1.0 or JSON 0.4.0.",
            )
        found = _documents(name, first, files, reading)
        reading.items = with_annotators(path, found, reading.repairs)
        return reading

    return read


def _looks(name: str, content: bytes) -> bool:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", "replace").encode()
    return _HEADS[name] in content


def _documents(
    name: str, first: CasFile | Skipped, files: Iterator[CasFile | Skipped], reading: Reading
) -> Iterator[AnnotatedDocument | Skipped]:
    loader = _Loader(name, reading)
    yield loader.document(first)
    for one in files:
        yield loader.document(one)


class _Loader:
    """Load the CAS files of one reading; a type system that several share is read once."""

    def __init__(self, name: str, reading: Reading) -> None:
        self._name = name
        self._repairs = reading.repairs
        self._labels = LabelIntake(reading)
        self._types: tuple[bytes, TypeSystem] | None = None
        self._json_types = JsonTypes()

    def document(self, one: CasFile | Skipped) -> AnnotatedDocument | Skipped:
        """Return the document of a file, or why there is none."""
        if isinstance(one, Skipped):
            return one
        try:
            return self._read(one)
        except BadValue as error:
            return Skipped(one.name, str(error))
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            # A CAS may point from anything to anything, whatever its types say.
            return Skipped(one.name, f"the CAS contradicts its types: {error}"[:200])

    def _read(self, one: CasFile) -> AnnotatedDocument:
        cas = load_json(one.content, self._json_types) if self._name == JSON else self._xmi(one)
        content = read_cas(cas, one.name, self._repairs)
        draft = DocumentDraft(
            content.layered.text, self._labels, self._repairs, facts=content.facts
        )
        take_layers(content.layered, draft, self._repairs)
        found = draft.annotated(name=one.name, reader=self._name)
        if not content.zones:
            return found
        zones = tuple(
            Zone(draft.position(zone.start), draft.position(zone.end), zone.kind)
            for zone in content.zones
        )
        return replace(found, document=replace(found.document, zones=zones))

    def _xmi(self, one: CasFile) -> "Cas":
        if not one.types:
            self._repairs.add("type-system-missing", Example(one.name))
        if self._types is None or self._types[0] != one.types:
            self._types = one.types, load_types(one.types)
        try:
            return load_xmi(one.content, self._types[1])
        except BadValue as error:
            if one.types:
                raise
            raise BadValue(f"{error}; put its {TYPE_SYSTEM} beside it") from error


class _CasFiles:
    """The CAS files of one annotator, one a document; with XMI their type system beside them.

    Losses are those of ``inception_layout``.
    """

    def __init__(self, name: str, folder: Path, job: ExportJob) -> None:
        self._name = name
        self._folder = folder
        self._layout = LayerLayout(job, trim=False)
        self._writer = CasWriter(job, xml=name == XMI)
        self._names = DocumentNames(_SUFFIXES[name])
        job.manifest["segmentation"] = SEGMENTATION

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write the file of one set."""
        from cassis.json import (  # type: ignore[import-untyped, unused-ignore]
            TypeSystemMode,
        )

        document = annotated.document
        layered = self._layout.layers(document, work, *segmented(document.text))
        cas = self._writer.cas(document, layered)
        path = self._names.path(self._folder, annotated, split)
        if self._name == XMI:
            text = cas.to_xmi()
        else:
            text = cas.to_json(type_system_mode=TypeSystemMode.MINIMAL)
        path.write_text(text or "", encoding="utf-8", newline="\n")

    def close(self) -> None:
        """Write the type system that all the files share."""
        if self._name == XMI:
            text = self._writer.types.to_xml() or ""
            (self._folder / TYPE_SYSTEM).write_text(text, encoding="utf-8", newline="\n")


def _recogniser(name: str) -> Callable[[Sample], Sureness]:
    def recognise(sample: Sample) -> Sureness:
        if sample.names:
            inner = sample.first_with(_SUFFIXES[name])
            if inner is not None:
                return recognise(inner)
            inner = sample.first_with(".zip")
            return recognise(inner) if inner is not None else Sureness.NO
        if sample.head.startswith(b"PK\x03\x04"):
            return _in_archive(sample.path, _SUFFIXES[name])
        head = sample.head
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            head = head.decode("utf-16", "replace").encode()
        if _HEADS[name] in head and (name == JSON or b"uima/cas.ecore" in head):
            return Sureness.SURE
        if name == JSON and b'"%TYPES"' in head[:1000]:
            return Sureness.SURE
        return Sureness.NO

    return recognise


def _in_archive(path: Path, suffix: str) -> Sureness:
    import zipfile

    try:
        with path.open("rb") as file:
            refuse_long_directory(file, path.name)
        with zipfile.ZipFile(path) as archive:
            names = names_in(archive)
    except UserError:  # said when it is read
        return Sureness.MAYBE if suffix == ".xmi" else Sureness.NO
    except BROKEN:
        return Sureness.NO
    if any(name.endswith(suffix) for name in names):
        return Sureness.LIKELY if suffix == ".xmi" else Sureness.MAYBE
    return (
        Sureness.MAYBE
        if suffix == ".xmi" and names and all(n.endswith((".zip", "/")) for n in names)
        else Sureness.NO
    )


_CANNOT_HOLD = (
    "spans of several fragments",
    "notes and flags on documents, and whether a relation is symmetric",
)
UIMA_XMI = Format(
    name=XMI,
    title="UIMA CAS as XMI with its type system (INCEpTION)",
    suffixes=(".xmi", ".zip"),
    cannot_hold=(*_CANNOT_HOLD, "control characters that XML has no place for"),
    reader=_reader(XMI),
    writer=FileKind(XMI, partial(_CasFiles, XMI)).write,
    recognise=_recogniser(XMI),
)
"""UIMA's XML."""
UIMA_JSON = Format(
    name=JSON,
    title="UIMA CAS as JSON (INCEpTION)",
    suffixes=(".json",),
    cannot_hold=_CANNOT_HOLD,
    reader=_reader(JSON),
    writer=FileKind(JSON, partial(_CasFiles, JSON)).write,
    recognise=_recogniser(JSON),
)
"""UIMA's JSON, which carries its types."""
