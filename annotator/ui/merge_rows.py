"""What a merge would do, or did, row by row: conflicts, texts that do not match, the schema."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.ui.articles.wording import counted
from annotator.ui.export_dialog import fixed_font
from annotator.ui.report_view import Place

if TYPE_CHECKING:
    from annotator.app.hand_off import MergeReport, SchemaDifference

_ROLE = int(Qt.ItemDataRole.UserRole)
_OPENED = 5
"""Rows of a part whose lines are shown at once."""
_TITLE = 60
"""Characters of an article's title that a row shows, so that the annotator is seen too."""
_ASIDE = (520, 360)
"""How wide and high a dialog is, in pixels, while it stands beside the text."""

_SCHEMA = {
    "new-there": "New, comes in",
    "new-here": "Only here, stays",
    "renamed": "Renamed",
    "changed": "Changed",
    "conflict": "Changed on both sides",
    "same-name": "Two labels of one name",
    "label-gone": "Label is gone, work stands under it",
}


class MergeRows(QTreeWidget):
    """The rows of merges; Enter or a double click asks for the place of one."""

    place_requested = Signal(object)
    """A ``Place`` is to be shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.leads = False
        """Whether a row leads somewhere."""
        self.setObjectName("reportTree")
        self.setAccessibleName("Conflicts, texts that do not match, schema")
        self.setHeaderHidden(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self.itemDoubleClicked.connect(lambda item, _: self._ask(item))

    def add(self, report: "MergeReport", there: str = "there", name: str = "") -> None:
        """Add the rows of a report; ``there`` is the other side, ``name`` the file if several."""
        conflicts = [
            _row(
                f"{one.kind.capitalize()}{_in(one.title)}, {one.annotator or 'shared by all'}",
                (
                    f"here: {one.mine}{' (stands)' if one.stands == 'mine' else ''}",
                    f"{there}: {one.theirs}{' (stands)' if one.stands == 'theirs' else ''}",
                ),
                Place(one.document, one.offset, one.text) if one.document else None,
            )
            for one in report.conflicts
        ]
        self.leads = self.leads or any(one.document for one in report.conflicts)
        more = report.conflict_count - len(report.conflicts)
        if more > 0:
            conflicts.append(_row(f"and {more:,} more"))
        of = f"{name}: " if name else ""
        self._part(
            f"{of}Edited on both sides: the later edit stands", report.conflict_count, conflicts
        )
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
        self.leads = self.leads or any(one.like for one in report.mismatches)
        self._part(f"{of}On another text than the project's: kept apart", len(missing), missing)
        schema = [_row(_difference(one), _beneath(one)) for one in report.schema]
        self._part(f"{of}Schema", len(schema), schema)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go to a place; it must press no button from here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.currentItem())
            return
        super().keyPressEvent(event)

    def _part(self, title: str, count: int, rows: Iterable[QTreeWidgetItem]) -> None:
        if not count:
            return
        item = _row(f"{title} ({count:,})")
        item.addChildren(list(rows))
        self.addTopLevelItem(item)
        item.setExpanded(True)
        for at in range(min(item.childCount(), _OPENED)):
            child = item.child(at)
            if child is not None:
                child.setExpanded(True)

    def _ask(self, item: QTreeWidgetItem | None) -> None:
        while item is not None and item.data(0, _ROLE) is None:
            item = item.parent()
        if item is not None:
            self.place_requested.emit(item.data(0, _ROLE))


def stand_in_corner(dialog: QWidget) -> None:
    """Make a dialog small and put it into the corner of its window, beside the text."""
    dialog.resize(*_ASIDE)
    parent = dialog.parentWidget()
    if parent is not None:
        corner = parent.mapToGlobal(parent.rect().bottomRight())
        dialog.move(corner.x() - dialog.width() - 24, corner.y() - dialog.height() - 60)


def _difference(one: "SchemaDifference") -> str:
    if one.kind in ("deleted", "merged"):
        return one.becomes
    return f"{_SCHEMA.get(one.kind, one.kind)}: {one.becomes or one.mine or one.theirs}"


def _beneath(one: "SchemaDifference") -> list[str]:
    used = [f"{name}: {counted(number, 'label')}" for name, number in one.labels.items()]
    if one.kind in ("new-here", "new-there", "same-name", "label-gone"):
        return used
    return [f"here: {one.mine}", f"there: {one.theirs}", *used]


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
    shown = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
    return f" in “{shown}”" if title else ""
