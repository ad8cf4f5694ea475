"""Large JSON files read value by value: an array, one object, or objects one after another."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import UserError
from annotator.formats.json_values import BadValue, check_strings, no_constant
from annotator.formats.staging import file_problem

CHUNK = 1 << 20
MAX_VALUE = 64 * 1024 * 1024
"""Characters of one value; a longer one is refused rather than taken into memory."""

_SPACE = re.compile(r"[ \t\r\n]*")
_SUSPECT = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")
_DECODER = json.JSONDecoder(parse_constant=no_constant)
_NEAR_END = 16
"""An error this near the end of what was read may go away with more of it."""


class BrokenJson(BadValue):
    """The file is no JSON from some line on; what came before is good."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def json_values(path: Path) -> Iterator[tuple[int, object]]:
    """Yield each value of a file with the line it begins on (from 1); constant memory.

    A value that holds NUL or half a surrogate pair comes as BadValue in its place. Raises
    BrokenJson where the file cannot be read on, UserError where it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            yield from _Values(file).all()
    except OSError as error:
        raise file_problem(error, path) from error


class _Values:
    """The values of one open file; ``_text`` holds what was read and not yet given out."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = self._undecodable = False

    def all(self) -> Iterator[tuple[int, object]]:
        listed = self._next() == "["
        if listed:
            self._pass(self._at + 1)
        first = True
        while (character := self._next()) and not (listed and character == "]"):
            if listed and not first:
                if character != ",":
                    raise BrokenJson(self._line, f"not JSON: {character!r} where a comma should be")
                self._pass(self._at + 1)
                self._next()
            first = False
            yield self._value()
        if listed:
            if not character:
                raise BrokenJson(self._line, "the file ends in the middle: its array has no end")
            self._pass(self._at + 1)
            if self._next():
                raise BrokenJson(self._line, "something stands behind the end of the array")

    def _next(self) -> str:
        """Go to the next character that is no white space; empty at the end of the file."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._pass(match.end() if match else self._at)
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _value(self) -> tuple[int, object]:
        line = self._line
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.pos >= len(self._text) - _NEAR_END or "Unterminated" in error.msg
                if cut and self._more(double=True):
                    continue
                lines = self._text.count("\n", self._at, error.pos)
                raise BrokenJson(line + lines, f"not JSON: {error.msg}") from error
            except RecursionError as error:
                raise BrokenJson(line, "not JSON of ours: nested too deeply") from error
            except ValueError as error:  # a number of thousands of digits
                raise BrokenJson(line, f"not JSON of ours: {error}") from error
            except BadValue as error:
                raise BrokenJson(line, str(error)) from error
            # A number may go on behind what was read: "1" of "1e+5" is a number too.
            complete = isinstance(value, dict | list | str) or end + 3 <= len(self._text)
            if complete or not self._more():
                break
        suspect = _SUSPECT.search(self._text, self._at, end) is not None
        self._pass(end)
        return line, _checked(value) if suspect else value

    def _pass(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _more(self, *, double: bool = False) -> bool:
        """Read on; with ``double`` as much again as is held. False at the end of the file."""
        if self._ended:
            return False
        held = len(self._text) - self._at
        if held > MAX_VALUE:
            raise BrokenJson(self._line, f"a value has more than {MAX_VALUE} characters")
        if self._undecodable:
            raise BrokenJson(self._line + self._text.count("\n", self._at), "not UTF-8 here")
        chunk = self._file.read(max(CHUNK, held) if double else CHUNK)
        self._ended = not chunk
        try:
            more = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            self._undecodable, self._ended = True, False
            more = error.object[: error.start].decode("utf-8-sig")
        if self._ended:
            return False  # positions found so far still hold
        self._text = self._text[self._at :] + more
        self._at = 0
        return True


def _checked(value: object) -> object:
    try:
        check_strings(value)
    except BadValue as error:
        return error
    return value


def refuse_unless_json(path: Path, first: str = "[{") -> None:
    """Raise UserError unless the file begins as JSON does, with one of these characters."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise file_problem(error, path) from error
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1].decode("latin-1")
    if not start or start not in first:
        raise UserError(
            "The file does not begin as JSON in UTF-8 does.",
            where=str(path),
            mend="Name its format with --format, or save it as UTF-8.",
        )
