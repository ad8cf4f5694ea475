"""Long work in a thread, with progress and a way to stop; polled, so that any loop can."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from annotator.domain.errors import Stopped

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a task is: ``done`` of ``total`` units; a total of 0 is not known."""

    done: int = 0
    total: int = 0


class Progress:
    """What the work reports to; ``report`` raises Stopped once the user wants it stopped."""

    def __init__(self) -> None:
        self.reached = Reached()
        self._stop = threading.Event()

    def report(self, done: int, total: int = 0) -> None:
        """Say how far the work is; raise Stopped where it should end."""
        self.reached = Reached(done, total)
        if self._stop.is_set():
            raise Stopped

    def stop(self) -> None:
        """Ask the work to end at its next report."""
        self._stop.set()


class Task(Generic[Result]):
    """Run one piece of work in a thread of its own.

    The front end polls ``finished`` and ``progress.reached``; ``result`` returns what the
    work returned or raises what it raised (Stopped where it was stopped).
    """

    def __init__(self, title: str, work: Callable[[Progress], Result]) -> None:
        self.title = title
        self.progress = Progress()
        self._work = work
        self._result: Result | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=title, daemon=True)

    def start(self) -> "Task[Result]":
        """Begin the work and return at once."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ask the work to stop; it ends soon after, keeping what its verb says it keeps."""
        self.progress.stop()

    @property
    def finished(self) -> bool:
        """Whether the work has ended, well or not."""
        return self._thread.ident is not None and not self._thread.is_alive()

    def wait(self) -> None:
        """Wait for the end, well or not."""
        self._thread.join()

    def result(self) -> Result:
        """Wait for the end; return what the work returned, or raise what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]

    def _run(self) -> None:
        try:
            self._result = self._work(self.progress)
        except BaseException as error:
            self._error = error
