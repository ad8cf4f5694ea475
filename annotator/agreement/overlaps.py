"""Overlaps of two annotators' spans over the whole corpus at once.

What two spans alone share is settled by columns; only the few knots, where several spans
of both meet and are not marked alike, go through a search for the best matching.
"""

from typing import NamedTuple

import numpy as np

from annotator.agreement.tables import Bools, Ints, Pieces, Spans, occurrences
from annotator.compare.matching import largest_matching


class Edges(NamedTuple):
    """Rows of the first and the second that share characters, and how many."""

    first: Ints
    second: Ints
    common: Ints


_ROOM = 32
"""Codes up to this many times their number are looked up in a table instead of searched."""


_ROUNDS = 20
"""How often ends of paths are taken off before what is left is searched."""


def in_both(codes: Ints, others: Ints) -> Bools:
    """Return which codes (0 or more) occur in the other codes; those must be sorted."""
    if not len(others) or not len(codes):
        return np.zeros(len(codes), bool)
    least = min(int(codes.min()), int(others[0]))
    most = max(int(codes.max()), int(others[-1])) + 1 - least
    if most <= _ROOM * (len(codes) + len(others)):
        known = np.zeros(most, bool)
        known[others - least] = True
        return np.asarray(known[codes - least])
    place = np.searchsorted(others, codes)
    place[place == len(others)] = 0
    found: Bools = others[place] == codes
    return found


def in_common(codes: Ints, others: Ints) -> tuple[Ints, Ints]:
    """Return where the codes that both have stand in each; both sorted, without doubles."""
    # In step, since both are sorted and have each of the codes once.
    return np.flatnonzero(in_both(codes, others)), np.flatnonzero(in_both(others, codes))


def most_pairs(first: Ints, second: Ints) -> Ints:
    """Return the rows of the first side that are matched where as many as possible are."""
    matched = []
    for _ in range(_ROUNDS):
        # Who has one neighbour only may always be matched with it: no other choice is better.
        for leaf, hub in ((first, second), (second, first)):
            rows = np.flatnonzero(_alone(leaf))
            if len(rows):
                _, at = np.unique(hub[rows], return_index=True)
                rows = rows[at]
                matched.append(first[rows])
                free = ~(_marked(first, first[rows]) | _marked(second, second[rows]))
                first, second = first[free], second[free]
                break
        else:
            break
    neighbours: dict[int, list[int]] = {}
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        neighbours.setdefault(a, []).append(b)
    matched.append(np.array(list(largest_matching(neighbours)), np.int64))
    return np.concatenate(matched)


def _alone(ends: Ints) -> Bools:
    """Return which edges are the only one at this end."""
    return np.asarray(np.bincount(ends)[ends] == 1) if len(ends) else np.zeros(0, bool)


def _marked(ends: Ints, rows: Ints) -> Bools:
    known = np.zeros(int(ends.max(initial=0)) + 1, bool)
    known[rows] = True
    return np.asarray(known[ends])


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
    codes = left * width + right
    ordered = np.sort(codes)
    if (ordered[1:] != ordered[:-1]).all():
        return Edges(left, right, common)
    codes, place = np.unique(codes, return_inverse=True)
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

    ``codes`` are equal for rows that are sure to overlap (equal fragments); both are sorted.
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
    found = most_pairs(met.first[knots], met.second[knots])
    matched[open_ & ~single] = 0
    matched += np.bincount(left[found], minlength=count)
    return matched


def _alike(codes: tuple[Ints, Ints], grouped: tuple[Ints, Ints], count: int) -> Ints:
    """Return for each cluster how many rows can be paired off with a row of equal code."""
    values_one, number_one = occurrences(codes[0], ordered=True)
    values_other, number_other = occurrences(codes[1], ordered=True)
    at = np.cumsum(number_one) - number_one
    one, other = in_common(values_one, values_other)
    paired = np.minimum(number_one[one], number_other[other])
    return np.bincount(grouped[0][at[one]], paired, minlength=count).astype(np.int64)


def _pieces(spans: Spans, keep: Bools) -> Pieces:
    pieces = spans.pieces
    inside = keep[pieces.owner]
    return Pieces(pieces.owner[inside], pieces.start[inside], pieces.end[inside])
