"""Edits that lost against a later one made elsewhere: kept, and listed until settled."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from annotator.store.schema_differences import only_made
from annotator.store.tables import MERGED_TABLES, image_sql


@dataclass(frozen=True, slots=True)
class Conflict:
    """One row that was changed on two copies at once: what stands and what was overwritten."""

    table: str
    row_id: str
    stands: dict[str, Any]
    overwritten: dict[str, Any]


def open_conflicts(connection: sqlite3.Connection) -> list[Conflict]:
    """Return the conflicts nobody has settled by writing the row since.

    Versions that say the same as what stands are no conflict for people, nor is an item of
    the schema that was edited here and stands elsewhere as the project was made with it.
    """
    found = []
    for table in MERGED_TABLES:
        rows = connection.execute(
            f"SELECT row_id, image, {image_sql(table, f'{table.name}.')}, overwritten.clock,"
            f" {table.name}.clock FROM overwritten"
            f" JOIN {table.name} ON {table.name}.id = row_id WHERE table_name = ? AND open"
            " ORDER BY row_id, overwritten.clock, overwritten.writer",
            (table.name,),
        )
        for row_id, lost, stands, before, after in rows:
            if table.name == "schema_items" and only_made((before, 0), (after, 0)):
                continue
            if json.loads(lost) != json.loads(stands):
                found.append(Conflict(table.name, row_id, json.loads(stands), json.loads(lost)))
    return found
