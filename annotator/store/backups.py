"""Backups: whole copies in a folder beside the project, taken without stopping work."""

import contextlib
import sqlite3
import time
from datetime import datetime
from pathlib import Path

from annotator.domain.errors import UserError

KEPT = 10
_ABANDONED = 600
"""Seconds without a write after which an unfinished copy is one that was killed."""


def folder(project: Path) -> Path:
    """Return the folder where a project's backups stand."""
    return project.with_name(f"{project.stem}.backups")


def existing(project: Path) -> list[Path]:
    """Return the backups of a project, oldest first."""
    return sorted(folder(project).glob(f"{project.stem}-*{project.suffix}"))


def is_due(project: Path) -> bool:
    """Tell whether the project changed since its last backup."""
    copies = existing(project)
    if not copies:
        return True
    newest = copies[-1].stat().st_mtime
    log = project.with_name(f"{project.name}-wal")
    changed = max((path.stat().st_mtime for path in (project, log) if path.exists()), default=0.0)
    return changed > newest


def take(project: Path, reason: str) -> Path:
    """Copy a project through SQLite's backup interface and return the copy's path.

    It reads a snapshot through a connection of its own, so it may run in any thread while
    work goes on. A copy that was cut short never carries a backup's name. Old copies
    beyond the newest ten are removed.
    """
    where = folder(project)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    target = where / f"{project.stem}-{stamp}-{reason}{project.suffix}"
    try:
        where.mkdir(exist_ok=True)
        _remove_abandoned(project)
        copy(project, target)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"The backup could not be written ({error}).",
            where=str(target),
            mend="Make room on the disk; nothing was changed.",
        ) from error
    for old in existing(project)[:-KEPT]:
        with contextlib.suppress(OSError):
            old.unlink()
    return target


def _remove_abandoned(project: Path) -> None:
    """Remove what killed processes left of copies; one that is being written stays."""
    for part in folder(project).glob(f"{project.stem}-*.part*"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _ABANDONED:
                part.unlink()


def drop(backup: Path) -> None:
    """Remove a backup of what did not happen, and the folder if it is empty then."""
    with contextlib.suppress(OSError):
        backup.unlink()
        backup.parent.rmdir()


def copy(project: Path, target: Path) -> None:
    """Write a whole copy of an open or closed project under another name."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    source = sqlite3.connect(f"{project.absolute().as_uri()}?mode=ro", uri=True)
    try:
        destination = sqlite3.connect(unfinished)
        try:
            source.backup(destination, pages=2048, sleep=0.001)
            destination.execute("PRAGMA journal_mode = DELETE").fetchone()
        finally:
            destination.close()
        unfinished.replace(target)
    finally:
        source.close()
        unfinished.unlink(missing_ok=True)
