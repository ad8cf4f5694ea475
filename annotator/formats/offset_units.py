"""Offsets as other programs count them, converted to code points and back, at the edge.

Each unit gives half-open positions; where a format's end is inclusive, its module adds one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, combinations
from typing import Protocol
from unicodedata import category

import regex

from annotator.domain.errors import UserError
from annotator.text.offsets import Utf16Map

_CLUSTER = regex.compile(r"\X")


class Unit(Protocol):
    """One text's positions in a unit, from and to code points.

    A position inside a character (half a surrogate pair, the middle of a cluster) goes to
    the start of it. ``length`` counts the whole text.
    """

    length: int

    def to_code_points(self, position: int) -> int:
        """Return the code point position of one in the unit."""

    def from_code_points(self, position: int) -> int:
        """Return the position in the unit of a code point position."""


class CodePoints:
    """Code points: nothing to convert."""

    def __init__(self, text: str) -> None:
        self.length = len(text)

    def to_code_points(self, position: int) -> int:
        """Return the position itself."""
        return position

    def from_code_points(self, position: int) -> int:
        """Return the position itself."""
        return position


class Utf16Units:
    """UTF-16 units, as Java and JavaScript count: a character above U+FFFF is two."""

    def __init__(self, text: str) -> None:
        self._map = Utf16Map(text)
        self.length = self._map.to_utf16(len(text))

    def to_code_points(self, position: int) -> int:
        """Return the code point position of a UTF-16 position."""
        return self._map.to_code_points(position)

    def from_code_points(self, position: int) -> int:
        """Return the UTF-16 position of a code point position."""
        return self._map.to_utf16(position)


class _Starts:
    """Positions of a unit whose n-th member starts at the n-th of ``starts``."""

    def __init__(self, starts: Sequence[int]) -> None:
        self._starts = starts
        self.length = len(starts) - 1

    def to_code_points(self, position: int) -> int:
        """Return the code point at which the position's member starts; outside, as far again."""
        if 0 <= position <= self.length:
            return self._starts[position]
        beyond = position - self.length if position > 0 else position
        return (self._starts[-1] if position > 0 else 0) + beyond

    def from_code_points(self, position: int) -> int:
        """Return which member a code point lies in."""
        return bisect_right(self._starts, position) - 1


class Graphemes(_Starts):
    """Grapheme clusters, what a reader takes for one character (UAX #29)."""

    def __init__(self, text: str) -> None:
        super().__init__([*(match.start() for match in _CLUSTER.finditer(text)), len(text)])


class Utf8Bytes:
    """Bytes of the UTF-8 encoding."""

    def __init__(self, text: str) -> None:
        self._starts = None if text.isascii() else [0, *accumulate(map(_width, text))]
        self.length = self._starts[-1] if self._starts else len(text)

    def to_code_points(self, position: int) -> int:
        """Return the code point that begins at a byte, or the one the byte is part of."""
        if self._starts is None:
            return position
        if position > self.length:
            return len(self._starts) - 1 + position - self.length
        return bisect_right(self._starts, position) - 1

    def from_code_points(self, position: int) -> int:
        """Return the byte at which a code point begins."""
        return self._starts[position] if self._starts is not None else position


def _width(character: str) -> int:
    code = ord(character)
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


UNITS: dict[str, Callable[[str], Unit]] = {
    "code-points": CodePoints,
    "utf-16": Utf16Units,
    "graphemes": Graphemes,
    "bytes": Utf8Bytes,
}
"""The units a person can name with ``--offsets``."""


def unit_named(name: str) -> Callable[[str], Unit]:
    """Return what converts a unit; raise UserError that lists the names."""
    if name not in UNITS:
        raise UserError(f'There is no offset unit "{name}".', mend=f"Units are {', '.join(UNITS)}.")
    return UNITS[name]


