"""The list of an article's relations: source, label, target, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QEvent, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.schema import Label
from annotator.ui.panels.card import Card, heading, lesser
from annotator.ui.panels.chip import accent
from annotator.ui.panels.row_table import RowDelegate, RowModel, RowTable
from annotator.ui.panels.runs import Run, laid_out, shortened

_PAD_X = 9
_PAD_Y = 7
_SLICE = 0.004
"""Seconds of measuring rows at a time: thousands of relations must not hold the window."""


@dataclass(frozen=True, slots=True)
class RelationRow:
    """One relation as it is read: the surfaces of both ends and the label (None: unknown)."""

    id: str
    source: str
    label: Label | None
    target: str

    @property
    def title(self) -> str:
        """What the label is called."""
        return self.label.title.lower() if self.label else "unknown label"

    @property
    def spoken(self) -> str:
        """The relation as a sentence."""
        return f"{shortened(self.source, 80)} {self.title} {shortened(self.target, 80)}"


class RelationsList(QWidget):
    """Relations of this article; click or arrow keys select one, Delete asks to delete it."""

    relation_selected = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._model: RowModel[RelationRow] = RowModel(lambda row: row.spoken, _tip, self)
        self._heading = heading("Relations of this article")
        self._empty = lesser("None yet. Select a span, press R, then the letter of the other end.")
        self.table = RowTable("Relations of this article")
        self.table.setModel(self._model)
        self.table.setItemDelegate(_RelationDelegate(self._model, self.table))
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.table.takes_delete = True
        self.table.row_chosen.connect(lambda row: self.relation_selected.emit(self._id(row)))
        self.table.delete_pressed.connect(lambda row: self.delete_requested.emit(self._id(row)))
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(3, 3, 3, 3)
        inside.addWidget(self.table)
        self._empty.setContentsMargins(_PAD_X, 6, _PAD_X, 6)
        inside.addWidget(self._empty)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(6)
        outside.addWidget(self._heading)
        outside.addWidget(card)
        outside.addStretch(1)
        self._heights: dict[str, int] = {}
        self._width = 0
        self._to_fit = range(0)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._fit_some)
        self.table.width_changed.connect(lambda: self._fit_rows())
        self.setFocusProxy(self.table)
        self.show_relations(())

    def show_relations(self, rows: Sequence[RelationRow], current: str | None = None) -> None:
        """Show the relations, in the order given, and highlight the one with an id."""
        rows = tuple(rows)
        new = self.table.show_rows(self._model, rows, _row_of(rows, current))
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        count = f" · {len(rows):,}" if rows else ""
        self._heading.setText("Relations of this article" + count)
        self._fit_rows(new)

    def set_current(self, relation_id: str | None) -> None:
        """Highlight the relation with an id, or none."""
        self.table.set_current(_row_of(self._model.entries, relation_id))

    @property
    def current(self) -> str | None:
        """The id of the highlighted relation, or None."""
        row = self.table.current_row
        return None if row is None else self._id(row)

    def changeEvent(self, event: QEvent) -> None:
        """Measure the rows again when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_heights"):
            self._heights.clear()
            self._fit_rows()

    def _id(self, row: int) -> str:
        return self._model.entries[row].id

    def _fit_rows(self, rows: range | None = None) -> None:
        """Give rows (all if None) the height of their lines, soon if not at once."""
        width = self.table.viewport().width() - 2 * _PAD_X
        if width != self._width:
            self._width = width
            self._heights.clear()
            rows = None
        single = int(QFontMetricsF(self.table.font()).height()) + 2 * _PAD_Y + 1
        self.table.verticalHeader().setDefaultSectionSize(single)
        if rows is None:
            self._to_fit = range(len(self._model.entries))
        elif self._to_fit:
            # Rows moved while others still wait: those waiting begin no later than here.
            first = min(self._to_fit[0], rows.start)
            self._to_fit = range(first, len(self._model.entries))
        else:
            self._to_fit = rows
        self._fit_some()

    def _fit_some(self) -> None:
        """Fit rows for a few milliseconds, keeping what is in view where it is."""
        table, header = self.table, self.table.verticalHeader()
        top = table.rowAt(0)
        before = table.rowViewportPosition(top) if top >= 0 else 0
        metrics = QFontMetricsF(table.font())
        single = header.defaultSectionSize()
        until = perf_counter() + _SLICE
        for row in self._to_fit:
            height = self._height(self._model.entries[row], single, metrics)
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)
            if perf_counter() > until:
                break
        else:
            row = len(self._model.entries)
        self._to_fit = range(row + 1, self._to_fit.stop)
        if top >= 0:
            moved = table.rowViewportPosition(top) - before
            table.verticalScrollBar().setValue(table.verticalScrollBar().value() + moved)
        table.updateGeometry()
        if self._to_fit:
            self._later.start()

    def _height(self, entry: RelationRow, single: int, metrics: QFontMetricsF) -> int:
        known = self._heights.get(entry.spoken)
        if known is None:
            known = single
            # Bold is wider by less than a tenth: only what may wrap is laid out.
            if metrics.horizontalAdvance(entry.spoken) * 1.1 > self._width:
                layout = laid_out(_runs(entry, None), self.table.font(), self._width)
                known = max(single, int(layout.boundingRect().height()) + 2 * _PAD_Y + 1)
            self._heights[entry.spoken] = known
        return known


class _RelationDelegate(RowDelegate):
    """Paints a relation as a sentence with its label in the accent colour."""

    def __init__(self, model: RowModel[RelationRow], parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint_row(self, painter: QPainter, rect: QRectF, row: int, palette: QPalette) -> None:
        """Paint the sentence, and a line towards the next row."""
        entry = self._model.entries[row]
        runs = _runs(entry, palette)
        layout = laid_out(runs, painter.font(), rect.width() - 2 * _PAD_X)
        top = (rect.height() - layout.boundingRect().height()) / 2
        layout.draw(painter, QPointF(rect.left() + _PAD_X, rect.top() + top))
        if row + 1 < len(self._model.entries):
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
            bottom = rect.bottom() - 0.5
            painter.drawLine(
                QPointF(rect.left() + _PAD_X, bottom), QPointF(rect.right() - _PAD_X, bottom)
            )


def _runs(entry: RelationRow, palette: QPalette | None) -> list[Run]:
    colour = accent(palette, QPalette.ColorRole.Base) if palette else None
    return [
        Run(shortened(entry.source, 80) + " "),
        Run(entry.title, bold=True, colour=colour),
        Run(" " + shortened(entry.target, 80)),
    ]


def _row_of(rows: Sequence[RelationRow], wanted: str | None) -> int | None:
    return next((at for at, row in enumerate(rows) if row.id == wanted), None)


def _tip(row: RelationRow) -> str:
    return f"{row.source} {row.title} {row.target}" if len(row.source + row.target) > 80 else ""
