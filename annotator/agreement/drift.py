"""Drift: agreement by the week in which an annotator finished documents."""

from collections import defaultdict

import numpy as np

from annotator.agreement.bootstrap import f1, interval
from annotator.agreement.counts import Counts
from annotator.agreement.figures import Scope
from annotator.agreement.measured import measured


def drift_tree(scope: Scope, exact: Counts) -> dict[str, list[dict[str, object]]]:
    """Return each annotator's exact F1 with all others by week, oldest first.

    ``flag`` is set where the interval of a week does not hold the figure of all earlier
    weeks together. Documents without a day are left out.
    """
    matched, total = exact.of_pairs()
    tree = {}
    for place, person in enumerate(scope.tables.people):
        mine = [at for at, pair in enumerate(scope.pairs) if place in pair]
        counts = np.stack([matched[mine].sum(axis=0), total[mine].sum(axis=0)], axis=-1)
        compared = np.atleast_1d(scope.shared[mine].any(axis=0))
        weeks: dict[str, list[int]] = defaultdict(list)
        for document, week in person.weeks.items():
            if compared[document]:
                weeks[week].append(document)
        earlier = np.zeros(2)
        rows: list[dict[str, object]] = []
        for week in sorted(weeks):
            of_week = counts[weeks[week]].astype(float)
            summed = of_week.sum(axis=0)
            near = interval(scope.resampling, of_week, f1)
            before = float(f1(earlier))
            flag = near is not None and not (np.isnan(before) or near[0] <= before <= near[1])
            value = measured(float(f1(summed)), summed[1], near, "no span by either")
            rows.append({"week": week, "f1": value, "flag": bool(flag)})
            earlier += summed
        if rows:
            tree[person.name] = rows
    return tree
