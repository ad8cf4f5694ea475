"""What holds for every reader: whatever befalls a file while it is read is said to a person."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Original, Skipped
from annotator.domain.errors import UserError
from annotator.formats.staging import file_problem

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
    """Yield the items of a file under ``path``; names that are no text become text."""
    with told(path):
        for item in items:
            yield _named(item)


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
