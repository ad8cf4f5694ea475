"""The unitizing alphas of Krippendorff, Mathet, Bouvry and Widlöcher (2016).

They compare units on a continuum with the gaps between them, so they know where tokens only
count. With more than two annotators cu-alpha and (k)u-alpha take each other annotator apart
(the variant per pair); with two there is only one way. One annotator's units may not
overlap. ``u``: all disagreement. ``bar_u``: only whether something is marked. ``cu``: only
labels, where units meet. ``ku``: the same for one label.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotator.agreement.chance import Floats
from annotator.agreement.overlaps import edges
from annotator.agreement.tables import Ints, Pieces

NAN = float("nan")


class Units(NamedTuple):
    """One annotator's units, sorted by start; ``label`` is a number from 0."""

    start: Ints
    end: Ints
    label: Ints


class Unitized(NamedTuple):
    """The alphas, NaN where undefined, and the share of the marked lengths they rest on."""

    u: float
    bar_u: float
    cu: float
    cu_coverage: float
    ku: list[float]
    ku_coverage: list[float]


def units(marked: Sequence[tuple[int, int, int]]) -> Units:
    """Return units from (start, end, label number)."""
    columns = np.array(sorted(marked), np.int64).reshape(-1, 3)
    return Units(columns[:, 0].copy(), columns[:, 1].copy(), columns[:, 2].copy())


def overlapping(found: Units) -> int:
    """Return how many units start before an earlier one of the same annotator has ended."""
    reach = np.maximum.accumulate(found.end) if len(found.end) else found.end
    return int((found.start[1:] < reach[:-1]).sum())


def unitized(annotators: Sequence[Units], labels: int, length: int) -> Unitized:
    """Return the alphas of two or more annotators' units on a continuum of a length."""
    gap = labels
    observed = np.zeros((labels + 1, labels + 1))
    own = np.zeros(labels + 1)
    own_met = np.zeros(labels)
    others = len(annotators) - 1
    for i, one in enumerate(annotators):
        size = one.end - one.start
        own[:gap] += np.bincount(one.label, size**2, minlength=labels)
        own[gap] += length - size.sum()
        for j, other in enumerate(annotators):
            if i != j:
                met = _met(one, other, labels, length)
                observed += met.lengths / others
                own_met += np.bincount(one.label, met.of_unit**2, minlength=labels) / others
    met_length = observed[:gap, :gap].sum()
    relevant = np.array(
        [
            [met_length, observed[:gap, gap].sum()],
            [observed[gap, :gap].sum(), observed[gap, gap]],
        ]
    )
    meeting = observed[:gap, :gap]
    expected = _expected(meeting, own_met)
    total, column = meeting.sum(), meeting.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        cu = 1 - (total - np.trace(meeting)) / (total - np.trace(expected))
        expected_column = expected.sum(axis=0)
        share = np.where(column > 0, expected_column / np.where(column > 0, column, 1), NAN)
        ku = 1 - share * (column - meeting.diagonal()) / (expected_column - expected.diagonal())
        coverage = column / observed[:, :gap].sum(axis=0)
    return Unitized(
        _alpha(observed, own),
        _alpha(relevant, np.array([own[:gap].sum(), own[gap]])),
        float(cu) if np.isfinite(cu) else NAN,
        float(total / observed.sum()) if length else NAN,
        [float(each) if np.isfinite(each) else NAN for each in ku],
        coverage.tolist(),
    )


class _Meeting(NamedTuple):
    lengths: Floats
    of_unit: Floats


def _met(one: Units, other: Units, labels: int, length: int) -> _Meeting:
    """Return shared lengths by label of the one and of the other, gaps last; and by unit."""
    rows, columns = np.arange(len(one.start)), np.arange(len(other.start))
    met = edges(Pieces(rows, one.start, one.end), Pieces(columns, other.start, other.end))
    lengths = np.zeros((labels + 1, labels + 1))
    np.add.at(lengths, (one.label[met.first], other.label[met.second]), met.common)
    mine = np.bincount(one.label, one.end - one.start, minlength=labels)
    theirs = np.bincount(other.label, other.end - other.start, minlength=labels)
    lengths[:labels, labels] = mine - lengths[:labels].sum(axis=1)
    lengths[labels, :labels] = theirs - lengths[:labels, :labels].sum(axis=0)
    lengths[labels, labels] = length - lengths.sum()
    return _Meeting(lengths, np.bincount(met.first, met.common, minlength=len(rows)).astype(float))


def _expected(observed: Floats, own: Floats) -> Floats:
    """Return what chance would give, a unit never paired with itself."""
    total = observed.sum()
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) - np.diag(own)
    rest = total**2 - own.sum()
    return np.asarray(expected * total / rest) if rest > 0 else np.full_like(observed, NAN)


def _alpha(observed: Floats, own: Floats) -> float:
    expected = _expected(observed, own)
    disagreeing = expected.sum() - np.trace(expected)
    if not disagreeing > 1e-12:
        return NAN
    return float(1 - (observed.sum() - np.trace(observed)) / disagreeing)
