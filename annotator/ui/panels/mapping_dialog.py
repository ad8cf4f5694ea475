"""The mapping dialog: what each label of a pipeline becomes in the schema."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.ids import LabelId
from annotator.domain.schema import Label
from annotator.ui.panels.card import lesser

NOT_SUGGESTED = "not suggested"


class MappingDialog(QDialog):
    """Shows each label of a pipeline beside the schema's label it becomes, to change it.

    ``default`` is what the schema's names and aliases give, behind its own button.
    """

    def __init__(
        self,
        source: str,
        current: Mapping[str, LabelId | None],
        default: Mapping[str, LabelId | None],
        labels: Sequence[Label],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Labels of {source}")
        self._default = dict(default)
        self.boxes: dict[str, QComboBox] = {}
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        for name in sorted(current):
            box = QComboBox()
            box.setAccessibleName(f"{name} becomes")
            box.addItem(NOT_SUGGESTED, None)
            for label in labels:
                box.addItem(f"{label.title} ({label.name})", label.id)
            self.boxes[name] = box
            form.addRow(name, box)
        self._show(current)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText("Save and suggest anew")
        ok.setProperty("primary", True)
        restore = self._buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        restore.setText("As the names say")
        restore.clicked.connect(lambda: self._show(self._default))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out(form)

    def mapping(self) -> dict[str, LabelId | None]:
        """Return the label that each label of the pipeline becomes, None for not suggested."""
        return {name: box.currentData() for name, box in self.boxes.items()}

    def _show(self, mapping: Mapping[str, LabelId | None]) -> None:
        for name, box in self.boxes.items():
            box.setCurrentIndex(max(0, box.findData(mapping.get(name))))

    def _lay_out(self, form: QFormLayout) -> None:
        inner = QWidget()
        inner.setLayout(form)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.addWidget(
            lesser(
                "Left what the pipeline finds, right the label it is suggested under."
                " What you decided already stays."
            )
        )
        layout.addWidget(scroll, 1)
        layout.addWidget(self._buttons)
        self.resize(460, min(640, 150 + 34 * len(self.boxes)))
