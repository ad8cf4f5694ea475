"""The checklist: suggestions of the article that nobody has decided yet, in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPalette, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.schema import Label
from annotator.domain.suggestions import Precision
from annotator.ui.panels.card import heading, lesser
from annotator.ui.panels.chip import accent, chip_size, label_colour, paint_chip, small_font
from annotator.ui.panels.row_table import RowDelegate, RowModel, RowTable
from annotator.ui.panels.runs import Run, laid_out, shortened
from annotator.ui.panels.tips import origin_text

_PAD = 9
_BAR = 52
_GAP = 6


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A suggestion to check; ``suggestion`` is what the signal gives back, compared by ``==``.

    ``source`` is who proposes it, ``precision`` how often that was right for the label;
    ``origins`` says it of all who do, where there are several. Of a relation ``surface`` is
    its source, ``target`` the other end, and ``note`` stands beneath.
    """

    suggestion: object
    surface: str
    label: Label | None
    source: str
    precision: Precision | None = None
    origins: str = ""
    target: str = ""
    note: str = ""

    @property
    def spoken(self) -> str:
        """The row in words."""
        label = self.label.title if self.label else "unknown label"
        if self.target:
            ends = (shortened(self.surface, 80), label.lower(), shortened(self.target, 80))
            return f"{' '.join(ends)}; {self.note}; {self.origin}"
        return f"{shortened(self.surface, 80)}, {label}; {self.origin}"

    @property
    def origin(self) -> str:
        """Who proposes it and how often that was right."""
        return self.origins or origin_text(self.source, self.precision)


