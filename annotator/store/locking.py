"""One writer at a time: an operating system lock that goes with the process."""

import contextlib
import getpass
import json
import os
import platform
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from annotator.domain.errors import UserError


class ProjectLock:
    """Hold a project for writing; who holds it stands in a small file beside it.

    The lock is the operating system's and ends with the process, however that ends. Its
    hidden, empty file stays where it is: were it removed, one process could hold the
    removed file and another a new one of the same name. The note of who holds it is a
    second file, because taking the lock empties the first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = path.with_name(f".{path.name}.holder")
        self._lock = FileLock(path.with_name(f".{path.name}.lock"))

    def acquire(self) -> None:
        """Take the lock, or raise UserError that says who holds it and since when."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise UserError(
                f"The project is open for writing {self._holder()}.",
                where=str(self._path),
                mend="Close it there first, or open it here read-only.",
            ) from None
        except OSError as error:
            raise UserError(
                f"The project cannot be locked ({error.strerror}).",
                where=str(self._path),
                mend="Copy it to a folder that you may write to.",
            ) from error
        self._note.write_text(
            json.dumps(
                {
                    "user": _user(),
                    "computer": platform.node(),
                    "process": os.getpid(),
                    "since": datetime.now().isoformat(timespec="minutes"),
                }
            ),
            encoding="utf-8",
        )

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if not self._lock.is_locked:
            return
        with contextlib.suppress(OSError):
            self._note.unlink()
        self._lock.release()

    def _holder(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return (
                f"by {note['user']} on {note['computer']}"
                f" (process {note['process']}, since {note['since'].replace('T', ' ')})"
            )
        except (OSError, ValueError, KeyError, AttributeError):
            return "in another window"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
