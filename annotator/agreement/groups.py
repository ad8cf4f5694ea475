"""Agreement of some of the documents together: of one source, one round, one week."""

from collections.abc import Collection, Mapping

import numpy as np

from annotator.agreement.bootstrap import Resampling, f1, interval
from annotator.agreement.counts import Counts
from annotator.agreement.figures import NO_DOCUMENTS, Scope
from annotator.agreement.measured import measured
from annotator.agreement.tables import Bools

MEASURES = ("exact_f1", "boundary_f1", "overlap_f1")
"""What is told of each group, pooled over the pairs."""

Groups = Mapping[str, Mapping[str, Collection[str]]]


def group_tree(
    scope: Scope, counts: Mapping[str, Counts], groups: Groups
) -> dict[str, dict[str, dict[str, object]]]:
    """Return the figures of each group of documents by what they have in common, and by week.

    A document that two annotators share counts for the week in which the later of them
    finished it; where the day of either is not known it has no week.
    """
    place = {name: number for number, name in enumerate(scope.tables.documents)}
    found: dict[str, dict[str, dict[str, object]]] = {}
    for kind, named in groups.items():
        found[kind] = {}
        for name, documents in sorted(named.items()):
            inside = np.zeros(len(place), bool)
            inside[[place[one] for one in documents if one in place]] = True
            chosen = scope.shared & inside
            if chosen.any():
                found[kind][name] = _figures(scope.resampling, counts, chosen)
    found["week"] = {
        week: _figures(scope.resampling, counts, chosen) for week, chosen in _weeks(scope).items()
    }
    return found


def _figures(
    resampling: Resampling, counts: Mapping[str, Counts], chosen: Bools
) -> dict[str, object]:
    """Return figures over the chosen documents of each pair (pair, document)."""
    documents = np.flatnonzero(chosen.any(axis=0))
    tree: dict[str, object] = {"documents": len(documents)}
    for name in MEASURES:
        of_pairs = np.stack(counts[name].of_pairs(), axis=-1)[:, documents]
        summed = (of_pairs * chosen[:, documents, None]).sum(axis=0).astype(float)
        total = summed.sum(axis=0)
        why = "no span by either" if len(documents) else NO_DOCUMENTS
        tree[name] = measured(float(f1(total)), total[1], interval(resampling, summed, f1), why)
    return tree


def _weeks(scope: Scope) -> dict[str, Bools]:
    """Return which shared documents of which pairs belong to each week, oldest first."""
    found: dict[str, Bools] = {}
    people = scope.tables.people
    for number, (i, j) in enumerate(scope.pairs):
        for document, week in people[i].weeks.items():
            other = people[j].weeks.get(document)
            if other is not None and scope.shared[number, document]:
                # Years and weeks have a fixed width, so that later weeks sort behind.
                later = max(week, other)
                if later not in found:
                    found[later] = np.zeros_like(scope.shared)
                found[later][number, document] = True
    return dict(sorted(found.items()))
