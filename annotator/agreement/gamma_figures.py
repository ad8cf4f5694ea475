"""Gamma over documents, of each pair and of three together: only when asked for, it is slow."""

from collections.abc import Callable, Sequence

import numpy as np

from annotator.agreement.bootstrap import percentiles
from annotator.agreement.chance import Floats
from annotator.agreement.figures import NO_DOCUMENTS, Scope, mean_of_defined
from annotator.agreement.gamma import PRECISION, SAMPLES, Unit, Weights, gamma
from annotator.agreement.measured import Interval, Value, measured
from annotator.agreement.tables import Bools, Spans

MEAN_IS = "mean pairwise gamma"
"""What the mean over pairs is called; it is not the gamma of all annotators."""


def gamma_tree(scope: Scope, seed: int, told: Callable[[int], None]) -> dict[str, object]:
    """Return mean gamma over documents by pair, its mean over pairs, and of three together.

    ``n`` counts the documents in which somebody marked something (pairs in the mean).
    ``told`` hears before each document how many were done, and may raise to stop. More
    than three annotators have no figure together: aligning them takes too long.
    """
    weights = Weights()
    done = 0

    def over(people: Sequence[Spans], shared: Bools) -> Floats:
        nonlocal done
        found = np.full(len(shared), np.nan)
        for document in np.flatnonzero(shared).tolist():
            told(done)
            done += 1
            marked = [_units(scope, spans, document) for spans in people]
            found[document] = gamma(marked, weights, seed=seed)
        return found

    of_pairs = [
        over(scope.tables.compared(i, j), shared)
        for (i, j), shared in zip(scope.pairs, scope.shared, strict=True)
    ]
    pairs = {
        name: _mean(scope, found[shared])
        for name, found, shared in zip(scope.names, of_pairs, scope.shared, strict=True)
    }
    tree: dict[str, object] = {
        "mean": _over_pairs(scope, np.stack(of_pairs)),
        "mean_is": MEAN_IS,
        "pairs": pairs,
    }
    if len(scope.tables.people) == 3:
        spans = [person.spans for person in scope.tables.people]
        shared = _done_by_all(scope)
        tree["together"] = _mean(scope, over(spans, shared)[shared])
    return {
        **tree,
        "alpha": weights.alpha,
        "beta": weights.beta,
        "seed": seed,
        "samples": SAMPLES,
        "precision": PRECISION,
    }


def gamma_steps(scope: Scope) -> int:
    """Return how many times gamma is worked out for a document."""
    together = _done_by_all(scope).sum() if len(scope.tables.people) == 3 else 0
    return int(scope.shared.sum() + together)


def _done_by_all(scope: Scope) -> Bools:
    return np.asarray(scope.tables.wholly_done[: len(scope.tables.people)].all(axis=0))


def _mean(scope: Scope, found: Floats) -> Value:
    """Return the mean over documents."""
    if not len(found):
        return Value(None, 0, None, NO_DOCUMENTS)
    n = int((~np.isnan(found)).sum())
    near = _interval(scope, found[None])
    return measured(float(mean_of_defined(found)), n, near, "no span by either")


def _over_pairs(scope: Scope, found: Floats) -> Value:
    """Return the mean over pairs of their means over documents; found is (pair, document)."""
    means = mean_of_defined(found)
    near = _interval(scope, found[:, scope.documents])
    n = int((~np.isnan(means)).sum())
    return measured(float(mean_of_defined(means)), n, near, "no span by any pair")


def _interval(scope: Scope, found: Floats) -> Interval | None:
    counts = np.stack([np.nan_to_num(found), ~np.isnan(found)], axis=-1).transpose(1, 0, 2)
    sums = scope.resampling.sums(counts)
    if sums is None:
        return None
    drawn = np.where(sums[..., 1] > 0, sums[..., 0] / np.maximum(sums[..., 1], 1), np.nan)
    return percentiles(mean_of_defined(drawn), len(counts))


def _units(scope: Scope, spans: Spans, document: int) -> list[Unit]:
    # Spans are sorted by their position, hence by document.
    low, high = np.searchsorted(spans.document, [document, document + 1]).tolist()
    # Shifted by the document's place on the line, which gamma does not see.
    return [
        (float(spans.start[row]), float(spans.end[row]), scope.tables.labels[spans.label[row]])
        for row in range(low, high)
    ]
