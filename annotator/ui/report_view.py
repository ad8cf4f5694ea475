"""The report of an import or export: each row says what happened, each place can be gone to."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.app.report_wording import sentence_of
from annotator.domain.reports import Example, Report
from annotator.ui.panels.card import lesser
from annotator.ui.reports import Outcome

_ROLE = int(Qt.ItemDataRole.UserRole)
_SKIPPED_SHOWN = 1000
_ID = re.compile("[0-9a-f]{32}")
"""Ids of rows say nothing to people."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row leads: an article, a position in it, and the words that stand there."""

    document: str
    offset: int | None = None
    text: str = ""


class ReportTree(QTreeWidget):
    """The rows of a report with their places; Enter or a double click asks for one."""

    place_requested = Signal(object)
    """A ``Place`` is to be shown."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportTree")
        self.setAccessibleName(name)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.itemDoubleClicked.connect(lambda item, _: self._ask(item))

    def show_report(self, report: Report, titles: dict[str, str]) -> None:
        """Show a row for each code with its first places; ``titles`` are those of articles."""
        self.clear()
        for row in report:
            item = self._row(sentence_of(row.code), f"{row.count:,}", row.code)
            for example in row.examples:
                item.addChild(_example(example, titles))
            if row.count > len(row.examples) > 0:
                more = QTreeWidgetItem([f"and {row.count - len(row.examples):,} more"])
                more.setFlags(Qt.ItemFlag.ItemIsEnabled)
                item.addChild(more)
            item.setExpanded(True)

    def add_list(self, sentence: str, lines: list[str], count: int) -> None:
        """Add a row with lines beneath it that lead nowhere."""
        item = self._row(sentence, f"{count:,}", sentence)
        for line in lines:
            child = QTreeWidgetItem(item, [line])
            child.setToolTip(0, line)
        item.setExpanded(True)

    def places(self) -> list[QTreeWidgetItem]:
        """Return the rows that lead somewhere."""
        rows = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        children = [row.child(at) for row in rows if row for at in range(row.childCount())]
        return [one for one in children if one and one.data(0, _ROLE) is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go to the place of the row, or to the first of a row that has several."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.currentItem())
            return
        super().keyPressEvent(event)

    def _row(self, sentence: str, count: str, tip: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([sentence, count])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(0, tip)
        self.addTopLevelItem(item)
        return item

    def _ask(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        place = item.data(0, _ROLE)
        first = item.child(0)
        if place is None and first is not None:
            place = first.data(0, _ROLE)
        if place is not None:
            self.place_requested.emit(place)


class ReportView(QDialog):
    """Show what a task did, lost, repaired or skipped; it stays open beside the text."""

    place_requested = Signal(object)
    """A ``Place`` is to be shown."""

    def __init__(
        self,
        outcome: Outcome,
        titles: Callable[[list[str]], dict[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(outcome.heading)
        self._outcome = outcome
        self.head = QLabel(outcome.title, self)
        self.head.setObjectName("arrivalsHead")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.head.setWordWrap(True)
        self.tree = ReportTree("Report", self)
        self.tree.show_report(outcome.report, titles(documents_in(outcome.report)))
        self._add_lists()
        self.show_folder = self._button("Show in folder", self._open_folder)
        self.copy_path = self._button("Copy path", self._copy)
        for one in (self.show_folder, self.copy_path):
            one.setVisible(outcome.place is not None)
        self._lay_out()
        self.tree.place_requested.connect(self.place_requested)

    def _place(self) -> None:
        """Stand in the corner of the window, so that a place that is gone to can be seen."""
        parent = self.parentWidget()
        wide = parent is not None and parent.width() >= 1500
        self.resize(*((640, 420) if wide else (520, 330)))
        if parent is not None:
            corner = parent.mapToGlobal(parent.rect().bottomRight())
            self.move(corner.x() - self.width() - 24, corner.y() - self.height() - 60)

    def _add_lists(self) -> None:
        skipped = self._outcome.skipped
        if skipped:
            lines = [f"{one.path}: {one.reason}" for one in skipped[:_SKIPPED_SHOWN]]
            self.tree.add_list("Skipped: these were not read.", lines, len(skipped))
        files = self._outcome.files
        if files:
            lines = [path.as_posix() for path in files[:_SKIPPED_SHOWN]]
            self.tree.add_list(f"Written to {self._outcome.place}", lines, len(files))
            if self._outcome.report:
                last = self.tree.topLevelItem(self.tree.topLevelItemCount() - 1)
                if last is not None:
                    last.setExpanded(False)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._outcome.place)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._outcome.place))

    def _button(self, text: str, clicked: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(clicked)
        return button

    def _lay_out(self) -> None:
        leads = bool(self.tree.places())
        about = lesser(
            "Enter goes to the place of a row, Esc closes." if leads else "Esc closes.", self
        )
        close = self._button("Close", self.close)
        buttons = QHBoxLayout()
        for one in (self.show_folder, self.copy_path):
            buttons.addWidget(one)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        layout.addWidget(about)
        layout.addWidget(self.tree, 1)
        layout.addLayout(buttons)
        self._place()
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)


def documents_in(report: Report) -> list[str]:
    """Return what the examples of a report name: ids of documents, files, the schema."""
    return list(dict.fromkeys(one.document for row in report for one in row.examples))


def _example(example: Example, titles: dict[str, str]) -> QTreeWidgetItem:
    known = example.document in titles
    # The name of a schema or file says where; the id of a text that is not here says nothing.
    where = titles.get(example.document, "" if len(example.document) > 31 else example.document)
    words = "" if _ID.fullmatch(example.text) else " ".join(example.text.split())
    parts = [f"“{words}”" if words and known else words, where]
    item = QTreeWidgetItem([" · ".join(part for part in parts if part) or "(no words)"])
    item.setToolTip(0, item.text(0))
    if known:
        item.setData(0, _ROLE, Place(example.document, example.offset, example.text))
    return item
