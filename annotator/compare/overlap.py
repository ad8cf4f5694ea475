"""Which spans of two annotators share characters, and how many."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from annotator.domain.spans import Fragments


class Labelled(NamedTuple):
    """A span as comparison sees it: its fragments and the name of its label."""

    fragments: Fragments
    label: str


class Overlap(NamedTuple):
    """Two spans, by their places in the two lists, and the characters they share (>= 1)."""

    first: int
    second: int
    common: int


def size(fragments: Fragments) -> int:
    """Return how many characters the fragments cover."""
    return sum(end - start for start, end in fragments)


def common_characters(one: Fragments, other: Fragments) -> int:
    """Return how many characters two spans share; touching ones share none."""
    return sum(
        max(0, min(one_end, other_end) - max(one_start, other_start))
        for one_start, one_end in one
        for other_start, other_end in other
    )


def overlaps(first: Sequence[Labelled], second: Sequence[Labelled]) -> list[Overlap]:
    """Return all pairs that share at least one character, labels aside."""
    order = sorted(range(len(second)), key=lambda j: second[j].fragments)
    starts = [second[j].fragments[0][0] for j in order]
    # The furthest end so far tells from where on a span can still be reached.
    reach = list(accumulate((second[j].fragments[-1][1] for j in order), max))
    found = []
    for i, (fragments, _) in enumerate(first):
        low = bisect_right(reach, fragments[0][0])
        high = bisect_left(starts, fragments[-1][1])
        for j in order[low:high]:
            common = common_characters(fragments, second[j].fragments)
            if common:
                found.append(Overlap(i, j, common))
    return found
