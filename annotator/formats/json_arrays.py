"""Large JSON files read value by value: an array, one object, or objects one after another."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from annotator.domain.errors import UserError
from annotator.formats.bounds import MAX_BYTES, MOST_PARTS, TOO_MANY, json_marks
from annotator.formats.json_seams import Seams
from annotator.formats.json_values import BadValue, check_strings, no_constant
from annotator.formats.staging import file_problem

CHUNK = 1 << 20
MAX_VALUE = MAX_BYTES
"""Bytes of one value; a longer one is refused rather than taken into memory."""

_SPACE = re.compile(r"[ \t\r\n]*")
_SUSPECT = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")
_DECODER = json.JSONDecoder(parse_constant=no_constant)
_PASSED: msgspec.json.Decoder[msgspec.Raw] = msgspec.json.Decoder(msgspec.Raw)
"""Goes over a value without making anything of it."""
_CUT = "Input data was truncated"
_NEAR_END = 16
"""An error this near the end of what was read may go away with more of it."""


class BrokenJson(BadValue):
    """The file is no JSON from some line on; what came before is good."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def json_values(path: Path, usual: type | None = None) -> Iterator[tuple[int, object]]:
    """Yield each value of a file with the line it begins on (from 1); constant memory.

    Objects that fit the type ``usual`` may come as it, which takes less time, if one is given.
    A value that holds NUL or half a surrogate pair comes as BadValue in its place. Raises
    BrokenJson where the file cannot be read on, UserError where it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            yield from _Values(file, usual).all()
    except OSError as error:
        raise file_problem(error, path) from error


class _Values:
    """The values of one open file; ``_text`` holds what was read and not yet given out."""

    def __init__(self, file: BinaryIO, usual: type | None) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = self._undecodable = False
        self._seams = Seams(usual)

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
            whole = self._seams.value(self._text, self._at)
            if whole is not None:
                value, end = whole
                break
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                cut = error.pos >= len(self._text) - _NEAR_END or "Unterminated" in error.msg
                if cut and (self._whole() if self._held() >= CHUNK else self._more()):
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
                self._seams.learn(self._text, end)
                break
        suspect = _SUSPECT.search(self._text, self._at, end) is not None
        self._pass(end)
        return line, _checked(value) if suspect else value

    def _pass(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _held(self) -> int:
        return len(self._text) - self._at

    def _more(self) -> bool:
        """Read on. False at the end of the file."""
        if self._ended:
            return False
        self._refuse_undecodable()
        chunk = self._file.read(CHUNK)
        self._ended = not chunk
        more = self._decoded(chunk)
        if self._ended:
            return False  # positions found so far still hold
        self._text = self._text[self._at :] + more
        self._at = 0
        return True

    def _whole(self) -> bool:
        """Read on to the end of the value that begins here; False where nothing is left.

        It is held as bytes, and nothing is made of it, until its end is there, so that one
        that is too large costs little.
        """
        if self._ended:
            return False
        self._refuse_undecodable()
        held = bytearray(self._text[self._at :].encode("utf-8"))
        held += self._decoder.getstate()[0]
        self._text, self._at = "", 0
        marks = json_marks(held)
        while True:
            if len(held) > MAX_VALUE:
                reason = f"a value is longer than {MAX_VALUE // 2**20} MiB"
                raise BrokenJson(self._line, reason)
            if marks > MOST_PARTS:
                raise BrokenJson(self._line, TOO_MANY)
            before = len(held)
            goal = min(2 * before, MAX_VALUE + 1)
            while len(held) < goal and marks <= MOST_PARTS and (chunk := self._file.read(CHUNK)):
                held += chunk
                marks += json_marks(chunk)
            self._ended = len(held) == before
            if self._ended or not _is_cut(held):
                break
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._text = self._decoded(held)
        return True

    def _decoded(self, content: bytes | bytearray) -> str:
        try:
            return self._decoder.decode(content, final=self._ended)
        except UnicodeDecodeError as error:
            self._undecodable, self._ended = True, False
            return error.object[: error.start].decode("utf-8-sig")

    def _refuse_undecodable(self) -> None:
        if self._undecodable:
            raise BrokenJson(self._line + self._text.count("\n", self._at), "not UTF-8 here")


def _is_cut(held: bytearray) -> bool:
    """Tell whether a value has no end yet, as far as can be told without parsing it."""
    try:
        _PASSED.decode(held)
    except msgspec.DecodeError as error:
        return str(error) == _CUT
    except RecursionError:
        return False  # the parser says so
    return False


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
