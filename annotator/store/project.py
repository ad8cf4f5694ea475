"""An open project file: its connection, its lock, its transactions."""

import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.domain.ids import new_id
from annotator.store import backups, connection, migrations
from annotator.store.locking import ProjectLock
from annotator.store.writing import Transaction

_PAGES = 1000  # of the write-ahead log, until it is folded in: SQLite's own default
_PAGES_IN_BULK = 16_000
_SNAPSHOT_CACHE = 8_000  # KiB: who reads a snapshot goes through it once, from end to end


class Project:
    """One open project file. Make it with ``Project.create`` or ``Project.open``.

    There are two connections: ``connection`` writes, one thread at a time, and whoever
    uses it holds ``lock``; ``reading`` gives the other one, so that a window goes on
    showing articles while a long import writes (a write-ahead log lets both work at once).
    """

    def __init__(self, path: Path, link: sqlite3.Connection, file_lock: ProjectLock | None) -> None:
        self.path = path
        self.connection = link
        self.lock = threading.RLock()
        self._reading_lock = threading.RLock()
        self._reader = link if file_lock is None else connection.open_reader(path)
        self.read_only = file_lock is None
        self._file_lock = file_lock
        self._writer: int | None = None

    @classmethod
    def create(cls, path: Path) -> "Project":
        """Create an empty project; raise UserError where the file exists."""
        if path.exists():
            # Said before the lock is tried, so that the message is about the file.
            connection.create(path)
        file_lock = ProjectLock(path)
        if not path.parent.is_dir():
            connection.create(path)
        file_lock.acquire()
        try:
            link = connection.create(path)
        except BaseException:
            file_lock.release()
            raise
        project = cls(path, link, file_lock)
        with project.transaction() as t:
            t.execute("INSERT INTO meta VALUES ('project', ?), ('clock', '0')", (new_id(),))
        return project

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Project":
        """Open a project; an older format is brought up to date after a backup.

        Raises UserError where the file is missing, foreign, damaged, newer, or held for
        writing by another process.
        """
        file_lock: ProjectLock | None = None
        if not read_only:
            connection.open_file(path, read_only=True).close()
            file_lock = ProjectLock(path)
            file_lock.acquire()
        try:
            link = connection.open_file(path, read_only=read_only)
            if connection.needs_migration(link) and not read_only:
                _migrate(path, link)
        except BaseException:
            if file_lock is not None:
                file_lock.release()
            raise
        return cls(path, link, file_lock)

    def close(self) -> None:
        """Fold the write-ahead log in, close the file and give the lock back."""
        with self.lock, self._reading_lock:
            if self._reader is not self.connection:
                self._reader.close()
            connection.close(self.connection, read_only=self.read_only)
        if self._file_lock is not None:
            self._file_lock.release()

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading; it sees all that is committed."""
        with self._reading_lock:
            yield self._reader

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give a connection of its own that sees the project as it is now, to the end."""
        with self.snapshots(1) as links:
            yield links[0]

    @contextmanager
    def snapshots(self, count: int) -> Iterator[Sequence[sqlite3.Connection]]:
        """Give several connections, a thread each, that see the project as it is now."""
        with ExitStack() as opened:
            links = [
                opened.enter_context(closing(connection.open_reader(self.path)))
                for _ in range(count)
            ]
            for link in links:
                link.execute(f"PRAGMA cache_size = -{_SNAPSHOT_CACHE}")
            connection.begin_alike(links)
            yield links

    @contextmanager
    def transaction(
        self,
        title: str = "",
        *,
        annotator: str = "",
        document: str | None = None,
        undoable: bool = False,
        detail: str = "",
        if_changed: bool = False,
    ) -> Iterator[Transaction]:
        """Open a transaction with a fresh stamp; all of it is stored, or nothing.

        With ``undoable`` the row images go to the journal as one step called ``title``;
        with a title alone the step is one line in the log, with ``if_changed`` only where
        something was written.
        """
        if self.read_only:
            raise UserError(
                "The project is open read-only.",
                where=str(self.path),
                mend="Close the other window that has it, then open it again.",
            )
        with self.lock:
            fresh = self._writer is None
            writer = self._writer or secrets.randbits(62) + 1
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                t = Transaction(self.connection, self._next_clock(), writer)
                step = None
                if title:
                    kind = "edit" if undoable else "log"
                    step = _open_step(t, kind, title, annotator, document, detail)
                if undoable:
                    t.execute("UPDATE open_step SET step = ?", (step,))
                before = self.connection.total_changes
                yield t
                if undoable:
                    t.execute("UPDATE open_step SET step = NULL")
                    _drop_empty_step(t, step)
                elif if_changed and self.connection.total_changes == before:
                    t.execute("DELETE FROM steps WHERE number = ?", (step,))
                    t.wrote = False
                if t.wrote:
                    self._record_clock(t)
                self.connection.execute("COMMIT")
            except BaseException as error:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.OperationalError):
                    raise _cannot_write(self.path, error) from error
                raise
            if fresh:
                self._writer = writer

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Fold the write-ahead log in less often meanwhile, for many large transactions.

        Pages that each of them writes are then copied once for several. At the end it is
        folded in as usual, by the next transaction.
        """
        with self.lock:
            self.connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_IN_BULK}")
        try:
            yield
        finally:
            with self.lock:
                self.connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the project file and go on with it.

        The file is copied beside the project first and renamed, so that being killed
        half-way leaves the one or the other. A new writer is drawn at the next write.
        """
        with self.lock, self._reading_lock:
            copy = self.path.with_name(f"{self.path.name}.restored")
            backups.copy(backup, copy)
            self._reader.close()
            connection.close(self.connection, read_only=False)
            try:
                copy.replace(self.path)
            finally:
                self.connection = connection.open_file(self.path, read_only=False)
                self.connection.execute("PRAGMA journal_mode = WAL")
                self._reader = connection.open_reader(self.path)
                self._writer = None

    def meta(self, name: str, default: str = "") -> str:
        """Return a fact about the file itself (``project``, ``clock``, settings)."""
        with self.reading() as link:
            row = link.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else default

    def set_meta(self, name: str, value: str) -> None:
        """Store a fact about the file itself; it is not merged and not undone."""
        with self.transaction() as t:
            t.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def _next_clock(self) -> int:
        row = self.connection.execute("SELECT value FROM meta WHERE name = 'clock'").fetchone()
        return int(row[0]) + 1 if row else 1

    def _record_clock(self, t: Transaction) -> None:
        self.connection.execute("UPDATE meta SET value = ? WHERE name = 'clock'", (str(t.clock),))
        self.connection.execute(
            "INSERT INTO writers VALUES (?, ?)"
            " ON CONFLICT (writer) DO UPDATE SET clock = excluded.clock",
            (t.writer, t.clock),
        )


