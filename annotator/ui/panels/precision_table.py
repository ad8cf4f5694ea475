"""The table of sources: a row for each label a source was decided about, sorted by any column."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.app.track_record import SourceRecord

_HEADINGS = (
    ("Source", "Who suggested"),
    ("Label", "Under which label"),
    ("Decided", "Suggestions that somebody decided"),
    ("Right", "Accepted as they stood"),
    ("Corrected", "Taken, but with another label or other edges"),
    ("Rejected", "Rejected, or deleted after they were accepted"),
    ("Precision", "Right of decided"),
    ("Now", "Whether the source is heard for the label"),
)
_NOW = len(_HEADINGS) - 1
_WORDS = (0, 1, _NOW)
_WIDEST = 300
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class PrecisionRow:
    """What was decided about one source's suggestions under one label.

    ``label`` is its title; ``relation`` says that it is one of relations.
    """

    record: SourceRecord
    label: str
    relation: bool = False


class PrecisionTable(QTableView):
    """Read with arrow keys; a click on a heading sorts."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(0, len(_HEADINGS), self)
        self._model.setHorizontalHeaderLabels([title for title, _ in _HEADINGS])
        for column, (_, tip) in enumerate(_HEADINGS):
            item = self._model.horizontalHeaderItem(column)
            item.setToolTip(tip)
            item.setTextAlignment(_LEFT if column in _WORDS else _RIGHT)
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self._now: list[QStandardItem] = []

    def show_rows(self, rows: Sequence[PrecisionRow], quiet: Sequence[bool]) -> None:
        """Show the rows, with whether each is quiet."""
        self.setSortingEnabled(False)
        self._model.setRowCount(0)
        self._now = []
        for row in rows:
            items = [_cell(value) for value in _cells(row)]
            self._now.append(items[_NOW])
            self._model.appendRow(items)
        self.show_quiet(quiet)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(_WIDEST)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        # As they come, by source, until a heading is clicked.
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        if rows:
            self.setCurrentIndex(self.model().index(0, 0))

    def show_quiet(self, quiet: Sequence[bool]) -> None:
        """Show which rows are quiet, in the order in which the rows were given."""
        for item, silent in zip(self._now, quiet, strict=True):
            item.setText("quiet" if silent else "heard")
            font = item.font()
            font.setBold(silent)
            item.setFont(font)

    def texts(self, column: str) -> list[str]:
        """Return what stands in a column, from the top, as it is sorted now."""
        at = next(n for n, (title, _) in enumerate(_HEADINGS) if title == column)
        return [self._model.item(row, at).text() for row in range(self._model.rowCount())]


def _cells(row: PrecisionRow) -> tuple[str | int | float, ...]:
    label = f"{row.label} (relation)" if row.relation else row.label
    one = row.record
    counts = (one.decided, one.right, one.corrected, one.rejected)
    return one.source, label, *counts, one.share, ""


class _Share(QStandardItem):
    """A share that is shown in per cent and sorted by its value."""

    def __init__(self, share: float) -> None:
        super().__init__(f"{share * 100:.0f} %")
        self.setData(share, Qt.ItemDataRole.UserRole)

    def __lt__(self, other: QStandardItem) -> bool:
        return bool(self.data(Qt.ItemDataRole.UserRole) < other.data(Qt.ItemDataRole.UserRole))


def _cell(value: str | int | float) -> QStandardItem:
    if isinstance(value, str):
        return QStandardItem(value)
    item = _Share(value) if isinstance(value, float) else QStandardItem()
    if isinstance(value, int):
        item.setData(value, Qt.ItemDataRole.DisplayRole)
    item.setTextAlignment(_RIGHT)
    return item
