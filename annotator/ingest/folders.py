"""Files to read: those named, and those in the folders named, in a stable order."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Found:
    """One file: where it is, its size in bytes, and its name relative to what was named."""

    path: Path
    name: str
    size: int


def checked_paths(paths: Sequence[Path]) -> None:
    """Raise UserError where a named path does not exist."""
    for path in paths:
        if not path.exists():
            raise UserError("There is no such file or folder.", where=clean_name(str(path)))


def found_files(paths: Sequence[Path]) -> Iterator[Found | Skipped]:
    """Yield the files of the paths in order, folders walked by name, hidden files left out.

    Links are followed; a folder is walked once, so that links in a circle end. What cannot
    be opened is yielded as skipped.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk(path)
        else:
            yield _file(path, path.name)


def clean_name(name: str) -> str:
    """Return a file name as text: bytes that are no text become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def _walk(root: Path) -> Iterator[Found | Skipped]:
    walked: set[tuple[int, int]] = set()
    waiting = [root]
    while waiting:
        path = waiting.pop()
        name = clean_name(path.relative_to(root).as_posix())
        try:
            if path.is_dir():
                status = path.stat()
                if (status.st_dev, status.st_ino) in walked:
                    yield Skipped(name, "The link leads to a folder that was read already.")
                    continue
                walked.add((status.st_dev, status.st_ino))
                inside = sorted(entry for entry in os.listdir(path) if not entry.startswith("."))
                waiting += [path / entry for entry in reversed(inside)]
                continue
        except OSError as error:
            yield Skipped(name, f"The folder cannot be opened: {error.strerror}.")
            continue
        yield _file(path, name)


def _file(path: Path, name: str) -> Found | Skipped:
    name = clean_name(name)
    try:
        if path.is_file():
            return Found(path, name, path.stat().st_size)
        reason = "It is a broken link." if path.is_symlink() else "It is no regular file."
    except OSError as error:
        reason = f"The file cannot be opened: {error.strerror}."
    return Skipped(name, reason)
