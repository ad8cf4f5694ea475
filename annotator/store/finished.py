"""Finished work of many documents at once, as columns instead of annotation sets.

The rules of reading are those of annotator.domain.live_sets: rows with equal fragments and
label are one span, the lowest id stands, relations of the others count as its own.

SQLite joins the rows of many documents into a few long strings, and these are split and
turned into numbers as a whole: a row of its own for each span would cost four times as much,
and for each row a thread that reads would have to wait for the one that computes.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

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


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The finished work on some documents as SQLite gives it: each column one long string.

    ``place`` is the place of a set id among ``sets``; joined annotators have several ids
    with one place. ``attributes`` and ``chains`` are those of spans by their ids.
    """

    sets: list[FinishedSet]
    place: Mapping[SetId, int]
    spans: Sequence[str]
    count: int
    relations: Sequence[str]
    relation_count: int
    attributes: Sequence[tuple[str, str]]
    chains: Sequence[tuple[int, Sequence[str]]]


class FinishedReader:
    """Read the rows of finished work, some documents at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._standing: dict[AnnotatorId, AnnotatorId] = {}

    def rows(self, wanted: Sequence[DocumentId]) -> StoredRows:
        """Return the rows of some documents (a few hundred)."""
        found, place = self._sets(wanted)
        within = (json.dumps(list(place)),)
        count, with_attributes, *spans = self._one(_SPANS, within)
        relation_count, *relations = self._one(_RELATIONS, within)
        attributes = self._connection.execute(_ATTRIBUTES, within) if with_attributes else ()
        return StoredRows(
            found, place, spans, count, relations, relation_count,
            [(row[0], row[1]) for row in attributes], self._chains(found, place, within),
        )  # fmt: skip

    def _one(self, query: str, wanted: tuple[str]) -> Sequence[Any]:
        rows = self._connection.cursor()
        rows.row_factory = None
        found: Sequence[Any] = rows.execute(query, wanted).fetchone()
        return found

    def _sets(self, wanted: Sequence[DocumentId]) -> tuple[list[FinishedSet], dict[SetId, int]]:
        """Return the sets with a finished pass, and the place of each of their ids."""
        count, *columns = self._one(_SETS, (json.dumps(wanted),))
        owned: dict[Owned, tuple[set[SetId], dict[str, str]]] = {}
        for set_, document, owner, schema_pass, state in zip(
            *(_split(column, count) for column in columns), strict=True
        ):
            key = (DocumentId(document), self._person(AnnotatorId(owner)))
            known = owned.get(key)
            if known is None:
                owned[key] = known = (set(), {})
            known[0].add(SetId(set_))
            known[1][schema_pass] = state
        found: list[FinishedSet] = []
        place: dict[SetId, int] = {}
        for (named, person), (ids, passes) in owned.items():
            finished = [one for one, state in passes.items() if state == _FINISHED]
            if finished:
                place.update(dict.fromkeys(ids, len(found)))
                found.append(FinishedSet(min(ids), named, person, _passes(*sorted(finished))))
        return found, place

    def _person(self, owner: AnnotatorId) -> AnnotatorId:
        if owner not in self._standing:
            self._standing[owner] = annotators.standing(self._connection, owner)
        return self._standing[owner]

    def _chains(
        self, found: Sequence[FinishedSet], place: Mapping[SetId, int], within: tuple[str]
    ) -> list[tuple[int, Sequence[str]]]:
        with_chains = self._connection.execute(
            "SELECT DISTINCT set_id FROM chain_members"
            " WHERE set_id IN (SELECT value FROM json_each(?)) AND NOT deleted",
            within,
        ).fetchall()
        chains: list[tuple[int, Sequence[str]]] = []
        for at in sorted({place[row[0]] for row in with_chains}):
            live = sets.live_set(self._connection, found[at].document, found[at].annotator)
            chains += [(at, each.spans) for each in live.chains()]
        return chains


_WITHIN = "WHERE set_id IN (SELECT value FROM json_each(?)) AND NOT deleted"


def _joined(*columns: str) -> str:
    # The mark is written out: a call of char() would be made again for every row.
    return ", ".join(f"group_concat({column}, '{_BREAK}')" for column in columns)


# The states of joined sets come in the order of writing: the one written last counts.
_SETS = (
    f"SELECT count(*), {_joined('id', 'document', 'annotator', 'schema_pass', 'state')} FROM ("
    "SELECT sets.id, sets.document, sets.annotator, coalesce(schema_pass, '') AS schema_pass,"
    " coalesce(state, '') AS state FROM sets"
    " LEFT JOIN set_states ON set_states.set_id = sets.id AND NOT set_states.deleted"
    " WHERE sets.document IN (SELECT value FROM json_each(?)) AND NOT sets.deleted"
    " ORDER BY set_states.clock, set_states.writer)"
)
# In the order of the index, by set and id, so that no sorting is needed.
_SPANS = (
    "SELECT count(*), sum(attributes <> '{}'), group_concat(fragments),"
    f" group_concat(origin = 'accepted', ''), {_joined('set_id', 'id', 'label')}"
    f" FROM spans {_WITHIN}"
)
_RELATIONS = f"SELECT count(*), {_joined('label', 'source', 'target')} FROM relations {_WITHIN}"
_ATTRIBUTES = f"SELECT id, attributes FROM spans {_WITHIN} AND attributes <> '{{}}'"


@cache
def _passes(*names: str) -> frozenset[str]:
    return frozenset(names)


def work_of(rows: StoredRows) -> FinishedWork:
    """Return stored rows as columns; raise UserError for what only damage can write."""
    return _Columns(rows).work()


class _Columns:
    """Turns stored rows into columns."""

    def __init__(self, rows: StoredRows) -> None:
        self._rows = rows
        self._ids: list[str] = []
        self._standing: dict[str, int] = {}

    def work(self) -> FinishedWork:
        """Return everything."""
        import numpy as np

        rows, count = self._rows, self._rows.count
        fragments, taken, set_, ids, labels = (one or "" for one in rows.spans)
        place = map(rows.place.__getitem__, _split(set_, count))  # type: ignore[arg-type]
        none = np.zeros(0, np.int64)
        work = FinishedWork(
            rows.sets,
            np.fromiter(place, np.int64, count),
            none, none, none,
            np.frombuffer(taken.encode(), np.uint8) == ord("1"),
            none.reshape(-1, 3),
        )  # fmt: skip
        self._ids = _split(ids, count)
        work.label, work.labels = _numbered(_split(labels, count))
        _read_places(work, fragments, count)
        self._standing = dict(zip(self._ids, range(count), strict=True))
        for row, text in rows.attributes:
            work.attributes[self._standing[row]] = json.loads(text)
        self._join_twins(work)
        self._read_relations(work)
        work.chains += [(at, [self._standing[span] for span in each]) for at, each in rows.chains]
        return work

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

        count = self._rows.relation_count
        labels, *ends = (_split(one or "", count) for one in self._rows.relations)
        code, work.relation_labels = _numbered(labels)
        standing = self._standing
        source, target = (
            np.fromiter(map(standing.get, each, repeat(-1)), np.int64, count) for each in ends
        )
        known = (source >= 0) & (target >= 0)
        work.relations = np.stack([code, source, target], axis=1)[known]


def _read_places(work: FinishedWork, stored: str, count: int) -> None:
    """Read the fragments of all spans, ``[[start,end]]`` each, with a comma between."""
    import numpy as np

    if stored.count("[") != 2 * count:
        # Nearly all have one fragment; those with more are read as the JSON they are.
        parts = stored[2:-2].split("]],[[")
        for row, part in enumerate(parts):
            if "[" in part:
                try:
                    fragments = tuple(
                        Extent(start, end) for start, end in json.loads(f"[[{part}]]")
                    )
                except (TypeError, ValueError):
                    raise _damaged() from None
                work.fragments[row] = fragments
                parts[row] = f"{fragments[0].start},{fragments[-1].end}"
        stored = ",".join(parts)
    numbers = stored.encode().translate(_SPACED)
    if numbers.translate(None, b"0123456789 -"):
        raise _damaged()
    edges = np.fromstring(numbers, np.int64, sep=" ")
    if len(edges) != 2 * count:
        raise _damaged()
    work.start, work.end = edges[::2].copy(), edges[1::2].copy()


_SPACED = bytes.maketrans(b"[],", b"   ")


def _split(joined: str | None, count: int) -> list[str]:
    """Return the values that SQLite joined; raise UserError where one holds the mark itself."""
    found = (joined or "").split(_BREAK) if count else []
    if len(found) != count:
        raise _damaged()
    return found


def _damaged() -> UserError:
    return UserError(
        "The project file is damaged (an id or a place of a span cannot be read).",
        mend="Open the newest backup.",
    )


def _numbered(values: Sequence[str]) -> "tuple[Ints, list[str]]":
    """Return the place of each value among the distinct ones, and these."""
    import numpy as np

    known: dict[str, int] = {one: place for place, one in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(known.__getitem__, values), np.int64, len(values)), list(known)
