"""From the session's events to one Qt signal, whatever thread they come from."""

from PySide6.QtCore import QObject, Signal

from annotator.app.session import Session
from annotator.domain.changes import ChangeSet


class Bridge(QObject):
    """Tell ``changed`` for each change set, in the thread of the window.

    A signal sent from another thread than the receiver's is queued by Qt; one sent from
    the window's own thread is delivered at once, so that a key press is painted in its turn.
    """

    changed = Signal(ChangeSet)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._leave = session.events.subscribe(self._tell)

    def close(self) -> None:
        """Stop listening."""
        self._leave()

    def _tell(self, change: ChangeSet) -> None:
        self.changed.emit(change)
