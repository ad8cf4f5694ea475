"""How a project file came to its present format, one function for each step."""

import sqlite3
from collections.abc import Iterable
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
        _create(db, 1, tables.LOCAL_DDL)

    @migrations()
    def add_hand_off_and_adjudication(db: "Database") -> None:
        _create(db, 2, tables.LOCAL_DDL_2)

    database = Database(connection, execute_plugins=False)
    migrations.apply(database)
    connection.execute(f"PRAGMA user_version = {tables.FORMAT_VERSION}")


def stand_in(connection: sqlite3.Connection) -> None:
    """Give a reader of an older file the tables it lacks, empty, outside the file.

    So that reading verbs work on a project nobody has opened for writing since the update.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    later = [tables.table_ddl(one)[0] for one in tables.MERGED_TABLES if one.since > version]
    if version < 2:
        later += tables.LOCAL_DDL_2
    for statement in later:
        connection.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))


def _create(db: "Database", version: int, local: Iterable[str]) -> None:
    for table in tables.MERGED_TABLES:
        if table.since == version:
            for statement in tables.table_ddl(table):
                db.conn.execute(statement)
    for statement in local:
        db.conn.execute(statement)
