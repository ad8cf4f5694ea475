"""The unitizing alphas of each pair, where their units do not overlap; else label by label."""

from collections.abc import Callable

import numpy as np

from annotator.agreement.figures import NO_DOCUMENTS, Scope
from annotator.agreement.measured import Value, measured
from annotator.agreement.tables import Bools, Spans, Tables
from annotator.agreement.unitizing import Unitized, Units, overlapping, unitized

NOTHING = "nothing marked, or nothing else"
NO_MEETING = "no marked stretches meet"
ONE_LABEL = "all stretches that meet have one label"


def unit_tree(scope: Scope, told: Callable[[], None] = lambda: None) -> dict[str, object]:
    """Return the alphas by pair; ``n`` counts the units of both.

    Each fragment of a span is a unit. ``labels`` holds u-alpha of one label against all
    else, ``ku`` (k)u-alpha. Spans of one annotator that overlap leave only the figures of
    labels whose own spans do not. ``told`` is called for each pair and may raise to stop.
    """
    tree = {}
    for name, (i, j) in zip(scope.names, scope.pairs, strict=True):
        told()
        shared = scope.tables.wholly_done[i] & scope.tables.wholly_done[j]
        tree[name] = _pair(scope.tables, i, j, shared)
    return {"pairs": tree}


def _pair(tables: Tables, i: int, j: int, shared: Bools) -> dict[str, object]:
    both = [_units(spans, shared) for spans in tables.compared(i, j)]
    document = np.searchsorted(tables.starts, tables.extent_start, side="right") - 1
    inside = shared[document]
    length = int((tables.extent_end - tables.extent_start)[inside].sum())
    count = sum(len(one.start) for one in both)
    crossing = [overlapping(one) for one in both]
    if not length or any(crossing):
        why = NO_DOCUMENTS
        if length:
            names = (tables.people[i].name, tables.people[j].name)
            told = [f"{n} of {name}" for n, name in zip(crossing, names, strict=True) if n]
            why = f"spans that overlap others of the same annotator: {', '.join(told)}"
        none = Value(None, count, None, why)
        each = {name: none for name in tables.labels}
        figures = {"u_alpha": none, "bar_u_alpha": none, "cu_alpha": none, "ku_alpha": each}
        return {**figures, "labels": _by_label(tables, both, length)}
    return {**_figures(tables, unitized(both, len(tables.labels), length), count),
            "labels": _by_label(tables, both, length)}  # fmt: skip


def _figures(tables: Tables, found: Unitized, count: int) -> dict[str, object]:
    return {
        "u_alpha": measured(found.u, count, None, NOTHING),
        "bar_u_alpha": measured(found.bar_u, count, None, NOTHING),
        "cu_alpha": measured(found.cu, count, None, _why(found.cu_coverage)),
        "ku_alpha": {
            name: measured(value, count, None, _why(met))
            for name, value, met in zip(tables.labels, found.ku, found.ku_coverage, strict=True)
        },
    }


def _why(met: float) -> str:
    """Return why a figure on stretches that meet has no value; ``met`` is the share that does."""
    return ONE_LABEL if met > 0 else NO_MEETING


def _by_label(tables: Tables, both: list[Units], length: int) -> dict[str, Value]:
    values = {}
    for label, name in enumerate(tables.labels):
        chosen = []
        for one in both:
            keep = one.label == label
            chosen.append(Units(one.start[keep], one.end[keep], np.zeros(keep.sum(), np.int64)))
        count = sum(len(one.start) for one in chosen)
        crossing = sum(overlapping(one) for one in chosen)
        if not length:
            values[name] = Value(None, count, None, NO_DOCUMENTS)
        elif crossing:
            why = f"spans of the label that overlap others of the same annotator: {crossing}"
            values[name] = Value(None, count, None, why)
        else:
            values[name] = measured(unitized(chosen, 1, length).u, count, None, NOTHING)
    return values


def _units(spans: Spans, shared: Bools) -> Units:
    pieces = spans.pieces
    keep = shared[spans.document[pieces.owner]]
    return Units(pieces.start[keep], pieces.end[keep], spans.label[pieces.owner[keep]])
