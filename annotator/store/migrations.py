"""How a project file came to its present format, one function for each step."""

import sqlite3
from typing import TYPE_CHECKING

from annotator.store import tables

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_or_migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the present format with sqlite-utils' migrations.

    The import stands here because it costs a quarter of a second, half of what a window
    may take to start, and an up-to-date file needs none of it.
    """
    from sqlite_utils import Database, Migrations

    migrations = Migrations("annotator")

    @migrations()
    def create_tables(db: "Database") -> None:
        for table in tables.MERGED_TABLES:
            for statement in tables.table_ddl(table):
                db.conn.execute(statement)
        for statement in tables.LOCAL_DDL:
            db.conn.execute(statement)

    database = Database(connection, execute_plugins=False)
    migrations.apply(database)
    connection.execute(f"PRAGMA user_version = {tables.FORMAT_VERSION}")
