"""The rows of the spread dialog: places of a string in their sentences, each with a tick."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from annotator.ui.panels.chip import accent, ink_on, small_font
from annotator.ui.panels.row_table import AnyIndex, RowDelegate, RowModel, RowTable
from annotator.ui.panels.runs import Run, laid_out, shortened

PAD_Y = 5
"""Pixels above and below a line."""
_PAD = 10.0
_BOX = 14.0
_GAP = 9.0
_FLAT = str.maketrans("\n\r\t\u2028\u2029", "     ")
_CHECK = Qt.ItemDataRole.CheckStateRole
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One place: its sentence around the string, and what is to be known about it.

    ``title`` is that of the article in the first row of each article, else "". ``free``
    tells whether the place can be ticked, ``ticked`` whether it is so at first.
    """

    title: str
    before: str
    string: str
    after: str
    note: str = ""
    free: bool = True
    ticked: bool = True

    @property
    def sentence(self) -> str:
        """The sentence on one line."""
        return (self.before + self.string + self.after).translate(_FLAT)

    @property
    def spoken(self) -> str:
        """The row in words."""
        parts = (self.title, self.sentence, self.note)
        return ". ".join(part.removesuffix(".") for part in parts if part)


class SpreadModel(RowModel[SpreadRow]):
    """Holds the rows with their ticks."""

    ticks_changed = Signal()

    def __init__(self, rows: Sequence[SpreadRow], parent: QWidget) -> None:
        super().__init__(lambda row: row.spoken, lambda row: row.sentence, parent)
        self._ticks = [row.free and row.ticked for row in rows]
        self.show_entries(tuple(rows))

    @property
    def ticked(self) -> list[int]:
        """The numbers of the rows that are ticked, in order."""
        return [number for number, ticked in enumerate(self._ticks) if ticked]

    def is_ticked(self, row: int) -> bool:
        """Return whether a row is ticked."""
        return self._ticks[row]

    def toggle(self, row: int) -> None:
        """Tick a row or take its tick away; a row that is not free stays as it is."""
        if self.entries[row].free:
            self._ticks[row] = not self._ticks[row]
            self.dataChanged.emit(self.index(row, 0), self.index(row, 0), [_CHECK])
            self.ticks_changed.emit()

    def toggle_all(self) -> None:
        """Tick all rows; none, if all are."""
        free = [row.free for row in self.entries]
        self._ticks = [False] * len(free) if self._ticks == free else free
        if free:
            self.dataChanged.emit(self.index(0, 0), self.index(len(free) - 1, 0), [_CHECK])
            self.ticks_changed.emit()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the tick too, for screen readers."""
        if role == _CHECK and index.isValid():
            ticked = self._ticks[index.row()]
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a tick that a screen reader sets."""
        if role != _CHECK or not index.isValid() or not self.entries[index.row()].free:
            return False
        if (Qt.CheckState(value) is Qt.CheckState.Checked) != self._ticks[index.row()]:
            self.toggle(index.row())
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Say which rows can be ticked."""
        flags = super().flags(index)
        if index.isValid() and self.entries[index.row()].free:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags


class SpreadTable(RowTable):
    """A row table whose rows are ticked by Space and by clicks."""

    toggled = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the current row with Space."""
        row = self.current_row
        if event.key() == Qt.Key.Key_Space and not event.modifiers() and row is not None:
            self.toggled.emit(row)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick the row that is clicked."""
        super().mousePressEvent(event)
        self._toggle_at(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the second click of two for one of its own."""
        self._toggle_at(event)

    def _toggle_at(self, event: QMouseEvent) -> None:
        pressed = self.indexAt(event.position().toPoint())
        if pressed.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.toggled.emit(pressed.row())


