"""The dialog that asks what to export: whose work, which articles, in what format."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.app.session import Session
from annotator.domain.ids import AnnotatorId

_SPLIT = (0.8, 0.1, 0.1)
_ABOUT = {
    "jsonl": "Everything, without loss: texts, labels, relations, notes, states.",
    "spacy": "For spaCy: train, dev and test files and a config to train with.",
}


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What was chosen."""

    destination: Path
    format_name: str
    annotators: tuple[AnnotatorId, ...] = ()
    everything: bool = False
    all_states: bool = False
    split: tuple[float, float, float] | None = None


class ExportDialog(QDialog):
    """Ask for format, annotator and place; ``wished`` tells what was chosen."""

    wished = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Here: the formats bring libraries that the window does not need at its start.
        from annotator.formats.registry import FORMATS

        self.setWindowTitle("Export")
        self._session = session
        self.format = QComboBox(self)
        for name, one in FORMATS.items():
            if one.writes:
                self.format.addItem(name)
        self.about = QLabel(self)
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        self.annotator = QComboBox(self)
        for person in session.annotators():
            self.annotator.addItem(person.name, person.id)
        self.annotator.setCurrentIndex(max(self.annotator.findData(session.annotator.id), 0))
        self.all_states = QCheckBox("Articles in progress too, not only finished ones", self)
        self.split = QCheckBox("Split 80 / 10 / 10 into train, dev and test", self)
        self.split.setChecked(True)
        self.place = QLineEdit(self)
        self.choose = QPushButton("Choose…", self)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        export = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        export.setText("Export")
        export.setProperty("primary", True)
        export.style().polish(export)
        self._lay_out()
        self.format.currentTextChanged.connect(self._show_format)
        self.choose.clicked.connect(self._choose)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._show_format()

    def wish(self) -> ExportWish:
        """Return what is chosen."""
        name = self.format.currentText()
        everything = name == "jsonl"
        annotator = self.annotator.currentData()
        people = () if everything or annotator is None else (AnnotatorId(annotator),)
        split = _SPLIT if not everything and self.split.isChecked() else None
        place = Path(self.place.text().strip()).expanduser()
        return ExportWish(place, name, people, everything, self.all_states.isChecked(), split)

    def accept(self) -> None:
        """Close and tell what was chosen, if a place is named."""
        if self.place.text().strip():
            self.wished.emit(self.wish())
            super().accept()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(self.choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("Format", self.format)
        form.addRow("", self.about)
        form.addRow("Work of", self.annotator)
        form.addRow("", self.all_states)
        form.addRow("", self.split)
        form.addRow("To", place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(520)

    def _show_format(self) -> None:
        name = self.format.currentText()
        self.about.setText(_ABOUT.get(name, ""))
        for widget in (self.annotator, self.all_states, self.split):
            widget.setEnabled(name != "jsonl")
        stem = self._session.path.stem
        ending = ".jsonl" if name == "jsonl" else f"-{name}"
        self.place.setText(str(self._session.path.with_name(f"{stem}{ending}")))

    def _choose(self) -> None:
        if self.format.currentText() == "jsonl":
            name, _ = QFileDialog.getSaveFileName(self, "Export to", self.place.text())
        else:
            name = QFileDialog.getExistingDirectory(self, "Export into a folder")
        if name:
            self.place.setText(name)
