"""What the printed report and the CSV tables are made of, besides the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from annotator.agreement.bootstrap import f1
from annotator.agreement.chance import Floats
from annotator.agreement.estimated import Doubtful, Estimated
from annotator.agreement.places import KINDS, PairPlaces, Place
from annotator.agreement.quotes import Quote
from annotator.agreement.report import Findings
from annotator.compare.alignment import Kind


class DocumentRow(NamedTuple):
    """How far one document is agreed on, over all pairs that share it.

    ``n`` counts the spans of both sides of every pair; ``kinds`` the differences by kind.
    ``f1`` is None where nobody marked anything; ``doubt`` (bits) where nothing was
    estimated.
    """

    id: str
    title: str
    pairs: int
    n: int
    f1: float | None
    differences: int
    kinds: Mapping[Kind, int]
    doubt: float | None = None


class Quoted(NamedTuple):
    """A place with the title of its document and its sentence."""

    place: Place
    title: str
    quote: Quote


class Cell(NamedTuple):
    """A cell of a confusion matrix: how many places it has, and some of them."""

    row: str
    column: str
    number: int
    quoted: Sequence[Quoted]


class Matrix(NamedTuple):
    """The confusion matrix of a pair: whose labels are the rows, whose the columns."""

    pair: str
    first: str
    second: str
    labels: Sequence[str]
    rows: Sequence[Sequence[int]]
    cells: Sequence[Cell]


class LabelLook(NamedTuple):
    """How a label looks: name, title, colours (#rrggbb) on light and on dark."""

    name: str
    title: str
    colour: str
    dark_colour: str


@dataclass(frozen=True, slots=True)
class About:
    """What was compared, and how: all that a citation needs.

    ``rows`` are (what, said) in the order in which they are shown.
    """

    project: str
    made: str
    version: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything on the page."""

    report: Mapping[str, object]
    about: About
    looks: Sequence[LabelLook]
    documents: Sequence[DocumentRow]
    matrices: Sequence[Matrix]
    estimated: Estimated = field(default_factory=Estimated)
    doubtful: Sequence[tuple[Doubtful, str, Quote]] = ()


def document_rows(
    findings: Findings,
    pairs: Sequence[PairPlaces],
    titles: Mapping[str, str],
    doubts: Floats | None = None,
) -> list[DocumentRow]:
    """Return the documents that two annotators share, those with most differences first."""
    scope = findings.scope
    count = len(scope.tables.documents)
    matched, total = findings.counts["exact_f1"].of_pairs()
    summed = np.stack([(one * scope.shared).sum(axis=0) for one in (matched, total)], axis=-1)
    figures = f1(summed.astype(float))
    kinds = np.zeros((count, len(KINDS)), np.int64)
    for pair in pairs:
        np.add.at(kinds, (pair.document, pair.kind), 1)
    kinds[:, KINDS.index(Kind.AGREE)] = 0
    differences = kinds.sum(axis=1)
    wanted = np.flatnonzero(scope.documents)
    order = wanted[np.lexsort((wanted, -differences[wanted]))]
    rows = []
    for at in order.tolist():
        name = scope.tables.documents[at]
        value = float(figures[at])
        rows.append(
            DocumentRow(
                name,
                titles.get(name, name),
                int(scope.shared[:, at].sum()),
                int(summed[at, 1]),
                None if np.isnan(value) else value,
                int(differences[at]),
                {kind: int(n) for kind, n in zip(KINDS, kinds[at], strict=True) if n},
                None if doubts is None else float(doubts[at]),
            )
        )
    return rows
