"""Finished work of many documents at once, as columns instead of annotation sets.

The rules of reading are those of annotator.domain.live_sets: rows with equal fragments and
label are one span, the lowest id stands, relations of the others count as its own.

SQLite joins the rows of a set into a few long strings, and these are split and turned into
numbers as a whole: a row of its own for each span would cost four times as much.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId, SetId
from annotator.domain.spans import Extent, Fragments
from annotator.store import annotators, sets

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_FINISHED = State.FINISHED.value
_BREAK = "\x1f"
_MIXED = (-7046029254386353131, 6364136223846793005, 2862933555777941757)
"""Odd numbers that spread the columns of a row over 64 bits, to find rows that may be equal."""


Owned = tuple[DocumentId, AnnotatorId]


class FinishedSet(NamedTuple):
    """One annotator's work on one document, of which at least one pass is finished."""

    id: SetId
    document: DocumentId
    annotator: AnnotatorId
    finished: frozenset[str]


@dataclass(slots=True)
class FinishedWork:
    """The sets with a finished pass, and their spans as columns, a row for each span.

    ``set`` is the place of a span's set in ``sets``, ``label`` that of its label in
    ``labels`` (ids); ``start`` and ``end`` are the first and last offset. ``taken`` tells
    who was accepted from a suggestion as that stood. ``fragments`` holds those of spans
    that have several, ``attributes`` those of spans that have any, by row. ``relations``
    are (place of the label in ``relation_labels``, row of the source, of the target);
    ``chains`` are (place of the set, rows).
    """

    sets: list[FinishedSet]
    set: "Ints"
    start: "Ints"
    end: "Ints"
    label: "Ints"
    taken: "NDArray[np.bool_]"
    relations: "Ints"
    labels: list[str] = field(default_factory=list)
    relation_labels: list[str] = field(default_factory=list)
    fragments: dict[int, Fragments] = field(default_factory=dict)
    attributes: dict[int, Mapping[str, str]] = field(default_factory=dict)
    chains: list[tuple[int, list[int]]] = field(default_factory=list)


def finished_work(connection: sqlite3.Connection, wanted: Sequence[DocumentId]) -> FinishedWork:
    """Return the finished work on some documents (a few hundred)."""
    standing = cache(lambda owner: annotators.standing(connection, owner))
    owned: dict[Owned, tuple[set[SetId], dict[str, str]]] = {}
    rows = connection.cursor()
    rows.row_factory = None  # plain tuples are read in half the time
    # The states of joined sets come in the order of writing: the one written last counts.
    for set_, document, owner, schema_pass, state in rows.execute(
        "SELECT sets.id, sets.document, sets.annotator, schema_pass, state FROM sets"
        " LEFT JOIN set_states ON set_states.set_id = sets.id AND NOT set_states.deleted"
        " WHERE sets.document IN (SELECT value FROM json_each(?)) AND NOT sets.deleted"
        " ORDER BY set_states.clock, set_states.writer",
        (json.dumps(wanted),),
    ):
        key = (document, standing(owner))
        known = owned.get(key)
        if known is None:
            owned[key] = known = (set(), {})
        known[0].add(set_)
        known[1][schema_pass] = state
    found: list[FinishedSet] = []
    place: dict[SetId, int] = {}
    for (document, owner), (ids, passes) in owned.items():
        finished = [one for one, state in passes.items() if state == _FINISHED]
        if finished:
            place.update(dict.fromkeys(ids, len(found)))
            found.append(FinishedSet(min(ids), document, owner, _passes(*sorted(finished))))
    return _Reading(connection, found, place).work()


@cache
def _passes(*names: str) -> frozenset[str]:
    return frozenset(names)


