"""The dialog of a merge: what it would do, before anything is done."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
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
from annotator.ui.report_view import Place

if TYPE_CHECKING:
    from annotator.app.hand_off import MergeReport, SchemaDifference

_ROLE = int(Qt.ItemDataRole.UserRole)
_FIGURES = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ASIDE = (520, 360)
"""How wide and high the dialog is, in pixels, while it stands beside the text."""

_OUTCOMES = ("new", "same", "changed", "older", "conflicts", "unmatched", "finished")
_HEADS = ("Annotator", "New", "Same", "Changed", "Older", "Conflicts", "No match", "Finished")
_TIPS = {
    "older": "Edited here since: the file is an old copy of these",
    "unmatched": "On a text that the project does not have",
    "finished": "Articles that become finished",
}
_SCHEMA = {
    "new-there": "New, comes in",
    "new-here": "Only here, stays",
    "renamed": "Renamed",
    "changed": "Changed",
    "conflict": "Changed on both sides",
    "same-name": "Two labels of one name",
    "label-gone": "Label is gone, work stands under it",
}


class _Details(QTreeWidget):
    """What there is to look at; Enter or a double click asks for the place of a row."""

    place_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.itemDoubleClicked.connect(lambda item, _: self._ask(item))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go to a place; it must not press Merge from here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.currentItem())
            return
        super().keyPressEvent(event)

    def _ask(self, item: QTreeWidgetItem | None) -> None:
        while item is not None and item.data(0, _ROLE) is None:
            item = item.parent()
        if item is not None:
            self.place_requested.emit(item.data(0, _ROLE))


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
        self.details = _Details(self)
        self.joins = [self._join(one.name, len(one.ids)) for one in report.same_names]
        gone = any(one.kind == "label-gone" and one.into for one in report.schema)
        self.relabel = QCheckBox("Put what stands under merged labels where they went", self)
        self.relabel.setVisible(gone)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.merge = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._fill()
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
        self.resize(*_ASIDE)
        parent = self.parentWidget()
        if parent is not None:
            corner = parent.mapToGlobal(parent.rect().bottomRight())
            self.move(corner.x() - self.width() - 24, corner.y() - self.height() - 60)
        self.show()
        row = self.details.currentItem()
        if row is not None:
            self.details.scrollToItem(row)

    def _fill(self) -> None:
        report = self._report
        conflicts = [
            _row(
                f"{one.kind.capitalize()}{_in(one.title)}, {one.annotator or 'shared by all'}",
                (
                    f"here: {one.mine}{' (stands)' if one.stands == 'mine' else ''}",
                    f"there: {one.theirs}{' (stands)' if one.stands == 'theirs' else ''}",
                ),
                Place(one.document, one.offset, one.text) if one.document else None,
            )
            for one in report.conflicts
        ]
        more = report.conflict_count - len(report.conflicts)
        if more > 0:
            conflicts.append(_row(f"and {more:,} more"))
        self._part("Edited on both sides: the later edit stands", report.conflict_count, conflicts)
        fixed = fixed_font(self.font())
        missing = [
            _row(
                f"“{one.title or one.document}”: "
                + ("another text here" if one.like else "no text in either file")
                + f", {counted(sum(one.labels.values()), 'label')}",
                one.diff.splitlines(),
                Place(one.like) if one.like else None,
                fixed,
            )
            for one in report.mismatches
        ]
        self._part("On another text than the project's: kept apart", len(missing), missing)
        schema = [_row(_difference(one), _beneath(one)) for one in report.schema]
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
        self.details.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.details.header().setStretchLastSection(False)
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
            if any(one.document for one in self._report.conflicts):
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


def _difference(one: "SchemaDifference") -> str:
    if one.kind in ("deleted", "merged"):
        return one.becomes
    return f"{_SCHEMA.get(one.kind, one.kind)}: {one.becomes or one.mine or one.theirs}"


def _beneath(one: "SchemaDifference") -> list[str]:
    used = [f"{name}: {counted(number, 'label')}" for name, number in one.labels.items()]
    if one.kind in ("new-here", "new-there", "same-name", "label-gone"):
        return used
    return [f"here: {one.mine}", f"there: {one.theirs}", *used]


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


def _row(
    text: str,
    beneath: Sequence[str] = (),
    place: Place | None = None,
    font: QFont | None = None,
) -> QTreeWidgetItem:
    """Return a row with lines beneath it, which ``font`` is for."""
    item = QTreeWidgetItem([text])
    item.setData(0, _ROLE, place)
    item.setToolTip(0, text)
    for line in beneath:
        child = QTreeWidgetItem(item, [line])
        if font is not None:
            child.setFont(0, font)
    return item


def _in(title: str) -> str:
    return f" in “{title}”" if title else ""
