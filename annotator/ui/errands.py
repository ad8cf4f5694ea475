"""Errands: one long task at a time on the open project, told of in the window."""

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from annotator.app.tasks import Progress, Task
from annotator.domain.errors import Stopped, UserError
from annotator.ui.host import Host
from annotator.ui.waiting import Waiting

Result = TypeVar("Result")


class Errands(QObject):
    """Run tasks that take articles or labels in or out; suggestions wait meanwhile."""

    def __init__(self, window: Host) -> None:
        super().__init__(window.widget)
        self._window = window
        self._waiting = Waiting(window.widget)
        self._waiting.working.connect(window.pause_suggesting)

    @property
    def busy(self) -> bool:
        """Whether a task is at work on the project."""
        return self._waiting.busy

    def start(
        self,
        title: str,
        work: Callable[[Progress], Result],
        done: Callable[[Result], None],
        *,
        changes: bool = True,
        kept: str = "What was finished is kept.",
    ) -> None:
        """Begin, unless another task is at work; ``done`` gets what the work returned.

        With ``changes`` everything is read anew before, for it changes the project. ``kept``
        is said where it is stopped.
        """
        if self.busy:
            self._window.say("Another task is still at work.", True)
            return
        self._waiting.start(title, work, lambda task: self._finish(task, done, changes, kept))

    def stop(self) -> None:
        """Ask the task to stop."""
        self._waiting.stop()

    def end(self) -> None:
        """Stop and wait: the project is about to be closed."""
        self._waiting.end()

    def _finish(
        self, task: Task[Any], done: Callable[[Any], None], changes: bool, kept: str
    ) -> None:
        session = self._window.session
        if session is not None and changes:
            session.refresh(task.title)
        try:
            result = task.result()
        except Stopped:
            self._window.say(f"{task.title} stopped. {kept}")
        except UserError as error:
            self._window.say(" ".join(str(error).split("\n")), True)
        else:
            done(result)