class SpreadDelegate(RowDelegate):
    """Paints the article's title, the tick, the sentence around the string, and the note."""

    def __init__(self, model: SpreadModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint a row; a title lies above what is tinted when the row is current."""
        title = self._model.entries[index.row()].title
        if not title:
            super().paint(painter, option, index)
            return
        lower = QStyleOptionViewItem(option)
        whole = option.rect
        above = int(QFontMetricsF(option.font).height()) + 2 * PAD_Y
        lower.rect = whole.adjusted(0, above, 0, 0)
        painter.fillRect(whole, option.palette.color(self.page))
        painter.save()
        face = small_font(option.font, 0.92)
        face.setWeight(QFont.Weight.DemiBold)
        painter.setFont(face)
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
        room = QRectF(whole).adjusted(_PAD, PAD_Y, -_PAD, 0)
        room.setHeight(above - PAD_Y)
        words = QFontMetricsF(face).elidedText(
            shortened(title), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, _LEFT, words)
        painter.restore()
        super().paint(painter, lower, index)

    def paint_row(self, painter: QPainter, rect: QRectF, row: int, palette: QPalette) -> None:
        """Paint one place."""
        entry = self._model.entries[row]
        box = QRectF(rect.left() + _PAD, rect.center().y() - _BOX / 2, _BOX, _BOX)
        _paint_tick(painter, box, palette, ticked=self._model.is_ticked(row), free=entry.free)
        right = rect.right() - _PAD
        if entry.note:
            right = _paint_note(painter, rect, right, entry.note, palette) - _GAP
        colour = QPalette.ColorRole.Text if entry.free else QPalette.ColorRole.PlaceholderText
        painter.setPen(palette.color(colour))
        left = box.right() + _GAP
        runs = fitted(entry, painter.font(), right - left)
        line = laid_out(runs, painter.font(), right - left)
        top = rect.center().y() - line.boundingRect().height() / 2
        line.draw(painter, QPointF(left, top))


def fitted(row: SpreadRow, font: QFont, width: float) -> list[Run]:
    """Return the sentence for one line of a width in pixels: what is cut lies far off."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    plain, strong = QFontMetricsF(font), QFontMetricsF(bold)
    # A little is kept back: kerning between the runs is not measured.
    room = width - 6
    string = strong.elidedText(row.string.translate(_FLAT), Qt.TextElideMode.ElideMiddle, room)
    room -= strong.horizontalAdvance(string)
    before, after = row.before.translate(_FLAT), row.after.translate(_FLAT)
    wide_before, wide_after = plain.horizontalAdvance(before), plain.horizontalAdvance(after)
    if wide_before + wide_after > room:
        for_before = max(room / 2, room - wide_after)
        before = plain.elidedText(before, Qt.TextElideMode.ElideLeft, max(for_before, 0))
        left = room - plain.horizontalAdvance(before)
        after = plain.elidedText(after, Qt.TextElideMode.ElideRight, max(left, 0))
    return [Run(before), Run(string, bold=True), Run(after)]


def _paint_tick(
    painter: QPainter, box: QRectF, palette: QPalette, *, ticked: bool, free: bool
) -> None:
    colour = accent(palette, QPalette.ColorRole.Base)
    if not free:
        colour = palette.color(QPalette.ColorRole.Mid)
    edge = colour if ticked or not free else palette.color(QPalette.ColorRole.PlaceholderText)
    painter.setPen(QPen(edge, 1.2))
    painter.setBrush(colour if ticked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if ticked:
        pen = QPen(ink_on(colour), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        corners = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))
        painter.drawPolyline(
            [QPointF(box.left() + x * _BOX, box.top() + y * _BOX) for x, y in corners]
        )
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_note(
    painter: QPainter, rect: QRectF, right: float, note: str, palette: QPalette
) -> float:
    """Paint a note against the right; return where it begins."""
    font = painter.font()
    face = small_font(font, 0.9)
    width = QFontMetricsF(face).horizontalAdvance(note) + 2
    painter.setFont(face)
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    where = QRectF(right - width, rect.top(), width, rect.height())
    painter.drawText(where, _LEFT, note)
    painter.setFont(font)
    return where.left()
