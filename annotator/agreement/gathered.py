"""One person's rows as they are gathered, and the columns they become."""

from array import array
from collections.abc import Sequence

import numpy as np

from annotator.agreement.tables import Bools, Ints, Person, Pieces, Relations, Spans
from annotator.domain.spans import Fragments


class Gathered:
    """One person's rows as they come."""

    def __init__(self) -> None:
        self.document = array("i")
        self.label = array("i")
        self.start = array("q")
        self.end = array("q")
        self.shape = array("i")
        self.taken = array("b")
        self.pieces: list[tuple[int, Fragments, int]] = []
        self.relations = array("q")  # document, label, source, target, and so on
        self.attributes: list[tuple[int, str, str]] = []
        self.chains: dict[int, list[list[int]]] = {}
        self.weeks: dict[int, str] = {}
        self.done: list[tuple[int, int]] = []

    def forget_columns(self) -> None:
        """Give back the memory of what has become columns."""
        for name in ("document", "label", "start", "end", "shape", "taken", "relations"):
            del getattr(self, name)[:]


def boundaries(people: Sequence[Gathered]) -> list[Ints]:
    """Return for each person's rows a code of their fragments, rising with the position."""
    start, end, shape = (
        np.concatenate([_column(getattr(one, name)) for one in people] or [np.zeros(0, np.int64)])
        for name in ("start", "end", "shape")
    )
    widest = int((end - start).max(initial=0)) + 1
    if not shape.any() and (not len(start) or int(start.max()) < 2**62 // widest):
        # One number says it all, and sorts in a fraction of the time.
        _, codes = np.unique(start * widest + (end - start), return_inverse=True)
    else:
        order = np.lexsort((shape, end, start))
        new = np.zeros(len(order), bool)
        for column in (start, end, shape):
            ranked = column[order]
            new[1:] |= ranked[1:] != ranked[:-1]
        codes = np.empty(len(order), np.int64)
        codes[order] = np.cumsum(new)
    return np.split(codes, np.cumsum([len(one.document) for one in people])[:-1])


def _column(values: array) -> Ints:  # type: ignore[type-arg]
    return np.array(values, dtype=np.int64)


def person_of(
    name: str, rows: Gathered, boundary: Ints, order: Ints, relation_order: Ints
) -> Person:
    """Return one person's columns, sorted; the rows that were gathered are given back.

    ``boundary`` is what ``boundaries`` says of them, ``order`` and ``relation_order`` give
    the number of each label in the order of the names.
    """
    label = order[_column(rows.label)] if len(rows.label) else _column(rows.label)
    exact = boundary * max(len(order), 1) + label
    _, kept, place = np.unique(exact, return_index=True, return_inverse=True)
    start, end = _column(rows.start)[kept], _column(rows.end)[kept]
    pieces, size = _pieces(rows, kept, start, end)
    taken: Bools = _column(rows.taken)[kept] > 0
    spans = Spans(
        _column(rows.document)[kept], label[kept], boundary[kept], exact[kept],
        start, end, size, taken, pieces,
    )  # fmt: skip
    columns = np.array(rows.relations, np.int64).reshape(-1, 4)
    relations = Relations(
        columns[:, 0],
        relation_order[columns[:, 1]] if len(columns) else columns[:, 1],
        place[columns[:, 2]] if len(columns) else columns[:, 2],
        place[columns[:, 3]] if len(columns) else columns[:, 3],
    )
    first = set(kept.tolist()) if rows.attributes else set()
    rows.forget_columns()
    return Person(
        name,
        spans,
        relations,
        [(int(place[row]), key, value) for row, key, value in rows.attributes if row in first],
        {
            number: [sorted({int(place[row]) for row in chain}) for chain in chains]
            for number, chains in rows.chains.items()
        },
        rows.weeks,
    )


def _pieces(rows: Gathered, kept: Ints, start: Ints, end: Ints) -> tuple[Pieces, Ints]:
    size = end - start
    whole = np.arange(len(kept))
    if not rows.pieces:
        return Pieces(whole, start, end), size
    place = {int(row): number for number, row in enumerate(kept)}
    owner, starts, ends = [], [], []
    for row, fragments, offset in rows.pieces:
        if row in place:
            size[place[row]] = sum(e - s for s, e in fragments)
            for s, e in fragments:
                owner.append(place[row])
                starts.append(s + offset)
                ends.append(e + offset)
    single = np.ones(len(kept), bool)
    single[np.array(owner, np.int64)] = False
    all_owners = np.concatenate([whole[single], np.array(owner, np.int64)])
    all_starts = np.concatenate([start[single], np.array(starts, np.int64)])
    all_ends = np.concatenate([end[single], np.array(ends, np.int64)])
    ordered = np.lexsort((all_ends, all_starts))
    return Pieces(all_owners[ordered], all_starts[ordered], all_ends[ordered]), size