class _Reading:
    """Reads the rows of some sets; ``place`` is the place of a set id among the sets."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        found: list[FinishedSet],
        place: Mapping[SetId, int],
    ) -> None:
        self._connection = connection
        self._sets = found
        self._place = place
        self._wanted = (json.dumps(list(place)),)
        self._ids: list[str] = []
        self._standing: dict[str, int] = {}

    def work(self) -> FinishedWork:
        """Return everything."""
        import numpy as np

        spans = self._spans()
        none = np.zeros(0, np.int64)
        place = [self._place[row[0]] for row in spans]
        work = FinishedWork(
            self._sets,
            np.repeat(np.array(place, np.int64), np.array([row[1] for row in spans], np.int64)),
            none, none, none,
            np.frombuffer("".join(row[5] for row in spans).encode(), np.uint8) == ord("1"),
            none.reshape(-1, 3),
        )  # fmt: skip
        count = len(work.taken)
        self._ids = _split((row[2] for row in spans), count, _BREAK)
        work.label, work.labels = _numbered(_split((row[4] for row in spans), count, _BREAK))
        self._read_places(work, _split((row[3] for row in spans), count, ";"))
        self._standing = dict(zip(self._ids, range(count), strict=True))
        if any(row[6] for row in spans):
            self._read_attributes(work)
        self._join_twins(work)
        self._read_relations(work)
        self._read_chains(work)
        return work

    def _spans(self) -> list[tuple[SetId, int, str, str, str, str, int]]:
        # Read in the order of the index, so that no sorting is needed for the groups.
        rows = self._connection.cursor()
        rows.row_factory = None
        return rows.execute(
            "SELECT set_id, count(*), group_concat(id, char(31)), group_concat(fragments, ';'),"
            " group_concat(label, char(31)), group_concat(origin = 'accepted', ''),"
            " sum(attributes <> '{}') FROM spans"
            " WHERE set_id IN (SELECT value FROM json_each(?)) AND NOT deleted GROUP BY set_id",
            self._wanted,
        ).fetchall()

    def _read_places(self, work: FinishedWork, stored: list[str]) -> None:
        import numpy as np

        # Nearly all have one fragment, "[[start,end]]", which need not go through JSON.
        parts = [one[2:-2] for one in stored]
        for row, part in enumerate(parts):
            if "[" in part:
                fragments = tuple(Extent(start, end) for start, end in json.loads(stored[row]))
                work.fragments[row] = fragments
                parts[row] = f"{fragments[0].start},{fragments[-1].end}"
        edges = np.array(",".join(parts).split(",") if parts else [], np.int64).reshape(-1, 2)
        work.start, work.end = edges[:, 0].copy(), edges[:, 1].copy()

    def _read_attributes(self, work: FinishedWork) -> None:
        for row, attributes in self._connection.execute(
            "SELECT id, attributes FROM spans WHERE set_id IN (SELECT value FROM json_each(?))"
            " AND NOT deleted AND attributes <> '{}'",
            self._wanted,
        ):
            work.attributes[self._standing[row]] = json.loads(attributes)

    def _join_twins(self, work: FinishedWork) -> None:
        """Leave the lowest id of rows that are one span; the others' ids stand for its row."""
        import numpy as np

        mixed = work.set.copy()
        for column, factor in zip((work.label, work.start, work.end), _MIXED, strict=True):
            mixed = mixed * factor + column
        ordered = np.sort(mixed)
        if (ordered[1:] != ordered[:-1]).all():
            return
        _, place, many = np.unique(mixed, return_inverse=True, return_counts=True)
        seen: dict[object, int] = {}
        gone: dict[int, int] = {}
        alike = np.flatnonzero(many[place] > 1).tolist()
        for row in sorted(alike, key=self._ids.__getitem__):
            key = (
                int(work.set[row]), int(work.label[row]), int(work.start[row]), int(work.end[row]),
                work.fragments.get(row),
            )  # fmt: skip
            if seen.setdefault(key, row) != row:
                gone[row] = seen[key]
        if gone:
            self._drop(work, gone)

    def _drop(self, work: FinishedWork, gone: Mapping[int, int]) -> None:
        import numpy as np

        keep = np.ones(len(work.set), bool)
        keep[list(gone)] = False
        number = (np.cumsum(keep) - 1).tolist()
        for name in ("set", "start", "end", "label", "taken"):
            setattr(work, name, getattr(work, name)[keep])
        work.fragments = {number[r]: one for r, one in work.fragments.items() if r not in gone}
        work.attributes = {number[r]: one for r, one in work.attributes.items() if r not in gone}
        self._standing = {one: number[gone.get(row, row)] for one, row in self._standing.items()}

    def _read_relations(self, work: FinishedWork) -> None:
        import numpy as np

        count, *columns = self._connection.execute(
            "SELECT count(*), group_concat(label, char(31)), group_concat(source, char(31)),"
            " group_concat(target, char(31)) FROM relations"
            " WHERE set_id IN (SELECT value FROM json_each(?)) AND NOT deleted",
            self._wanted,
        ).fetchone()
        labels, *ends = (_split([one] if count else [], count, _BREAK) for one in columns)
        code, work.relation_labels = _numbered(labels)
        standing = self._standing
        source, target = (
            np.array(list(map(standing.get, each, repeat(-1))), np.int64) for each in ends
        )
        known = (source >= 0) & (target >= 0)
        work.relations = np.stack([code, source, target], axis=1)[known]

    def _read_chains(self, work: FinishedWork) -> None:
        with_chains = self._connection.execute(
            "SELECT DISTINCT set_id FROM chain_members"
            " WHERE set_id IN (SELECT value FROM json_each(?)) AND NOT deleted",
            self._wanted,
        ).fetchall()
        for place in sorted({self._place[row[0]] for row in with_chains}):
            one = self._sets[place]
            live = sets.live_set(self._connection, one.document, one.annotator)
            work.chains += [
                (place, [self._standing[span] for span in each.spans]) for each in live.chains()
            ]


def _split(joined: Iterable[str], count: int, mark: str) -> list[str]:
    """Return the values that SQLite joined; raise UserError where one holds the mark itself."""
    found = mark.join(joined).split(mark) if count else []
    if len(found) != count:
        raise UserError(
            "The project file is damaged (an id or a place holds a control character).",
            mend="Open the newest backup.",
        )
    return found


def _numbered(values: Sequence[str]) -> "tuple[Ints, list[str]]":
    """Return the place of each value among the distinct ones, and these."""
    import numpy as np

    known: dict[str, int] = {one: place for place, one in enumerate(dict.fromkeys(values))}
    return np.array(list(map(known.__getitem__, values)), np.int64), list(known)
