"""Transactions: every row written gets the transaction's stamp, every step its journal."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.domain.errors import UserError
from annotator.store.tables import TABLE, MergedTable, image_sql, quoted

Values = Mapping[str, Any]


def canonical_json(value: object) -> str:
    """Return compact JSON with sorted keys: equal values give equal strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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
        spec = TABLE[table]
        names = ("id", *spec.content)
        statement = _insert_sql(spec)
        stamp = (self.clock, self.writer)
        self.connection.executemany(
            statement, [(*(row[name] for name in names), *stamp, 0) for row in rows]
        )
        self.wrote = True

    def put(self, table: str, row: Values) -> None:
        """Insert a row, or write over the one with its id, deleted or not."""
        spec = TABLE[table]
        names = ("id", *spec.content)
        sets = ", ".join(f"{quoted(n)} = excluded.{quoted(n)}" for n in spec.stored[1:])
        self.connection.execute(
            f"{_insert_sql(spec)} ON CONFLICT (id) DO UPDATE SET {sets}",
            (*(row[name] for name in names), self.clock, self.writer, 0),
        )
        self._settle(table, row["id"])

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

    def delete(self, table: str, row_ids: Iterable[str]) -> None:
        """Turn rows into tombstones."""
        for row_id in row_ids:
            self.update(table, row_id, {"deleted": 1})

    def restore(self, table: str, row_id: str, image: str, *, deleted: bool | None = None) -> None:
        """Write a journal image back over a row, under this transaction's stamp."""
        values = json.loads(image)
        if deleted is not None:
            values["deleted"] = int(deleted)
        self.update(table, row_id, values)

    def image(self, table: str, row_id: str) -> str | None:
        """Return the JSON image of a row as it is now, or None."""
        found = self.connection.execute(
            f"SELECT {image_sql(TABLE[table])} FROM {table} WHERE id = ?", (row_id,)
        ).fetchone()
        return found[0] if found else None

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


def _insert_sql(spec: MergedTable) -> str:
    names = ", ".join(quoted(name) for name in spec.stored)
    marks = ", ".join("?" for _ in spec.stored)
    return f"INSERT INTO {spec.name} ({names}) VALUES ({marks})"
