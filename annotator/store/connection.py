"""Opening a project file: pragmas, and clear refusals for what is no project of ours."""

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.store import migrations, tables

SQLITE_MAGIC = b"SQLite format 3\x00"


def create(path: Path) -> sqlite3.Connection:
    """Create a project file and return its connection; refuse to overwrite anything."""
    if path.exists():
        raise UserError(
            "There is a file of this name already.",
            where=str(path),
            mend="Open it, or choose another name.",
        )
    if not path.parent.is_dir():
        raise UserError("The folder does not exist.", where=str(path.parent), mend="Make it first.")
    try:
        connection = _connect(path, "rwc")
        connection.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        migrations.create_or_migrate(connection)
    except sqlite3.Error as error:
        raise UserError(
            f"The project file cannot be written ({error}).",
            where=str(path),
            mend="Choose a folder that you may write to, on a disk with space.",
        ) from error
    return connection


def open_file(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a project file; raise UserError for a missing, foreign, newer or damaged one."""
    _check_header(path)
    try:
        connection = _open(path, read_only)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise _damaged(path, error) from error
    if application != tables.APPLICATION_ID:
        connection.close()
        raise _foreign(path)
    if version > tables.FORMAT_VERSION:
        connection.close()
        raise UserError(
            f"This project was made by a newer Annotator (format {version},"
            f" this program reads up to {tables.FORMAT_VERSION}).",
            where=str(path),
            mend="Update Annotator on this computer; the file was not changed.",
        )
    if read_only:
        migrations.stand_in(connection)
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a project file that was checked already, for reading only."""
    connection = _open(path, read_only=True)
    migrations.stand_in(connection)
    return connection


def begin_alike(links: Sequence[sqlite3.Connection]) -> None:
    """Begin to read on several connections, all of them from one and the same state."""
    first = links[0]
    while True:
        version = _data_version(first)
        for link in (*links[1:], first):
            link.execute("BEGIN")
            # Only now does a reader choose its state.
            link.execute("SELECT count(*) FROM sqlite_master").fetchone()
        # SQLite counts the commits of others up to the state that the first one sees now.
        if _data_version(first) == version:
            return
        for link in links:
            link.execute("ROLLBACK")


def _data_version(link: sqlite3.Connection) -> int:
    version: int = link.execute("PRAGMA data_version").fetchone()[0]
    return version


def needs_migration(connection: sqlite3.Connection) -> bool:
    """Tell whether the file is of an older format."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version < tables.FORMAT_VERSION


def close(connection: sqlite3.Connection, *, read_only: bool) -> None:
    """Close a connection; a writer folds the write-ahead log in, so one file is all."""
    if not read_only:
        # Where a reader holds it open, the log is folded in when that one closes.
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _connect(path: Path, mode: str, extra: str = "") -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}{extra}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
        cached_statements=256,
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -64000")
    return connection


def _open(path: Path, read_only: bool) -> sqlite3.Connection:
    if not read_only:
        return _connect(path, "rw")
    if not os.access(path.parent, os.W_OK):
        # A reader of a WAL file wants to make its index file; where the folder cannot be
        # written nobody else writes the project either, so it may be read as it stands.
        return _connect(path, "ro", "&immutable=1")
    return _connect(path, "ro")


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(SQLITE_MAGIC))
    except FileNotFoundError:
        raise UserError(
            "There is no such project.",
            where=str(path),
            mend=f'Make one with "annotator new {path.name}".',
        ) from None
    except OSError as error:
        raise UserError(
            f"The project cannot be read ({error.strerror}).", where=str(path)
        ) from error
    if magic != SQLITE_MAGIC:
        raise _foreign(path)


def _foreign(path: Path) -> UserError:
    return UserError(
        "This file is no Annotator project.",
        where=str(path),
        mend='To take in articles use "annotator ingest PROJECT FILE",'
        ' for annotated files "annotator import".',
    )


def _damaged(path: Path, error: Exception) -> UserError:
    return UserError(
        f"The project file is damaged ({error}).",
        where=str(path),
        mend="Open the newest backup beside it (folder"
        f' "{path.stem}.backups"), or save what can be read with'
        ' "sqlite3 PROJECT .recover".',
    )
