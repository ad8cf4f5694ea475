"""Building a pack: a project file of its own with a part of another project's rows.

A row goes along exactly where its place (document, owner) is in the pack's scope, with its
stamp, so that merging back finds the same rows; and of just these places the pack has seen
what its project had (``store/seen.py``). Raw bytes, other people and gold stay behind.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from annotator.domain.annotation_sets import Annotator
from annotator.domain.ids import AnnotatorId, DocumentId
from annotator.store import corrections, hand_outs, merge_source, merging, pack_facts, seen
from annotator.store.hand_outs import Pack
from annotator.store.pack_facts import PackFacts
from annotator.store.project import Project
from annotator.store.tables import MERGED_TABLES, TABLE
from annotator.store.writing import Transaction

Counted = Callable[[int, int], None]

_PACKED = "packed_up_to"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes into one pack.

    ``annotator`` is whom it is for and ``people`` all ids that are this person;
    ``documents`` are handed out now, ``carried`` come along because they were before.
    With ``update`` nobody's labels come along.
    """

    pack: Pack
    annotator: Annotator
    people: Sequence[AnnotatorId]
    documents: Sequence[DocumentId]
    carried: Sequence[DocumentId] = ()
    update: bool = False


def build(source: Project, t: Transaction, path: Path, parcel: Parcel, progress: Counted) -> None:
    """Write a pack as a new project file.

    ``t`` is the source's open transaction, whose rows about the hand-out are not committed
    yet: they are written into the pack under the same stamp. ``progress`` is told the
    articles done and may raise Stopped; the unfinished file is the caller's to remove.
    """
    with Project.create(path) as made, merge_source.attached(made, source.path, source.path):
        with made.transaction() as own:
            _write_scope(own.connection, parcel)
            for table in MERGED_TABLES:
                place = ", ".join(seen.place_sql(table.name, "o", "other"))
                merging.insert_new(
                    own,
                    table,
                    f"({place}) IN (SELECT document, owner FROM main.scopes WHERE pack = ?)",
                    parcel.pack.id,
                )
                if table.name == "documents":
                    merging.copy_texts(own, progress)
            _copy_lost(own.connection)
            _copy_tokens(own.connection)
            seen.join_part(own.connection, parcel.pack.id)
            _record(own.connection, t, parcel)
            own.clock = t.clock
        project = source.meta("project")
        facts = PackFacts(parcel.pack.round, parcel.annotator, project, parcel.update)
        pack_facts.remember(made, facts)


def lengths(connection: sqlite3.Connection) -> dict[DocumentId, int]:
    """Return how many characters each document has."""
    rows = connection.execute("SELECT id, length(text) FROM documents JOIN texts USING (number)")
    return {DocumentId(row[0]): row[1] for row in rows}


def packed_up_to(connection: sqlite3.Connection) -> int:
    """Return the highest local number of a document when packs were made last.

    Where this file never made any, nothing counts as new since: the highest there is.
    """
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (_PACKED,)).fetchone()
    return int(row[0]) if row else corrections.last_number(connection)


def remember_packed(t: Transaction) -> None:
    """Note that packs are made now; what comes in later has higher local numbers."""
    number = corrections.last_number(t.connection)
    t.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_PACKED, str(number)))


def _write_scope(link: sqlite3.Connection, parcel: Parcel) -> None:
    documents = dict.fromkeys((*parcel.documents, *parcel.carried))
    owners = ("",) if parcel.update else ("", *parcel.people)
    places: Iterable[tuple[str, str]] = (
        *(("", owner) for owner in ("", *parcel.people)),
        *product(documents, owners),
    )
    link.executemany(
        "INSERT OR IGNORE INTO scopes VALUES (?, ?, ?)",
        ((parcel.pack.id, *place) for place in places),
    )


def _copy_lost(link: sqlite3.Connection) -> None:
    """Bring the open versions that lost against the rows that came along."""
    for table in TABLE:
        link.execute(
            "INSERT INTO main.overwritten SELECT * FROM other.overwritten"
            f" WHERE table_name = ? AND open AND row_id IN (SELECT id FROM main.{table})",
            (table,),
        )


def _copy_tokens(link: sqlite3.Connection) -> None:
    link.execute(
        "INSERT INTO main.token_tables SELECT * FROM other.token_tables"
        " WHERE document IN (SELECT id FROM main.documents)"
    )


def _record(link: sqlite3.Connection, t: Transaction, parcel: Parcel) -> None:
    """Write the rows that the source writes about this hand-out, under its stamp."""
    record = Transaction(link, t.clock, t.writer)
    known = link.execute("SELECT 1 FROM annotators WHERE id = ?", (parcel.annotator.id,)).fetchone()
    if known is None:
        one = parcel.annotator
        record.insert("annotators", [{"id": one.id, "name": one.name, "joined_to": None}])
    hand_outs.add(record, parcel.pack, parcel.documents)
    link.execute(
        "INSERT OR REPLACE INTO seen_parts VALUES (?, ?, ?)",
        (t.writer, parcel.pack.id, t.clock),
    )
