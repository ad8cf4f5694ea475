"""Each annotator against gold, on the documents that have it.

Gold that a rule settled follows the annotators it is compared with, so what people decided
is counted apart too.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from annotator.agreement import spans
from annotator.agreement.bootstrap import Resampling, interval
from annotator.agreement.chance import Floats
from annotator.agreement.figures import NO_DOCUMENTS
from annotator.agreement.measured import Value, measured
from annotator.agreement.overlaps import in_both
from annotator.agreement.sides import Side
from annotator.agreement.tables import Bools, Ints, Spans, Tables, tally

Stretches = Mapping[str, Sequence[tuple[int, int]]]
"""By document, stretches [start, end) of its text."""

_NOWHERE: Stretches = {}

_COLUMNS = (
    ("precision", (1,), "no span by the annotator"),
    ("recall", (2,), "no span in gold"),
    ("f1", (1, 2), "no span by either"),
    ("label_accuracy", (3,), "no span with the boundaries of one in gold"),
)


def gold_tree(
    tables: Tables, resampling: Resampling, by_rule: Stretches = _NOWHERE
) -> dict[str, dict[str, object]] | None:
    """Return precision, recall and exact F1 of each annotator; None where there is no gold.

    Precision falls with marking too much, recall with missing. ``label_accuracy`` is the
    share of right labels where the boundaries are right. ``labels`` has them by
    label; ``by_rule`` where a rule settled gold and ``by_people`` everywhere else.
    """
    if tables.gold is None:
        return None
    place = len(tables.people)
    stretches = _on_the_line(tables, by_rule)
    tree: dict[str, dict[str, object]] = {}
    for number, person in enumerate(tables.people):
        shared = tables.shared(number, place)
        mine, gold = tables.compared(number, place)
        counts = _counts(tables, mine, gold)[shared]
        apart = [(one, _within(one, stretches)) for one in (mine, gold)]
        ruled = _counts(tables, *(one.only(inside) for one, inside in apart))[shared]

        def values(counted: Floats, shared: Bools = shared) -> dict[str, Value]:
            return _values(resampling, counted, shared)

        tree[person.name] = {
            **values(counts.sum(axis=1)),
            "labels": {label: values(counts[:, at]) for at, label in enumerate(tables.labels)},
            "by_people": values((counts - ruled).sum(axis=1)),
            "by_rule": values(ruled.sum(axis=1)),
        }
    return tree


def _counts(tables: Tables, mine: Spans, gold: Spans) -> Floats:
    """Return counts by (document, label, column).

    The columns: matched, marked by the annotator, in gold, marked where gold has the boundaries.
    """
    one, other = Side(tables, mine), Side(tables, gold)
    matched, _ = spans.exact(one, other)
    placed = in_both(mine.boundary, gold.boundary)
    there = tally(mine.document[placed], mine.label[placed], one.shape)
    return np.stack([matched, one.total, other.total, there], axis=-1).astype(float)


def _values(resampling: Resampling, counts: Floats, shared: Bools) -> dict[str, Value]:
    return {
        name: _value(resampling, counts, columns, why if shared.any() else NO_DOCUMENTS)
        for name, columns, why in _COLUMNS
    }


def _value(resampling: Resampling, counts: Floats, columns: tuple[int, ...], why: str) -> Value:
    def figure(sums: Floats) -> Floats:
        total = sum(sums[..., column] for column in columns)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(len(columns) * sums[..., 0] / total)

    summed = counts.sum(axis=0)
    near = interval(resampling, counts, figure)
    return measured(float(figure(summed)), summed[list(columns)].sum(), near, why)


def _on_the_line(tables: Tables, stretches: Stretches) -> tuple[Ints, Ints]:
    """Return starts and ends of stretches on the line of all documents, joined and sorted."""
    starts: list[int] = []
    ends: list[int] = []
    for number, document in enumerate(tables.documents):
        shift = int(tables.starts[number])
        reach = -1
        for start, end in sorted(stretches.get(document, ())):
            if start + shift < reach:
                reach = ends[-1] = max(reach, end + shift)
                continue
            starts.append(start + shift)
            ends.append(reach := end + shift)
    return np.array(starts, np.int64), np.array(ends, np.int64)


def _within(spans: Spans, stretches: tuple[Ints, Ints]) -> Bools:
    """Tell which spans share a character with one of the stretches."""
    starts, ends = stretches
    if not len(starts):
        return np.zeros(len(spans), bool)
    behind = np.searchsorted(ends, spans.start, side="right")
    place = np.minimum(behind, len(starts) - 1)
    return np.asarray((behind < len(starts)) & (starts[place] < spans.end))
