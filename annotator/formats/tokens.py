"""Tokens of a text and how spans of code points lie on them; no tokenizer of its own."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class TokenTable:
    """The tokens of one text: [start, end) code points each, in order, none overlapping.

    White space between tokens may belong to none of them.
    """

    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.starts)

    def aligned(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the token range [first, last + 1) with exactly these edges, or None."""
        starts, ends = self.starts, self.ends
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] != start:
            return None
        last = bisect_left(ends, end, first)
        if last == len(ends) or ends[last] != end:
            return None
        return first, last + 1

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of all tokens that share a code point with [start, end)."""
        first = bisect_right(self.ends, start)
        return first, max(first, bisect_left(self.starts, end))

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the tokens that lie wholly in [start, end)."""
        first = bisect_left(self.starts, start)
        return first, max(first, bisect_right(self.ends, end))

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Return the code points [start, end) of a token range [first, last) with tokens."""
        return self.starts[first], self.ends[last - 1]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the extent without white space at its edges; empty if there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def runs(indices: set[int]) -> list[tuple[int, int]]:
    """Return token indices as [first, last) ranges of neighbours."""
    ordered = sorted(indices)
    if not ordered:
        return []
    cuts = [i for i, (left, right) in enumerate(pairwise(ordered), 1) if right != left + 1]
    edges = [0, *cuts, len(ordered)]
    return [(ordered[a], ordered[b - 1] + 1) for a, b in pairwise(edges)]
