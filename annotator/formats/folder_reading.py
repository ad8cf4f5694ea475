"""Reading all files of a folder with a reader that knows single files."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.corpus_files import files_in, is_companion
from annotator.formats.format import Reader, Reading, ReadOptions
from annotator.formats.samples import Sample, Sureness

Recogniser = Callable[[Sample], Sureness]


def over_folders(reader: Reader, suffixes: Sequence[str]) -> Reader:
    """Return a reader that takes a file, or every file with these endings in a folder.

    In a folder of several, one that is not of the format is skipped and said so.
    """

    def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
        files = files_in(path, suffixes)
        if len(files) == 1:
            return reader(files[0], schema, options)
        reading = Reading(iter(()), schema)
        reading.items = _items(files, path, reading, reader, options)
        return reading

    return read


def _items(
    files: Sequence[Path], root: Path, reading: Reading, reader: Reader, options: ReadOptions
) -> Iterator[AnnotatedDocument | Skipped]:
    for file in files:
        try:
            inner = reader(file, reading.schema or Schema(""), options)
        except UserError as error:
            yield Skipped(file.relative_to(root).as_posix(), error.what)
            continue
        for item in inner:
            # The labels of a document must be known before it is taken in.
            reading.schema = inner.schema
            yield item
        reading.schema = inner.schema
        reading.repairs.extend(inner.repairs)


def in_folders(recognise: Recogniser, suffixes: Sequence[str]) -> Recogniser:
    """Return what recognises a folder by the first of its files that may be of a format."""

    def recognised(sample: Sample) -> Sureness:
        if not sample.path.is_dir():
            return recognise(sample)
        for name in sample.names:
            if Path(name).suffix.lower() in suffixes and not is_companion(Path(name).name):
                return recognise(sample.inner(name))
        return Sureness.NO

    return recognised
