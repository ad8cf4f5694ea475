"""Backups: whole copies in a folder beside the project, taken without stopping work."""

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

from annotator.domain.errors import UserError

KEPT = 10


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
