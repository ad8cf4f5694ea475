"""The find bar (Ctrl+F), also the line to type a word to jump to (G)."""

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from annotator.ui.panels.card import heading, lesser
from annotator.ui.panels.keycap import KeyButton


class FindMode(Enum):
    """What the bar is for: finding, where Enter goes on, or jumping, where Enter ends."""

    FIND = "Find"
    JUMP = "Jump to"


class FindBar(QWidget):
    """One line with the count of matches; it finds nothing itself."""

    text_changed = Signal(str)
    next_requested = Signal(bool)
    """The next match is wanted: True forward, False backward."""
    kept = Signal()
    """Enter in jump mode: the match found stays selected, the bar is closed."""
    closed = Signal()
    """Esc or the close button; not sent after ``kept``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.mode = FindMode.FIND
        self._caption = heading("Find")
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.setMaximumWidth(360)
        self.line.textChanged.connect(self._tell_text)
        self.line.installEventFilter(self)
        self.count = QLabel()
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._hint = lesser()
        self._hint.setWordWrap(False)
        self.previous = KeyButton("Previous", "Shift+Enter")
        self.next = KeyButton("Next", "Enter")
        self.close_button = KeyButton("Close", "Esc")
        self.previous.clicked.connect(lambda: self.next_requested.emit(False))
        self.next.clicked.connect(lambda: self.next_requested.emit(True))
        self.close_button.clicked.connect(self._cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 7, 12, 7)
        layout.setSpacing(8)
        layout.addWidget(self._caption)
        layout.addWidget(self.line, 2)
        layout.addWidget(self.count)
        layout.addStretch(1)
        for widget in (self._hint, self.previous, self.next, self.close_button):
            layout.addWidget(widget)
        self.setFocusProxy(self.line)
        self.hide()

    def open(self, mode: FindMode = FindMode.FIND, text: str | None = None) -> None:
        """Show the bar and put the cursor in it; ``text`` None keeps what was found last."""
        self.mode = mode
        finding = mode is FindMode.FIND
        self._caption.setText(mode.value)
        self.line.setAccessibleName("Find in article" if finding else "Jump to a word")
        self.line.setPlaceholderText("Words in this article" if finding else "Type a word")
        self._hint.setText("" if finding else "Enter selects it, G again the next")
        self._hint.setVisible(not finding)
        self.previous.setVisible(finding)
        self.next.setVisible(finding)
        self.show_count(0, 0)
        if text is not None:
            self.line.setText(text)
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        if self.line.text():
            self.text_changed.emit(self.line.text())

    def show_count(self, current: int, total: int) -> None:
        """Show which match is selected, from 1, and how many there are."""
        if not self.line.text():
            self.count.setText("")
        elif total == 0:
            self.count.setText("no match")
        else:
            self.count.setText(f"{current:,} of {total:,}")
        for button in (self.previous, self.next):
            button.setEnabled(total > 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on with Enter, back with Shift+Enter, close with Esc."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if event.type() == QEvent.Type.ShortcutOverride and event.key() in _OWN_KEYS:
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line that parts the bar from the text."""
        painter = QPainter(self)
        edge = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(edge, self.palette().color(QPalette.ColorRole.Mid))
        painter.end()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._cancel()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.mode is FindMode.JUMP:
                self.hide()
                self.kept.emit()
            else:
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.next_requested.emit(not back)
            return True
        return False

    def _tell_text(self, text: str) -> None:
        self.show_count(0, 0)
        self.text_changed.emit(text)

    def _cancel(self) -> None:
        self.hide()
        self.closed.emit()


_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
