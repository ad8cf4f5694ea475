"""Our own format: one JSON object a line, a header with the schema first, lossless."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.formats.document_json import DocumentWriter, row_ids
from annotator.formats.document_reading import DocumentReader
from annotator.formats.format import ExportOptions, ExportResult, Format, Reading, ReadOptions
from annotator.formats.json_values import BadValue, Fields, parse_object
from annotator.formats.jsonl_folder import write_folder
from annotator.formats.jsonl_lines import HEADER_NAME, VERSION, header_line, line_of
from annotator.formats.long_lines import next_line
from annotator.formats.samples import Sample, Sureness
from annotator.formats.schema_json import schema_from_json
from annotator.formats.staging import file_problem, staged_file

NAME = "jsonl"
MAX_LINE = 256 * 1024 * 1024
"""Bytes; a longer line is skipped rather than taken into memory."""
_MAX_HEADER = 16 * 1024 * 1024


def write(
    documents: Iterable[AnnotatedDocument],
    schema: Schema,
    destination: Path,
    options: ExportOptions,
) -> ExportResult:
    """Write documents with all their sets, whatever their state, to one file.

    Where several annotators were asked for, to a folder with a file for each.

    Raises UserError where two labels of the schema share a name, or the file cannot be
    written; then nothing is left behind.
    """
    _refuse_doubled_names(schema)
    if len(options.annotators) > 1:
        return write_folder(documents, schema, destination, options, NAME)
    result = ExportResult(files=[Path(destination.name)])
    writer = DocumentWriter(schema, result)
    with staged_file(destination, _is_ours) as file:
        file.write(header_line(schema))
        for annotated in documents:
            file.write(line_of(writer.row(annotated)))
    return result


def read(path: Path, schema: Schema, options: ReadOptions | None = None) -> Reading:
    """Read the header now and the documents as they are asked for.

    The labels are those of the file's own schema, ``Reading.schema``; the project's plays
    no part. Raises UserError where the header is missing, damaged or of a newer version.
    """
    reading = Reading(iter(()))
    try:
        file = path.open("rb")
    except OSError as error:
        raise file_problem(error, path) from error
    try:
        own = _read_header(file, path, reading)
    except BaseException:
        file.close()
        raise
    reading.schema = own
    reading.items = _documents(file, path, DocumentReader(own, reading.repairs))
    return reading


def _read_header(file: BinaryIO, path: Path, reading: Reading) -> Schema:
    mend = 'The first line must be {"format": "annotator-jsonl", "version": 1, "schema": {...}}.'
    where = f"{path.name}:1"
    try:
        line = next_line(file, _MAX_HEADER)
        if line is None:
            raise BadValue("the first line is longer than that of a header can be")
        if line.startswith(b"\xef\xbb\xbf"):
            line = line[3:]
            reading.repairs.add("byte-order-mark", Example(path.name, 0))
        fields = Fields(parse_object(line.decode("utf-8")))
        name = fields.text("format", "")
        if name != HEADER_NAME:
            raise BadValue("this is not the header of an annotator-jsonl file")
        version = fields.whole_number("version")
        if version != VERSION:
            raise UserError(
                f"This file has version {version} of the format; this program reads {VERSION}.",
                where=where,
                mend="Export it again with this version of Annotator, or update this one.",
            )
        schema = schema_from_json(fields.inner("schema"), reading.repairs)
        fields.rest(reading.repairs, "header")
        return schema
    except UnicodeDecodeError as error:
        raise UserError("The file is not UTF-8.", where=where, mend=mend) from error
    except BadValue as error:
        reason = str(error)
        raise UserError(f"{reason[:1].upper()}{reason[1:]}.", where=where, mend=mend) from error
    except OSError as error:
        raise file_problem(error, path) from error


def _documents(
    file: BinaryIO, path: Path, reader: DocumentReader
) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield each line's document, or why it was skipped with file name and line."""
    seen: set[int] = set()
    with file:
        number = 1
        while (line := _line(file, path)) != b"":
            number += 1
            if line is not None and not line.strip():
                continue
            try:
                if line is None:
                    raise BadValue(f"the line is longer than {MAX_LINE // 2**20} MiB")
                annotated = reader.read(parse_object(line.decode("utf-8")))
                _refuse_seen(annotated, seen)
            except UnicodeDecodeError as error:
                reason = f"not UTF-8 at byte {error.start + 1} of the line"
                yield Skipped(f"{path.name}:{number}", reason)
            except BadValue as error:
                yield Skipped(f"{path.name}:{number}", str(error))
            else:
                yield annotated


def _line(file: BinaryIO, path: Path) -> bytes | None:
    """Return the next line, or None for one that is too long, which is passed over."""
    try:
        return next_line(file, MAX_LINE)
    except OSError as error:
        raise file_problem(error, path) from error


def _refuse_seen(annotated: AnnotatedDocument, seen: set[int]) -> None:
    """Refuse ids an earlier line had; only their hashes are kept, to save memory."""
    ids = row_ids(annotated)
    hashes = {hash(each) for each in ids}
    if len(hashes) != len(ids) or not seen.isdisjoint(hashes):
        doubled = next((each for each in ids if hash(each) in seen or ids.count(each) > 1), ids[0])
        what = "the document" if doubled == annotated.document.id else "the id"
        raise BadValue(f"{what} {doubled!r} stands twice in this file")
    seen |= hashes


def _refuse_doubled_names(schema: Schema) -> None:
    for labels in (schema.span_labels, schema.relation_labels):
        names = [label.name for label in labels]
        doubled = next((name for name in names if names.count(name) > 1), None)
        if doubled is not None:
            raise UserError(
                f"Two labels of the schema are named {doubled!r}.",
                mend="Give one of them another name; files name labels, not their ids.",
            )


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(200).removeprefix(b"\xef\xbb\xbf")
    return start.startswith(b"{") and HEADER_NAME.encode() in start


def _recognise(sample: Sample) -> Sureness:
    return Sureness.SURE if HEADER_NAME.encode() in sample.head[:200] else Sureness.NO


JSONL = Format(
    name=NAME,
    title="Annotator JSON lines, lossless",
    suffixes=(".jsonl",),
    cannot_hold=(
        "suggestions and what was decided about them",
        "undo history and time spent",
        "the raw files that articles were ingested from",
    ),
    reader=read,
    writer=write,
    recognise=_recognise,
)
"""Our own lossless format."""
