"""Gamma of each pair over documents: computed only when asked for, since it takes long."""

from collections.abc import Callable

import numpy as np

from annotator.agreement.bootstrap import percentiles
from annotator.agreement.chance import Floats
from annotator.agreement.figures import NO_DOCUMENTS, Scope, mean_of_defined
from annotator.agreement.gamma import Unit, Weights, gamma
from annotator.agreement.measured import Value, measured
from annotator.agreement.tables import Spans

SAMPLES = 30


def gamma_tree(scope: Scope, seed: int, told: Callable[[], None]) -> dict[str, object]:
    """Return mean gamma over documents by pair, and its mean over pairs.

    ``n`` counts the documents in which either marked something; ``told`` is called before
    each document and may raise to stop.
    """
    weights = Weights()
    pairs = {}
    for name, (i, j), shared in zip(scope.names, scope.pairs, scope.shared, strict=True):
        first, second = scope.tables.compared(i, j)
        found = []
        for document in np.flatnonzero(shared).tolist():
            told()
            marked = [_units(scope, spans, document) for spans in (first, second)]
            found.append(gamma(marked, weights, seed=seed, samples=SAMPLES))
        pairs[name] = _mean(scope, np.array(found))
    values = [value.value for value in pairs.values() if value.value is not None]
    mean = sum(values) / len(values) if values else float("nan")
    return {
        "mean": measured(mean, len(values), None, "no span by any pair"),
        "pairs": pairs,
        "alpha": weights.alpha,
        "beta": weights.beta,
    }


def _mean(scope: Scope, found: Floats) -> Value:
    if not len(found):
        return Value(None, 0, None, NO_DOCUMENTS)
    counts = np.stack([np.nan_to_num(found), ~np.isnan(found)], axis=1)
    sums = scope.resampling.sums(counts)
    near = None
    if sums is not None:
        drawn = np.where(sums[:, 1] > 0, sums[:, 0] / np.maximum(sums[:, 1], 1), np.nan)
        near = percentiles(drawn, len(counts))
    return measured(float(mean_of_defined(found)), counts[:, 1].sum(), near, "no span by either")


def _units(scope: Scope, spans: Spans, document: int) -> list[Unit]:
    rows = np.flatnonzero(spans.document == document)
    # Shifted by the document's place on the line, which gamma does not see.
    return [
        (float(spans.start[row]), float(spans.end[row]), scope.tables.labels[spans.label[row]])
        for row in rows.tolist()
    ]
