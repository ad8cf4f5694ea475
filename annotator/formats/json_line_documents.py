"""JSON lines being read: each object becomes documents, a bad line is skipped by its number."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.formats.json_lines import binary_lines
from annotator.formats.json_values import BadValue, parse_flat

Take = Callable[[dict[str, object], str], Iterable[AnnotatedDocument | Skipped]]
TakeOwn = Callable[[bytes, str], Iterable[AnnotatedDocument | Skipped] | None]


def line_documents(
    path: Path, name: str, take: Take, take_own: TakeOwn | None = None
) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield what ``take`` makes of each line's object and its place (``name:line``).

    ``take_own`` sees the line before; it may know it for one of our own exports and be sooner.
    """
    for number, line in binary_lines(path):
        where = f"{name}:{number}"
        try:
            if isinstance(line, BadValue):
                raise line
            found = take_own(line, where) if take_own else None
            yield from take(parse_flat(line), where) if found is None else found
        except BadValue as error:
            yield Skipped(where, str(error))
