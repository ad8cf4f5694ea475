"""Finished work of many documents at once, with less ceremony than whole annotation sets.

The rules of reading are those of annotator.domain.live_sets: rows with equal fragments and
label are one span, the lowest id stands, relations of the others count as its own.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from annotator.domain.annotation_sets import State
from annotator.domain.ids import AnnotatorId, DocumentId, SetId
from annotator.domain.spans import Extent, Fragments
from annotator.store import annotators, sets

_NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class StoredSpan:
    """A span as it is stored: the lowest id of its rows, fragments, label id and the rest."""

    id: str
    fragments: Fragments
    label: str
    attributes: Mapping[str, str]
    origin: str


@dataclass(slots=True)
class FinishedSet:
    """One annotator's work on one document, of which at least one pass is finished.

    ``relations`` are (label id, source, target), ``chains`` lists of spans; both name spans
    by their places.
    """

    id: SetId
    document: DocumentId
    annotator: AnnotatorId
    finished: frozenset[str]
    spans: list[StoredSpan] = field(default_factory=list)
    relations: list[tuple[str, int, int]] = field(default_factory=list)
    chains: list[list[int]] = field(default_factory=list)


def finished_sets(
    connection: sqlite3.Connection, wanted: Sequence[DocumentId]
) -> dict[DocumentId, list[FinishedSet]]:
    """Return the sets of some documents (a few hundred) with a finished pass."""
    standing = cache(lambda owner: annotators.standing(connection, owner))
    owned: dict[tuple[DocumentId, AnnotatorId], list[SetId]] = {}
    for set_, document, owner in connection.execute(
        f"SELECT id, document, annotator FROM sets WHERE document IN ({_marks(wanted)})"
        " AND NOT deleted",
        list(wanted),
    ):
        owned.setdefault((document, standing(owner)), []).append(set_)
    finished = _finished(connection, owned)
    found: dict[DocumentId, list[FinishedSet]] = {}
    of_row: dict[SetId, FinishedSet] = {}
    for (document, owner), ids in owned.items():
        passes = finished[document, owner]
        if passes:
            one = FinishedSet(min(ids), document, owner, passes)
            found.setdefault(document, []).append(one)
            of_row.update(dict.fromkeys(ids, one))
    _read_rows(connection, of_row)
    return found


def _finished(
    connection: sqlite3.Connection, owned: Mapping[tuple[DocumentId, AnnotatorId], list[SetId]]
) -> dict[tuple[DocumentId, AnnotatorId], frozenset[str]]:
    """Return the finished passes of each; of joined sets the state written last counts."""
    owner_of = {set_: key for key, ids in owned.items() for set_ in ids}
    states: dict[tuple[DocumentId, AnnotatorId], dict[str, str]] = {key: {} for key in owned}
    for set_, schema_pass, state in connection.execute(
        f"SELECT set_id, schema_pass, state FROM set_states WHERE set_id IN ({_marks(owner_of)})"
        " AND NOT deleted ORDER BY clock, writer",
        list(owner_of),
    ):
        states[owner_of[set_]][schema_pass] = state
    return {
        key: frozenset(one for one, state in passes.items() if state == State.FINISHED)
        for key, passes in states.items()
    }


def _read_rows(connection: sqlite3.Connection, of_row: Mapping[SetId, FinishedSet]) -> None:
    """Fill sets with their spans, relations and chains."""
    ids, marks = list(of_row), _marks(of_row)
    place: dict[str, int] = {}
    twins: dict[tuple[SetId, str, str], int] = {}
    for set_, row, fragments, label, attributes, origin in connection.execute(
        "SELECT set_id, id, fragments, label, attributes, origin FROM spans"
        f" WHERE set_id IN ({marks}) AND NOT deleted",
        ids,
    ):
        spans = of_row[set_].spans
        key = (of_row[set_].id, fragments, label)
        at = twins.setdefault(key, len(spans))
        place[row] = at
        if at == len(spans) or row < spans[at].id:
            known = json.loads(attributes) if attributes != "{}" else _NOTHING
            one = StoredSpan(row, _fragments(fragments), label, known, origin)
            spans[at : at + 1] = [one]
    for set_, label, source, target in connection.execute(
        f"SELECT set_id, label, source, target FROM relations WHERE set_id IN ({marks})"
        " AND NOT deleted",
        ids,
    ):
        if source in place and target in place:
            of_row[set_].relations.append((label, place[source], place[target]))
    with_chains = connection.execute(
        f"SELECT DISTINCT set_id FROM chain_members WHERE set_id IN ({marks}) AND NOT deleted",
        ids,
    ).fetchall()
    for one_set in {id(of_row[row[0]]): of_row[row[0]] for row in with_chains}.values():
        live = sets.live_set(connection, one_set.document, one_set.annotator)
        one_set.chains = [[place[span] for span in chain.spans] for chain in live.chains()]


def _fragments(stored: str) -> Fragments:
    # Nearly all have one fragment, "[[start,end]]", which need not go through JSON.
    numbers = stored[2:-2].split(",")
    if len(numbers) == 2:
        return (Extent(int(numbers[0]), int(numbers[1])),)
    return tuple(Extent(start, end) for start, end in json.loads(stored))


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
