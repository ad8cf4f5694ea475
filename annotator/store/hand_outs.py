"""What was handed out to whom: packs, and the documents that each gave to an annotator."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.ids import AnnotatorId, DocumentId, derived_id
from annotator.store import annotators
from annotator.store.writing import Transaction, canonical_json


@dataclass(frozen=True, slots=True)
class Pack:
    """One hand-off file: for whom, in which round, its name, how it was chosen, when."""

    id: str
    round: str
    annotator: AnnotatorId
    file: str
    settings: Mapping[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The documents of one annotator in one round, and when they were first handed out."""

    round: str
    annotator: AnnotatorId
    documents: Sequence[DocumentId]
    at: str


def add(t: Transaction, pack: Pack, documents: Iterable[DocumentId]) -> None:
    """Record a pack and what it gives to label; the same again in one round is one record."""
    t.put(
        "packs",
        {
            "id": pack.id,
            "round": pack.round,
            "annotator": pack.annotator,
            "file": pack.file,
            "settings": canonical_json(dict(pack.settings)),
            "at": pack.at,
        },
    )
    for document in documents:
        t.put(
            "hand_outs",
            {
                "id": derived_id("hand-out", pack.round, pack.annotator, document),
                "pack": pack.id,
                "round": pack.round,
                "annotator": pack.annotator,
                "document": document,
            },
        )


def packs(connection: sqlite3.Connection) -> list[Pack]:
    """Return the packs that were made, in the order of making."""
    rows = connection.execute(
        "SELECT id, round, annotator, file, settings, at FROM packs WHERE NOT deleted"
        " ORDER BY at, id"
    )
    return [Pack(r[0], r[1], r[2], r[3], json.loads(r[4]), r[5]) for r in rows]


def rounds(connection: sqlite3.Connection) -> list[HandedOut]:
    """Return what was handed out by round, in the order of the rounds, and annotator."""
    first: dict[tuple[str, AnnotatorId], str] = {}
    begun: dict[str, str] = {}
    for pack in packs(connection):
        owner = annotators.standing(connection, pack.annotator)
        first.setdefault((pack.round, owner), pack.at)
        begun.setdefault(pack.round, pack.at)
    given: dict[tuple[str, AnnotatorId], dict[DocumentId, None]] = {key: {} for key in first}
    for name, annotator, document in connection.execute(
        "SELECT round, annotator, document FROM hand_outs WHERE NOT deleted ORDER BY id"
    ):
        key = (name, annotators.standing(connection, annotator))
        given.setdefault(key, {})[document] = None
    order = sorted(
        given,
        key=lambda key: (begun.get(key[0], ""), key[0], annotators.name_of(connection, key[1])),
    )
    return [HandedOut(*key, list(given[key]), first.get(key, "")) for key in order]


def given_to_anybody(connection: sqlite3.Connection) -> set[DocumentId]:
    """Return the documents that were handed out in any round."""
    rows = connection.execute("SELECT DISTINCT document FROM hand_outs WHERE NOT deleted")
    return {row[0] for row in rows}


def given_to(connection: sqlite3.Connection, people: Sequence[AnnotatorId]) -> list[DocumentId]:
    """Return the documents that a person (all ids that are one) was given in any round."""
    marks = ",".join("?" * len(people))
    rows = connection.execute(
        "SELECT DISTINCT document FROM hand_outs JOIN documents ON documents.id = document"
        f" WHERE NOT hand_outs.deleted AND NOT documents.deleted AND annotator IN ({marks})",
        list(people),
    )
    return [row[0] for row in rows]
