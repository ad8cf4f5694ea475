"""A project file that is to be merged: is it sound, who is in it, and attaching it for reading."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.errors import Stopped, UserError
from annotator.store import backups, checking, connection, digests
from annotator.store.project import Project

Counted = Callable[[int, int], None]

_INSTRUCTIONS = 200_000
"""SQLite asks after so many of its instructions whether to go on: every few milliseconds."""
_AGAIN = "Nothing of it was taken in. Have it sent again, or merge a backup of it."


def checked(path: Path, progress: Counted = lambda done, total: None) -> set[str]:
    """Return the annotators' names in a project file; raise UserError for a damaged one.

    Looked at are the file itself, that each text is the one that it was stored under, and
    that spans fit their texts: nothing of a damaged file may come into a project.
    """
    with up_to_date(path) as current:
        link = connection.open_reader(current)
        try:
            with stoppable(link, progress):
                _require_sound(link, path)
                rows = link.execute("SELECT name FROM annotators WHERE NOT deleted")
                return {row[0] for row in rows}
        except sqlite3.DatabaseError as error:
            raise _damaged(path, str(error)) from error
        finally:
            link.close()


def state_of(path: Path) -> str:
    """Return the hash of a file's rows, by which a merge remembers what was merged."""
    link = connection.open_reader(path)
    try:
        return digests.state(link)
    finally:
        link.close()


@contextmanager
def up_to_date(other: Path) -> Iterator[Path]:
    """Give a file of the present format; an older one is copied and the copy migrated."""
    try:
        link = connection.open_file(other, read_only=True)
    except UserError as error:
        if isinstance(error.__cause__, sqlite3.DatabaseError):
            # Its backups are on another laptop: what helps is to ask for it once more.
            raise _damaged(other, str(error.__cause__)) from error
        raise
    try:
        older = connection.needs_migration(link)
    finally:
        link.close()
    if not older:
        yield other
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / other.name
        backups.copy(other, copy)
        Project.open(copy).close()
        yield copy


@contextmanager
def attached(project: Project, path: Path, named: Path) -> Iterator[None]:
    """Attach a project file to the writing connection as ``other``, for reading.

    A damaged file ends in a UserError that calls it ``named``.
    """
    # As in connection: where the folder cannot be written, nobody writes the file either.
    extra = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro{extra}"
    try:
        project.connection.execute("ATTACH ? AS other", (uri,))
        try:
            yield
        finally:
            project.connection.execute("DETACH other")
    except sqlite3.DatabaseError as error:
        raise UserError(
            f"The file cannot be merged ({error}).",
            where=str(named),
            mend='Look at it with "annotator check"; nothing was changed.',
        ) from error


@contextmanager
def stoppable(link: sqlite3.Connection, progress: Counted) -> Iterator[Counted]:
    """Let ``progress`` stop long SQL too: it is asked again and again with what it was told.

    Gives what is to be told instead of ``progress``. Raises the Stopped of ``progress``.
    """
    told = (0, 0)
    stopped: list[Stopped] = []

    def tell(done: int, total: int) -> None:
        nonlocal told
        told = (done, total)
        progress(done, total)

    def ask() -> int:
        if not stopped:  # Once: what takes the work back runs through here as well.
            try:
                progress(*told)
            except Stopped as wish:
                stopped.append(wish)
                return 1
        return 0

    link.set_progress_handler(ask, _INSTRUCTIONS)
    try:
        yield tell
    except sqlite3.OperationalError:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        link.set_progress_handler(None, 0)


def _require_sound(link: sqlite3.Connection, named: Path) -> None:
    for problem in checking.damage(link):
        raise _damaged(named, problem.rstrip("."))


def _damaged(named: Path, problem: str) -> UserError:
    said = " ".join(problem.replace("*** in database main ***", "").split())
    return UserError(f"The file is damaged ({said}).", where=str(named), mend=_AGAIN)