def fitting_units(
    text: str, places: Sequence[tuple[int, int, str | None]], names: Sequence[str]
) -> list[str]:
    """Return those units, of the names, in which the most of the places make sense.

    A place is a start, an end, and its string where the file tells it. Without a string a
    place makes sense where both edges are edges of words. Several names come back where
    they cannot be told apart, in the order given; all of them for a text in which all
    agree.
    """
    if text.isascii() or not places:
        return list(names)
    scores = []
    for name in names:
        unit = UNITS[name](text)
        scores.append(sum(_sensible(text, unit, place) for place in places))
    return [name for name, score in zip(names, scores, strict=True) if score == max(scores)]


class UnitVotes:
    """Find the unit of a whole file: places that units read differently vote for those that fit.

    ``names`` are the units that come into question, the usual one first.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._scores = dict.fromkeys(names, 0)
        self._apart: set[frozenset[str]] = set()

    def add(self, text: str, places: Iterable[tuple[int, int, str | None]]) -> None:
        """Count the places of one text: start, end, and the string where the file tells it."""
        if text.isascii() and "\r\n" not in text:
            return
        units = {name: UNITS[name](text) for name in self._scores}
        if all(unit.length == len(text) for unit in units.values()):
            return  # each character is one in every unit
        for place in places:
            found = {
                name: (unit.to_code_points(place[0]), unit.to_code_points(place[1]))
                for name, unit in units.items()
            }
            if len(set(found.values())) == 1:
                continue
            self._apart |= {
                frozenset(two) for two in combinations(found, 2) if found[two[0]] != found[two[1]]
            }
            for name, unit in units.items():
                self._scores[name] += _sensible(text, unit, place)

    @property
    def told_apart(self) -> bool:
        """Whether any place is read differently in some unit."""
        return bool(self._apart)

    def winner(self) -> str | None:
        """Return the unit, or None where another that reads places otherwise is near.

        Near is a unit in which more than half as many of the places make sense.
        """
        best = max(self._scores, key=lambda name: self._scores[name])
        rivals = [
            name
            for name, score in self._scores.items()
            if frozenset((best, name)) in self._apart and 2 * score > self._scores[best]
        ]
        if rivals or (self._apart and not self._scores[best]):
            return None
        return best


def _sensible(text: str, unit: Unit, place: tuple[int, int, str | None]) -> bool:
    start, end = unit.to_code_points(place[0]), unit.to_code_points(place[1])
    if not 0 <= start < end <= len(text):
        return False
    if place[2] is not None:
        return text[start:end] == place[2]
    return _word_edges(text, start, end)


_NOT_FIRST = frozenset({"So", "Sk", "Cf", "Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cc"})
_NOT_LAST = frozenset({"So", "Sk", "Cf", "Zs", "Zl", "Zp", "Cc"})
_NOT_BEHIND = frozenset({"Sk", "Cf", "Mn", "Mc", "Me"})


def _word_edges(text: str, start: int, end: int) -> bool:
    """Return whether both edges are such as people draw: no word, emoji or cluster is cut."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        category(text[start]) not in _NOT_FIRST
        and category(text[end - 1]) not in _NOT_LAST
        and not (after and category(after) in _NOT_BEHIND)
        and not (before.isalnum() and text[start].isalnum())
        and not (after.isalnum() and text[end - 1].isalnum())
    )


class TokenPositions:
    """Tokens that are a sequence of [start, end) code points, as formats of tokens count.

    ``last`` tells how a format writes the end of a span: ``True`` the last token itself
    (inclusive), ``False`` the one behind it (exclusive).
    """

    def __init__(self, extents: Sequence[tuple[int, int]], *, last: bool) -> None:
        self._extents = extents
        self._starts = [start for start, _ in extents]
        self._ends = [end for _, end in extents]
        self._more = 0 if last else 1

    def to_code_points(self, first: int, end: int) -> tuple[int, int] | None:
        """Return the [start, end) of a range of tokens, or None where there is no such range."""
        behind = end - self._more
        if not 0 <= first <= behind < len(self._extents):
            return None
        return self._starts[first], self._ends[behind]

    def from_code_points(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range of tokens with exactly these edges, or None."""
        first, behind = bisect_left(self._starts, start), bisect_left(self._ends, end)
        if first > behind or behind >= len(self._ends):
            return None
        if (self._starts[first], self._ends[behind]) != (start, end):
            return None
        return first, behind + self._more
