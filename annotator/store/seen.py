"""What a file has seen: of every row, or of those rows that a pack carried.

Table ``writers`` holds, for each writer, the last clock whose writes are all in the file.
A pack holds a part of its project: it has seen all the project had, but only of the rows
at certain places. ``scopes`` lists the places of each pack, ``seen_parts`` what was seen
of them. So what a file claims to have seen of a row is always exact, and two versions of a
row are concurrent exactly where neither file has seen the other's.
"""

import sqlite3
from typing import NamedTuple

from annotator.domain.annotation_sets import GOLD
from annotator.domain.ids import derived_id

Stamp = tuple[int, int]


class Place(NamedTuple):
    """Where a row belongs: to a document ("": to none), to an annotator ("": to nobody)."""

    document: str
    owner: str


_OF_SET = (
    "(SELECT document FROM {database}.sets WHERE id = {row}.set_id)",
    "(SELECT annotator FROM {database}.sets WHERE id = {row}.set_id)",
)
_OWNED = ("{row}.document", "{row}.annotator")
_SHARED = ("{row}.document", "''")
_PLACES = {
    "documents": ("{row}.id", "''"),
    "provenance": _SHARED,
    "zone_changes": _SHARED,
    "suggestion_runs": _SHARED,
    "annotators": ("''", "{row}.id"),
    "packs": ("''", "{row}.annotator"),
    "hand_outs": _OWNED,
    "sets": _OWNED,
    "set_states": _OWNED,
    "decisions": _OWNED,
    "spans": _OF_SET,
    "relations": _OF_SET,
    "chain_members": _OF_SET,
    "time_spent": _OF_SET,
    "completions": _OF_SET,
    "schema_items": ("''", "''"),
    "adjudications": ("{row}.document", f"'{GOLD}'"),
}


def place_sql(table: str, row: str, database: str) -> tuple[str, str]:
    """Return SQL for document and owner of a row's place; ``row`` is the table's alias."""
    document, owner = _PLACES[table]
    return (
        document.format(row=row, database=database),
        owner.format(row=row, database=database),
    )


def known_sql(database: str, row: str, place: tuple[str, str]) -> str:
    """Return SQL for whether a database has seen a row's version: ``Seen.knows`` for many."""
    document, owner = place
    return (
        f"coalesce((SELECT w.clock FROM {database}.writers AS w WHERE w.writer = {row}.writer),"
        f" 0) >= {row}.clock OR EXISTS (SELECT 1 FROM {database}.seen_parts AS part"
        f" JOIN {database}.scopes AS scope USING (pack) WHERE part.writer = {row}.writer"
        f" AND part.clock >= {row}.clock AND scope.document = {document}"
        f" AND scope.owner = {owner})"
    )


class Seen:
    """What one of the attached databases has seen."""

    def __init__(self, link: sqlite3.Connection, database: str) -> None:
        self._whole = dict(link.execute(f"SELECT writer, clock FROM {database}.writers").fetchall())
        self._parts: dict[str, dict[int, int]] = {}
        for pack, writer, clock in link.execute(
            f"SELECT pack, writer, clock FROM {database}.seen_parts"
        ):
            self._parts.setdefault(pack, {})[writer] = clock
        self._scopes: dict[str, set[tuple[str, str]]] = {pack: set() for pack in self._parts}
        for pack, document, owner in link.execute(f"SELECT * FROM {database}.scopes"):
            if pack in self._scopes:
                self._scopes[pack].add((document, owner))

    def knows(self, stamp: Stamp, place: Place) -> bool:
        """Tell whether the file has seen a version of a row at a place."""
        clock, writer = stamp
        if self._whole.get(writer, 0) >= clock:
            return True
        return any(
            part.get(writer, 0) >= clock and place in self._scopes[pack]
            for pack, part in self._parts.items()
        )


def related(link: sqlite3.Connection) -> bool:
    """Tell whether both files have seen something of one writer: one history, or part of it."""
    both = "SELECT writer FROM {0}.writers UNION SELECT writer FROM {0}.seen_parts"
    row = link.execute(
        f"SELECT 1 FROM ({both.format('main')}) WHERE writer IN ({both.format('other')}) LIMIT 1"
    ).fetchone()
    return row is not None


def join(link: sqlite3.Connection) -> None:
    """Write that the main database now has seen all that the database ``other`` has."""
    link.execute(
        "INSERT INTO main.writers SELECT writer, clock FROM other.writers WHERE true"
        " ON CONFLICT (writer) DO UPDATE SET clock = max(clock, excluded.clock)"
    )
    link.execute(
        "INSERT INTO main.seen_parts SELECT writer, pack, clock FROM other.seen_parts WHERE true"
        " ON CONFLICT (writer, pack) DO UPDATE SET clock = max(clock, excluded.clock)"
    )
    link.execute(
        "DELETE FROM main.seen_parts WHERE clock <="
        " (SELECT clock FROM main.writers WHERE writer = seen_parts.writer)"
    )
    link.execute(
        "INSERT OR IGNORE INTO main.scopes SELECT * FROM other.scopes"
        " WHERE pack IN (SELECT pack FROM main.seen_parts)"
    )


def join_part(link: sqlite3.Connection, pack: str) -> None:
    """Write that the main database has seen what ``other`` has, at the places of a pack.

    Of what ``other`` itself has seen in part, both scopes must hold the place.
    """
    link.execute(
        "INSERT OR REPLACE INTO main.seen_parts SELECT writer, ?, clock FROM other.writers", (pack,)
    )
    for (part,) in link.execute("SELECT DISTINCT pack FROM other.seen_parts").fetchall():
        both = derived_id("scope", part, pack)
        link.execute(
            "INSERT OR IGNORE INTO main.scopes SELECT ?, document, owner FROM other.scopes"
            " JOIN main.scopes AS own USING (document, owner)"
            " WHERE other.scopes.pack = ? AND own.pack = ?",
            (both, part, pack),
        )
        link.execute(
            "INSERT OR REPLACE INTO main.seen_parts SELECT writer, ?, clock"
            " FROM other.seen_parts WHERE pack = ?",
            (both, part),
        )
