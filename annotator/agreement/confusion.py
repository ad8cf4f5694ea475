"""Who confuses which labels: the alignment of annotator.compare over the whole corpus.

Equal spans, and overlaps of one span with one, are paired off by columns; only where
several unequal spans meet does the search of annotator.compare decide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from annotator.agreement.chance import Floats
from annotator.agreement.counts import Counts
from annotator.agreement.overlaps import Edges, clusters, edges, in_common
from annotator.agreement.parts import for_pairs_in_parts
from annotator.agreement.tables import Bools, Ints, Spans, Tables
from annotator.compare.alignment import SAME_LABEL, Kind, match_overlapping
from annotator.compare.overlap import Labelled
from annotator.domain.spans import Extent, Fragments

MISSED = "(missed)"

_NEAR = 1e-9
"""Weights that differ by less are left to the search, which knows how to settle a tie."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Rows of the first and the second that are aligned, and whether a split is at work.

    Who is in neither array stayed alone. ``split_first`` and ``split_second`` mark rows,
    aligned or not.
    """

    first: Ints
    second: Ints
    split_first: Bools
    split_second: Bools


@dataclass(frozen=True, slots=True)
class Compared:
    """For each pair: confusion matrix, kinds of difference; and the counts of partial F1.

    Partial F1 gives half a match where an aligned pair differs in its boundaries, labels
    aside, as MUC and SemEval do.
    """

    matrices: list[dict[str, object]]
    kinds: list[dict[str, int]]
    partial: Counts


def compared_pairs(
    tables: Tables, pairs: Sequence[tuple[int, int]], told: Callable[[int], None]
) -> Compared:
    """Align every pair of annotators; ``told`` hears of each pair before it is done."""
    labels, documents = len(tables.labels), len(tables.documents)
    matched = np.zeros((len(pairs), documents, 1), np.float32)
    total = np.zeros((len(pairs), documents, 1), np.float32)
    cells = np.zeros((len(pairs), labels + 1, labels + 1), np.int64)
    found: list[dict[str, int]] = [{} for _ in pairs]
    for number, chosen, made in for_pairs_in_parts(tables, _comparing, pairs, told):
        cells[number] += made.cells
        found[number] = {kind: found[number].get(kind, 0) + n for kind, n in made.kinds.items()}
        matched[number, chosen, 0] = made.matched
        total[number, chosen, 0] = made.total
    return Compared(
        [{"labels": [*tables.labels, MISSED], "rows": rows} for rows in cells.tolist()],
        found,
        Counts(matched, total),
    )


class _Part(NamedTuple):
    """The same for one pair and some documents; the last two by document."""

    cells: Ints
    kinds: dict[str, int]
    matched: Floats
    total: Ints


def _comparing(tables: Tables) -> Callable[[int, int], _Part]:
    def compared(i: int, j: int) -> _Part:
        first, second = tables.compared(i, j)
        made = aligned(first, second)
        a, b = made.first, made.second
        documents = len(tables.documents)
        credit = np.where(first.boundary[a] == second.boundary[b], 1.0, 0.5)
        total = np.bincount(first.document, minlength=documents)
        total += np.bincount(second.document, minlength=documents)
        return _Part(
            matrix(first, second, made, len(tables.labels)),
            kinds(first, second, made),
            np.bincount(first.document[a], credit, documents).astype(np.float64),
            total,
        )

    return compared


def aligned(first: Spans, second: Spans) -> Alignment:
    """Align two annotators' spans in all documents, in the three passes."""
    one, other = in_common(first.exact, second.exact)
    rest_first = _others(len(first), one)
    rest_second = _others(len(second), other)
    rows, others = np.flatnonzero(rest_first), np.flatnonzero(rest_second)
    left, right = first.only(rest_first), second.only(rest_second)
    met = edges(left.pieces, right.pieces)
    again, once_more = _relabelled(left, right)
    moved, moved_other = _overlapping(left, right, met, (again, once_more))
    return Alignment(
        np.concatenate([one, rows[again], rows[moved]]),
        np.concatenate([other, others[once_more], others[moved_other]]),
        *_splits((len(first), len(second)), (rows, others), met),
    )


def matrix(first: Spans, second: Spans, found: Alignment, labels: int) -> Ints:
    """Return the confusion matrix, rows the first's labels; the last row and column: missed."""
    width = labels + 1
    codes = first.label[found.first] * width + second.label[found.second]
    cells = np.bincount(codes, minlength=width * width).reshape(width, width)
    alone = _others(len(first), found.first)
    cells[:labels, labels] = np.bincount(first.label[alone], minlength=labels)[:labels]
    alone = _others(len(second), found.second)
    cells[labels, :labels] = np.bincount(second.label[alone], minlength=labels)[:labels]
    return cells


def kinds(first: Spans, second: Spans, found: Alignment) -> dict[str, int]:
    """Return how often each kind of difference occurs, and how many rows are split."""
    a, b = found.first, found.second
    same_label = first.label[a] == second.label[b]
    same_boundary = first.boundary[a] == second.boundary[b]
    alone_first, alone_second = _others(len(first), a), _others(len(second), b)
    split = (found.split_first[a] | found.split_second[b]).sum()
    split += found.split_first[alone_first].sum() + found.split_second[alone_second].sum()
    return {
        Kind.AGREE: int((same_label & same_boundary).sum()),
        Kind.LABEL: int((~same_label & same_boundary).sum()),
        Kind.BOUNDARY: int((same_label & ~same_boundary).sum()),
        Kind.LABEL_AND_BOUNDARY: int((~same_label & ~same_boundary).sum()),
        Kind.ONLY_FIRST: int(alone_first.sum()),
        Kind.ONLY_SECOND: int(alone_second.sum()),
        "split": int(split),
    }


