"""The rows that two files hold in different versions; the other file is attached.

Where one file has seen the other's version and holds another one, its own came after. So
most rows are settled by SQL alone, and only those that nobody has seen are looked at one
by one.

Rows as they were found by an ingest (``writing.FOUND``) are written by nobody: every file
counts as knowing them, so that any edit stands over them and none is lost against them. Of
two such versions the higher stamp stands.
"""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from annotator.store import seen
from annotator.store.seen import Place, Stamp
from annotator.store.tables import MergedTable, image_sql
from annotator.store.writing import FOUND


class Concurrent(NamedTuple):
    """A row to be looked at: edited on both sides, or with versions that lost on either.

    ``mine`` is (0, 0) where only the other file holds the row. ``edited`` says that the
    two stand against each other, neither file having seen the other's; ``equal`` that they
    say the same, ``gone`` that both say that the row is deleted.
    """

    row: str
    mine: Stamp
    theirs: Stamp
    place: Place
    edited: bool
    equal: bool
    gone: bool


class Settled(NamedTuple):
    """How many rows of one annotator ("": nobody's) are later on one side.

    ``newer`` ones are later in the other file; ``equal`` ones say the same all the same;
    ``gone`` ones are deleted on both sides.
    """

    owner: str
    newer: bool
    equal: bool
    gone: bool
    number: int


_BOTH = (
    "FROM other.{table} AS o JOIN main.{table} AS m ON m.id = o.id"
    " WHERE (m.clock, m.writer) != (o.clock, o.writer)"
)
_FOUND_LATER = f"(m.clock = {FOUND} AND o.clock = {FOUND} AND o.writer > m.writer)"
"""Whether both versions are as they were found, and theirs is the one that stands."""


def newer_rows(link: sqlite3.Connection, table: MergedTable) -> list[str]:
    """Return the rows whose version in ``other`` came after the one here."""
    here, there = _known(table)
    rows = link.execute(
        f"SELECT o.id {_BOTH.format(table=table.name)}"
        f" AND (NOT ({here}) AND ({there}) OR {_FOUND_LATER})"
    )
    return [row[0] for row in rows]


def settled_counts(link: sqlite3.Connection, table: MergedTable) -> Iterator[Settled]:
    """Yield the numbers of rows that are later on one side, by annotator."""
    here, there = _known(table)
    _, owner = seen.place_sql(table.name, "o", "other")
    equal = f"{image_sql(table, 'm.')} = {image_sql(table, 'o.')}"
    for row in link.execute(
        f"SELECT {owner}, NOT ({here}) OR {_FOUND_LATER}, {equal}, m.deleted AND o.deleted,"
        " count(*)"
        f" {_BOTH.format(table=table.name)} AND (({here}) OR ({there})) GROUP BY 1, 2, 3, 4"
    ):
        yield Settled(row[0] or "", bool(row[1]), bool(row[2]), bool(row[3]), row[4])


def concurrent_rows(link: sqlite3.Connection, table: MergedTable) -> list[Concurrent]:
    """Return the rows that were edited on both sides, or that lost versions on either.

    A row new to us needs work only for the lost versions that come with it.
    """
    here, there = _known(table)
    document, owner = seen.place_sql(table.name, "o", "other")
    lost = " UNION ALL ".join(
        f"SELECT row_id FROM {database}.overwritten WHERE table_name = ?1 AND open"
        for database in ("main", "other")
    )
    edited = (
        "m.id IS NOT NULL AND (m.clock, m.writer) != (o.clock, o.writer)"
        f" AND NOT ({here}) AND NOT ({there})"
    )
    rows = link.execute(
        f"SELECT o.id, m.clock, m.writer, o.clock, o.writer, {document}, {owner}, {edited},"
        f" {image_sql(table, 'm.')} = {image_sql(table, 'o.')}, m.deleted AND o.deleted"
        f" FROM other.{table.name} AS o LEFT JOIN main.{table.name} AS m ON m.id = o.id"
        f" WHERE o.id IN ({lost}) OR ({edited})",
        (table.name,),
    )
    return [
        Concurrent(
            r[0],
            (r[1] or 0, r[2] or 0),
            (r[3], r[4]),
            Place(r[5] or "", r[6] or ""),
            bool(r[7]),
            r[1] is not None and bool(r[8]),
            bool(r[9]),
        )
        for r in rows
    ]


def versions(
    link: sqlite3.Connection, database: str, table: MergedTable, row_id: str
) -> dict[Stamp, str]:
    """Return a row's standing version and its open overwritten ones, images by stamp."""
    rows = link.execute(
        f"SELECT clock, writer, {image_sql(table)} FROM {database}.{table.name} WHERE id = ?1"
        f" UNION ALL SELECT clock, writer, image FROM {database}.overwritten"
        " WHERE table_name = ?2 AND row_id = ?1 AND open",
        (row_id, table.name),
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _known(table: MergedTable) -> tuple[str, str]:
    """Return SQL: whether their version was seen here, and whether ours was seen there."""
    place = seen.place_sql(table.name, "o", "other")
    return seen.known_sql("main", "o", place), seen.known_sql("other", "m", place)
