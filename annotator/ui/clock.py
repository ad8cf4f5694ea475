"""Time on this article: runs while the window is active and the person is at work."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.ids import DocumentId

IDLE_SECONDS = 60.0
"""After so long without key or mouse the clock stands; the time since then is not counted."""


class ArticleClock(QObject):
    """Count the seconds spent on the open article."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: DocumentId | None = None
        self._before = 0.0
        self._spent = 0.0
        self._since: float | None = None
        self._last_sign = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)

    @property
    def seconds(self) -> float:
        """The seconds on this article, earlier sessions included."""
        return self._before + self._spent + self._running()

    def open(self, document: DocumentId, before: float) -> None:
        """Begin with an article on which ``before`` seconds were spent already."""
        self._document, self._before, self._spent = document, before, 0.0
        now = time.monotonic()
        self._last_sign = now
        self._since = now
        self._timer.start()

    def close(self) -> tuple[DocumentId, float] | None:
        """Stop; return the article and the seconds since it was opened, or None."""
        if self._document is None:
            return None
        self._hold()
        left = (self._document, self._spent)
        self._document, self._spent, self._before = None, 0.0, 0.0
        self._timer.stop()
        return left

    def sign_of_life(self) -> None:
        """Take note that the person did something."""
        now = time.monotonic()
        if self._since is not None and now - self._last_sign > IDLE_SECONDS:
            self._hold()
        if self._document is not None and self._since is None:
            self._since = now
        self._last_sign = now

    def set_active(self, active: bool) -> None:
        """Stand still while the window is not the active one."""
        if active:
            self.sign_of_life()
        else:
            self._hold()

    def _tick(self) -> None:
        if self._since is not None and time.monotonic() - self._last_sign > IDLE_SECONDS:
            self._hold()
        self.ticked.emit()

    def _hold(self) -> None:
        self._spent += self._running()
        self._since = None

    def _running(self) -> float:
        if self._since is None:
            return 0.0
        end = min(time.monotonic(), self._last_sign + IDLE_SECONDS)
        return max(end - self._since, 0.0)
