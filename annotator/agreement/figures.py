"""From counts to figures: each F1 for every pair, as mean, pooled and by label, with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from annotator.agreement.bootstrap import Resampling, f1, percentiles
from annotator.agreement.chance import Floats
from annotator.agreement.counts import Counts
from annotator.agreement.measured import Interval, Value, measured
from annotator.agreement.tables import Bools, Tables

NO_DOCUMENTS = "no shared documents"


@dataclass(frozen=True, slots=True)
class Scope:
    """What figures are about: the pairs, their shared documents, and the drawing of documents.

    ``shared`` is (pair, document).
    """

    tables: Tables
    pairs: Sequence[tuple[int, int]]
    shared: Bools
    resampling: Resampling

    @classmethod
    def of(cls, tables: Tables, resampling: Resampling) -> "Scope":
        """Return the scope of all pairs."""
        pairs = tables.pairs
        shared = np.array([tables.shared(i, j) for i, j in pairs], bool)
        return cls(tables, pairs, shared.reshape(len(pairs), -1), resampling)

    @property
    def names(self) -> list[str]:
        """How the pairs are written."""
        return [self.tables.pair_name(i, j) for i, j in self.pairs]

    @property
    def documents(self) -> Bools:
        """The documents that any pair shares."""
        return np.asarray(self.shared.any(axis=0))

    def by_size(self) -> list[int]:
        """Return the pairs by their number of documents: equal numbers share their draws."""
        return sorted(range(len(self.pairs)), key=lambda at: int(self.shared[at].sum()))


def f1_trees(
    scope: Scope, counts: Mapping[str, Counts], labels: Sequence[str], why: Mapping[str, str]
) -> dict[str, dict[str, object]]:
    """Return for each measure ``mean``, ``pooled``, ``pairs`` and, where it has them, ``labels``.

    ``why`` gives the reason for a measure that found nothing to compare.
    """
    names = list(counts)
    of_pairs: Floats = np.stack(
        [np.stack(counts[name].of_pairs(), axis=-1).astype(float) for name in names]
    )
    pairs = _pair_values(scope, names, of_pairs, why)
    trees: dict[str, dict[str, object]] = {}
    documents = scope.documents
    for at, name in enumerate(names):
        reason = why[name] if documents.any() else NO_DOCUMENTS
        summed = of_pairs[at][:, documents].transpose(1, 0, 2)
        mean, pooled = _over_pairs(scope.resampling, summed, reason)
        trees[name] = {"mean": mean, "pooled": pooled, "pairs": pairs[name]}
        if counts[name].total.shape[2] == len(labels) and name not in _UNLABELLED:
            of_labels = np.stack(counts[name].of_labels(), axis=-1)[:, documents].astype(float)
            trees[name]["labels"] = dict(
                zip(labels, _values(scope.resampling, of_labels, reason), strict=True)
            )
    return trees


_UNLABELLED = {
    "partial_f1", "boundary_f1", "overlap_f1_untyped", "char_f1_untyped", "unlabelled_f1",
}  # fmt: skip


def _pair_values(
    scope: Scope, names: Sequence[str], of_pairs: Floats, why: Mapping[str, str]
) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[int, Value]] = {name: {} for name in names}
    # Pairs with one number of documents share their draws, so one product serves them all.
    for size, pairs in groupby(scope.by_size(), lambda pair: int(scope.shared[pair].sum())):
        group = list(pairs)
        rows = np.stack([of_pairs[:, pair, scope.shared[pair]] for pair in group])
        values = iter(_values(scope.resampling, rows.reshape(len(group) * len(names), size, 2), ""))
        for pair in group:
            for name in names:
                value = next(values)
                if value.value is None:
                    value = Value(None, 0, None, why[name] if size else NO_DOCUMENTS)
                found[name][pair] = value
    return {
        name: {written: found[name][pair] for pair, written in enumerate(scope.names)}
        for name in names
    }


def _values(resampling: Resampling, counts: Floats, why: str) -> list[Value]:
    """Return a value for each row of counts (row, document, matched and total)."""
    total = counts.sum(axis=1).astype(float)
    sums = resampling.sums(counts.transpose(1, 0, 2)) if counts.shape[1] else None
    figures = f1(total)
    return [
        measured(figures[row], total[row, 1], _interval(sums, row, counts.shape[1]), why)
        for row in range(len(counts))
    ]


def _interval(sums: Floats | None, row: int, documents: int) -> Interval | None:
    return None if sums is None else percentiles(f1(sums[:, row]), documents)


def _over_pairs(resampling: Resampling, counts: Floats, why: str) -> tuple[Value, Value]:
    """Return mean and pooled of counts (document, pair, matched and total)."""
    total = counts.sum(axis=0).astype(float)
    sums = resampling.sums(counts) if len(counts) else None
    each = f1(total)
    defined = int((~np.isnan(each)).sum())
    mean_interval = pooled_interval = None
    if sums is not None:
        mean_interval = percentiles(mean_of_defined(f1(sums)), len(counts))
        pooled_interval = percentiles(f1(sums.sum(axis=1)), len(counts))
    mean = measured(float(mean_of_defined(each)), defined, mean_interval, why)
    pooled = measured(float(f1(total.sum(axis=0))), total[:, 1].sum(), pooled_interval, why)
    return mean, pooled


def mean_of_defined(figures: Floats) -> Floats:
    """Return the mean over the last axis of what is not NaN; NaN where nothing is."""
    defined = ~np.isnan(figures)
    number = defined.sum(axis=-1)
    total = np.where(defined, figures, 0).sum(axis=-1)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))
