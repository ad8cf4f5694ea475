"""The beginning of a file or folder, from which a format may recognise itself."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.formats.staging import file_problem, refuse_special

HEAD = 64 * 1024
_NAMES = 400
_FILES = 20


class Sureness(IntEnum):
    """How sure a format is that a sample is its own."""

    NO = 0
    MAYBE = 1
    """Nothing speaks against it, but it could be another format too."""
    LIKELY = 2
    """It has the shape; no other format of ours should claim the same."""
    SURE = 3
    """It says so itself: a header, a namespace, a magic number."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is looked at: the path, its first bytes, and the file names in a folder.

    ``names`` are relative to the folder, with forward slashes, sorted, at most 400; empty
    for a file. ``head`` is empty for a folder.
    """

    path: Path
    head: bytes = b""
    names: tuple[str, ...] = field(default=())

    @property
    def suffix(self) -> str:
        """The ending of the file name, in lower case."""
        return self.path.suffix.lower()

    @property
    def text(self) -> str:
        """The head as text; what is not UTF-8 is replaced."""
        return self.head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")

    def lines(self, number: int = 20) -> list[str]:
        """Return the first whole lines, without their ends."""
        found = self.text.split("\n")
        if len(self.head) >= HEAD:
            found = found[:-1]
        return [line.rstrip("\r") for line in found[:number]]

    def first_object(self) -> dict[str, object]:
        """Return the first JSON object: a line's, the whole file's, or the first of an array.

        An empty one where there is none, or where it is longer than the head.
        """
        text = self.text.lstrip()
        if text.startswith("["):
            text = text[1:].lstrip()
        try:
            found, _ = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def inner(self, name: str) -> "Sample":
        """Return the sample of a file in the folder."""
        return sample_of(self.path / name)

    def first_with(self, suffix: str) -> "Sample | None":
        """Return the sample of the folder's first file with this ending, or None."""
        found = next((name for name in self.names if name.lower().endswith(suffix)), None)
        return self.inner(found) if found is not None else None

    def surest(
        self, suffixes: tuple[str, ...], recognise: "Callable[[Sample], Sureness]"
    ) -> Sureness:
        """Return how sure a format is of the surest of the folder's files with such endings.

        It looks at the first 20 of them.
        """
        names = [name for name in self.names if name.endswith(suffixes)]
        return max((recognise(self.inner(name)) for name in names[:_FILES]), default=Sureness.NO)


def sample_of(path: Path) -> Sample:
    """Read the beginning of a file, or the names in a folder; raise UserError for neither."""
    refuse_special(path)
    try:
        if path.is_dir():
            return Sample(path, names=_names(path))
        with path.open("rb") as file:
            return Sample(path, head=file.read(HEAD))
    except OSError as error:
        raise file_problem(error, path) from error
    except RecursionError as error:
        raise UserError(
            "The folder has folders in folders beyond all measure.",
            where=str(path),
            mend="Name the inner folder that holds the files.",
        ) from error


def _names(folder: Path) -> tuple[str, ...]:
    found: list[str] = []
    for path in folder.rglob("*"):
        if not path.name.startswith(".") and path.is_file():
            found.append(path.relative_to(folder).as_posix())
            if len(found) >= _NAMES:
                break
    return tuple(sorted(found))
