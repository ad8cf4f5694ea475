"""The name dialog: who labels, asked once."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.panels.card import heading, lesser

WHY = (
    "Your name stands with each label you make, so that the work of several people can be "
    "told apart, compared and merged."
)


class NameDialog(QDialog):
    """Asks for the annotator's name; names the project knows can be taken from a list."""

    name_chosen = Signal(str)

    def __init__(
        self, known: Sequence[str] = (), suggested: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Who is labelling?")
        self.line = QLineEdit(suggested)
        self.line.setPlaceholderText("Your name")
        self.line.setAccessibleName("Your name")
        self.line.setMaxLength(100)
        self.line.selectAll()
        self.line.textChanged.connect(self._check)
        self.known = QListWidget()
        self.known.setAccessibleName("Names in this project")
        for name in known:
            self.known.addItem(QListWidgetItem(name))
        self.known.itemClicked.connect(lambda item: self.line.setText(item.text()))
        self.known.currentTextChanged.connect(self._take)
        self.known.itemActivated.connect(lambda _: self.accept())
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Start labelling")
        self._ok.setProperty("primary", True)  # for the window's style sheet
        self._ok.setToolTip("Start labelling (Enter)")
        cancel = self._buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setToolTip("Cancel (Esc)")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out(bool(known))
        self._check()

    def name(self) -> str:
        """Return the name as it will be stored: no white space around, single spaces inside."""
        return " ".join(self.line.text().split())

    def accept(self) -> None:
        """Close with the name, if there is one."""
        if self.name():
            super().accept()
            self.name_chosen.emit(self.name())

    def _lay_out(self, has_known: bool) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(8)
        layout.addWidget(lesser(WHY))
        layout.addWidget(self.line)
        title = heading("Or go on as someone who has labelled here")
        layout.addWidget(title)
        layout.addWidget(self.known)
        title.setVisible(has_known)
        self.known.setVisible(has_known)
        rows = min(self.known.count(), 6)
        self.known.setFixedHeight(rows * max(self.known.sizeHintForRow(0), 18) + 8)
        layout.addSpacing(4)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(380)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, name: str) -> None:
        # On closing Qt moves the focus into the list, which is no choice of anybody's.
        if name and self.known.hasFocus() and self.isVisible():
            self.line.setText(name)

    def _check(self) -> None:
        self._ok.setEnabled(bool(self.name()))
