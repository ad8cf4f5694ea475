"""The dialog of sources: how often each was right, and below what it stays quiet."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.app.track_record import Threshold
from annotator.ui.articles.wording import counted
from annotator.ui.panels.card import lesser
from annotator.ui.panels.precision_table import PrecisionRow, PrecisionTable

_ABOUT = (
    "How often a suggestion was accepted as it stood, counted in this project over all"
    " annotators. A source is quiet for a label once enough was decided and too little of it"
    " was right: it suggests nothing more under this label until the threshold is lowered."
)
_READ_ONLY = "The project is open read-only: the threshold cannot be changed."


class PrecisionDialog(QDialog):
    """Shows the records of all sources by label; the threshold's effect is seen at once.

    Nothing is kept until it is accepted; ``threshold`` tells what was chosen.
    """

    def __init__(
        self,
        rows: Sequence[PrecisionRow],
        current: Threshold,
        parent: QWidget | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sources and precision")
        self._rows = tuple(rows)
        self._current = current
        self.table = PrecisionTable("Sources, labels and how often they were right")
        self.decisions = _spin("Decisions at least", 1, 1_000_000)
        self.precision = _spin("Precision in per cent, at least", 0, 100)
        self.precision.setSuffix(" %")
        self.effect = QLabel()
        self.effect.setAccessibleName("Effect of the threshold")
        self._buttons = _buttons(read_only)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._lay_out(read_only)
        self._show(current)
        self.table.show_rows(self._rows, self._quiet())
        for box in (self.decisions, self.precision):
            box.setReadOnly(read_only)
            box.setEnabled(not read_only)
            box.valueChanged.connect(self._show_effect)
        restore = self._buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        if restore is not None:
            restore.clicked.connect(lambda: self._show(Threshold()))
        self._show_effect()
        self.table.setFocus() if read_only or not rows else self.decisions.setFocus()

    def threshold(self) -> Threshold:
        """Return the threshold that is shown; as it was, to the last digit, if not touched."""
        percent, before = self.precision.value(), self._current.precision
        same = percent == round(before * 100)
        return Threshold(self.decisions.value(), before if same else percent / 100)

    def _show(self, wanted: Threshold) -> None:
        self.decisions.setValue(wanted.decisions)
        self.precision.setValue(round(wanted.precision * 100))

    def _quiet(self) -> list[bool]:
        wanted = self.threshold()
        return [row.record.quiet(wanted) for row in self._rows]

    def _show_effect(self) -> None:
        quiet = self._quiet()
        self.table.show_quiet(quiet)
        if not quiet:
            self.effect.setText("Nothing is decided yet.")
            return
        verb = "is" if sum(quiet) == 1 else "are"
        self.effect.setText(f"{sum(quiet):,} of {counted(len(quiet), 'row')} {verb} quiet.")

    def _lay_out(self, read_only: bool) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(8)
        named = (
            ("&Quiet after at least", self.decisions),
            ("&decisions, with less than", self.precision),
        )
        for column, (text, box) in enumerate(named):
            label = QLabel(text)
            label.setBuddy(box)
            form.addWidget(label, 0, 2 * column)
            form.addWidget(box, 0, 2 * column + 1)
        form.addWidget(QLabel("right."), 0, 4)
        form.setColumnStretch(5, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addWidget(lesser(_ABOUT))
        layout.addWidget(self.table, 1)
        layout.addLayout(form)
        layout.addWidget(self.effect)
        if read_only:
            layout.addWidget(lesser(_READ_ONLY))
        layout.addWidget(self._buttons)
        self.resize(860, 480)


def _spin(name: str, least: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setAccessibleName(name)
    box.setRange(least, most)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return box


def _buttons(read_only: bool) -> QDialogButtonBox:
    if read_only:
        return QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Save
        | QDialogButtonBox.StandardButton.Cancel
        | QDialogButtonBox.StandardButton.RestoreDefaults
    )
    save = buttons.button(QDialogButtonBox.StandardButton.Save)
    save.setText("Save the threshold")
    save.setProperty("primary", True)
    restore = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    restore.setText("As at the start")
    # Enter in a field keeps what was typed; without this it may press another button.
    restore.setAutoDefault(False)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
    save.setDefault(True)
    return buttons
