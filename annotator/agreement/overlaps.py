"""Overlaps of two annotators' spans over the whole corpus at once.

What two spans alone share is settled by columns; only the few knots, where several spans
of both meet and are not marked alike, go through a search for the best matching.
"""

from typing import NamedTuple

import numpy as np

from annotator.agreement.tables import Bools, Ints, Pieces, Spans
from annotator.compare.matching import largest_matching


class Edges(NamedTuple):
    """Rows of the first and the second that share characters, and how many."""

    first: Ints
    second: Ints
    common: Ints


def in_both(codes: Ints, others: Ints) -> Bools:
    """Return which codes occur in the other codes; those must be sorted."""
    if not len(others):
        return np.zeros(len(codes), bool)
    place = np.searchsorted(others, codes)
    place[place == len(others)] = 0
    found: Bools = others[place] == codes
    return found


def in_common(codes: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Return where the codes that both have stand in each; both sorted, without doubles."""
    if not len(others):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    place = np.searchsorted(others, codes)
    place[place == len(others)] = 0
    found = np.flatnonzero(others[place] == codes)
    return found, place[found]


def edges(first: Pieces, second: Pieces) -> Edges:
    """Return all pairs of spans that share at least one character."""
    if not len(first.start) or not len(second.start):
        none = np.zeros(0, np.int64)
        return Edges(none, none, none)
    reach = np.maximum.accumulate(second.end)
    low = np.searchsorted(reach, first.start, side="right")
    high = np.maximum(np.searchsorted(second.start, first.end, side="left"), low)
    many = high - low
    left = np.repeat(np.arange(len(many)), many)
    right = np.arange(len(left)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
    common = np.minimum(first.end[left], second.end[right])
    common -= np.maximum(first.start[left], second.start[right])
    met = common > 0
    return _by_owner(first.owner[left[met]], second.owner[right[met]], common[met])


def _by_owner(left: Ints, right: Ints, common: Ints) -> Edges:
    """Add up what several fragments of the same two spans share."""
    if not len(left):
        return Edges(left, right, common)
    width = int(right.max()) + 1
    codes, place = np.unique(left * width + right, return_inverse=True)
    if len(codes) == len(left):
        return Edges(left, right, common)
    total = np.bincount(place, common).astype(np.int64)
    return Edges(codes // width, codes % width, total)


def clusters(first: Spans, second: Spans) -> tuple[Ints, Ints, int]:
    """Return a number for each row of both, equal where spans hang together; and how many.

    Spans hang together where a chain of overlaps leads from one to the other; a span with
    several fragments counts from its first to its last character, which can only join more.
    """
    start = np.concatenate([first.start, second.start])
    end = np.concatenate([first.end, second.end])
    if not len(start):
        return start, start, 0
    order = np.argsort(start, kind="stable")
    reach = np.maximum.accumulate(end[order])
    new = np.zeros(len(start), np.int64)
    new[1:] = start[order][1:] >= reach[:-1]
    number = np.empty(len(start), np.int64)
    number[order] = np.cumsum(new)
    return number[: len(first)], number[len(first) :], int(number.max()) + 1


def matched_in_clusters(
    first: Spans,
    second: Spans,
    codes: tuple[Ints, Ints],
    grouped: tuple[Ints, Ints, int],
) -> Ints:
    """Return the size of the largest one-to-one matching of overlaps in each cluster.

    ``codes`` are equal for rows that are sure to overlap (equal fragments).
    """
    left, right, count = grouped
    smaller = np.minimum(np.bincount(left, minlength=count), np.bincount(right, minlength=count))
    matched = np.minimum(_alike(codes, (left, right), count), smaller)
    # Where one side is used up by equal spans nothing better can be found.
    open_ = matched < smaller
    if not open_.any():
        return matched
    met = edges(_pieces(first, open_[left]), _pieces(second, open_[right]))
    of_edge = left[met.first]
    single = smaller == 1
    matched[of_edge[single[of_edge]]] = 1
    knots = ~single[of_edge]
    neighbours: dict[int, list[int]] = {}
    for a, b in zip(met.first[knots].tolist(), met.second[knots].tolist(), strict=True):
        neighbours.setdefault(a, []).append(b)
    found = np.array(list(largest_matching(neighbours)), np.int64)
    matched[open_ & ~single] = 0
    matched += np.bincount(left[found], minlength=count) if len(found) else 0
    return matched


def _alike(codes: tuple[Ints, Ints], grouped: tuple[Ints, Ints], count: int) -> Ints:
    """Return for each cluster how many rows can be paired off with a row of equal code."""
    values_one, at, number_one = np.unique(codes[0], return_index=True, return_counts=True)
    values_other, number_other = np.unique(codes[1], return_counts=True)
    one, other = in_common(values_one, values_other)
    paired = np.minimum(number_one[one], number_other[other])
    return np.bincount(grouped[0][at[one]], paired, minlength=count).astype(np.int64)


def _pieces(spans: Spans, keep: Bools) -> Pieces:
    pieces = spans.pieces
    inside = keep[pieces.owner]
    return Pieces(pieces.owner[inside], pieces.start[inside], pieces.end[inside])
