"""From counts to figures: each F1 for every pair, as mean, pooled and by label, with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from annotator.agreement.bootstrap import Resampling, f1, percentiles
from annotator.agreement.chance import Floats
from annotator.agreement.counts import Counts, Whole
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
    """Return for each measure ``mean``, ``pooled``, ``macro``, ``pairs`` and, if any, ``labels``.

    ``macro`` is the mean over documents (of each pair) in which either marked something; all
    else adds counts up. ``why`` gives the reason for a measure that found nothing to compare.
    """
    names = list(counts)
    documents = scope.documents
    shared_alike = bool(scope.shared[:, documents].all())
    pairs = {} if shared_alike else _pair_values(scope, names, counts, why)
    # Everything is resampled over the same documents: the columns of all measures together.
    columns: list[Whole] = [
        _of_pairs(counts[name])[:, documents].transpose(1, 0, 2) for name in names
    ]
    labelled = [
        name
        for name in names
        if counts[name].total.shape[2] == len(labels) and name not in _UNLABELLED
    ]
    macros = [_of_documents(one) for one in columns]
    columns += [*macros, *(_of_labels(counts[name])[documents] for name in labelled)]
    sums = list(scope.resampling.all_sums(columns))
    trees: dict[str, dict[str, object]] = {}
    of_macros = sums[len(names) :]
    for at, (name, of_documents, drawn) in enumerate(zip(names, columns, sums, strict=False)):
        reason = why[name] if documents.any() else NO_DOCUMENTS
        if shared_alike:
            # Pairs that share the same documents share their draws with all of them together.
            values = _values(of_documents, drawn, reason)
            pairs[name] = dict(zip(scope.names, map(_without_size, values), strict=True))
        mean, pooled = _over_pairs(of_documents, drawn, reason)
        macro = _macro(macros[at], of_macros[at], reason)
        trees[name] = {"mean": mean, "pooled": pooled, "macro": macro, "pairs": pairs[name]}
    at = 2 * len(names)
    rest = zip(labelled, columns[at:], sums[at:], strict=True)
    for name, of_labels, drawn in rest:
        reason = why[name] if documents.any() else NO_DOCUMENTS
        values = _values(of_labels, drawn, reason)
        trees[name]["labels"] = dict(zip(labels, values, strict=True))
    return trees


_UNLABELLED = {
    "partial_f1", "boundary_f1", "overlap_f1_untyped", "char_f1_untyped", "unlabelled_f1",
}  # fmt: skip


def _pair_values(
    scope: Scope, names: Sequence[str], counts: Mapping[str, Counts], why: Mapping[str, str]
) -> dict[str, dict[str, Value]]:
    """Return the value of each pair by measure, where pairs differ in what they share."""
    found: dict[str, dict[int, Value]] = {name: {} for name in names}
    of_pairs = [_of_pairs(counts[name]) for name in names]
    # Pairs with one number of documents share their draws.
    for size, pairs in groupby(scope.by_size(), lambda pair: int(scope.shared[pair].sum())):
        group = list(pairs)
        for at, name in enumerate(names):
            rows = np.stack([of_pairs[at][pair, scope.shared[pair]] for pair in group], axis=1)
            sums = scope.resampling.sums(rows) if size else None
            values = _values(rows, sums, why[name] if size else NO_DOCUMENTS)
            found[name].update(zip(group, map(_without_size, values), strict=True))
    return {
        name: {written: found[name][pair] for pair, written in enumerate(scope.names)}
        for name in names
    }


def _of_pairs(counts: Counts) -> Whole:
    """Return matched and total by (pair, document), in the four bytes that hold them."""
    return np.stack(counts.of_pairs(), axis=-1).astype(np.float32)


def _of_labels(counts: Counts) -> Whole:
    """Return matched and total by (document, label), over all pairs."""
    return np.stack(counts.of_labels(), axis=-1).transpose(1, 0, 2)


def _without_size(value: Value) -> Value:
    """Return the value of a pair; what is undefined has no count."""
    return value if value.value is not None else replace(value, n=0)


def _values(counts: Whole, sums: Floats | None, why: str) -> list[Value]:
    """Return a value for each column of counts (document, column, matched and total).

    ``sums`` are those of resamples.
    """
    total = counts.sum(axis=0, dtype=float)
    figures = f1(total)
    return [
        measured(figures[at], total[at, 1], _interval(sums, at, len(counts)), why)
        for at in range(counts.shape[1])
    ]


def _interval(sums: Floats | None, at: int, documents: int) -> Interval | None:
    return None if sums is None else percentiles(f1(sums[:, at]), documents)


def _over_pairs(counts: Whole, sums: Floats | None, why: str) -> tuple[Value, Value]:
    """Return mean and pooled of counts (document, pair, matched and total)."""
    total = counts.sum(axis=0, dtype=float)
    each = f1(total)
    defined = int((~np.isnan(each)).sum())
    mean_interval = pooled_interval = None
    if sums is not None:
        mean_interval = percentiles(mean_of_defined(f1(sums)), len(counts))
        pooled_interval = percentiles(f1(sums.sum(axis=1)), len(counts))
    mean = measured(float(mean_of_defined(each)), defined, mean_interval, why)
    pooled = measured(float(f1(total.sum(axis=0))), total[:, 1].sum(), pooled_interval, why)
    return mean, pooled


def _of_documents(counts: Whole) -> Whole:
    """Return by document the sum of the F1 of its pairs, and how many of them have one.

    ``counts`` are (document, pair, matched and total).
    """
    each = f1(counts.astype(float))
    defined = ~np.isnan(each)
    return np.stack([np.where(defined, each, 0).sum(axis=1), defined.sum(axis=1)], axis=-1)


def _macro(counts: Whole, sums: Floats | None, why: str) -> Value:
    """Return the mean over documents; counts as in ``_of_documents``."""
    total = counts.sum(axis=0, dtype=float)
    figure = _ratio(total)
    near = None if sums is None else percentiles(_ratio(sums), len(counts))
    return measured(float(figure), total[1], near, why)


def _ratio(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums[..., 0] / sums[..., 1])


def mean_of_defined(figures: Floats) -> Floats:
    """Return the mean over the last axis of what is not NaN; NaN where nothing is."""
    defined = ~np.isnan(figures)
    number = defined.sum(axis=-1)
    total = np.where(defined, figures, 0).sum(axis=-1)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan))
