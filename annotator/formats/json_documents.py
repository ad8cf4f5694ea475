"""What readers of JSON formats share: values become documents, or are skipped with the line."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.formats.json_arrays import BrokenJson, json_values
from annotator.formats.json_values import BadValue

Items = Iterable[AnnotatedDocument | Skipped]
Read = Callable[[dict[str, object], str], Items]
"""Gives what one JSON object holds; is told the object and its place, raises BadValue."""
T = TypeVar("T")


def json_documents(path: Path, read: Read) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield the documents of each object of a file: of an array, one object, or lines of them.

    Where the file breaks off, that is said, and what came before stays.
    """
    return _documents(path, None, lambda value, where: read(_object(value), where))


def row_documents(
    path: Path,
    shape: type[T],
    otherwise: Callable[[dict[str, object]], T],
    read: Callable[[T, str], Items],
) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield the documents of a file as ``json_documents`` does, its objects all of one shape.

    The parser itself gives objects of this type where the values have the types of its
    fields; of others ``otherwise`` makes one, or says by BadValue what is wrong.
    """

    def take(value: object, where: str) -> Items:
        return read(value if isinstance(value, shape) else otherwise(_object(value)), where)

    return _documents(path, shape, take)


def _documents(
    path: Path, usual: type | None, read: Callable[[object, str], Items]
) -> Iterator[AnnotatedDocument | Skipped]:
    try:
        for line, value in json_values(path, usual):
            where = f"{path.name}:{line}"
            try:
                yield from read(value, where)
            except BadValue as error:
                yield Skipped(where, str(error))
    except BrokenJson as error:
        yield Skipped(f"{path.name}:{error.line}", f"{error}; nothing behind it was read")


def _object(value: object) -> dict[str, object]:
    if isinstance(value, BadValue):
        raise value
    if not isinstance(value, dict):
        raise BadValue("not a JSON object")
    return value


def text_of(value: object) -> str:
    """Return a string, number or truth value as text; empty for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


def rows_of(value: object) -> Iterator[dict[str, object] | None]:
    """Yield the objects of an array, None for what is no object; nothing where it is missing."""
    if value is None:
        return
    for each in value if isinstance(value, list) else [value]:
        yield each if isinstance(each, dict) else None
