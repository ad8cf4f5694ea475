"""Telling everybody concerned that the project changed; no Qt, so that any front end can."""

from collections.abc import Callable

from annotator.domain.changes import ChangeSet

Listener = Callable[[ChangeSet], None]


class Events:
    """Call each listener with each change set, in the order they came."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; the function returned takes it away again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, change: ChangeSet) -> None:
        """Tell all listeners."""
        for listener in tuple(self._listeners):
            listener(change)
