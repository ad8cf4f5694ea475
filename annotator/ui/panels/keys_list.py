"""The list of all keys (``?``), in groups and columns, filtered as one types."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.panels.card import heading, lesser
from annotator.ui.panels.command_palette import PaletteEntry
from annotator.ui.panels.keycap import KeyHint, KeyHints
from annotator.ui.panels.matching import best_fit

COLUMNS = 3
WIDTH, HEIGHT = 1180, 730


class KeysList(QDialog):
    """All keys there are, from the same entries as the palette; Esc closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("All keys")
        self._entries: Sequence[PaletteEntry] = ()
        self.line = QLineEdit()
        self.line.setPlaceholderText("Type to filter: what to do, or a key")
        self.line.setAccessibleName("Filter the keys")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._show)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("Keys")
        top = QHBoxLayout()
        top.addWidget(self.line, 1)
        top.addWidget(KeyHints((KeyHint("Esc", "close"),)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 18, 12)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        self.resize(WIDTH, HEIGHT)

    def show_entries(self, entries: Sequence[PaletteEntry]) -> None:
        """Take the entries; those without a key are left out."""
        self._entries = tuple(entry for entry in entries if entry.key)
        self._show()

    @property
    def shown(self) -> list[PaletteEntry]:
        """The entries that fit the filter, in the order of their groups."""
        typed = self.line.text()
        return [
            entry
            for entry in self._entries
            if (fit := best_fit(typed, (entry.title, entry.key, entry.group))) is not None
            and fit < 1000  # letters scattered over a title are for the palette, not for a list
        ]

    def _show(self) -> None:
        groups: dict[str, list[PaletteEntry]] = {}
        for entry in self.shown:
            groups.setdefault(entry.group, []).append(entry)
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 6, 0)
        columns.setSpacing(28)
        if not groups:
            columns.addWidget(lesser("No key fits."), 0, Qt.AlignmentFlag.AlignTop)
        for titles in balanced({title: len(group) + 2 for title, group in groups.items()}):
            column = QVBoxLayout()
            column.setSpacing(10)
            for title in titles:
                column.addWidget(_group(title, groups[title]))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._area.setWidget(page)


def balanced(heights: dict[str, int], columns: int = COLUMNS) -> list[list[str]]:
    """Return names in columns of about equal height, in their order, none of them split."""
    if not heights:
        return []
    most = max(heights.values())
    for limit in range(most, sum(heights.values()) + 1):
        filled: list[list[str]] = [[]]
        used = 0
        for name, height in heights.items():
            if used and used + height > limit:
                filled.append([])
                used = 0
            filled[-1].append(name)
            used += height
        if len(filled) <= columns:
            return filled + [[] for _ in range(columns - len(filled))]
    return [list(heights)]


def _group(title: str, entries: Sequence[PaletteEntry]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    grid.addWidget(heading(title), 0, 0, 1, 2)
    grid.addWidget(_Rule(), 1, 0, 1, 2)
    for row, entry in enumerate(entries, start=2):
        words = QLabel(entry.title)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setToolTip(f"Mouse: {entry.mouse}" if entry.mouse else "")
        keys = KeyHints([KeyHint(key.strip()) for key in _alternatives(entry.key)])
        words.setAccessibleName(f"{entry.title}: {entry.key}")
        grid.addWidget(words, row, 0)
        grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return box


def _alternatives(key: str) -> list[str]:
    """Return the keys of "Left, Right" one by one; a comma that is itself a key stays."""
    return key.split(", ")


class _Rule(QWidget):
    """A thin line beneath a group's title."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        painter.fillRect(
            QRectF(0, 0, self.width(), 1), self.palette().color(QPalette.ColorRole.Mid)
        )
        painter.end()
