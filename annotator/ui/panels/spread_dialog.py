"""The spread dialog: every place of a string, ticked or not, before all of them are labelled."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from annotator.ui.keys import chords
from annotator.ui.panels.card import Card, heading, lesser
from annotator.ui.panels.runs import shortened
from annotator.ui.panels.spread_rows import (
    PAD_Y,
    SpreadDelegate,
    SpreadModel,
    SpreadRow,
    SpreadTable,
)


class SpreadDialog(QDialog):
    """Shows the places of a string; Space ticks one, Ctrl+A all or none, Enter labels them."""

    labelling_requested = Signal(list)
    """The numbers of the rows that are ticked, in order; at least one."""

    def __init__(
        self, string: str, label: str, rows: Sequence[SpreadRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Label all equal strings")
        self._title = f"Label “{shortened(string, 60)}” as {label}"
        self._heading = heading()
        self._heading.setWordWrap(True)
        self._heading.setForegroundRole(QPalette.ColorRole.WindowText)
        self._model = SpreadModel(rows, self)
        self.table = SpreadTable("Places")
        self.table.setModel(self._model)
        self.table.setItemDelegate(SpreadDelegate(self._model, self.table))
        self.table.toggled.connect(self._model.toggle)
        self._model.ticks_changed.connect(self._show_count)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.all_or_none = QPushButton("All or none")
        self.all_or_none.setToolTip("Tick all places, or none (Ctrl+A)")
        self.all_or_none.setAutoDefault(False)
        self.all_or_none.clicked.connect(self._model.toggle_all)
        self._buttons.addButton(self.all_or_none, QDialogButtonBox.ButtonRole.ResetRole)
        self.run = QPushButton()
        self.run.setProperty("primary", True)  # for the window's style sheet
        self.run.setDefault(True)
        self.run.setToolTip("Label what is ticked, as one step (Enter)")
        self._buttons.addButton(self.run, QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setToolTip("Label nothing (Esc)")
        cancel.setAutoDefault(False)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out()
        self._show_count()

    @property
    def heading_text(self) -> str:
        """The heading with the count."""
        return self._heading.text()

    @property
    def ticked(self) -> list[int]:
        """The numbers of the rows that are ticked, in order."""
        return self._model.ticked

    def accept(self) -> None:
        """Close and ask for the labels, if a place is ticked."""
        ticked = self.ticked
        if ticked:
            super().accept()
            self.labelling_requested.emit(ticked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Ctrl+A, on every layout, wherever the focus is."""
        if "Ctrl+A" in chords(event):
            self._model.toggle_all()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(3, 3, 3, 3)
        inside.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self._heading)
        layout.addWidget(card, 1)
        layout.addWidget(lesser("Space ticks a place, Ctrl+A all or none. It is one step to undo."))
        layout.addWidget(self._buttons)
        self._fit_rows()
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        wanted = self.table.verticalHeader().length() + 150
        self.resize(
            min(880, max(420, room.width() - 60)), min(max(240, wanted), max(240, room.height()))
        )
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        first = next(iter(self.ticked), 0)
        self.table.set_current(first if self._model.entries else None)

    def _fit_rows(self) -> None:
        """Give each row the height of a line, those with a title that of two."""
        line = int(QFontMetricsF(self.table.font()).height())
        header = self.table.verticalHeader()
        header.setDefaultSectionSize(line + 2 * PAD_Y)
        for number, row in enumerate(self._model.entries):
            if row.title:
                header.resizeSection(number, 2 * line + 4 * PAD_Y)

    def _show_count(self) -> None:
        ticked, places = len(self.ticked), len(self._model.entries)
        of_all = "1 place" if places == 1 else f"{places:,} places"
        self._heading.setText(f"{self._title}: {ticked:,} of {of_all}")
        self.run.setText("Label 1 place" if ticked == 1 else f"Label {ticked:,} places")
        self.run.setEnabled(ticked > 0)
