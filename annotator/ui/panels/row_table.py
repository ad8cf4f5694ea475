"""Row tables: lists of values as one column of painted rows, for thousands of entries."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.ui.panels.chip import current_tint
from annotator.ui.row_view import RowView

MOST_HEIGHT = 280
T = TypeVar("T")
AnyIndex = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel, Generic[T]):
    """Entries as rows: ``spoken`` is what a screen reader says, ``tip`` the tooltip."""

    def __init__(
        self, spoken: Callable[[T], str], tip: Callable[[T], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._entries: Sequence[T] = ()
        self._spoken = spoken
        self._tip = tip

    def show_entries(self, entries: Sequence[T]) -> range:
        """Replace the entries that differ; return the rows that are new.

        One label more among thousands must not cost the measuring of all of them.
        """
        old = self._entries
        same = _same_start(old, entries)
        tail = _same_end(old, entries, same)
        gone, come = range(same, len(old) - tail), range(same, len(entries) - tail)
        if len(gone) == len(come):
            self._entries = entries
            if come:
                self.dataChanged.emit(self.index(come[0], 0), self.index(come[-1], 0))
            return come
        if gone:
            self.beginRemoveRows(QModelIndex(), gone[0], gone[-1])
            self._entries = [*old[:same], *old[len(old) - tail :]]
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), come[0], come[-1])
            self._entries = entries
            self.endInsertRows()
        self._entries = entries
        return come

    @property
    def entries(self) -> Sequence[T]:
        """The entries shown."""
        return self._entries

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return one: an entry is painted as a whole."""
        return 0 if parent.isValid() else 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what is read out, or the tooltip."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(self._entries[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(self._entries[index.row()]) or None
        return None


def _same_start(old: Sequence[T], new: Sequence[T]) -> int:
    same = 0
    for one, other in zip(old, new, strict=False):
        if one is not other and one != other:
            break
        same += 1
    return same


def _same_end(old: Sequence[T], new: Sequence[T], start: int) -> int:
    """Return how many entries are the same at the end, not counting the first ``start``."""
    same = 0
    most = min(len(old), len(new)) - start
    while same < most:
        one, other = old[-1 - same], new[-1 - same]
        if one is not other and one != other:
            break
        same += 1
    return same


class RowDelegate(QStyledItemDelegate):
    """Paints a row's background; ``paint_row`` of subclasses paints what lies on it."""

    page = QPalette.ColorRole.Base
    """The role of the colour the rows lie on."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        palette: QPalette = option.palette
        colour = palette.color(self.page)
        # The style has painted its own bar under a selected row.
        painter.fillRect(rect, colour)
        if option.state & QStyle.StateFlag.State_Selected:
            colour = current_tint(palette, self.page)
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            ring = QPen(palette.color(QPalette.ColorRole.Highlight), 1.2)
            painter.setPen(ring if focused else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(colour)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)
        painter.setFont(option.font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        # What lies on the row finds the colour of its page here, tint included.
        shown = QPalette(palette)
        shown.setColor(QPalette.ColorRole.Base, colour)
        self.paint_row(painter, rect, index.row(), shown)
        painter.restore()

    def paint_row(self, painter: QPainter, rect: QRectF, row: int, palette: QPalette) -> None:
        """Paint an entry; ``palette`` has the row's own background as Base."""
        raise NotImplementedError


class RowTable(RowView):
    """A table of one column without headers or grid; says which row the user went to.

    ``show_rows`` and ``set_current`` are silent: only keys and clicks give signals.
    """

    row_chosen = Signal(int)
    """The user clicked a row or moved to it by a key."""
    delete_pressed = Signal(int)
    width_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.takes_delete = False
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(8)
        self.setWordWrap(False)

    def show_rows(self, model: RowModel[T], entries: Sequence[T], current: int | None) -> range:
        """Show entries and highlight the row ``current``; return the rows that are new."""
        self._quiet = True
        try:
            new = model.show_entries(entries)
        finally:
            self._quiet = False
        self.set_current(current)
        return new

    def set_current(self, row: int | None) -> None:
        """Highlight a row and bring it into view, or highlight none."""
        self._quiet = True
        try:
            if row is None:
                self.setCurrentIndex(QModelIndex())
                self.clearSelection()
            else:
                index = self.model().index(row, 0)
                self.setCurrentIndex(index)
                self.scrollTo(index)
        finally:
            self._quiet = False

    @property
    def current_row(self) -> int | None:
        """The highlighted row, or None."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        """Tell of a row the user went to."""
        super().currentChanged(current, previous)
        if current.isValid() and not self._quiet:
            self.row_chosen.emit(current.row())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the clicked row again if it is the current one already."""
        before = self.current_row
        super().mousePressEvent(event)
        pressed = self.indexAt(event.position().toPoint())
        if pressed.isValid() and pressed.row() == before:
            self.row_chosen.emit(pressed.row())

    def event(self, event: QEvent) -> bool:
        """Claim the list's own keys before the window's shortcuts for them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, or ask for deletion with Delete; other keys are the window's."""
        row = self.current_row
        if not self._is_own(event):
            event.ignore()
        elif event.key() == Qt.Key.Key_Delete:
            if row is not None:
                self.delete_pressed.emit(row)
        else:
            super().keyPressEvent(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        return event.key() in _MOVES or (self.takes_delete and event.key() == Qt.Key.Key_Delete)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of a new width, for rows that wrap."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.width_changed.emit()

    def sizeHint(self) -> QSize:
        """Return the size of all rows together, up to a height that leaves room for others."""
        return QSize(220, min(max(self.verticalHeader().length(), 1), MOST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the size of the first rows, three at most."""
        height = sum(self.rowHeight(row) for row in range(min(3, self._count())))
        return QSize(80, max(height, 1))

    def _count(self) -> int:
        return self.verticalHeader().count()


_MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)
