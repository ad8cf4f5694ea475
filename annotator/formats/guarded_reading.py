"""What holds for every reader: whatever befalls a file while it is read is said to a person."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Original, Skipped
from annotator.domain.errors import UserError
from annotator.formats.staging import file_problem

MOST_SKIPPED = 100_000
"""Documents that may be skipped, besides ten for each that is read."""
_HALVES = re.compile("[\ud800-\udfff]")
"""What Python makes of bytes in a file name that are not UTF-8."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what a disk, a file that vanishes or one beyond all measure raises into UserError."""
    try:
        yield
    except OSError as error:
        raise file_problem(error, path) from error
    except RecursionError as error:
        raise UserError(
            "The file or folder is nested too deeply to be read.",
            where=shown(str(path)),
            mend="Nothing that people label is; leave it out.",
        ) from error
    except MemoryError as error:
        raise UserError(
            "The file needs more memory than there is.",
            where=shown(str(path)),
            mend="Divide it into smaller files.",
        ) from error


def guarded(
    items: Iterator[AnnotatedDocument | Skipped], path: Path
) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield the items of a file under ``path``; names that are no text become text.

    Raises UserError for a file of which next to nothing can be read: each document that is
    skipped takes memory, and nobody reads a hundred thousand reasons.
    """
    room = MOST_SKIPPED
    first = ""
    with told(path):
        for item in items:
            yield _named(item)
            if not isinstance(item, Skipped):
                room += 10
                continue
            first = first or f"{item.path}: {item.reason}"
            room -= 1
            if room < 0:
                raise UserError(
                    f"More than {MOST_SKIPPED:,} documents cannot be read. The first is {first}.",
                    where=shown(str(path)),
                    mend="Name the file's format with --format, or mend the file.",
                )


def shown(name: str) -> str:
    """Return a file name as text: bytes that are no text become U+FFFD."""
    return name if name.isascii() else _HALVES.sub("\ufffd", name)


def _named(item: AnnotatedDocument | Skipped) -> AnnotatedDocument | Skipped:
    if isinstance(item, Skipped):
        return Skipped(shown(item.path), shown(item.reason))
    names = [each.name for each in item.provenance] + [each.name for each in item.originals]
    if all(map(_is_text, names)):
        return item
    return replace(
        item,
        provenance=tuple(replace(each, name=shown(each.name)) for each in item.provenance),
        originals=tuple(
            Original(each.format, shown(each.name), each.content) for each in item.originals
        ),
    )


def _is_text(name: str) -> bool:
    return name.isascii() or _HALVES.search(name) is None
