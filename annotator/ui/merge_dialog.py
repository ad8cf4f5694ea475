"""The dialog of a merge: what it would do, before anything is done."""

from collections.abc import Iterable, Sequence
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
from annotator.ui.export_dialog import fixed_font
from annotator.ui.panels.card import heading, lesser

if TYPE_CHECKING:
    from annotator.app.hand_off import MergeReport

_OUTCOMES = ("new", "same", "changed", "conflicts", "unmatched")
_HEADS = ("Annotator", "New", "Same", "Changed", "Conflicts", "No match")
_SCHEMA = {
    "new-there": "New, comes in",
    "new-here": "Only here, stays",
    "renamed": "Renamed",
    "changed": "Changed",
    "deleted": "Deleted",
    "merged": "Merged into another",
    "conflict": "Changed on both sides",
    "same-name": "Two labels of one name",
    "label-gone": "Label is gone, work stands under it",
}


class MergeDialog(QDialog):
    """Show a dry run and ask whether to merge; ``wished`` tells whom to join, and relabelling."""

    wished = Signal(list, bool)
    """Names whose annotators are one person; whether to follow merged labels."""

    def __init__(self, report: "MergeReport", name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Merge")
        self._report = report
        self.head = QLabel(_headline(report, name), self)
        self.head.setObjectName("arrivalsHead")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.people = _people(report)
        self.details = QTreeWidget(self)
        self.joins = [self._join(one.name, len(one.ids)) for one in report.same_names]
        gone = any(one.kind in ("label-gone", "merged") for one in report.schema)
        self.relabel = QCheckBox("Put what stands under merged labels where they went", self)
        self.relabel.setVisible(gone)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.merge = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._fill()
        self._lay_out()
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

    def _fill(self) -> None:
        report = self._report
        conflicts = [
            _row(
                f"{one.kind.capitalize()}{_in(one.title)}, {one.annotator or 'shared by all'}",
                (
                    f"here: {one.mine}{' (stands)' if one.stands == 'mine' else ''}",
                    f"there: {one.theirs}{' (stands)' if one.stands == 'theirs' else ''}",
                ),
            )
            for one in report.conflicts
        ]
        more = report.conflict_count - len(report.conflicts)
        if more > 0:
            conflicts.append(_row(f"and {more:,} more"))
        self._part("Edited on both sides: the later edit stands", report.conflict_count, conflicts)
        missing = [
            _row(
                f"“{one.title or one.document}”: "
                + ("another text here" if one.like else "no text in either file")
                + f", {counted(sum(one.labels.values()), 'label')}",
                one.diff.splitlines(),
            )
            for one in report.mismatches
        ]
        self._part("Does not match a text: kept aside", len(missing), missing)
        schema = [
            _row(
                f"{_SCHEMA.get(one.kind, one.kind)}: {one.becomes or one.mine or one.theirs}",
                (
                    *([f"here: {one.mine}"] if one.mine else []),
                    *([f"there: {one.theirs}"] if one.theirs else []),
                    *(f"{name}: {counted(n, 'label')}" for name, n in one.labels.items()),
                ),
            )
            for one in report.schema
        ]
        self._part("Schema", len(schema), schema)

    def _part(self, title: str, count: int, rows: Iterable[QTreeWidgetItem]) -> None:
        if not count:
            return
        item = _row(f"{title} ({count:,})")
        item.addChildren(list(rows))
        self.details.addTopLevelItem(item)
        item.setExpanded(True)
        for at in range(min(item.childCount(), 5)):
            child = item.child(at)
            if child is not None:
                child.setExpanded(True)

    def _join(self, name: str, ids: int) -> QCheckBox:
        return QCheckBox(f"The {ids} annotators called {name} are one person", self)

    def _lay_out(self) -> None:
        self.details.setObjectName("reportTree")
        self.details.setAccessibleName("Conflicts, texts that do not match, schema")
        self.details.setHeaderHidden(True)
        self.details.setFont(fixed_font(self.font()) if self._has_diff() else self.font())
        self.details.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.details.header().setStretchLastSection(False)
        self.merge.setText("Merge")
        self.merge.setProperty("primary", True)
        self.merge.style().polish(self.merge)
        self.merge.setEnabled(bool(self._report.changes or self.joins or not self._empty()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        layout.addWidget(lesser(_ABOUT))
        layout.addWidget(self.people)
        self.people.setVisible(self.people.topLevelItemCount() > 0)
        if self.details.topLevelItemCount():
            layout.addWidget(heading("To look at"))
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

    def _has_diff(self) -> bool:
        return any(one.diff for one in self._report.mismatches)

    def _empty(self) -> bool:
        return not (self._report.changes or self._report.documents)


_ABOUT = (
    "Nothing is changed yet. A backup is taken before the merge, and it can be taken back until"
    " something else is done."
)


def _headline(report: "MergeReport", name: str) -> str:
    parts = [counted(report.documents, "new article")]
    parts.append(counted(report.total("new"), "new label"))
    parts.extend(
        f"{report.total(outcome):,} {word}"
        for outcome, word in (
            ("changed", "changed"),
            ("conflicts", "in conflict"),
            ("unmatched", "without a text"),
        )
        if report.total(outcome)
    )
    if not report.changes and not report.documents:
        return f"{name} has nothing that is not here already."
    return f"{name}: {', '.join(parts)}."


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
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        item.setToolTip(0, name)
        table.addTopLevelItem(item)
    for column in range(1, len(_HEADS)):
        table.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
    header = table.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in range(1, len(_HEADS)):
        table.setColumnWidth(column, 84)
    rows = min(table.topLevelItemCount(), 6)
    table.setFixedHeight((rows + 1) * (table.fontMetrics().height() + 10) + 12)
    return table


def _row(text: str, beneath: Sequence[str] = ()) -> QTreeWidgetItem:
    item = QTreeWidgetItem([text])
    item.setToolTip(0, text)
    item.addChildren([QTreeWidgetItem([line]) for line in beneath])
    return item


def _in(title: str) -> str:
    return f" in “{title}”" if title else ""
