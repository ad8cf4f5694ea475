"""The note editor: one line over the text, for notes and for reasons of flags."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.panels.card import heading
from annotator.ui.panels.keycap import KeyHint, KeyHints

_WIDTH = 360
_BELOW = 6


class NoteEditor(QFrame):
    """A popup with one line: Enter commits, Esc cancels.

    A click elsewhere commits what was changed, so that nothing typed is lost; unchanged,
    it just closes.
    """

    committed = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._kept = ""
        self._done = True
        self._caption = heading()
        self.line = QLineEdit()
        self.line.installEventFilter(self)
        hints = KeyHints((KeyHint("Enter", "keep"), KeyHint("Esc", "cancel")))
        top = QHBoxLayout()
        top.addWidget(self._caption, 1)
        top.addWidget(hints)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 10)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.setFixedWidth(_WIDTH)

    def open_at(
        self, point: QPoint, text: str = "", caption: str = "Note", prompt: str = ""
    ) -> None:
        """Open below a global point with a text to edit, its end ready for typing."""
        self._kept = text
        self._done = False
        self._caption.setText(caption)
        self.setAccessibleName(caption)
        self.line.setAccessibleName(caption)
        self.line.setPlaceholderText(prompt)
        self.line.setText(text)
        self.adjustSize()
        screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry()
        left = max(free.left(), min(point.x(), free.right() - self.width()))
        top = point.y() + _BELOW
        if top + self.height() > free.bottom():
            top = max(free.top(), point.y() - _BELOW - self.height())
        self.move(left, top)
        self.show()
        self.line.setFocus()
        self.line.end(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Commit with Enter, cancel with Esc."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in _ENDS:
                self._end(commit=event.key() != Qt.Key.Key_Escape)
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Commit what was changed when a click elsewhere closes the popup."""
        super().hideEvent(event)
        if not self._done:
            self._done = True
            if self.line.text().strip() != self._kept:
                self.committed.emit(self.line.text().strip())
            self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint page and border."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _end(self, *, commit: bool) -> None:
        self._done = True
        self.hide()
        if commit:
            self.committed.emit(self.line.text().strip())
        self.closed.emit()


_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
