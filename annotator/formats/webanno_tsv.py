"""The format ``webanno-tsv``: WebAnno TSV 3.x, as INCEpTION and WebAnno write and read it."""

import os
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.export_job import FileKind
from annotator.formats.format import Format, Reading, ReadOptions
from annotator.formats.inception_projects import with_annotators
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.offset_units import unit_named
from annotator.formats.samples import Sample, Sureness
from annotator.formats.staging import file_problem
from annotator.formats.webanno_tsv_documents import NAME, SUFFIX, read_document
from annotator.formats.webanno_tsv_files import TsvFiles
from annotator.formats.webanno_tsv_lines import FORMAT_LINE

MAX_FILE = 64 * 1024 * 1024
"""Bytes; a file holds one document, and a longer one is not taken into memory."""


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all files ``.tsv`` of this format in a folder, as they are asked for.

    Raises UserError where the file or folder cannot be this format at all.
    """
    if options.offsets:
        unit_named(options.offsets)
    reading = Reading(iter(()), schema)
    if path.is_dir():
        places = _files(path)
        if not places:
            raise UserError("There is no file .tsv in the folder.", where=str(path))
        reading.items = _documents(places, reading, options.offsets)
    else:
        content = _content(str(path))
        if not _is_ours(content):
            raise UserError(
                "This is not a file of WebAnno TSV 3.",
                where=path.name,
                mend=f'The first line must be "{FORMAT_LINE}3.3".',
            )
        reading.items = _documents([(path.name, str(path))], reading, options.offsets)
    reading.items = with_annotators(path, reading.items, reading.repairs)
    return reading


def _documents(
    places: list[tuple[str, str]], reading: Reading, offsets: str
) -> Iterator[AnnotatedDocument | Skipped]:
    labels = LabelIntake(reading)
    for name, place in places:
        try:
            yield read_document(_content(place), name, offsets, labels, reading.repairs)
        except UserError as error:
            yield Skipped(name, error.what)
        except BadValue as error:
            yield Skipped(name, str(error))


def _files(folder: Path) -> list[tuple[str, str]]:
    """Return the files of this format below a folder, in the order of their names.

    The first of each pair is its name from the folder on, with slashes, the second its path.
    """
    found: list[tuple[list[str], str]] = []
    folders: list[tuple[list[str], str]] = [([], str(folder))]
    for parts, inner in folders:
        try:
            entries = [*os.scandir(inner)]
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(([*parts, entry.name], entry.path))
            elif entry.name.endswith(SUFFIX) and entry.is_file():
                found.append(([*parts, entry.name], entry.path))
    return [("/".join(parts), path) for parts, path in sorted(found)]


def _content(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE:
                raise UserError(
                    f"The file is larger than {MAX_FILE // 2**20} MiB.",
                    where=os.path.basename(path),
                    mend="A file of WebAnno TSV holds one document; divide it.",
                )
            return file.read()
    except OSError as error:
        raise file_problem(error, Path(path)) from error


def _recognise(sample: Sample) -> Sureness:
    if not sample.names:
        return _sureness(sample)
    inner = sample.first_with(SUFFIX)
    return _sureness(inner) if inner is not None else Sureness.NO


def _sureness(sample: Sample) -> Sureness:
    return Sureness.SURE if _is_ours(sample.head) else Sureness.NO


def _is_ours(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").startswith(f"{FORMAT_LINE}3.".encode())


WEBANNO_TSV = Format(
    name=NAME,
    title="WebAnno TSV 3 (INCEpTION)",
    suffixes=(SUFFIX,),
    cannot_hold=(
        "spans of several fragments",
        "spans that begin or end in the white space between tokens (they are trimmed)",
        "facts of documents but for a file name, zones, and notes and flags on documents",
    ),
    reader=read,
    writer=FileKind(NAME, TsvFiles).write,
    recognise=_recognise,
    keeps_originals=True,
)
"""INCEpTION's table of tokens."""
