"""BioC collections, read: XML and JSON, one document of ours for each of theirs."""

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.bioc_documents import BiocReader
from annotator.formats.bioc_xml import BrokenXml, xml_documents
from annotator.formats.folder_reading import in_folders, over_folders
from annotator.formats.format import Format, Reading, ReadOptions
from annotator.formats.json_arrays import refuse_unless_json
from annotator.formats.json_documents import json_documents, rows_of, text_of
from annotator.formats.json_values import BadValue
from annotator.formats.offset_units import unit_named
from annotator.formats.samples import Sample, Sureness, sample_of

NAME = "bioc"


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read documents as they are asked for; raise UserError where the file is no collection."""
    if options.offsets:
        unit_named(options.offsets)
    reading = Reading(iter(()), schema)
    reader = BiocReader(path, NAME, reading, options.offsets)
    text = "" if path.is_dir() else sample_of(path).text
    if text.lstrip().startswith("<"):
        if "<collection" not in text:
            raise UserError("The file is no BioC collection.", where=str(path))
        reading.items = _from_xml(path, reader)
    else:
        refuse_unless_json(path)
        reading.items = json_documents(path, lambda values, _: _from_json(values, reader, path))
    return reading


def _from_xml(path: Path, reader: BiocReader) -> Iterator[AnnotatedDocument | Skipped]:
    try:
        for line, values, facts in xml_documents(path):
            yield _one(values, facts, reader, f"{path.name}:{line}")
    except BrokenXml as error:
        yield Skipped(f"{path.name}:{error.line}", f"{error}; nothing behind it was read")


def _from_json(
    values: dict[str, object], reader: BiocReader, path: Path
) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield the documents of a collection, or the one document the object is."""
    if "passages" in values:
        yield _one(values, {}, reader, path.name)
        return
    listed = values.get("documents", values.get("PubTator3"))
    if not isinstance(listed, list):
        raise BadValue("neither a collection with documents nor a document with passages")
    facts = {"source": text_of(values.get("source"))}
    for number, row in enumerate(rows_of(listed)):
        where = f"{path.name}: documents[{number}]"
        yield _one(row or BadValue("not a JSON object"), facts, reader, where)


def _one(
    values: dict[str, object] | BadValue, facts: dict[str, str], reader: BiocReader, where: str
) -> AnnotatedDocument | Skipped:
    try:
        if isinstance(values, BadValue):
            raise values
        return reader.document(values, facts)
    except BadValue as error:
        return Skipped(where, str(error))


def _recognise(sample: Sample) -> Sureness:
    text = sample.text
    if text.lstrip().startswith("<"):
        own = "<collection" in text and ("<document" in text or "BioC.dtd" in text)
        return Sureness.SURE if own else Sureness.NO
    if not text.lstrip().startswith(("[", "{")) or '"passages"' not in text:
        return Sureness.NO
    first = sample.first_object()
    known = not first or {"documents", "passages", "PubTator3"} & set(first)
    return Sureness.LIKELY if known else Sureness.NO


_SUFFIXES = (".xml", ".json")

BIOC = Format(
    name=NAME,
    title="BioC collections (XML, JSON)",
    suffixes=_SUFFIXES,
    cannot_hold=("being written: it is only read", "a relation of more than two spans as one"),
    reader=over_folders(read, _SUFFIXES),
    recognise=in_folders(_recognise, _SUFFIXES),
)
"""The interchange format of biomedical text mining; read only."""
