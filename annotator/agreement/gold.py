"""Each annotator against gold, on the documents that have it."""

import numpy as np

from annotator.agreement import spans
from annotator.agreement.bootstrap import Resampling, interval
from annotator.agreement.chance import Floats
from annotator.agreement.figures import NO_DOCUMENTS
from annotator.agreement.measured import Value, measured
from annotator.agreement.sides import Side
from annotator.agreement.tables import Tables


def gold_tree(tables: Tables, resampling: Resampling) -> dict[str, dict[str, Value]] | None:
    """Return precision, recall and exact F1 of each annotator; None where there is no gold.

    Precision falls with marking too much, recall with missing.
    """
    if tables.gold is None:
        return None
    place = len(tables.people)
    tree = {}
    for number, person in enumerate(tables.people):
        shared = tables.shared(number, place)
        mine, gold = (Side(tables, one) for one in tables.compared(number, place))
        matched, total = spans.exact(mine, gold)
        marked = mine.total.sum(axis=1)
        counts = np.stack([matched.sum(axis=1), marked, total.sum(axis=1) - marked], axis=1)[
            shared
        ].astype(float)
        tree[person.name] = {
            name: _value(resampling, counts, columns, why if shared.any() else NO_DOCUMENTS)
            for name, columns, why in (
                ("precision", (1,), "no span by the annotator"),
                ("recall", (2,), "no span in gold"),
                ("f1", (1, 2), "no span by either"),
            )
        }
    return tree


def _value(resampling: Resampling, counts: Floats, columns: tuple[int, ...], why: str) -> Value:
    def figure(sums: Floats) -> Floats:
        total = sum(sums[..., column] for column in columns)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(len(columns) * sums[..., 0] / total)

    summed = counts.sum(axis=0)
    near = interval(resampling, counts, figure)
    return measured(float(figure(summed)), summed[list(columns)].sum(), near, why)
