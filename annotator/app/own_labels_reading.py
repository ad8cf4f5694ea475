"""Reading an annotator's own labels: at once if they are few, beside the window if many."""

import threading
from collections.abc import Callable

from annotator.app.own_labels import OwnLabels
from annotator.app.tasks import Progress, Task
from annotator.domain.changes import ChangeSet
from annotator.domain.ids import AnnotatorId
from annotator.store import own_strings
from annotator.store.project import Project

MANY = 10_000
"""More labels than this are read in a thread; so many take a twentieth of a second."""


class OwnLabelsReading:
    """Read one annotator's labels once, and keep what was read up to date.

    Many are read from a snapshot in a thread, and until they are there nothing is proposed;
    ``ready`` is called in that thread once they are. Changes that come meanwhile are taken
    afterwards: each is read from the project as it is then.
    """

    def __init__(self, project: Project, annotator: AnnotatorId, ready: Callable[[], None]) -> None:
        self._project = project
        self._annotator = annotator
        self._ready = ready
        self._lock = threading.Lock()  # of the two that follow
        self._own: OwnLabels | None = None
        self._missed: list[ChangeSet] = []
        self._task: Task[None] | None = None
        with project.reading() as link:
            many = own_strings.more_than(link, annotator, MANY)
            if not many:
                self._own = OwnLabels(project, annotator, link)
        if many:
            self._task = Task("Reading your labels", self._read).start()

    @property
    def own_labels(self) -> OwnLabels | None:
        """The labels, or None while they are being read."""
        with self._lock:
            return self._own

    def take(self, change: ChangeSet) -> None:
        """Learn what a command, undo or redo of this annotator changed, now or later."""
        with self._lock:
            own = self._own
            if own is None:
                self._missed.append(change)
                return
        # Not under the lock: it reads the project, which another thread may be doing that
        # is about to ask for the labels.
        own.take(change)

    def end(self) -> None:
        """Stop reading, and wait until nothing of the project is open any more."""
        if self._task is not None:
            self._task.stop()
            self._task.wait()

    def _read(self, progress: Progress) -> None:
        with self._project.snapshot() as link:
            own = OwnLabels(self._project, self._annotator, link, progress.report)
        while self.own_labels is None:
            for change in self._caught_up_with(own):
                own.take(change)
        progress.report(1)
        self._ready()

    def _caught_up_with(self, own: OwnLabels) -> list[ChangeSet]:
        """Return what was missed since the last time; where it is nothing, the labels stand."""
        with self._lock:
            missed, self._missed = self._missed, []
            if not missed:
                self._own = own
            return missed