def _others(count: int, rows: Ints) -> Bools:
    others = np.ones(count, bool)
    others[rows] = False
    return others


def _relabelled(first: Spans, second: Spans) -> tuple[Ints, Ints]:
    """Pair off equal fragments; those stacked on one place in the order of their labels."""
    width = 1 + max(int(first.label.max(initial=0)), int(second.label.max(initial=0)))
    return in_common(_ranked(first.boundary, width), _ranked(second.boundary, width))


def _ranked(boundary: Ints, width: int) -> Ints:
    """Return codes that tell the spans stacked on one place apart: first, second, ..."""
    place = np.arange(len(boundary))
    new = np.ones(len(boundary), bool)
    new[1:] = boundary[1:] != boundary[:-1]
    start = np.maximum.accumulate(np.where(new, place, 0))
    return np.asarray(boundary * width + place - start)


def _splits(counts: tuple[int, int], rows: tuple[Ints, Ints], met: Edges) -> tuple[Bools, Bools]:
    """Return which rows of both sides are split; ``met`` are edges among some ``rows``."""
    wide = np.bincount(met.first, minlength=len(rows[0]))[met.first] > 1
    wide |= np.bincount(met.second, minlength=len(rows[1]))[met.second] > 1
    split_first, split_second = (np.zeros(count, bool) for count in counts)
    split_first[rows[0][met.first[wide]]] = True
    split_second[rows[1][met.second[wide]]] = True
    return split_first, split_second


def _overlapping(
    first: Spans, second: Spans, among: Edges, taken: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """Pair off overlaps; ``among`` are the edges of all rows, those ``taken`` are left out."""
    rest_first, rest_second = _others(len(first), taken[0]), _others(len(second), taken[1])
    one, other = first.only(rest_first), second.only(rest_second)
    open_ = rest_first[among.first] & rest_second[among.second]
    met = Edges(
        (np.cumsum(rest_first) - 1)[among.first[open_]],
        (np.cumsum(rest_second) - 1)[among.second[open_]],
        among.common[open_],
    )
    stars = _stars(one, other, met)
    matched, matched_other = [met.first[stars.best]], [met.second[stars.best]]
    # What is left are knots, of which the heaviest matching is searched.
    left, right, _ = clusters(one, other)
    knots = np.unique(left[met.first[~stars.settled]])
    free = _others(len(one), met.first[stars.settled])
    free_other = _others(len(other), met.second[stars.settled])
    order_left, order_right = np.argsort(left, kind="stable"), np.argsort(right, kind="stable")
    of_left, of_right = _rows(left, order_left, knots), _rows(right, order_right, knots)
    for rows, others in zip(of_left, of_right, strict=True):
        rows = [row for row in rows if free[row]]
        others = [row for row in others if free_other[row]]
        found = match_overlapping(_labelled(one, rows), _labelled(other, others))
        matched.append(np.array([rows[i] for i, _ in found], np.int64))
        matched_other.append(np.array([others[j] for _, j in found], np.int64))
    return (
        np.flatnonzero(rest_first)[np.concatenate(matched)],
        np.flatnonzero(rest_second)[np.concatenate(matched_other)],
    )


class _Stars(NamedTuple):
    """Edges of which all are settled, and the best of each star of them."""

    settled: Bools
    best: Ints


def _stars(one: Spans, other: Spans, met: Edges) -> _Stars:
    """Settle what meets one span alone: its heaviest edge, where no other comes near it."""
    first, second, common = met
    many, many_other = np.bincount(first), np.bincount(second)
    weight = 2 * common / (one.size[first] + other.size[second])
    weight += SAME_LABEL * (one.label[first] == other.label[second])
    settled = np.zeros(len(first), bool)
    best = []
    for centre, leaf_edges in ((first, many_other[second]), (second, many[first])):
        # A star's centre has only neighbours without another; single edges are stars twice.
        crossed = np.bincount(centre, leaf_edges > 1) > 0
        rows = np.flatnonzero(~crossed[centre] & ~settled)
        rows = rows[np.lexsort((-weight[rows], centre[rows]))]
        head = np.ones(len(rows), bool)
        head[1:] = centre[rows][1:] != centre[rows][:-1]
        at = np.flatnonzero(head)
        after = np.minimum(at + 1, len(rows) - 1)
        alone = (after == at) | head[after]
        clear = alone | (weight[rows[at]] - weight[rows[after]] > _NEAR)
        best.append(rows[at[clear]])
        settled[rows] |= np.repeat(clear, np.diff(at, append=len(rows)))
    return _Stars(settled, np.concatenate(best))


def _rows(cluster: Ints, order: Ints, wanted: Ints) -> list[list[int]]:
    """Return the rows of each wanted cluster."""
    low = np.searchsorted(cluster, wanted, side="left", sorter=order).tolist()
    high = np.searchsorted(cluster, wanted, side="right", sorter=order).tolist()
    return [order[start:end].tolist() for start, end in zip(low, high, strict=True)]


def _labelled(spans: Spans, rows: list[int]) -> list[Labelled]:
    found = []
    for row in rows:
        start, end = int(spans.start[row]), int(spans.end[row])
        fragments: Fragments = (Extent(start, end),)
        if spans.size[row] < end - start:
            mine = np.flatnonzero(spans.pieces.owner == row)
            fragments = tuple(
                Extent(int(s), int(e))
                for s, e in zip(spans.pieces.start[mine], spans.pieces.end[mine], strict=True)
            )
        # Labels are numbered in the order of their names, which is all that alignment asks.
        found.append(Labelled(fragments, f"{spans.label[row]:06}"))
    return found
