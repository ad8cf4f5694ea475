"""Chips above the list: one press shows the articles of one state."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from annotator.domain.annotation_sets import State
from annotator.ui.flow_layout import FlowLayout


@dataclass(frozen=True, slots=True)
class _Chip:
    name: str
    query: str
    state: State | None = None


_CHIPS = (
    _Chip("All", ""),
    _Chip("To do", "state:new", State.NEW),
    _Chip("Started", "state:in-progress", State.IN_PROGRESS),
    _Chip("Done", "state:finished", State.FINISHED),
    _Chip("Set aside", "state:set-aside", State.SET_ASIDE),
    _Chip("Flagged", "flag:"),
)


class StateChips(QWidget):
    """A row of chips, one of them on."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = QButtonGroup(self)
        layout = FlowLayout(self)
        for number, chip in enumerate(_CHIPS):
            button = QPushButton(chip.name, self)
            button.setCheckable(True)
            button.setProperty("chip", True)
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda _: self.chosen.emit())

    def query(self) -> str:
        """Return the part of the query that the chip stands for."""
        return _CHIPS[max(self._group.checkedId(), 0)].query

    def show_counts(self, counts: dict[State, int], flagged: int) -> None:
        """Show the numbers; what nothing is in is left out, the first four always shown."""
        for number, chip in enumerate(_CHIPS):
            if chip.state is not None:
                amount = counts.get(chip.state, 0)
            else:
                amount = flagged if chip.query else sum(counts.values())
            button = self._group.button(number)
            button.setText(f"{chip.name} {amount:,}")
            button.setVisible(number < 4 or amount > 0 or button.isChecked())
        self.updateGeometry()
