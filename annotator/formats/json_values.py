"""Take typed values out of parsed JSON, naming the exact place of what is wrong."""

import json
import re
from collections.abc import Iterator

import msgspec

from annotator.domain.reports import Example, Report
from annotator.formats.bounds import TOO_MANY, crowded_json

_MISSING = object()
_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
MAX_ID = 200


class BadValue(Exception):
    """Something in a JSON file is not what the format says; the text says where and why."""


def parse_object(line: str) -> dict[str, object]:
    """Parse one JSON object; refuse doubled keys, NaN, NUL and halves of surrogate pairs."""
    if crowded_json(line):
        raise BadValue(TOO_MANY)
    try:
        value = _STRICT.decode(line)
    except json.JSONDecodeError as error:
        raise BadValue(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise BadValue("not JSON of ours: nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadValue(f"not JSON of ours: {error}") from error
    if not isinstance(value, dict):
        raise BadValue("not a JSON object")
    if "\\u" in line and _SUSPECT.search(line):
        check_strings(value)
    return value


def parse_flat(line: bytes) -> dict[str, object]:
    """Parse one JSON object as ``parse_object`` does, in half the time.

    msgspec parses, and would pass over a doubled key: what it read is written again, and if
    that is not the line, the keys in both are counted. What it refuses or what lost a key is
    read again by the strict parser, which says what is wrong.
    """
    try:
        value = _FLAT.decode(line)
        if type(value) is dict and not _holds_all_keys(value, line):
            return parse_object(_decoded(line))
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return parse_object(_decoded(line))
    if type(value) is not dict:
        raise BadValue("not a JSON object")
    if b"\\u0000" in line:
        check_strings(value)
    return value


def _holds_all_keys(value: dict[str, object], line: bytes) -> bool:
    """Tell whether no key of a line was lost for standing twice in one object.

    Both without white space, a key more is a ``":`` more; those inside strings are in both,
    unless an escape hides one.
    """
    again = msgspec.json.encode(value)
    if again == line.rstrip():
        return True
    if _HIDDEN.search(line):
        return False
    return again.count(b'":') == msgspec.json.format(line, indent=-1).count(b'":')


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadValue(f"not UTF-8 at byte {error.start + 1} of the line") from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise BadValue(f'the key "{doubled[:40]}" stands twice in one object')
    return found


def no_constant(name: str) -> object:
    """Refuse NaN and the infinities, which Python's parser would take."""
    raise BadValue(f"{name} is not a JSON value")


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=no_constant)
_FLAT: msgspec.json.Decoder[object] = msgspec.json.Decoder()
_HIDDEN = re.compile(rb"\\u00(?:22|3[aA])")


def check_strings(value: object) -> None:
    """Raise BadValue where a string at any depth holds NUL or half of a surrogate pair."""
    waiting = [value]
    while waiting:  # not by recursion: what json parses may be nested as deeply as Python can go
        one = waiting.pop()
        if isinstance(one, str):
            if "\0" in one:
                raise BadValue("a string holds the character NUL")
            if any("\ud800" <= character <= "\udfff" for character in one):
                raise BadValue("a string holds half of a surrogate pair")
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


class Fields:
    """One JSON object being read: each key is taken once, what is left over is reported."""

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, dict):
            raise BadValue(f"{where or 'the line'} is not a JSON object")
        self._left = dict(value)
        self._where = where

    def place(self, key: str) -> str:
        """Return the path of a key for a message, such as ``sets[0].spans[2].label``."""
        return f"{self._where}.{key}" if self._where else key

    def text(self, key: str, default: str | None = None) -> str:
        """Take a string; without a default it must be there."""
        value = self._take(key, default)
        if not isinstance(value, str):
            raise BadValue(f"{self.place(key)} is not a string")
        return value

    def id(self, key: str) -> str:
        """Take a row id, or an empty string where there is none."""
        value = self.text(key, "")
        if len(value) > MAX_ID or not value.isprintable():
            raise BadValue(f"{self.place(key)} is not an id (1 to {MAX_ID} printable characters)")
        return value

    def flag(self, key: str) -> bool:
        """Take true or false; false where it is missing."""
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise BadValue(f"{self.place(key)} is not true or false")
        return value

    def whole_number(self, key: str) -> int:
        """Take a whole number, which must be there."""
        value = self._take(key, None)
        if type(value) is not int:
            raise BadValue(f"{self.place(key)} is not a whole number")
        return value

    def any(self, key: str) -> object:
        """Take a value of whatever type, False where it is missing."""
        return self._take(key, False)

    def items(self, key: str) -> list[object]:
        """Take an array; empty where it is missing."""
        value = self._take(key, [])
        if not isinstance(value, list):
            raise BadValue(f"{self.place(key)} is not an array")
        return value

    def objects(self, key: str) -> Iterator["Fields"]:
        """Take an array of objects, each ready to be read."""
        for number, value in enumerate(self.items(key)):
            yield Fields(value, f"{self.place(key)}[{number}]")

    def inner(self, key: str) -> "Fields":
        """Take an inner object; one without keys where it is missing."""
        return Fields(self._take(key, {}), self.place(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Take an array of strings."""
        values = self.items(key)
        for number, value in enumerate(values):
            if not isinstance(value, str):
                raise BadValue(f"{self.place(key)}[{number}] is not a string")
        return tuple(str(value) for value in values)

    def named_texts(self, key: str) -> dict[str, str]:
        """Take an object whose values are strings, in its own order."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise BadValue(f"{self.place(key)} is not a JSON object")
        for name, inner in value.items():
            if not isinstance(inner, str):
                raise BadValue(f"{self.place(key)}.{name} is not a string")
        return dict(value)

    def rest(self, report: Report, document: str) -> None:
        """Report the keys that nobody took: they are not read, and that is said."""
        for key in self._left:
            report.add("unknown-field", Example(document, None, self.place(key)))

    def _take(self, key: str, default: object) -> object:
        value = self._left.pop(key, _MISSING)
        if value is not _MISSING:
            return value
        if default is None:
            raise BadValue(f"{self.place(key)} is missing")
        return default


def whole_numbers(value: object, count: int, where: str) -> tuple[int, ...]:
    """Return an array of exactly so many whole numbers."""
    if not isinstance(value, list) or len(value) != count:
        raise BadValue(f"{where} is not an array of {count} values")
    for inner in value:
        if type(inner) is not int:  # true is an int to Python, not to us
            raise BadValue(f"{where} holds {str(inner)[:20]!r}, which is not a whole number")
    return tuple(value)
