"""Transactions: every row written gets the transaction's stamp, every step its journal."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from annotator.domain.errors import UserError
from annotator.store.tables import TABLE, image_sql, quoted

Values = Mapping[str, Any]

# Made once: ``json.dumps`` makes one at each call, which takes longer than a small value.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: object) -> str:
    """Return compact JSON with sorted keys: equal values give equal strings."""
    return _ENCODER.encode(value)


FOUND = 0
"""The clock of rows that nobody wrote yet, below that of every edit."""


class Transaction:
    """Write rows under one stamp; made by ``Project.transaction``, never by hand.

    ``clock`` is a logical time above all the file has seen, ``writer`` the random number
    of this session. Rows are never removed: ``delete`` leaves a tombstone.
    """

    def __init__(self, connection: sqlite3.Connection, clock: int, writer: int) -> None:
        self.connection = connection
        self.clock = clock
        self.writer = writer
        self.wrote = False

    def insert(self, table: str, rows: Iterable[Values]) -> None:
        """Insert rows whose ids are new to the file."""
        names = ("id", *TABLE[table].content)
        stamp = (self.clock, self.writer)
        self.connection.executemany(
            _insert_sql(table), [(*(row[name] for name in names), *stamp, 0) for row in rows]
        )
        self.wrote = True

    def insert_values(
        self, table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Insert many rows whose ids are new to the file, as their values under ``names``.

        Columns outside the content, such as a local number, may be among the names.
        """
        columns = ", ".join(quoted(name) for name in (*names, "clock", "writer", "deleted"))
        values = ", ".join([*("?" for _ in names), str(self.clock), str(self.writer), "0"])
        self.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)
        self.wrote = True

    def insert_found(self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows as they were found, as ``insert_values``, below every edit.

        Their stamp follows from their content, so that two files which found the same have
        the same row. ``names`` are the id, content columns, and local ones.
        """
        columns = ", ".join(quoted(name) for name in (*names, "clock", "writer", "deleted"))
        marks = ", ".join("?" for _ in names)
        at = [names.index(name) for name in ("id", *TABLE[table].content)]
        values = ((*row, _found_by([row[place] for place in at])) for row in rows)
        self.connection.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks}, {FOUND}, ?, 0)", values
        )
        self.wrote = True

    def put(self, table: str, row: Values) -> None:
        """Insert a row, or write over the one with its id, deleted or not."""
        values = [row[name] for name in ("id", *TABLE[table].content)]
        self.connection.execute(_put_sql(table), (*values, self.clock, self.writer, 0))
        self._settle(table, row["id"])

    def put_many(self, table: str, rows: Iterable[Values]) -> None:
        """Insert rows or write over those with their ids, as ``put`` does one by one."""
        names = ("id", *TABLE[table].content)
        stamp = (self.clock, self.writer, 0)
        written = [(*(row[name] for name in names), *stamp) for row in rows]
        self.connection.executemany(_put_sql(table), written)
        self._settle_many(table, [row[0] for row in written])

    def update(self, table: str, row_id: str, changes: Values) -> None:
        """Change some columns of one row; raise UserError where it is gone."""
        sets = ", ".join(f"{quoted(name)} = ?" for name in changes)
        cursor = self.connection.execute(
            f"UPDATE {table} SET {sets}, clock = ?, writer = ? WHERE id = ?",
            (*changes.values(), self.clock, self.writer, row_id),
        )
        if cursor.rowcount != 1:
            raise UserError("What was to be changed is no longer there.")
        self._settle(table, row_id)

    def update_many(
        self, table: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Any]]]
    ) -> None:
        """Change the same columns of many rows, given as ids with values.

        Without columns the rows are only stamped anew. Raises UserError where one is gone.
        """
        sets = "".join(f"{quoted(name)} = ?, " for name in columns)
        cursor = self.connection.executemany(
            f"UPDATE {table} SET {sets}clock = {self.clock}, writer = {self.writer} WHERE id = ?",
            [(*values, row_id) for row_id, values in rows],
        )
        if cursor.rowcount != len(rows):
            raise UserError("What was to be changed is no longer there.")
        self._settle_many(table, [row_id for row_id, _ in rows])

    def delete(self, table: str, row_ids: Iterable[str]) -> None:
        """Turn rows into tombstones."""
        for row_id in row_ids:
            self.update(table, row_id, {"deleted": 1})

    def images(self, table: str, row_ids: Sequence[str]) -> dict[str, str]:
        """Return the JSON images of rows as they are now, by id; none for what is not there."""
        rows = self.connection.execute(
            f"SELECT {table}.id, {image_sql(TABLE[table], f'{table}.')} FROM json_each(?) AS wanted"
            f" CROSS JOIN {table} ON {table}.id = wanted.value",
            (json.dumps(list(row_ids)),),
        )
        return dict(rows.fetchall())

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run a statement on a table that is not merged (texts, raws, steps)."""
        self.wrote = True
        return self.connection.execute(statement, values)

    def _settle(self, table: str, row_id: str) -> None:
        # Whoever writes a row has seen what lost against it: the conflict is settled, and
        # the overwritten version stays in the file as history.
        self.connection.execute(
            "UPDATE overwritten SET open = 0 WHERE table_name = ? AND row_id = ? AND open",
            (table, row_id),
        )
        self.wrote = True

    def _settle_many(self, table: str, row_ids: Sequence[str]) -> None:
        self.connection.execute(
            "UPDATE overwritten SET open = 0 WHERE table_name = ? AND open"
            " AND row_id IN (SELECT value FROM json_each(?))",
            (table, json.dumps(row_ids)),
        )
        self.wrote = True


def _found_by(content: Sequence[str]) -> int:
    """Return what stands for the writer of a row as it was found: a hash of its content."""
    digest = hashlib.blake2b("\0".join(content).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 2


@cache
def _insert_sql(table: str) -> str:
    spec = TABLE[table]
    names = ", ".join(quoted(name) for name in spec.stored)
    marks = ", ".join("?" for _ in spec.stored)
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"


@cache
def _put_sql(table: str) -> str:
    sets = ", ".join(f"{quoted(n)} = excluded.{quoted(n)}" for n in TABLE[table].stored[1:])
    return f"{_insert_sql(table)} ON CONFLICT (id) DO UPDATE SET {sets}"