class Checklist(QWidget):
    """Still to check; click or arrow keys select, deciding is left to the text's keys."""

    suggestion_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: RowModel[CheckRow] = RowModel(lambda row: row.spoken, _tip, self)
        self._heading = heading()
        self._empty = lesser("Nothing left to check")
        self._empty.setContentsMargins(_PAD, 6, _PAD, 6)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.table = RowTable("Still to check")
        self.table.setModel(self._model)
        self.table.setItemDelegate(_CheckDelegate(self._model, self.table))
        self.table.row_chosen.connect(self._select)
        self.table.width_changed.connect(self._fit_rows)
        self.table.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._heading)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._empty, 1)
        self.setFocusProxy(self.table)
        self._fit_rows()
        self.show_suggestions(())

    def show_suggestions(self, rows: Sequence[CheckRow], current: object = None) -> None:
        """Show what is left to check, in the order given, and highlight one suggestion."""
        rows = tuple(rows)
        self._fit(self.table.show_rows(self._model, rows, _row_of(rows, current)))
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        count = f" · {len(rows):,}" if rows else ""
        self._heading.setText("Still to check" + count)

    def set_current(self, suggestion: object) -> None:
        """Highlight a suggestion, or none (None)."""
        self.table.set_current(_row_of(self._model.entries, suggestion))

    @property
    def current(self) -> object:
        """The highlighted suggestion, or None."""
        row = self.table.current_row
        return None if row is None else self._model.entries[row].suggestion

    @property
    def heading_text(self) -> str:
        """The heading with the count."""
        return self._heading.text()

    def changeEvent(self, event: QEvent) -> None:
        """Measure the rows again when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self._fit_rows()

    def _fit_rows(self) -> None:
        self._single = int(QFontMetricsF(self.table.font()).height()) + 14
        self.table.verticalHeader().setDefaultSectionSize(self._single)
        self._fit(range(len(self._model.entries)))

    def _fit(self, rows: range) -> None:
        """Give rows their height: relations take as many lines as they need, up to three."""
        header = self.table.verticalHeader()
        for row in rows:
            height = self._height(self._model.entries[row])
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)

    def _height(self, entry: CheckRow) -> int:
        if not entry.target:
            return self._single
        font, room = self.table.font(), _room(self.table.viewport().width())
        lines = _laid_out(entry, font, room, None).boundingRect().height()
        return int(lines + _note_height(font)) + 14

    def _select(self, row: int) -> None:
        self.suggestion_selected.emit(self._model.entries[row].suggestion)


class _CheckDelegate(RowDelegate):
    """Paints surface, chip and the bar of the source's precision."""

    page = QPalette.ColorRole.Window

    def __init__(self, model: RowModel[CheckRow], parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint_row(self, painter: QPainter, rect: QRectF, row: int, palette: QPalette) -> None:
        """Paint one suggestion."""
        entry = self._model.entries[row]
        if entry.target:
            self._paint_relation(painter, rect, entry, palette)
            return
        page = palette.color(QPalette.ColorRole.Base)
        bar = _bar(rect)
        room = bar.left() - 10 - rect.left() - _PAD
        chip = chip_size(entry.label.name, painter.font()).toSizeF() if entry.label else None
        if chip is not None:
            chip.setWidth(min(chip.width(), room * 0.6))
            room -= chip.width() + _GAP
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(shortened(entry.surface, 80), Qt.TextElideMode.ElideRight, room)
        left = rect.left() + _PAD
        painter.drawText(
            QRectF(left, rect.top(), room + 2, rect.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            words,
        )
        if entry.label is not None and chip is not None:
            at = left + metrics.horizontalAdvance(words) + _GAP
            where = QRectF(at, rect.center().y() - chip.height() / 2, chip.width(), chip.height())
            paint_chip(painter, where, entry.label, painter.font(), page)
        self._paint_bar(painter, bar, entry, palette)

    def _paint_relation(
        self, painter: QPainter, rect: QRectF, entry: CheckRow, palette: QPalette
    ) -> None:
        """Paint a relation as a sentence, and in lesser text what is to know about it."""
        font, left, room = painter.font(), rect.left() + _PAD, _room(rect.width())
        lines = _laid_out(entry, font, room, palette)
        lines.draw(painter, QPointF(left, rect.top() + 7))
        painter.setFont(small_font(font, 0.9))
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        top = rect.top() + 7 + lines.boundingRect().height()
        metrics = QFontMetricsF(painter.font())
        note = metrics.elidedText(entry.note, Qt.TextElideMode.ElideRight, room)
        where = QRectF(left, top, room + 2, _note_height(font))
        painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter), note)
        self._paint_bar(painter, _bar(rect), entry, palette)

    def _paint_bar(
        self, painter: QPainter, bar: QRectF, entry: CheckRow, palette: QPalette
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 2, 2)
        precision = entry.precision
        if precision is None or precision.decided == 0:
            return
        dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
        painter.setBrush(label_colour(entry.label, dark=dark))
        filled = QRectF(bar)
        filled.setWidth(bar.width() * precision.right / precision.decided)
        painter.drawRoundedRect(filled, 2, 2)


def _bar(rect: QRectF) -> QRectF:
    return QRectF(rect.right() - _PAD - _BAR, rect.center().y() - 2, _BAR, 4)


def _room(width: float) -> float:
    """Return the width that words have beside the bar."""
    return width - 2 * _PAD - _BAR - 10


def _note_height(font: QFont) -> float:
    return QFontMetricsF(small_font(font, 0.9)).height() + 1


def _laid_out(entry: CheckRow, font: QFont, room: float, palette: QPalette | None) -> QTextLayout:
    """Return a relation as lines of a width; without a palette only to measure them."""
    colour = accent(palette, QPalette.ColorRole.Base) if palette else None
    title = entry.label.title.lower() if entry.label else "unknown label"
    runs = [
        Run(shortened(entry.surface, 40) + " "),
        Run(title, colour=colour),
        Run(" " + shortened(entry.target, 40)),
    ]
    return laid_out(runs, font, room)


def _row_of(rows: Sequence[CheckRow], wanted: object) -> int | None:
    if wanted is None:
        return None
    return next((at for at, row in enumerate(rows) if row.suggestion == wanted), None)


def _tip(row: CheckRow) -> str:
    label = f"{row.label.title} · " if row.label else ""
    if row.target:
        return f"{row.surface} → {row.target}\n{label}{row.note}\n{row.origin}"
    return f"{row.surface}\n{label}{row.origin}"
