"""The dialog on what came in: a table of the new articles, what is doubtful first."""

from collections.abc import Iterable, Sequence
from typing import cast

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.app import arrivals, facts
from annotator.app.arrivals import LastIngest
from annotator.app.facts import ArticleFacts
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.ids import DocumentId
from annotator.ui.articles.wording import counted
from annotator.ui.desk import Desk
from annotator.ui.facts.arrivals_model import ArrivalsModel
from annotator.ui.facts.editor import FactsEditor
from annotator.ui.facts.form import FactsForm
from annotator.ui.panels.card import lesser
from annotator.ui.row_view import RowView

_WIDTHS = (0, 110, 94, 76, 112, 150)
"""Pixels of the columns; the title has the rest."""
_ALL, _TO_CHECK, _KNOWN, _SKIPPED = range(4)
_WHOLE_ROW = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)
_ABOUT = "F2 or the form corrects; several rows can be corrected together. Esc closes."


class ArrivalsDialog(QDialog):
    """Show the articles of the last ingest to look over and correct; nothing must be done."""

    article_requested = Signal(str)
    """An article is to be opened, and the dialog was closed for it."""

    def __init__(self, desk: Desk, last: LastIngest, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("What came in")
        self._desk = desk
        self._last = last
        self._shown = _ALL
        session = desk.session
        self.model = ArrivalsModel(
            lambda numbers: facts.facts_of_numbers(session, numbers), self._correct, self
        )
        self.table = _table("Articles that came in")
        self.table.setModel(self.model)
        self.form = FactsForm(self)
        self.editor = FactsEditor(desk, self.form, self)
        self.others = QStandardItemModel(self)
        self.list = _table("Files")
        self.list.setModel(self.others)
        self.chips = [self._chip(number, name) for number, name in enumerate(_chip_names(last))]
        self.head = QLabel(self)
        self.head.setObjectName("arrivalsHead")
        self.about = lesser(_ABOUT)
        self.undo = _button("Undo", self.editor.undo)
        self.open_article = _button("Open the article", self._open)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_form)
        self._lay_out()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._later.start(0))
        self.editor.said.connect(self.about.setText)
        desk.project_changed.connect(self._take)
        first = _ALL if last.last > last.first else _SKIPPED if last.skipped else _KNOWN
        self.chips[first].setChecked(True)
        self._show_part(first)

    def done(self, result: int) -> None:
        """Keep what is typed in a line, and close."""
        self.form.commit()
        self._later.stop()
        self._desk.project_changed.disconnect(self._take)
        super().done(result)

    def selected(self) -> list[DocumentId]:
        """Return the articles whose rows are selected, in order."""
        selection = self.table.selectionModel().selection()
        # A list of ranges, whatever the stubs say; asking for each row would cost seconds.
        ranges = cast("Iterable[QItemSelectionRange]", selection)
        rows = sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})
        numbers = [self.model.numbers[row] for row in rows if row < len(self.model.numbers)]
        return facts.documents_of_numbers(self._desk.session, numbers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter keep what is typed in a line, and not close the dialog."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    # Inside

    def _show_part(self, part: int) -> None:
        self._shown = part
        self.stack.setCurrentIndex(0 if part in (_ALL, _TO_CHECK) else 1)
        if part == _KNOWN:
            self._list(("File", "The same text as"), _known_rows(self._desk, self._last))
        elif part == _SKIPPED:
            self._list(("File", "Why it was skipped"), self._last.skipped)
        else:
            self._show_articles()
            if self.model.numbers:
                # Not by the table, whose columns may have no width yet: then it selects nothing.
                self.table.selectionModel().setCurrentIndex(self.model.index(0, 0), _WHOLE_ROW)
            self._show_form()
        self.open_article.setVisible(part in (_ALL, _TO_CHECK))

    def _show_articles(self) -> None:
        numbers = arrivals.new_numbers(self._desk.session.project, self._last)
        if self._shown == _TO_CHECK:
            numbers = numbers[: len(self._last.remarks)]
        self.model.show_numbers(numbers, self._last.remarks)
        self.head.setText(_headline(self._last))

    def _show_form(self) -> None:
        chosen = self.selected()
        remarks = self._last.remarks.get(chosen[0], {}) if len(chosen) == 1 else {}
        self.form.setVisible(bool(chosen))
        self.open_article.setEnabled(len(chosen) == 1)
        if chosen:
            self.editor.show(chosen, remarks)
        self.undo.setVisible(self.editor.can_undo)

    def _correct(self, article: ArticleFacts, name: str, value: str) -> bool:
        return self.editor.correct([article.document], name, value)

    def _take(self, change: ChangeSet) -> None:
        if Facet.DOCUMENTS in change.facets and self._shown in (_ALL, _TO_CHECK):
            self._show_articles()
            self._show_form()

    def _list(self, heads: tuple[str, str], rows: Sequence[tuple[str, str]]) -> None:
        self.others.clear()
        self.others.setHorizontalHeaderLabels(list(heads))
        for row in rows:
            self.others.appendRow([QStandardItem(text) for text in row])
        self.list.setColumnWidth(0, 380)
        self.list.horizontalHeader().setStretchLastSection(True)

    def _open(self) -> None:
        chosen = self.selected()
        if chosen:
            self.accept()
            self.article_requested.emit(chosen[0])

    def _chip(self, number: int, name: str) -> QPushButton:
        chip = QPushButton(name, self)
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.setProperty("chip", True)
        chip.setChecked(number == _ALL)
        chip.setVisible(bool(name))
        return chip

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        self._group = QButtonGroup(self)
        for number, chip in enumerate(self.chips):
            self._group.addButton(chip, number)
            chips.addWidget(chip)
        chips.addStretch(1)
        self._group.idClicked.connect(self._show_part)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.addWidget(self.table)
        both.addWidget(self.form)
        both.setSizes([760, 380])
        both.setStretchFactor(0, 1)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(both)
        self.stack.addWidget(self.list)
        header = self.table.horizontalHeader()
        for number, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(number, width)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        buttons = QDialogButtonBox(self)
        close = QPushButton("Looks right", self)
        close.setProperty("primary", True)
        close.setAutoDefault(False)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.open_article, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.undo, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        layout.addLayout(chips)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.about)
        layout.addWidget(buttons)
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(min(1320, room.width() - 60), min(760, room.height() - 80))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _headline(last: LastIngest) -> str:
    parts = [f"{counted(last.last - last.first, 'article')} came in"]
    if last.remarks:
        parts.append(f"{len(last.remarks):,} to check")
    if last.known_count:
        parts.append(f"{counted(last.known_count, 'text')} known already")
    if last.skipped_count:
        parts.append(f"{counted(last.skipped_count, 'file')} skipped")
    return ", ".join(parts) + "."


def _chip_names(last: LastIngest) -> list[str]:
    """Return the names of the chips; an empty one is not shown."""
    counts = (
        ("New", last.last - last.first),
        ("To check", len(last.remarks)),
        ("Known already", last.known_count),
        ("Skipped", last.skipped_count),
    )
    return [f"{name} {count:,}" if count or name == "New" else "" for name, count in counts]


def _known_rows(desk: Desk, last: LastIngest) -> list[tuple[str, str]]:
    found = facts.titles_of(desk.session, [DocumentId(document) for _, document in last.known])
    return [(name, found.get(DocumentId(document), "")) for name, document in last.known]


def _button(text: str, clicked: object) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(clicked)
    return button


def _table(name: str) -> RowView:
    table = RowView()
    table.setAccessibleName(name)
    table.setObjectName("factsTable")
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(RowView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    # Fixed heights: a header that asks each row for its height would read them all.
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 12)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    table.horizontalHeader().setHighlightSections(False)
    return table
