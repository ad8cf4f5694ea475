"""Choices: entries of the pickers, and how a row of them is painted."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from annotator.domain.schema import Label
from annotator.ui.panels.chip import chip_size, is_dark, label_colour, paint_chip, small_font
from annotator.ui.panels.keycap import cap_size, paint_cap
from annotator.ui.panels.row_table import RowDelegate, RowModel

_PAD = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry: ``words`` are what typing is compared with, the title among them.

    ``detail`` is a lesser line beneath, ``aside`` a lesser word beside the title; a
    ``label`` brings its colour and chip.
    """

    id: str
    title: str
    words: Sequence[str]
    key: str = ""
    detail: str = ""
    aside: str = ""
    enabled: bool = True
    label: Label | None = None

    @property
    def spoken(self) -> str:
        """The entry in words."""
        parts = [self.title, self.aside, self.key, self.detail]
        spoken = ", ".join(part for part in parts if part)
        return spoken if self.enabled else f"{spoken}, not possible now"


class ChoiceDelegate(RowDelegate):
    """Paints a choice: key or colour, title, chip, and the lesser line."""

    def __init__(self, model: RowModel[Choice], parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint_row(self, painter: QPainter, rect: QRectF, row: int, palette: QPalette) -> None:
        """Paint one choice."""
        choice = self._model.entries[row]
        if not choice.enabled:
            painter.setOpacity(0.5)
        font = painter.font()
        line = QFontMetricsF(font).height()
        top = rect.top() + (8 if choice.detail else (rect.height() - line) / 2)
        left, right = rect.left() + _PAD, rect.right() - _PAD
        fill = None
        if choice.label is not None:
            fill = label_colour(choice.label, dark=is_dark(palette))
        if choice.key or fill is not None:
            cap = cap_size(choice.key or "0", font).toSizeF()
            at = QPointF(left if fill else right - cap.width(), top + (line - cap.height()) / 2)
            paint_cap(painter, QRectF(at, cap), choice.key, font, palette, fill)
            if fill:
                left += max(cap.width(), 34) + 8
            else:
                right = at.x() - 10
        used = _text(painter, QRectF(left, top, right - left, line), choice.title)
        self._paint_aside(painter, QRectF(left + used + 8, top, right, line), choice, palette)
        if choice.detail:
            painter.setFont(small_font(font, 0.92))
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            _text(painter, QRectF(left, top + line + 1, right - left, line), choice.detail)

    def _paint_aside(
        self, painter: QPainter, rect: QRectF, choice: Choice, palette: QPalette
    ) -> None:
        room = rect.width() - rect.left()
        if choice.label is not None:
            size = chip_size(choice.label.name, painter.font()).toSizeF()
            if size.width() <= room:
                at = QPointF(rect.left(), rect.center().y() - size.height() / 2)
                page = palette.color(QPalette.ColorRole.Base)
                paint_chip(painter, QRectF(at, size), choice.label, painter.font(), page)
        elif choice.aside and room > 30:
            painter.save()
            painter.setFont(small_font(painter.font(), 0.92))
            painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            _text(painter, QRectF(rect.left(), rect.top(), room, rect.height()), choice.aside)
            painter.restore()


def row_height(choice: Choice, line: float) -> int:
    """Return the height of a row in pixels, from that of a line."""
    return int(2 * line + 18 if choice.detail else line + 14)


def _text(painter: QPainter, rect: QRectF, words: str) -> float:
    """Draw words on one line, cut where they do not fit; return their width."""
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
    return metrics.horizontalAdvance(shown)
