"""Agreement on the types of relations, on pairs of spans that both annotators linked.

This leaves out who found which relation: only ends that both marked alike and linked, in
whatever direction, count, so it stands where strict F1 is pulled down by entities (agreement on the
category "label or labels of the link", observed and as Cohen's kappa).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from annotator.agreement import chance
from annotator.agreement.bootstrap import percentiles
from annotator.agreement.chance import Floats
from annotator.agreement.counts import Counts, Whole
from annotator.agreement.figures import NO_DOCUMENTS, Scope, f1_trees
from annotator.agreement.measured import Value, measured
from annotator.agreement.overlaps import in_common
from annotator.agreement.relations import Linked, linked
from annotator.agreement.tables import Ints

NO_LINK = "no two spans that both linked"
ONE_TYPE = "one type only"


class _Types(NamedTuple):
    """The links that both made: their documents, and the category on either side."""

    document: Ints
    first: Ints
    second: Ints


def type_trees(
    scope: Scope, told: Callable[[], None] = lambda: None
) -> dict[str, dict[str, object]]:
    """Return ``type_observed`` as any F1, and ``type_kappa`` by pair.

    ``n`` of the first counts links of both sides, of kappa the links that both made. ``told``
    is called for each pair and may raise to stop.
    """
    tables, whole = scope.tables, dict[int, Linked]()
    shape = (len(scope.pairs), len(tables.documents), 1)
    matched, total = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    margins = []
    for number, (i, j) in enumerate(scope.pairs):
        told()
        found, width = _types(linked(tables, i, j, whole), linked(tables, j, i, whole))
        counts = np.zeros((shape[1], 1 + 2 * width), np.float32)
        equal = found.first == found.second
        counts[:, 0] = np.bincount(found.document[equal], minlength=shape[1])
        np.add.at(counts, (found.document, 1 + found.first), 1)
        np.add.at(counts, (found.document, 1 + width + found.second), 1)
        matched[number, :, 0] = counts[:, 0]
        total[number, :, 0] = counts[:, 1:].sum(axis=1)
        margins.append(counts)
    observed = {"type_observed": Counts(matched, total)}
    trees = f1_trees(scope, observed, (), {"type_observed": NO_LINK})
    return {**trees, "type_kappa": {"pairs": _kappas(scope, margins)}}


def _kappas(scope: Scope, margins: list[Whole]) -> dict[str, Value]:
    """Return kappa of each pair; ``margins`` hold links agreed on and both sides' by category."""
    counts = [each[shared] for each, shared in zip(margins, scope.shared, strict=True)]
    # One product for all pairs where they share the same documents.
    alike = len({shared.tobytes() for shared in scope.shared}) == 1
    draw = scope.resampling
    drawn = draw.all_sums(counts) if alike else map(draw.sums, counts)
    kappas = {}
    for name, each, sums in zip(scope.names, counts, drawn, strict=True):
        whole = each.sum(axis=0, dtype=float)
        links = int(whole[1:].sum()) // 2
        value = float(_kappa(whole)) if links else float("nan")
        why = ONE_TYPE if links else NO_LINK if len(each) else NO_DOCUMENTS
        near = percentiles(_kappa(sums), len(each)) if sums is not None and links else None
        kappas[name] = measured(value, links, near, why)
    return kappas


def _kappa(sums: Floats) -> Floats:
    width = sums.shape[-1] // 2
    return chance.kappa(sums[..., 0], sums[..., 1 : width + 1], sums[..., width + 1 :])


def _types(first: Linked, second: Linked) -> tuple[_Types, int]:
    """Return the links that both made, and how many categories they have."""
    one, other = first.links, second.links
    at_one, at_other = in_common(one.key, other.key)
    known, category = np.unique(
        np.concatenate([one.category[at_one], other.category[at_other]]), return_inverse=True
    )
    codes = category[: len(at_one)], category[len(at_one) :]
    return _Types(one.document[at_one], *codes), max(len(known), 1)
