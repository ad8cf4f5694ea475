"""Which columns of a CoNLL file hold the token and the tag, found by what is in them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from operator import contains

from annotator.formats.conll_tags import parsed
from annotator.formats.json_values import BadValue

_BLANKS = re.compile(r"[ \t]+")
_ODD = ("\t", "  ", "\n ", " \n")
_UNUSED = " -X- -X- "
"""What our export, and others, put between a token and its tag; soon left out as a whole."""
_NUMBER = re.compile(r"[0-9]{1,6}")
_ENOUGH = 0.95


@dataclass(frozen=True, slots=True)
class Columns:
    """Where token and tag stand; the tag counts from the end where it is the last column."""

    token: int
    tag: int
    tabs: bool

    def split(self, line: str) -> tuple[str, str]:
        """Return token and tag of a line; raise BadValue where it has too few columns."""
        values = _values(line, tabs=self.tabs)
        if len(values) <= max(self.token, self.tag, 1):
            raise BadValue("the line has no token and a tag")
        return values[self.token], values[self.tag]

    def table(self, lines: str) -> tuple[list[str], list[str]] | None:
        """Return tokens and tags of lines that all have the same columns, else None."""
        number = lines.count("\n") + 1
        parts = self._parts(lines, number)
        more, rest = divmod(len(parts) - 1, number)
        if rest or more < max(self.token, self.tag, 1):
            return None
        # The last value of a line and the first of the next are one part, with LF between.
        edges = parts[more::more]
        if not all(map(contains, edges[:-1], repeat("\n"))):
            return None
        edges = "\n".join(edges).split("\n")
        if not self.tabs and not (all(parts) and all(edges)):
            return None  # blanks of which not each one is between two columns

        def column(place: int) -> list[str]:
            if place % (more + 1) == more:
                return edges[::2]
            return parts[place::more] if place else [parts[0], *edges[1::2]]

        return column(self.token), column(self.tag)

    def _parts(self, lines: str, number: int) -> list[str]:
        """Return lines cut at the blanks between columns; those not used may be left out."""
        if self.tabs:
            return lines.split("\t")
        if "\t" in lines:
            return []
        if self.token == 0 and self.tag == -1:
            parts = lines.split(_UNUSED)
            if len(parts) == number + 1 and " " not in "".join(parts):
                return parts
        return lines.split(" ")


def columns_of(lines: Sequence[str]) -> Columns | None:
    """Return the columns that some lines of a file have, or None if none holds tags.

    The tag is the last column in which nearly everything is a tag; the token the first
    other one that does not just count.
    """
    tabs = sum("\t" in line for line in lines) * 2 > sum(bool(line.strip()) for line in lines)
    full = [line for line in lines if line.strip(" \t")]
    rows = _rows("\n".join(full), tabs=tabs) or [_values(line, tabs=tabs) for line in full]
    rows = [row for row in rows if len(row) > 1 and row[0] != "-DOCSTART-"]
    widths = Counter(map(len, rows))
    if not widths:
        return None
    width = widths.most_common(1)[0][0]
    rows = [row for row in rows if len(row) == width]
    table = list(zip(*rows, strict=True))
    tag = next((place for place in reversed(range(width)) if _holds_tags(table[place])), None)
    if tag is None:
        return None
    others = [place for place in range(width) if place != tag]
    token = next((place for place in others if not _counts(table[place])), others[0])
    return Columns(token, tag - width if tag == width - 1 else tag, tabs)


def _rows(lines: str, *, tabs: bool) -> list[list[str]]:
    """Return the values of lines; none where not each blank is between two columns."""
    if tabs:
        return [line.split("\t") for line in lines.split("\n")]
    if any(map(f"\n{lines}\n".__contains__, _ODD)):
        return []
    return [line.split(" ") for line in lines.split("\n")]


def _values(line: str, *, tabs: bool) -> list[str]:
    # Not str.split(): that would cut at no-break spaces and U+2028, which tokens may hold.
    if tabs:
        return line.split("\t")
    values = line.split(" ")
    return values if "" not in values and "\t" not in line else _BLANKS.split(line.strip(" \t"))


def _holds_tags(values: Sequence[str]) -> bool:
    often = Counter(values)
    good = sum(number for value, number in often.items() if parsed(value) is not None)
    return good >= _ENOUGH * len(values)


def _counts(values: Sequence[str]) -> bool:
    """Tell whether values are the numbers of tokens: each one more than the last, or one."""
    if values[0] not in ("0", "1") and not _NUMBER.fullmatch(values[0]):
        return False
    numbers = [int(value) if _NUMBER.fullmatch(value) else -1 for value in values]
    return numbers[0] in (0, 1) and all(
        after in (before + 1, 0, 1) for before, after in pairwise(numbers)
    )
