"""The places behind the numbers: every difference of each pair, and where they agree.

Nothing here looks at a text; offsets are those of the document, after masking.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from annotator.agreement.confusion import MISSED, Alignment, aligned
from annotator.agreement.figures import Scope
from annotator.agreement.tables import Bools, Ints, Spans, Tables
from annotator.compare.alignment import Kind
from annotator.domain.spans import Extent, Fragments

NOBODY = -1
"""Stands for the row of a span that one of the two did not mark."""

KINDS = tuple(Kind)
"""The kinds of rows by their numbers."""


class Marked(NamedTuple):
    """What one annotator marked: fragments in the document's text, and the label's name."""

    fragments: Fragments
    label: str


class Place(NamedTuple):
    """One row of an alignment: who, in which document, how it differs, and both sides.

    ``document`` is a place in the list of documents; ``split`` says that one span stands
    against several.
    """

    pair: str
    document: int
    kind: Kind
    split: bool
    first: Marked | None
    second: Marked | None


@dataclass(frozen=True, slots=True)
class PairPlaces:
    """All rows of the alignment of two annotators, in reading order, as columns.

    ``row`` and ``column`` are those of the cell in the confusion matrix; ``kind`` numbers
    ``KINDS``.
    """

    tables: Tables
    name: str
    names: tuple[str, str]
    sides: tuple[Spans, Spans]
    first: Ints
    second: Ints
    document: Ints
    row: Ints
    column: Ints
    kind: Ints
    split: Bools

    @property
    def differing(self) -> Ints:
        """Return the rows on which the two do not agree."""
        return np.flatnonzero(self.kind != KINDS.index(Kind.AGREE))

    def of_cell(self, row: int, column: int) -> Ints:
        """Return the rows of a cell of the confusion matrix."""
        return np.flatnonzero((self.row == row) & (self.column == column))

    def cells(self) -> list[tuple[int, int]]:
        """Return the cells that are not empty."""
        codes = np.unique(self.row * (len(self.tables.labels) + 1) + self.column)
        return [divmod(code, len(self.tables.labels) + 1) for code in codes.tolist()]

    def label(self, number: int) -> str:
        """Return the name of a row or column of the matrix."""
        return [*self.tables.labels, MISSED][number]

    def places(self, rows: Sequence[int] | Ints) -> Iterator[Place]:
        """Yield rows as values."""
        for at in np.asarray(rows, np.int64).tolist():
            first, second = (
                None if rows[at] == NOBODY else marked(self.tables, spans, int(rows[at]))
                for spans, rows in zip(self.sides, (self.first, self.second), strict=True)
            )
            yield Place(
                self.name,
                int(self.document[at]),
                KINDS[self.kind[at]],
                bool(self.split[at]),
                first,
                second,
            )


def marked(tables: Tables, spans: Spans, row: int) -> Marked:
    """Return what stands in a row of spans; offsets are those of its document."""
    shift = int(tables.starts[spans.document[row]])
    start, end = int(spans.start[row]) - shift, int(spans.end[row]) - shift
    fragments: Fragments = (Extent(start, end),)
    if spans.size[row] < end - start:
        mine = np.flatnonzero(spans.pieces.owner == row)
        fragments = tuple(
            Extent(int(s) - shift, int(e) - shift)
            for s, e in zip(spans.pieces.start[mine], spans.pieces.end[mine], strict=True)
        )
    return Marked(fragments, tables.labels[spans.label[row]])


def pair_places(scope: Scope, number: int) -> PairPlaces:
    """Return the rows of one pair, by its place among the pairs."""
    i, j = scope.pairs[number]
    first, second = scope.tables.compared(i, j)
    names = scope.tables.people[i].name, scope.tables.people[j].name
    columns = _columns(scope.tables, first, second, aligned(first, second))
    return PairPlaces(scope.tables, scope.names[number], names, (first, second), *columns)


def shown(pair: PairPlaces, rows: Ints, most: int) -> Ints:
    """Return at most so many rows of a cell: differences before what is equal, spread evenly."""
    equal = pair.kind[rows] == KINDS.index(Kind.AGREE)
    differing = _spread(rows[~equal], most)
    return np.concatenate([differing, _spread(rows[equal], most - len(differing))])


def _spread(rows: Ints, most: int) -> Ints:
    if len(rows) <= most:
        return rows
    return np.asarray(rows[np.linspace(0, len(rows) - 1, most).round().astype(np.int64)])


Columns = tuple[Ints, Ints, Ints, Ints, Ints, Ints, Bools]


def _columns(tables: Tables, first: Spans, second: Spans, found: Alignment) -> Columns:
    """Return the columns of a pair, from ``first`` to ``split``, in reading order."""
    alone_first, alone_second = _absent(len(first), found.first), _absent(len(second), found.second)
    nobody = [np.full(len(alone), NOBODY) for alone in (alone_first, alone_second)]
    one = np.concatenate([found.first, alone_first, nobody[1]])
    other = np.concatenate([found.second, nobody[0], alone_second])
    by_first, by_second = one != NOBODY, other != NOBODY
    missed = len(tables.labels)
    row = _column(first.label, one, missed)
    column = _column(second.label, other, missed)
    document = np.where(by_first, _column(first.document, one), _column(second.document, other))
    start = np.where(by_first, _column(first.start, one), _column(second.start, other))
    same = _column(first.boundary, one, -1) == _column(second.boundary, other, -2)
    kind = np.select(
        [~by_second, ~by_first, same & (row == column), same, row == column],
        [KINDS.index(k) for k in (Kind.ONLY_FIRST, Kind.ONLY_SECOND, Kind.AGREE, Kind.LABEL,
                                  Kind.BOUNDARY)],
        KINDS.index(Kind.LABEL_AND_BOUNDARY),
    )  # fmt: skip
    split = by_first & _column(found.split_first, one, False)
    split |= by_second & _column(found.split_second, other, False)
    # One number says where a row stands, and sorts in a fraction of the time of three.
    width = missed + 1
    order = np.argsort((start * width + row) * width + column, kind="stable")
    return (
        *(each[order].astype(np.int32) for each in (one, other, document, row, column)),
        kind[order].astype(np.int8),
        split[order],
    )


def _absent(count: int, rows: Ints) -> Ints:
    """Return the rows, of so many, that are not among these."""
    absent = np.ones(count, bool)
    absent[rows] = False
    return np.flatnonzero(absent)


def _column(values: Ints | Bools, rows: Ints, absent: int | bool = 0) -> Ints:
    if not len(values):
        return np.full(len(rows), absent)
    return np.asarray(np.where(rows == NOBODY, absent, values[rows]))
