"""Work for a preview in the background: the latest wish wins, older work is stopped."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.app.tasks import Progress, Task
from annotator.domain.errors import Stopped, UserError

_POLL = 30
_PAUSE = 200
"""Milliseconds after the last wish until it is worked on: people turn through lists."""


class Previewing(QObject):
    """Compute one preview at a time; what was wished last is told of."""

    done = Signal(object)
    """What the work of the last wish returned."""
    failed = Signal(str)
    """Why it could not be computed, in a sentence."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wish: Callable[[Progress], Any] | None = None
        self._task: Task[Any] | None = None
        self._wanted = False
        """Whether what the task finds is still wanted."""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._poll)

    @property
    def busy(self) -> bool:
        """Whether something is being computed, or about to be."""
        return self._wish is not None or (self._task is not None and self._wanted)

    def want(self, work: Callable[[Progress], Any]) -> None:
        """Wish for a preview; an older wish is forgotten."""
        self.cancel()
        self._wish = work
        self._timer.start(_PAUSE if self._task is None else _POLL)

    def cancel(self) -> None:
        """Forget what was wished; work that has begun ends by itself."""
        self._wish = None
        self._wanted = False
        if self._task is not None:
            self._task.stop()

    def end(self) -> None:
        """Stop and wait: the project is about to be closed."""
        self.cancel()
        self._timer.stop()
        task, self._task = self._task, None
        if task is not None:
            with suppress(Stopped, UserError, OSError):
                task.result()

    def _poll(self) -> None:
        task = self._task
        if task is not None:
            if not task.finished:
                return
            self._task = None
            if self._wanted:
                self._tell(task)
        if self._wish is not None:
            work, self._wish = self._wish, None
            self._wanted = True
            self._task = Task("Preview", work).start()
            self._timer.start(_POLL)
        elif self._task is None:
            self._timer.stop()

    def _tell(self, task: Task[Any]) -> None:
        self._wanted = False
        try:
            found = task.result()
        except Stopped:
            return
        except (UserError, OSError) as error:
            self.failed.emit(" ".join(str(error).split("\n")))
        else:
            self.done.emit(found)
