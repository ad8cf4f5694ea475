"""Agreement corrected for chance over nominal categories, as published.

Krippendorff's alpha, Cohen's kappa, Scott's pi, Fleiss' kappa, Gwet's AC1. Each formula is
here once, over counts; NaN says that a figure is undefined (nothing to compare, or one
category only).
"""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def counts_of(values: Sequence[Sequence[Hashable]]) -> Floats:
    """Return (unit, category) counts of a matrix annotators x units; None is no value."""
    categories = sorted({one for row in values for one in row if one is not None}, key=repr)
    place = {category: number for number, category in enumerate(categories)}
    counts = np.zeros((len(values[0]) if values else 0, len(categories)))
    for row in values:
        for unit, category in enumerate(row):
            if category is not None:
                counts[unit, place[category]] += 1
    return counts


def pairable(counts: Floats) -> tuple[Floats, Floats]:
    """Return agreement of each unit and its values by category, units with one value left out.

    The agreement of a unit is the number of its values times the share of its ordered pairs
    that agree, so that both can be summed over units.
    """
    number = counts.sum(axis=1, keepdims=True)
    kept = np.where(number >= 2, counts, 0)
    agreeing = (kept * (kept - 1)).sum(axis=1) / np.maximum(number[:, 0] - 1, 1)
    return agreeing, kept


def alpha(agreeing: Floats, values: Floats) -> Floats:
    """Return Krippendorff's nominal alpha from sums: agreement (...), values (..., category).

    alpha = 1 - Do / De with Do = 1 - agreement / n and De = 1 - sum n_c (n_c - 1) / (n (n - 1)).
    """
    n = values.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = 1 - agreeing / n
        expected = 1 - (values * (values - 1)).sum(axis=-1) / (n * (n - 1))
        return np.asarray(np.where(expected > 1e-15, 1 - observed / expected, np.nan))


def nominal_alpha(values: Sequence[Sequence[Hashable]]) -> float:
    """Return alpha of a matrix annotators x units; None where somebody gave no value."""
    agreeing, kept = pairable(counts_of(values))
    return float(alpha(agreeing.sum(), kept.sum(axis=0)))


def observed_agreement(agreeing: Floats, values: Floats) -> Floats:
    """Return the share of pairs of values of one unit that agree, from the same sums."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(agreeing / values.sum(axis=-1))


def kappa(agreeing: Floats, first: Floats, second: Floats) -> Floats:
    """Return Cohen's kappa from sums: units agreed on (...), margins (..., category)."""
    n = first.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = agreeing / n
        expected = (first * second).sum(axis=-1) / n**2
        return _corrected(observed, expected)


def cohen_kappa(table: Floats) -> float:
    """Return Cohen's kappa of a table of counts, first annotator by second."""
    table = np.asarray(table, float)
    return float(kappa(np.trace(table), table.sum(axis=1), table.sum(axis=0)))


def scott_pi(table: Floats) -> float:
    """Return Scott's pi of a table of counts: chance from the margins of both together."""
    table = np.asarray(table, float)
    share = (table.sum(axis=1) + table.sum(axis=0)) / (2 * table.sum())
    return float(_corrected(np.trace(table) / table.sum(), np.square(share).sum()))


def fleiss_kappa(counts: Floats) -> float:
    """Return Fleiss' kappa of (unit, category) counts; NaN unless all units have one number."""
    counts = np.asarray(counts, float)
    number = counts.sum(axis=1)
    if not len(number) or (number != number[0]).any() or number[0] < 2:
        return float("nan")
    agreeing, kept = pairable(counts)
    return float(fleiss(agreeing.sum(), kept.sum(axis=0)))


def fleiss(agreeing: Floats, values: Floats) -> Floats:
    """Return Fleiss' kappa from sums over units that all have one number of values."""
    n = values.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.square(values / n).sum(axis=-1)
        return _corrected(agreeing / n[..., 0], expected)


def ac1(agreeing: Floats, values: Floats) -> Floats:
    """Return Gwet's AC1 from sums: chance is sum p (1 - p) / (q - 1) over q categories."""
    n = values.sum(axis=-1, keepdims=True)
    categories = (values.reshape(-1, values.shape[-1]).sum(axis=0) > 0).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = values / n
        expected = (share * (1 - share)).sum(axis=-1) / (categories - 1)
        return _corrected(agreeing / n[..., 0], expected)


def _corrected(observed: Floats, expected: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            np.where(1 - expected > 1e-15, (observed - expected) / (1 - expected), np.nan)
        )
