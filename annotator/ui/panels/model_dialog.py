"""The model dialog: which pipeline suggests, and whether it suits the project."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.panels.card import heading, lesser

_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A pipeline to choose: how it is named or where it is, what it is called, its language."""

    name: str
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """What a pipeline finds in the words of the schema, and what speaks against it."""

    suggested: Sequence[str]
    left_out: Sequence[str]
    warnings: Sequence[str] = ()


class ModelDialog(QDialog):
    """Show the pipelines there are; Enter uses the one that is chosen."""

    chosen = Signal(str)
    """The name or folder of the pipeline to use."""
    folder_requested = Signal()

    def __init__(
        self,
        rows: Sequence[ModelRow],
        current: str,
        details: Callable[[str], ModelDetails],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Model")
        self._details = details
        self.list = QListWidget(self)
        self.list.setAccessibleName("Pipelines")
        self.list.setMinimumWidth(300)
        self.head = heading()
        self.head.setWordWrap(True)
        self.labels, self.left_out = QLabel(self), lesser()
        self.warnings = QLabel(self)
        self.warnings.setObjectName("factRemarks")
        self.trouble = QLabel(self)
        self.trouble.setObjectName("factTrouble")
        for label in (self.labels, self.warnings, self.trouble):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.folder = QPushButton("From a folder…", self)
        self.folder.setAutoDefault(False)
        self.folder.clicked.connect(self.folder_requested)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.use = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.use.setText("Use it")
        self.use.setProperty("primary", True)
        self.use.style().polish(self.use)
        self._buttons.addButton(self.folder, QDialogButtonBox.ButtonRole.ResetRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.list.itemDoubleClicked.connect(lambda _: self.accept())
        self._lay_out()
        for row in rows:
            self.add(row, choose=row.name == current)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._show()

    @property
    def name(self) -> str:
        """The name or folder of the pipeline that is chosen, or ""."""
        item = self.list.currentItem()
        return str(item.data(_ROLE).name) if item else ""

    def add(self, row: ModelRow, *, choose: bool) -> None:
        """Add a pipeline to the list."""
        language = f"  ·  {row.language}" if row.language else ""
        item = QListWidgetItem(f"{row.source}{language}")
        item.setData(_ROLE, row)
        item.setToolTip(row.name)
        self.list.addItem(item)
        if choose:
            self.list.setCurrentItem(item)

    def show_trouble(self, text: str) -> None:
        """Show why a folder cannot be used."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def accept(self) -> None:
        """Close and tell which pipeline is to be used."""
        if self.name:
            super().accept()
            self.chosen.emit(self.name)

    def _show(self) -> None:
        self.show_trouble("")
        self.use.setEnabled(bool(self.name))
        if not self.name:
            self.head.setText("No pipeline is installed.")
            self.labels.setText("Choose the folder of one that was saved or trained.")
            self.left_out.clear()
            self.warnings.hide()
            return
        row = self.list.currentItem().data(_ROLE)
        details = self._details(row.name)
        self.head.setText(row.source)
        self.labels.setText(f"Suggests: {', '.join(details.suggested) or 'nothing yet'}")
        left = ", ".join(details.left_out)
        self.left_out.setText(f"Finds too, but the schema does not know: {left}" if left else "")
        self.warnings.setText("\n".join(details.warnings))
        self.warnings.setVisible(bool(details.warnings))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(10)
        for label in (self.head, self.warnings, self.labels, self.left_out):
            right.addWidget(label)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self.list)
        both.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(lesser("The spaCy pipeline that suggests in this project:"))
        layout.addLayout(both, 1)
        layout.addWidget(self.trouble)
        layout.addWidget(self._buttons)
        self.resize(760, 380)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
