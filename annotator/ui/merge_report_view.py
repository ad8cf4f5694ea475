"""What was merged: the conflicts and the texts that did not match, to go to afterwards."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from annotator.ui.merge_rows import MergeRows, stand_in_corner
from annotator.ui.panels.card import lesser

if TYPE_CHECKING:
    from annotator.app.hand_off import MergeReport

_ABOUT = "Enter goes to the place of a row, Esc closes. What lost is kept in the project."


class MergeReportView(QDialog):
    """Show what merges left to look at; it stays open beside the text."""

    place_requested = Signal(object)
    """A ``Place`` is to be shown."""

    def __init__(
        self, title: str, reports: Sequence["MergeReport"], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("What was merged")
        self.head = QLabel(title, self)
        self.head.setObjectName("arrivalsHead")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.rows = MergeRows(self)
        for one in reports:
            self.rows.add(one, "in the file", one.name if len(reports) > 1 else "")
        self.rows.place_requested.connect(self.place_requested)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        layout.addWidget(lesser(_ABOUT, self))
        layout.addWidget(self.rows, 1)
        layout.addWidget(buttons)
        stand_in_corner(self)
        first = self.rows.topLevelItem(0)
        if first is not None:
            self.rows.setCurrentItem(first.child(0) or first)
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)
