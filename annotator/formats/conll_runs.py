"""The lines of a CoNLL file in runs: those of a sentence at once, an empty line between."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import UserError
from annotator.formats.staging import file_problem

MAX_LINE = 1 << 20
_PIECE = 1 << 18
_RETURNS = re.compile(rb"\r+(?=\n|\Z)")

Run = tuple[int, str]
"""The number of a line (from 1) and it with those behind it, LF between; or an empty line."""


def runs(path: Path, name: str) -> Iterator[Run]:
    """Yield what stands between empty lines, and each end of it as an empty run.

    A run may hold lines of blanks alone; a very long one comes in pieces, no empty one between.
    Raises UserError, with the line, for what is no UTF-8 or far too long for a token.
    """
    number = 1
    try:
        with path.open("rb") as file:
            for lines in _whole_lines(file, name):
                lines = lines.removeprefix(b"\xef\xbb\xbf") if number == 1 else lines
                text, good = _decoded(lines)
                yield from _split(text, number)
                number += lines.count(b"\n") if good else text.count("\n")
                if not good:
                    raise UserError(
                        "The file is not UTF-8.", where=f"{name}:{number}", mend="Save it as UTF-8."
                    )
    except OSError as error:
        raise file_problem(error, path) from error


def _whole_lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the file in pieces that end where a line does."""
    number, begun = 1, b""
    while piece := file.read(_PIECE):
        end = piece.rfind(b"\n") + 1
        # Only the first line of a piece may have begun before it.
        first = len(begun) + (piece.find(b"\n") + 1 or len(piece))
        if first > MAX_LINE:
            raise UserError(
                "A line is longer than a token and its tags can be.",
                where=f"{name}:{number}",
                mend="Name its format with --format if this is no CoNLL file.",
            )
        if not end:
            begun += piece
            continue
        lines = begun + piece[:end]
        begun = piece[end:]
        number += lines.count(b"\n")
        yield lines
    if begun:
        yield begun


def _decoded(lines: bytes) -> tuple[str, bool]:
    """Return lines as text; those before the first that is no UTF-8, and False, if one is not."""
    if b"\r" in lines:
        lines = _RETURNS.sub(b"", lines)
    try:
        return lines.decode("utf-8"), True
    except UnicodeDecodeError as error:
        return lines[: lines.rfind(b"\n", 0, error.start) + 1].decode("utf-8"), False


def _split(text: str, number: int) -> list[Run]:
    if not text:
        return []
    found: list[Run] = []
    parts = text.removesuffix("\n").split("\n\n")
    for place, part in enumerate(parts, 1 - len(parts)):
        if part and part[0] != "\n" != part[-1]:
            found.append((number, part))
            number += part.count("\n") + 1
            if place:
                found.append((number, ""))
                number += 1
            continue
        run = part.strip("\n")
        first = number
        if run:
            if not part.startswith(run):
                found.append((number, ""))
                first += part.index(run)
            found.append((first, run))
            first += run.count("\n") + 1
        if place or not part.endswith(run) or not run:
            found.append((first, ""))
        number += part.count("\n") + 2
    return found
