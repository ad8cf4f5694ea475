"""The table of an import's labels: what each becomes, to be chosen row by row."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.domain.ids import LabelId
from annotator.domain.schema import Label, Schema
from annotator.ui.import_choices import ImportChoices

if TYPE_CHECKING:
    from annotator.app.exchange import LabelChoices
    from annotator.app.import_previews import LabelSeen

NEW, LEFT_OUT = "New label", "Left out"
_BY_ITSELF, _NOTHING = "*", ""
"""What a row holds beside ids of labels: what the names say, and left out."""
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F4)


class ImportLabels(QTreeWidget):
    """Show each label of the files with a list of what it may become.

    One stop for Tab: the arrows go from row to row, Enter or the space bar opens a list.
    """

    changed = Signal()
    """Something else was chosen for a label."""

    def __init__(self, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schema = schema
        self._chosen: dict[bool, dict[str, str]] = {False: {}, True: {}}
        self.boxes: dict[tuple[str, bool], QComboBox] = {}
        """The lists that are shown, by the label's name and whether it is of relations."""
        self.setObjectName("choiceTable")
        self.setAccessibleName("What the labels of the files become")
        self.setHeaderLabels(["In the file", "Becomes", "Times"])
        self.setRootIsDecorated(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, 190)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)

    def take_remembered(self, choices: ImportChoices) -> None:
        """Choose what was chosen before, as far as the labels are still there."""
        for relation, kept in ((False, choices.spans), (True, choices.relations)):
            labels = {str(label.id) for label in self._labels(relation)}
            self._chosen[relation] = {
                name: label for name, label in kept.items() if label in labels or not label
            }

    def show_labels(self, found: Sequence["LabelSeen"]) -> None:
        """Show the labels of the files; what was chosen by name stays chosen."""
        self.clear()
        self.boxes = {}
        for one in found:
            kind = " (relation)" if one.relation else ""
            item = QTreeWidgetItem(self, [f"{one.name}{kind}", "", f"{one.count:,}"])
            item.setToolTip(0, item.text(0))
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            box = self.boxes[one.name, one.relation] = self._box(one)
            self.setItemWidget(item, 1, box)
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def choices(self) -> "LabelChoices":
        """Return what was chosen otherwise than the names say, of the labels that are shown."""
        from annotator.app.exchange import LabelChoices

        return LabelChoices(self._shown(False), self._shown(True))

    def kept(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return all that was chosen, to be remembered: of spans, of relations."""
        return dict(self._chosen[False]), dict(self._chosen[True])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list of the row."""
        item = self.currentItem()
        if event.key() in _OPENING and item is not None:
            box = self.itemWidget(item, 1)
            if isinstance(box, QComboBox):
                box.showPopup()
                return
        super().keyPressEvent(event)

    # Inside

    def _labels(self, relation: bool) -> list[Label]:
        return self._schema.relation_labels if relation else self._schema.span_labels

    def _shown(self, relation: bool) -> Mapping[str, LabelId | None]:
        chosen = self._chosen[relation]
        return {
            name: LabelId(chosen[name]) if chosen[name] else None
            for name, of_relation in self.boxes
            if of_relation is relation and name in chosen
        }

    def _box(self, one: "LabelSeen") -> QComboBox:
        box = _RowBox(self)
        box.setAccessibleName(f"{one.name} becomes")
        labels = {label.id: label for label in self._labels(one.relation)}
        own = labels.get(one.label) if one.label else None
        box.addItem(own.title if own else NEW, _BY_ITSELF)
        first = [label for label in one.alike if label in labels]
        for label in (*first, *(each for each in labels if each not in first)):
            if own is None or label != own.id:
                box.addItem(labels[label].title, str(label))
        box.insertSeparator(box.count())
        box.addItem(LEFT_OUT, _NOTHING)
        chosen = self._chosen[one.relation].get(one.name, _BY_ITSELF)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.currentIndexChanged.connect(lambda _: self._take(one.name, one.relation, box))
        return box

    def _take(self, name: str, relation: bool, box: QComboBox) -> None:
        self._chosen[relation].pop(name, None)
        if box.currentData() != _BY_ITSELF:
            self._chosen[relation][name] = str(box.currentData())
        self.changed.emit()


class _RowBox(QComboBox):
    """A list in a row: the table has the focus, and the wheel scrolls the table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMaxVisibleItems(20)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the table."""
        event.ignore()