def now() -> str:
    """Return the present time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _open_step(
    t: Transaction, kind: str, title: str, annotator: str, document: str | None, detail: str
) -> int | None:
    if kind == "edit":
        # A new edit closes the way forward: what was undone stays in the log, marked.
        t.execute(
            "UPDATE steps SET state = 'left' WHERE state = 'undone' AND annotator = ?",
            (annotator,),
        )
    cursor = t.execute(
        "INSERT INTO steps (kind, title, state, annotator, document, at, clock, writer, detail)"
        " VALUES (?, ?, 'done', ?, ?, ?, ?, ?, ?)",
        (kind, title, annotator, document, now(), t.clock, t.writer, detail),
    )
    return cursor.lastrowid


def _drop_empty_step(t: Transaction, step: int | None) -> None:
    t.execute(
        "DELETE FROM steps WHERE number = ?1"
        " AND NOT EXISTS (SELECT 1 FROM journal WHERE step = ?1)",
        (step,),
    )


def _migrate(path: Path, link: sqlite3.Connection) -> None:
    backups.take(path, "before-migration")
    link.execute("BEGIN IMMEDIATE")
    link.execute("UPDATE steps SET state = 'closed' WHERE state IN ('done', 'undone')")
    link.execute("COMMIT")
    migrations.create_or_migrate(link)


def _cannot_write(path: Path, error: sqlite3.OperationalError) -> UserError:
    full = "full" in str(error)
    return UserError(
        "The disk is full." if full else f"The project cannot be written ({error}).",
        where=str(path),
        mend="Make room and try again; nothing was changed." if full else "Nothing was changed.",
    )
