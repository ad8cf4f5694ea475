"""Alignment of two annotators' spans on one document: who marked the same thing.

Three passes: equal spans; equal fragments under different labels; of the rest the one-to-one
matching with the greatest sum of Dice overlaps 2|a∩b| / (|a|+|b|), where equal labels decide
between equal sums. Spans that share no character are never aligned. The result does not
depend on the order of the spans nor on who is first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from annotator.compare.matching import heaviest_matching
from annotator.compare.overlap import Labelled, Overlap, overlaps, size

SAME_LABEL = 1e-6
"""What an equal label adds to a Dice overlap: enough to decide a tie, never more."""


class Kind(StrEnum):
    """How an aligned pair, or a span that stayed alone, differs."""

    AGREE = "agree"
    LABEL = "label"
    BOUNDARY = "boundary"
    LABEL_AND_BOUNDARY = "label+boundary"
    ONLY_FIRST = "only A"
    ONLY_SECOND = "only B"


class Aligned(NamedTuple):
    """One row: places in the two lists, the kind, and whether a split or merge is at work.

    ``split`` is set where one of the two spans overlaps two or more of the other
    annotator's that are not marked alike by both.
    """

    first: int | None
    second: int | None
    kind: Kind
    split: bool = False


def align(first: Sequence[Labelled], second: Sequence[Labelled]) -> list[Aligned]:
    """Return every span of both lists exactly once, in reading order.

    The lists are sets: callers take out duplicates first.
    """
    rows = [Aligned(i, j, Kind.AGREE) for i, j in _equal(first, second, with_label=True)]
    rest_first, rest_second = _rest(rows, first, second)
    split_first, split_second = _splits(first, second, rest_first, rest_second)

    def row(i: int, j: int, kind: Kind) -> Aligned:
        return Aligned(i, j, kind, i in split_first or j in split_second)

    left = [first[i] for i in rest_first]
    right = [second[j] for j in rest_second]
    relabelled = _equal(left, right, with_label=False)
    rows += [row(rest_first[i], rest_second[j], Kind.LABEL) for i, j in relabelled]
    rest_first, rest_second = _rest(rows, first, second)
    left = [first[i] for i in rest_first]
    right = [second[j] for j in rest_second]
    for i, j in match_overlapping(left, right):
        same = left[i].label == right[j].label
        kind = Kind.BOUNDARY if same else Kind.LABEL_AND_BOUNDARY
        rows.append(row(rest_first[i], rest_second[j], kind))
    rest_first, rest_second = _rest(rows, first, second)
    rows += [Aligned(i, None, Kind.ONLY_FIRST, i in split_first) for i in rest_first]
    rows += [Aligned(None, j, Kind.ONLY_SECOND, j in split_second) for j in rest_second]
    return sorted(rows, key=lambda r: _place(r, first, second))


def match_overlapping(
    first: Sequence[Labelled], second: Sequence[Labelled]
) -> list[tuple[int, int]]:
    """Return the third pass alone: pairs of places, the greatest sum of Dice overlaps."""
    found = overlaps(first, second)
    matched: list[tuple[int, int]] = []
    for component in _components(found):
        if len(component) == 1:
            matched.append((component[0].first, component[0].second))
        else:
            matched += _heaviest(first, second, component)
    return matched


def _heaviest(
    first: Sequence[Labelled], second: Sequence[Labelled], component: Sequence[Overlap]
) -> list[tuple[int, int]]:
    left = sorted({o.first for o in component}, key=first.__getitem__)
    right = sorted({o.second for o in component}, key=second.__getitem__)
    # Equal sums are settled by the order of the search, so the sides are put in an order
    # of their own: whoever is called first, the outcome is the same.
    swapped = [second[j] for j in right] < [first[i] for i in left]
    rank_left = {i: rank for rank, i in enumerate(left)}
    rank_right = {j: rank for rank, j in enumerate(right)}
    weights = {}
    for i, j, common in component:
        weight = 2 * common / (size(first[i].fragments) + size(second[j].fragments))
        weight += SAME_LABEL * (first[i].label == second[j].label)
        key = (rank_left[i], rank_right[j])
        weights[(key[1], key[0]) if swapped else key] = weight
    pairs = heaviest_matching(weights).items()
    if swapped:
        return [(left[b], right[a]) for a, b in pairs]
    return [(left[a], right[b]) for a, b in pairs]


def _components(found: Iterable[Overlap]) -> list[list[Overlap]]:
    """Group overlaps that hang together through a shared span."""
    group: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while group.setdefault(node, node) != node:
            group[node] = node = group[group[node]]
        return node

    listed = list(found)
    for overlap in listed:
        group[root((0, overlap.first))] = root((1, overlap.second))
    grouped: dict[tuple[int, int], list[Overlap]] = defaultdict(list)
    for overlap in listed:
        grouped[root((0, overlap.first))].append(overlap)
    return list(grouped.values())


def _equal(
    first: Sequence[Labelled], second: Sequence[Labelled], *, with_label: bool
) -> list[tuple[int, int]]:
    """Pair off equal spans; spans stacked on equal fragments in the order of their labels."""
    waiting: dict[object, list[int]] = defaultdict(list)
    for j in sorted(range(len(second)), key=second.__getitem__, reverse=True):
        waiting[second[j] if with_label else second[j].fragments].append(j)
    pairs = []
    for i in sorted(range(len(first)), key=first.__getitem__):
        places = waiting.get(first[i] if with_label else first[i].fragments)
        if places:
            pairs.append((i, places.pop()))
    return pairs


def _rest(
    rows: Iterable[Aligned], first: Sequence[Labelled], second: Sequence[Labelled]
) -> tuple[list[int], list[int]]:
    taken_first = {row.first for row in rows}
    taken_second = {row.second for row in rows}
    return (
        [i for i in range(len(first)) if i not in taken_first],
        [j for j in range(len(second)) if j not in taken_second],
    )


def _splits(
    first: Sequence[Labelled],
    second: Sequence[Labelled],
    rest_first: Sequence[int],
    rest_second: Sequence[int],
) -> tuple[set[int], set[int]]:
    found = overlaps([first[i] for i in rest_first], [second[j] for j in rest_second])
    of_first = Counter(overlap.first for overlap in found)
    of_second = Counter(overlap.second for overlap in found)
    wide_first = {i for i, count in of_first.items() if count > 1}
    wide_second = {j for j, count in of_second.items() if count > 1}
    # The parts a wide span was split into belong to the split as much as the span itself.
    return (
        {rest_first[o.first] for o in found if o.first in wide_first or o.second in wide_second},
        {rest_second[o.second] for o in found if o.first in wide_first or o.second in wide_second},
    )


def _place(
    row: Aligned, first: Sequence[Labelled], second: Sequence[Labelled]
) -> tuple[int, int, bool, Labelled]:
    """Reading order: by start, the longer first, the first annotator's before the second's."""
    if row.first is not None:
        span, only_second = first[row.first], False
    else:
        assert row.second is not None
        span, only_second = second[row.second], True
    return span.fragments[0][0], -span.fragments[-1][1], only_second, span
