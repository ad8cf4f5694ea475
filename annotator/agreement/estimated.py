"""Dawid and Skene's estimate for the spans of a corpus: error tables, and places in doubt.

A unit is what annotators aligned with one another: spans joined by the alignments of all
pairs. Its classes are the labels and "none": who finished the document and marked nothing
there answered "none", who did not finish it was not asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.chance import Floats
from annotator.agreement.dawid_skene import doubt, estimate
from annotator.agreement.figures import Scope
from annotator.agreement.places import NOBODY, PairPlaces
from annotator.agreement.tables import Bools, Ints, Tables

Numbers = NDArray[np.integer]

FEWEST_UNITS = 50
"""Under this number of units for an annotator nothing is estimated."""

SMOOTHING = 0.01
NONE = "(none)"


class Doubtful(NamedTuple):
    """A place in doubt: its document, extent, what was said there, doubt in bits.

    ``answers`` are (annotator, label); ``likely`` are (label, probability), best first.
    """

    document: int
    start: int
    end: int
    answers: Sequence[tuple[str, str]]
    likely: Sequence[tuple[str, float]]
    bits: float


@dataclass(frozen=True, slots=True)
class Estimated:
    """What was estimated, or ``why`` it was refused.

    ``errors`` is (annotator, true class, answer) over ``classes``; ``of_documents`` the
    summed doubt of each document in bits, ``doubtful`` the places in most doubt.
    """

    why: str = ""
    units: int = 0
    classes: Sequence[str] = ()
    shares: Floats | None = None
    errors: Floats | None = None
    of_documents: Floats | None = None
    doubtful: Sequence[Doubtful] = ()


@dataclass(frozen=True, slots=True)
class _Units:
    """Answers to units: a row for each span, the unit and who said what; units' documents."""

    unit: Ints
    person: Ints
    label: Ints
    start: Ints
    end: Ints
    document: Ints


def estimated(scope: Scope, pairs: Sequence[PairPlaces], most: int = 20) -> Estimated:
    """Return the estimate over all annotators, with the ``most`` doubtful places."""
    tables = scope.tables
    if len(tables.people) < 3:
        return Estimated("two annotators cannot be told apart: three or more are needed")
    units = _units(scope, pairs)
    asked = _asked(tables, units)
    fewest = int(asked.sum(axis=0).min()) if len(asked) else 0
    if fewest < FEWEST_UNITS:
        return Estimated(
            f"somebody answered for {fewest} places only; {FEWEST_UNITS} are needed of everybody"
        )
    patterns, of_unit, many = _patterns(tables, units, asked)
    found = estimate(patterns, many.astype(float), SMOOTHING)
    bits = doubt(found.truth)[of_unit]
    classes = [*tables.labels, NONE]
    return Estimated(
        "",
        len(of_unit),
        classes,
        found.shares,
        found.errors,
        np.bincount(units.document, bits, len(tables.documents)).astype(np.float64),
        _doubtful(tables, units, asked, found.truth[of_unit], bits, most),
    )


def _units(scope: Scope, pairs: Sequence[PairPlaces]) -> _Units:
    """Join aligned spans of all pairs into units."""
    tables = scope.tables
    sizes = [len(person.spans) for person in tables.people]
    # In four bytes: of any two who marked the same there is an edge for each place.
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    rows = {}
    lefts, rights = [], []
    for (i, j), pair in zip(scope.pairs, pairs, strict=True):
        both = (pair.first != NOBODY) & (pair.second != NOBODY)
        for place, side in zip((i, j), pair.sides, strict=True):
            # Rows of a pair are those that count for it; codes tell them in all rows.
            whole = tables.people[place].spans
            rows[place] = np.searchsorted(whole.exact, side.exact).astype(np.int32)
        lefts.append(first[i] + rows[i][pair.first[both]])
        rights.append(first[j] + rows[j][pair.second[both]])
    group = _joined(int(first[-1]), np.concatenate(lefts), np.concatenate(rights))
    _, unit = np.unique(group, return_inverse=True)
    spans = [person.spans for person in tables.people]
    document = np.zeros(int(unit.max(initial=-1)) + 1, np.int64)
    document[unit] = np.concatenate([one.document for one in spans])
    return _Units(
        unit,
        np.repeat(np.arange(len(sizes)), sizes),
        np.concatenate([one.label for one in spans]),
        np.concatenate([one.start for one in spans]),
        np.concatenate([one.end for one in spans]),
        document,
    )


def _joined(count: int, left: Numbers, right: Numbers) -> Numbers:
    """Return a number for each row, equal where a chain of edges joins them."""
    group = np.arange(count, dtype=np.int32)
    while True:
        lowest = np.minimum(group[left], group[right])
        before = group.copy()
        np.minimum.at(group, left, lowest)
        np.minimum.at(group, right, lowest)
        if (group == before).all():
            return group


def _asked(tables: Tables, units: _Units) -> Bools:
    """Return who finished the document of each unit (unit, annotator)."""
    return np.asarray(tables.wholly_done[: len(tables.people), units.document].T)


def _patterns(tables: Tables, units: _Units, asked: Bools) -> tuple[Floats, Ints, Ints]:
    """Return distinct rows of answers (row, annotator, class), units' rows, and how many."""
    people, classes = len(tables.people), len(tables.labels) + 1
    answers = np.zeros((len(asked), people, classes), np.int8)
    counted = asked[units.unit, units.person]
    np.add.at(answers, (units.unit[counted], units.person[counted], units.label[counted]), 1)
    silent = asked & (answers.sum(axis=2) == 0)
    answers[..., -1] = silent
    flat = np.ascontiguousarray(answers.reshape(len(asked), -1))
    keys = flat.view(np.dtype((np.void, flat.shape[1]))).reshape(-1)
    _, first, of_unit, many = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    return answers[first].astype(float), of_unit, many


def _doubtful(
    tables: Tables, units: _Units, asked: Bools, truth: Floats, bits: Floats, most: int
) -> list[Doubtful]:
    classes = [*tables.labels, NONE]
    found = []
    for unit in np.argsort(-bits, kind="stable")[:most].tolist():
        if bits[unit] < 0.01:
            break
        rows = np.flatnonzero(units.unit == unit)
        shift = int(tables.starts[units.document[unit]])
        said = [(tables.names[units.person[r]], classes[units.label[r]]) for r in rows.tolist()]
        spoke = {name for name, _ in said}
        said += [
            (name, NONE)
            for name, was in zip(tables.names, asked[unit].tolist(), strict=True)
            if was and name not in spoke
        ]
        order = np.argsort(-truth[unit], kind="stable")
        found.append(
            Doubtful(
                int(units.document[unit]),
                int(units.start[rows].min()) - shift,
                int(units.end[rows].max()) - shift,
                sorted(said),
                [(classes[c], float(truth[unit, c])) for c in order[:3].tolist()],
                float(bits[unit]),
            )
        )
    return found
