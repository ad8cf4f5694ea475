"""JSON lines being read: each object becomes documents, a bad line is skipped by its number."""

from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.formats.json_lines import json_rows
from annotator.formats.json_values import BadValue

Take = Callable[[dict[str, object], str], Iterator[AnnotatedDocument | Skipped]]


def line_documents(path: Path, name: str, take: Take) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield what ``take`` makes of each line's object and its place (``name:line``)."""
    for number, row in json_rows(path):
        where = f"{name}:{number}"
        try:
            if isinstance(row, BadValue):
                raise row
            yield from take(row, where)
        except BadValue as error:
            yield Skipped(where, str(error))
