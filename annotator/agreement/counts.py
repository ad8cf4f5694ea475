"""Counts per pair, document and label: every share, total and interval is a sum over these."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.agreement import spans, tokens
from annotator.agreement.parts import for_pairs_in_parts
from annotator.agreement.sides import Side
from annotator.agreement.tables import Ints, Spans, Tables

Whole = NDArray[Any]
Report = Callable[[int, int], None]

LABELLED = ("exact_f1", "overlap_f1", "token_f1", "char_f1", "independent_f1")
"""The measures for which a label has a figure of its own."""

UNLABELLED = ("boundary_f1", "overlap_f1_untyped", "char_f1_untyped")
"""The measures that do not look at labels."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What one F1 is made of: F1 = 2 * matched / total.

    Both are (pair, document, label); the label axis is 1 long where labels do not matter.
    ``total`` counts both sides.
    """

    matched: Whole
    total: Whole

    def of_pairs(self) -> tuple[Ints, Ints]:
        """Return matched and total by (pair, document)."""
        return self.matched.sum(axis=2), self.total.sum(axis=2)

    def of_labels(self) -> tuple[Ints, Ints]:
        """Return matched and total by (label, document), over all pairs."""
        return self.matched.sum(axis=0).T, self.total.sum(axis=0).T


def span_counts(
    tables: Tables, pairs: Sequence[tuple[int, int]], report: Report | None = None
) -> Mapping[str, Counts]:
    """Count every F1 of spans for the pairs given, by the measure's name in the report."""
    documents, labels = len(tables.documents), len(tables.labels)
    made = {
        name: [np.zeros((len(pairs), documents, width), np.int16) for _ in range(2)]
        for names, width in ((LABELLED, labels), (UNLABELLED, 1))
        for name in names
    }

    def told(number: int) -> None:
        if report is not None:
            report(number, len(pairs))

    for number, chosen, found in for_pairs_in_parts(tables, _counting, pairs, told):
        for name, both in found.items():
            made[name] = [
                _with(whole, (number, chosen), values)
                for whole, values in zip(made[name], both, strict=True)
            ]
    return {name: Counts(matched, total) for name, (matched, total) in made.items()}


def _with(whole: Whole, place: tuple[int, slice], values: Ints) -> Whole:
    """Put values in their place; return the whole, wider where they do not fit in it."""
    if int(values.max(initial=0)) > np.iinfo(whole.dtype).max:
        whole = whole.astype(np.int32)
    whole[place] = values
    return whole


def _counting(tables: Tables) -> Callable[[int, int], dict[str, spans.Pair]]:
    """Return what counts for two annotators in some documents, by the names of the measures."""
    sides: dict[int, Side] = {}

    def side(person: int, counted: Spans) -> Side:
        if counted is not tables.people[person].spans:
            return Side(tables, counted)
        if person not in sides:
            sides[person] = Side(tables, counted)
        return sides[person]

    def counted(i: int, j: int) -> dict[str, spans.Pair]:
        first, second = map(side, (i, j), tables.compared(i, j))
        return {
            "exact_f1": spans.exact(first, second),
            "independent_f1": spans.independent(first, second),
            "boundary_f1": spans.boundary(first, second),
            "overlap_f1": spans.overlap(first, second),
            "overlap_f1_untyped": spans.overlap_untyped(first, second),
            "char_f1": spans.characters(first, second),
            "char_f1_untyped": spans.characters_untyped(first, second),
            "token_f1": tokens.marked_alike(first, second),
        }

    return counted
