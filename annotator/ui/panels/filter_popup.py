"""Filter popups: a line to type in above a list; arrows move, Enter chooses, Esc closes."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.panels.card import lesser
from annotator.ui.panels.choices import Choice, ChoiceDelegate, row_height
from annotator.ui.panels.fields import BARE_LINE
from annotator.ui.panels.matching import best_fit
from annotator.ui.panels.row_table import RowModel, RowTable

_WIDTH = 460
_ROOM = 420


class FilterPopup(QFrame):
    """A popup over the window that lets one of many entries be found and chosen."""

    chosen = Signal(str)
    """The id of the entry that was chosen; the popup is closed by then."""
    closed = Signal()
    """The popup went away, with or without a choice; after ``chosen``."""

    def __init__(self, name: str, prompt: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName(name)
        self._choices: Sequence[Choice] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText(prompt)
        self.line.setAccessibleName(prompt)
        self.line.setFrame(False)
        self.line.setStyleSheet(BARE_LINE)
        self.line.setTextMargins(8, 6, 8, 6)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self._model: RowModel[Choice] = RowModel(
            lambda choice: choice.spoken, lambda choice: choice.detail, self
        )
        self.table = RowTable(name)
        self.table.setModel(self._model)
        self.table.setItemDelegate(ChoiceDelegate(self._model, self.table))
        self.table.setMinimumHeight(1)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.clicked.connect(lambda index: self._choose(index.row()))
        self._empty = lesser("Nothing fits. Backspace to widen, Esc to close.")
        self._empty.setContentsMargins(11, 6, 10, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(5, 4, 5, 5)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.table)
        layout.addWidget(self._empty)
        self.setFocusProxy(self.line)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Take the entries to choose from, in the order in which they stand unfiltered."""
        self._choices = tuple(choices)
        self._filter()

    @property
    def shown(self) -> list[Choice]:
        """The entries that fit what was typed, best first."""
        return list(self._model.entries)

    def open_at(self, point: QPoint) -> None:
        """Open with an empty line near a global point, inside the screen."""
        self.line.clear()
        self._filter()
        self.adjustSize()
        screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry()
        size = self.sizeHint()
        left = max(free.left(), min(point.x(), free.right() - size.width()))
        top = point.y()
        if top + size.height() > free.bottom():
            top = max(free.top(), free.bottom() - size.height())
        self.setGeometry(left, top, size.width(), size.height())
        self.show()
        self.line.setFocus()

    def open_over(self, widget: QWidget) -> None:
        """Open in the upper middle of a widget."""
        middle = (widget.width() - self.sizeHint().width()) // 2
        self.open_at(widget.mapToGlobal(QPoint(max(0, middle), widget.height() // 8)))

    def sizeHint(self) -> QSize:
        """Return the size for the entries shown, at most about ten."""
        margins = self.contentsMargins()
        rows = min(self.table.verticalHeader().length(), _ROOM)
        if not self._model.entries:
            rows = self._empty.sizeHint().height()
        return QSize(
            _WIDTH, self.line.sizeHint().height() + rows + 13 + margins.top() + margins.bottom()
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and choose from it while the line keeps the focus."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            if event.type() == QEvent.Type.ShortcutOverride:
                # No shortcut of the window runs while something is being picked.
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QEvent) -> None:
        """Tell that the popup is gone."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page, the border and the line beneath what is typed."""
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        bottom = self.line.geometry().bottom() + 1
        painter.drawLine(1, bottom, self.width() - 2, bottom)
        painter.end()

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.table.current_row
            if row is not None:
                self._choose(row)
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        step = _STEPS.get(Qt.Key(key))
        if step is None or not self._model.entries:
            return step is not None
        last = len(self._model.entries) - 1
        self.table.set_current(max(0, min(last, (self.table.current_row or 0) + step)))
        return True

    def _filter(self) -> None:
        typed = self.line.text()
        fits = [
            (found, at)
            for at, choice in enumerate(self._choices)
            if (found := best_fit(typed, choice.words)) is not None
        ]
        shown = [self._choices[at] for _, at in sorted(fits)] if typed else self._choices
        self.table.show_rows(self._model, tuple(shown), 0 if shown else None)
        line = QFontMetricsF(self.table.font()).height()
        for row, choice in enumerate(shown):
            self.table.setRowHeight(row, row_height(choice, line))
        self.table.setVisible(bool(shown))
        self._empty.setVisible(not shown)
        self.table.updateGeometry()
        if self.isVisible():
            self.resize(self.sizeHint())

    def _choose(self, row: int) -> None:
        choice = self._model.entries[row]
        if choice.enabled:
            self.blockSignals(True)
            self.hide()
            self.blockSignals(False)
            self.chosen.emit(choice.id)
            self.closed.emit()


_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
}
