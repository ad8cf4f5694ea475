"""One worker process as the pool sees it: its process and its pipes."""

import contextlib
import signal
from multiprocessing import get_context, resource_tracker
from typing import Any

from annotator.suggest import messages
from annotator.suggest.ledger import Task
from annotator.suggest.worker import Orders, work

_PATIENCE = 1.0  # seconds a process may take to end by itself
_PATIENCE_WHILE_LOADING = 0.2  # then it may not listen yet


def shield_from_interrupt() -> None:
    """Block Ctrl+C for processes that this thread starts, while they are too young to ignore it.

    It goes to the whole group, and Python would print a traceback for each process.
    """
    if hasattr(signal, "pthread_sigmask"):
        # Started with the first process, and unblocking the signal on that occasion.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


class Member:
    """A running worker process. Not thread-safe: one thread talks to it."""

    def __init__(self, orders: Orders) -> None:
        context = get_context("spawn")
        # Two one-way pipes, not a socket pair: they work where sockets are blocked.
        inlet, self._outgoing = context.Pipe(duplex=False)
        self.answers, outlet = context.Pipe(duplex=False)
        self.ready = False
        self.reason = ""
        self._process = context.Process(
            target=work, args=(orders, inlet, outlet), name="annotator-suggest", daemon=True
        )
        self._process.start()
        self.pid = self._process.pid or 0
        # Only the child may hold these ends, or its death would not be noticed.
        inlet.close()
        outlet.close()

    def send(self, number: int, task: Task) -> None:
        """Send a task under its job number; a dead worker is noticed elsewhere."""
        self._tell(
            messages.SUGGEST,
            job=number,
            text=task.text,
            extents=list(task.extents),
            priority=task.priority,
        )

    def cancel(self) -> None:
        """Make the worker drop all it was sent."""
        self._tell(messages.CANCEL)

    def _tell(self, kind: str, **content: Any) -> None:
        try:
            messages.send(self._outgoing, kind, **content)
        except OSError:
            # It is dead: the end of its answers says so, and there it is dealt with.
            return

    def heard(self) -> list[messages.Message] | None:
        """Return the answers that have arrived, or None once the worker has ended."""
        arrived: list[messages.Message] = []
        try:
            while self.answers.poll():
                arrived.append(messages.receive(self.answers))
        except (EOFError, OSError):
            return arrived or None
        return arrived

    def hang_up(self) -> None:
        """Close the pipe, upon which the worker ends by itself."""
        self._outgoing.close()

    def kill(self) -> None:
        """Kill the process, from any thread; harmless where it has ended."""
        with contextlib.suppress(ValueError):
            self._process.kill()

    def end(self) -> str:
        """End the process for good; return how it ended, for people."""
        self.hang_up()
        self._process.join(_PATIENCE if self.ready else _PATIENCE_WHILE_LOADING)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        code = self._process.exitcode
        self._process.close()
        self.answers.close()
        return self.reason or f"The suggestion process ended unexpectedly (exit code {code})."
