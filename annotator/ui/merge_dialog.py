"""The dialog of a merge: what it would do, before anything is done."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.articles.wording import counted
from annotator.ui.merge_rows import MergeRows, stand_in_corner
from annotator.ui.panels.card import heading, lesser
from annotator.ui.report_view import Place

if TYPE_CHECKING:
    from annotator.app.hand_off import MergeReport

_FIGURES = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_OUTCOMES = ("new", "same", "changed", "older", "conflicts", "unmatched", "finished")
_HEADS = ("Annotator", "New", "Same", "Changed", "Older", "Conflicts", "No match", "Finished")
_TIPS = {
    "older": "Edited here since: the file is an old copy of these",
    "unmatched": "On a text that the project does not have",
    "finished": "Articles that become finished",
}


class MergeDialog(QDialog):
    """Show a dry run and ask whether to merge; ``wished`` tells whom to join, and relabelling.

    Once a place is asked for it stands aside, and the text can be looked at and worked on.
    """

    place_requested = Signal(object)
    """A ``Place`` is to be shown."""

    wished = Signal(list, bool)
    """Names whose annotators are one person; whether to follow merged labels."""

    def __init__(
        self, report: "MergeReport", name: str, parent: QWidget | None = None, more: int = 0
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Merge ({counted(more, 'file')} after this)" if more else "Merge")
        self._report = report
        self.head = QLabel(_headline(report, name), self)
        self.head.setObjectName("arrivalsHead")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.people = _people(report)
        self.details = MergeRows(self)
        self.joins = [self._join(one.name, len(one.ids)) for one in report.same_names]
        gone = any(one.kind == "label-gone" and one.into for one in report.schema)
        self.relabel = QCheckBox("Put what stands under merged labels where they went", self)
        self.relabel.setVisible(gone)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.merge = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.details.add(report)
        self._lay_out()
        self.details.place_requested.connect(self._go_to)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def accept(self) -> None:
        """Close and tell what was chosen."""
        joined = [
            one.name
            for one, box in zip(self._report.same_names, self.joins, strict=True)
            if box.isChecked()
        ]
        super().accept()
        self.wished.emit(joined, self.relabel.isChecked())

    def _go_to(self, place: Place) -> None:
        if self.isModal():
            self._step_aside()
        self.place_requested.emit(place)

    def _step_aside(self) -> None:
        """Stand in the corner of the window, which can be worked in meanwhile."""
        self.hide()
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setModal(False)
        for part in (self.people, self.about):
            part.hide()
        stand_in_corner(self)
        self.show()
        row = self.details.currentItem()
        if row is not None:
            self.details.scrollToItem(row)

    def _join(self, name: str, ids: int) -> QCheckBox:
        return QCheckBox(f"The {ids} annotators called {name} are one person", self)

    def _lay_out(self) -> None:
        self.merge.setText("Merge")
        self.merge.setProperty("primary", True)
        self.merge.setDefault(True)
        self.merge.setFocus(Qt.FocusReason.OtherFocusReason)
        self.merge.style().polish(self.merge)
        self.merge.setEnabled(bool(self._report.changes or self.joins or not self._empty()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        self.about = lesser(_ABOUT if self._report.related else f"{_APART} {_ABOUT}")
        layout.addWidget(self.about)
        layout.addWidget(self.people)
        self.people.setVisible(self.people.topLevelItemCount() > 0)
        if self.details.topLevelItemCount():
            layout.addWidget(heading("To look at"))
            if self.details.leads:
                layout.addWidget(lesser("Enter, or a double click, goes to the place of a row."))
            layout.addWidget(self.details, 1)
        else:
            self.details.hide()
            layout.addStretch(1)
        for box in (*self.joins, self.relabel):
            layout.addWidget(box)
        layout.addWidget(self.buttons)
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        height = 620 if self.details.topLevelItemCount() else 320
        self.resize(min(860, room.width() - 60), min(height, room.height() - 80))

    def _empty(self) -> bool:
        return not (self._report.changes or self._report.documents)


_APART = "This file was made on its own: it is no copy or pack of this project."
_ABOUT = (
    "Nothing is changed yet. A backup is taken before the merge, and it can be taken back until"
    " something else is done."
)


def _headline(report: "MergeReport", name: str) -> str:
    if not report.changes and not report.documents:
        return f"{name} has nothing that is not here already."
    return f"{name}: {', '.join(brought(report))}."


def brought(report: "MergeReport") -> list[str]:
    """Return what a merge brings, or brought, in a few words each."""
    parts = [
        counted(number, noun)
        for number, noun in (
            (report.documents, "new article"),
            (report.total("new"), "new label"),
        )
        if number
    ]
    parts.extend(
        f"{report.total(outcome):,} {word}"
        for outcome, word in (
            ("changed", "changed"),
            ("conflicts", "in conflict"),
            ("unmatched", "without a text"),
        )
        if report.total(outcome)
    )
    if report.total("finished"):
        parts.append(f"{counted(report.total('finished'), 'article')} newly finished")
    kinds = {kind: number for kind, number in report.others.items() if kind != "states"}
    parts.extend(counted(number, kind.removesuffix("s")) for kind, number in kinds.items())
    return parts or ["no new articles or labels"]


def _people(report: "MergeReport") -> QTreeWidget:
    table = QTreeWidget()
    table.setObjectName("marksTable")
    table.setAccessibleName("Labels by annotator")
    table.setHeaderLabels(list(_HEADS))
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    for name, counts in sorted(report.annotators.items()):
        item = QTreeWidgetItem([name, *(f"{counts[outcome]:,}" for outcome in _OUTCOMES)])
        for column in range(1, len(_HEADS)):
            item.setTextAlignment(column, _FIGURES)
        item.setToolTip(0, name)
        table.addTopLevelItem(item)
    for column, outcome in enumerate(_OUTCOMES, start=1):
        table.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        table.headerItem().setToolTip(column, _TIPS.get(outcome, ""))
    header = table.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in range(1, len(_HEADS)):
        table.setColumnWidth(column, 80)
    rows = min(table.topLevelItemCount(), 6)
    table.setFixedHeight((rows + 1) * (table.fontMetrics().height() + 10) + 12)
    return table
