"""From key presses to actions: the registry decides, whatever widget has the focus."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

from annotator.ui.actions import Action, Registry, Scope
from annotator.ui.keys import chords

_EDITING = {"Z", "Y", "A", "C", "V", "X", "Delete", "Left", "Right", "Home", "End", "Return"}
"""Keys that belong to a field while it is being written in, with Ctrl or without."""


class KeyRouter(QObject):
    """Offer each key press first to a mode, then to the actions, then to the widget.

    It listens to the widget that has the focus alone, so that no other event of the
    program passes through Python; ``offer`` is for presses that no widget wanted.
    """

    def __init__(
        self,
        window: QWidget,
        registry: Registry,
        run: Callable[[Action], bool],
        mode: Callable[[QKeyEvent], bool],
    ) -> None:
        super().__init__(window)
        self._window = window
        self.registry = registry
        self._run = run
        self._mode = mode
        self._watched: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def offer(self, event: QKeyEvent, focus: QWidget | None) -> bool:
        """Run the action of a key press, if it has one here; return whether it had."""
        if not _takes_letters(focus) and self._mode(event):
            return True
        wanted = chords(event)
        action = self.registry.with_chord(wanted)
        if action is None or not _may(action, focus, wanted):
            return False
        return self._run(action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at the key presses of the widget with the focus."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self.offer(event, watched if isinstance(watched, QWidget) else None)

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._forget)
            self._watched = None
        if now is not None and now.window() is self._window:
            now.installEventFilter(self)
            now.destroyed.connect(self._forget)
            self._watched = now

    def _forget(self) -> None:
        self._watched = None


def _takes_letters(focus: QWidget | None) -> bool:
    """Return whether a widget is written in."""
    if isinstance(focus, QTextEdit | QPlainTextEdit):
        return not focus.isReadOnly()
    return isinstance(focus, QLineEdit | QAbstractSpinBox) or (
        isinstance(focus, QComboBox) and focus.isEditable()
    )


def _may(action: Action, focus: QWidget | None, wanted: list[str]) -> bool:
    """Return whether an action's key holds where the focus is."""
    last = {chord.rsplit("+", 1)[-1] for chord in wanted}
    if _takes_letters(focus):
        plain = not any(chord.startswith(("Ctrl+", "Alt+", "F")) for chord in wanted)
        if plain:
            return False
        finish = action.id == "article.finish"
        return action.scope is Scope.WINDOW and (finish or not last & _EDITING)
    if action.scope is Scope.WINDOW:
        return True
    if isinstance(focus, QAbstractButton | QComboBox) and last & {"Return", "Space"}:
        return False
    # The list of articles looks for what is typed; its keys are its own.
    return not (isinstance(focus, QTableView) and focus.accessibleName() == "Articles")
