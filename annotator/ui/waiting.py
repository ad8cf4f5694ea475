"""Waiting for one long task at a time: a bar with a stop, where it is not over at once."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from annotator.app.tasks import Progress, Task
from annotator.domain.errors import Stopped, UserError

_POLL = 30
_SHOWN_AFTER = 400
_WIDTH = 340
"""Pixels of the bar's window: room for what it says, and for its title."""

Result = TypeVar("Result")


class Waiting(QObject):
    """Run a task in a thread of its own and hand it over, finished, in the window's."""

    working = Signal(bool)
    """A task began, or ended."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._task: Task[Any] | None = None
        self._done: Callable[[Task[Any]], None] | None = None
        self._bar: QProgressDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._poll)

    @property
    def busy(self) -> bool:
        """Whether a task is at work."""
        return self._task is not None

    def start(
        self,
        title: str,
        work: Callable[[Progress], Result],
        done: Callable[[Task[Result]], None],
        *,
        at_once: bool = False,
    ) -> None:
        """Begin; ``at_once`` keeps the keys from the window from the beginning.

        ``done`` gets the finished task, whose ``result`` may raise what the work raised.
        """
        self._done = done
        bar = self._bar = QProgressDialog(f"{title}…", "Stop", 0, 0, self._page)
        bar.setWindowTitle(title)
        bar.setMinimumWidth(_WIDTH)
        bar.setWindowModality(Qt.WindowModality.WindowModal)
        bar.setMinimumDuration(_SHOWN_AFTER)
        bar.setAutoClose(False)
        bar.setAutoReset(False)
        bar.canceled.connect(self.stop)
        if at_once:
            bar.show()
        self._task = Task(title, work).start()
        self._timer.start()
        self.working.emit(True)

    def stop(self) -> None:
        """Ask the task to stop."""
        if self._task is not None:
            self._task.stop()

    def end(self) -> None:
        """Stop, and wait for the end; nobody is told."""
        task, self._task = self._task, None
        if task is not None:
            task.stop()
            with suppress(Stopped, UserError):
                task.result()
            self._put_away()

    def _poll(self) -> None:
        task = self._task
        if task is None:
            return
        if not task.finished:
            reached = task.progress.reached
            if self._bar is not None:
                self._bar.setMaximum(reached.total)
                self._bar.setValue(reached.done)
                self._bar.setLabelText(told_progress(task.title, reached.done, reached.total))
            return
        self._task = None
        self._put_away()
        if self._done is not None:
            self._done(task)

    def _put_away(self) -> None:
        self._timer.stop()
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.close()
            bar.deleteLater()
        self.working.emit(False)


def told_progress(title: str, done: int, total: int) -> str:
    """Return what is at work and how far it is, as far as that is known.

    With a total as a share of it: some works count articles, others bytes.
    """
    if not done:
        return f"{title}…"
    return f"{title}… {100 * done // total} %" if total else f"{title}… {done:,}"
