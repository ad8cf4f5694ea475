"""The left pane: filter box, chips of states, and the list of articles."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.app.listings import Entry, Listing
from annotator.domain.annotation_sets import State
from annotator.domain.ids import DocumentId
from annotator.ui.articles.chips import StateChips
from annotator.ui.articles.delegate import ArticleDelegate
from annotator.ui.articles.model import ArticlesModel
from annotator.ui.row_view import RowView
from annotator.ui.theme import Chrome

TYPING_PAUSE = 180
"""Milliseconds after the last letter until the filter is run."""


class ArticlesPane(QWidget):
    """Show the articles a query finds; say which is wanted and what is asked for."""

    query_changed = Signal(str)
    """The filter box and the chips together ask for another query."""
    menu_requested = Signal(str, QPoint)
    """The menu of an article is wanted: its id, and the place on the screen."""
    article_requested = Signal(str, bool)
    """An article is to be opened: its id, and whether the text is to be worked in next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articlesPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(190)
        self._open: DocumentId | None = None
        self.filter = QLineEdit(self)
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter articles")
        self.filter.setToolTip(
            'Words, "a phrase", prefix*, state:new, source:wire, date:2022-07, flag:, '
            "label:PERSON, zone:quote, story:; - before one means not"
        )
        self.chips = StateChips(self)
        self.model = ArticlesModel(self)
        self.delegate = ArticleDelegate(self)
        self.table = _table(self.model, self.delegate, self)
        self.nothing = QLabel(self)
        self.nothing.setObjectName("muted")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(16, 20, 16, 0)
        self.nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.setSpacing(8)
        top.addWidget(self.filter)
        top.addWidget(self.chips)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.nothing, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self._ask)
        self.filter.textChanged.connect(lambda _: self._pause.start())
        self.filter.returnPressed.connect(self._to_list)
        self.chips.chosen.connect(self._ask)
        self.table.clicked.connect(lambda index: self._want(index, True))
        self.table.selectionModel().currentChanged.connect(self._row_moved)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._want_menu)
        self.filter.installEventFilter(self)
        self.table.installEventFilter(self)

    def query(self) -> str:
        """Return the query that box and chips ask for together."""
        return " ".join(part for part in (self.chips.query(), self.filter.text().strip()) if part)

    @property
    def grouped(self) -> bool:
        """Whether articles that tell the same story stand next to each other."""
        return self.delegate.grouped

    def group(self, grouped: bool) -> None:
        """Put articles that tell the same story next to each other, or not."""
        self.delegate.grouped = grouped
        self._ask()

    def set_chrome(self, chrome: Chrome) -> None:
        """Take the colours of the theme."""
        self.delegate.chrome = chrome
        self.table.viewport().update()

    def show_listing(self, listing: Listing | None, total: int) -> None:
        """Show what was found; the open article stays marked and in sight."""
        self.model.show_listing(listing)
        self.filter.setPlaceholderText(f"Filter {total:,} article{'' if total == 1 else 's'}")
        empty = self.model.rowCount() == 0
        self.nothing.setText(
            "No article fits this filter."
            if total
            else "No articles yet. Drop files or folders here, or choose Project, Add articles."
        )
        self.table.setVisible(not empty)
        self.nothing.setVisible(empty)
        self._mark_open()

    def show_counts(self, counts: dict[State, int], flagged: int) -> None:
        """Show how many articles there are in each state."""
        self.chips.show_counts(counts, flagged)

    def show_open(self, document: DocumentId | None) -> None:
        """Mark the article that is open and bring it into sight."""
        self._open = document
        self._mark_open()

    def open_row(self) -> int | None:
        """Return the row of the open article, or None where it is not listed."""
        return self.model.row_of(self._open) if self._open is not None else None

    def entry(self, row: int) -> Entry | None:
        """Return the article of a row."""
        return self.model.entry(row)

    def _mark_open(self) -> None:
        row = self.open_row()
        self.delegate.open_row = -1 if row is None else row
        selection = self.table.selectionModel()
        selection.blockSignals(True)
        if row is None:
            selection.clear()
        else:
            index = self.model.index(row, 0)
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.table.scrollTo(index)
        selection.blockSignals(False)
        self.table.viewport().update()

    def _row_moved(self, index: QModelIndex, _: QModelIndex) -> None:
        if self.table.hasFocus():
            self._want(index, False)

    def _want(self, index: QModelIndex, to_text: bool) -> None:
        entry = self.model.entry(index.row()) if index.isValid() else None
        if entry is not None:
            self.article_requested.emit(entry.id, to_text)

    def _want_menu(self, place: QPoint) -> None:
        index = self.table.indexAt(place)
        if not index.isValid():
            index = self.table.currentIndex()
            place = self.table.visualRect(index).center()
        entry = self.model.entry(index.row()) if index.isValid() else None
        if entry is not None:
            self.menu_requested.emit(entry.id, self.table.viewport().mapToGlobal(place))

    def _ask(self) -> None:
        self._pause.stop()
        self.query_changed.emit(self.query())

    def _to_list(self) -> None:
        self._ask()
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            row = self.open_row()
            self.table.setCurrentIndex(self.model.index(row or 0, 0))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Let Enter open the article of the list, Down go from the box to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.table and enter and not event.modifiers():
                self._want(self.table.currentIndex(), True)
                return True
            if watched is self.filter and key == Qt.Key.Key_Down:
                self._to_list()
                return True
            if watched is self.filter and key == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                self._ask()
                return True
        return False


def _table(model: ArticlesModel, delegate: ArticleDelegate, parent: QWidget) -> RowView:
    table = RowView(parent)
    table.setModel(model)
    table.setItemDelegate(delegate)
    table.setAccessibleName("Articles")
    table.setObjectName("articlesTable")
    table.horizontalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().hide()
    # Fixed heights: a header that asks each row for its height would read them all.
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(delegate.height(table.font()))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setMouseTracking(True)
    table.setTabKeyNavigation(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalScrollBar().setSingleStep(24)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return table
