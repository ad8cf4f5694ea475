"""The annotating view: articles on the left, the text in the middle, what is known on the right."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QVBoxLayout, QWidget

from annotator.app.settings import SettingsFile
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.ids import DocumentId
from annotator.ui.article_buttons import ArticleButtons
from annotator.ui.article_order import neighbour
from annotator.ui.articles.pane import ArticlesPane
from annotator.ui.clock import ArticleClock
from annotator.ui.desk import Desk
from annotator.ui.label_styles import label_styles, marks_of
from annotator.ui.panels.find_bar import FindBar, FindMode
from annotator.ui.panels.label_bar import LabelBar
from annotator.ui.prompt import Prompt
from annotator.ui.side_pane import SidePane
from annotator.ui.text import themes
from annotator.ui.text.places import place_of
from annotator.ui.text.view import ArticleView
from annotator.ui.theme import Theme

_LIST_DELAY = 150
"""Milliseconds after a change until the list's counts are read again: never within a key."""
_NO_ARTICLES = "Drop articles here: files or folders of text, Markdown, HTML or JSONL."
_SIZES = (9.0, 28.0)
_DEFAULT_PANES = (290, 800, 300)


class AnnotatePage(QWidget):
    """Put the panes together and keep them in step with the desk."""

    listed = Signal()
    """Other articles are listed than before."""

    def __init__(
        self, desk: Desk, settings: SettingsFile, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.desk = desk
        self._settings = settings
        self._theme = theme
        self.articles = ArticlesPane(self)
        self.text = ArticleView(self)
        self.labels = LabelBar(self)
        self.prompt = Prompt(self)
        self.find_bar = FindBar(self)
        self.side = SidePane(desk, self)
        self.buttons = ArticleButtons(self)
        self.nothing = QLabel(self)
        self.clock = ArticleClock(self)
        self._touched: set[DocumentId] = set()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LIST_DELAY)
        self._later.timeout.connect(self._refresh_list)
        self._lay_out()
        self._connect()
        self.take_theme()
        self._take_schema()
        self.text.set_text_size(settings.values.text_points)
        self.text.set_line_pitch(settings.values.line_pitch)
        self.text.show_all_arcs = settings.values.show_all_arcs

    def start(self) -> None:
        """List the articles and open the one last worked on, else the first."""
        self._list("")
        wanted = self._settings.values.last_documents.get(str(self.desk.session.path), "")
        if wanted and self.articles.model.row_of(DocumentId(wanted)) is not None:
            self.open_article(wanted)
        else:
            self._open_first()

    def finish(self) -> None:
        """Keep time and place before the project is closed."""
        self._leave_article()
        self._later.stop()
        self._settings.change(panes=tuple(self._splitter.sizes()))

    def open_article(self, document: str, to_text: bool = True) -> None:
        """Open an article; the focus goes to its text if it is to be worked in next."""
        if document != self.desk.document_id:
            self._leave_article()
            self.desk.open(DocumentId(document))
        if to_text:
            self.focus_text()

    def show_place(self, document: str, offset: int | None, words: str) -> None:
        """Open an article and select ``words`` at an offset, or the word that stands there."""
        self.open_article(document)
        sheet = self.desk.sheet
        if sheet is None or sheet.document.id != document or offset is None:
            return
        extent = place_of(sheet.document.text, offset, words)
        if extent is not None:
            self.text.select_extent(extent)

    @property
    def can_label(self) -> bool:
        """Whether the labels of the open article may be changed."""
        session = self.desk.session
        return self.desk.sheet is not None and not session.read_only and session.annotator.id != ""

    def focus_text(self) -> None:
        """Give the keys to the text."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_filter(self) -> None:
        """Give the keys to the filter box."""
        self.articles.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.articles.filter.selectAll()

    def show_find_bar(self, mode: FindMode, text: str | None) -> None:
        """Open the find bar over the top of the text, which stays where it is."""
        self.find_bar.open(mode, text)
        self._place_find_bar()
        self.find_bar.raise_()

    def next_article(self) -> None:
        """Open the next article of the list."""
        self._step(1)

    def previous_article(self) -> None:
        """Open the previous article of the list."""
        self._step(-1)

    def next_open_article(self) -> bool:
        """Open the next article of the list that is not done; False if there is none."""
        entry = neighbour(self.articles, 1, unfinished=True)
        if entry is not None:
            self.open_article(entry.id)
        return entry is not None

    def larger_text(self) -> None:
        """Make the text larger by one point."""
        self._set_size(self._settings.values.text_points + 1)

    def smaller_text(self) -> None:
        """Make the text smaller by one point."""
        self._set_size(self._settings.values.text_points - 1)

    def usual_text(self) -> None:
        """Make the text as large as it is by default."""
        self._set_size(themes.DEFAULT_POINTS)

    def toggle_arcs(self) -> None:
        """Draw all relations in full, or only those of the selected span."""
        wanted = not self.text.show_all_arcs
        self.text.show_all_arcs = wanted
        self._settings.change(show_all_arcs=wanted)
        self.desk.say("All relations are drawn." if wanted else "Relations of the selected label.")

    def next_pane(self) -> None:
        """Give the keys to the next pane."""
        self._to_pane(1)

    def previous_pane(self) -> None:
        """Give the keys to the previous pane."""
        self._to_pane(-1)

    def take_theme(self) -> None:
        """Take the colours of the theme."""
        dark = self._theme.dark
        self._dress_text()
        self.text.set_label_styles(label_styles(self.desk.schema, dark=dark))
        self.articles.set_chrome(self._theme.chrome)
        self.labels.show_schema(self.desk.schema, dark)

    # Inside

    def _lay_out(self) -> None:
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setObjectName("muted")
        middle = QWidget(self)
        self.find_bar.setParent(middle)
        self.find_bar.setAutoFillBackground(True)
        self._middle = middle
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.nothing, 1)
        column.addWidget(self.text, 1)
        column.addWidget(self.prompt)
        column.addWidget(self.labels)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        right = QWidget(self)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.side, 1)
        beside.addWidget(self.buttons)
        for pane in (self.articles, middle, right):
            self._splitter.addWidget(pane)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        panes = self._settings.values.panes
        self._splitter.setSizes(list(panes if len(panes) == 3 else _DEFAULT_PANES))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)

    def _connect(self) -> None:
        self.desk.opened.connect(self._show_opened)
        self.desk.changed.connect(self._show_changed)
        self.desk.project_changed.connect(self._note_change)
        self.articles.query_changed.connect(self._list)
        self.articles.article_requested.connect(self.open_article)
        self.prompt.closed.connect(self.focus_text)
        self._splitter.splitterMoved.connect(lambda *_: self._place_find_bar())

    def _show_opened(self) -> None:
        sheet = self.desk.sheet
        self.text.setVisible(sheet is not None)
        self.labels.setVisible(sheet is not None)
        self.buttons.setVisible(sheet is not None)
        self.nothing.setVisible(sheet is None)
        listed = self.articles.model.rowCount() > 0
        self.nothing.setText("Choose an article on the left." if listed else _NO_ARTICLES)
        self.prompt.leave()
        self._dress_text()
        if sheet is not None:
            self.text.show_article(sheet.document, marks_of(sheet))
            self.clock.open(sheet.document.id, self.desk.session.time_spent(sheet.document.id))
        else:
            self.clock.close()
        self.side.show_sheet()
        self.articles.show_open(self.desk.document_id)

    def _show_changed(self, change: ChangeSet) -> None:
        sheet = self.desk.sheet
        if sheet is None:
            return
        if Facet.ZONES in change.facets or Facet.DOCUMENTS in change.facets:
            self.text.set_zones(sheet.document.zones)
        self.text.set_marks(marks_of(sheet))
        self.side.show_sheet()

    def _note_change(self, change: ChangeSet) -> None:
        if Facet.SCHEMA in change.facets:
            self._take_schema()
        if Facet.DOCUMENTS in change.facets or Facet.ANNOTATORS in change.facets:
            self._list(self.articles.query())
            if self.desk.sheet is None:
                self._open_first()
            return
        self._touched |= change.documents
        self._later.start()

    def _take_schema(self) -> None:
        self.text.set_label_styles(label_styles(self.desk.schema, dark=self._theme.dark))
        self.labels.show_schema(self.desk.schema, self._theme.dark)

    def _dress_text(self) -> None:
        """Give the text its colours; again when it is shown, for with a style sheet Qt takes
        the palette of a widget and of its viewport back to what it was at first."""
        self.text.set_theme(themes.DARK if self._theme.dark else themes.LIGHT)
        self.text.viewport().setPalette(self.text.palette())

    def _refresh_list(self) -> None:
        self.articles.model.refresh(self._touched)
        self._touched.clear()
        self.articles.show_counts(*self.desk.session.state_counts())

    def _list(self, query: str) -> None:
        self.desk.attempt(lambda: self._show_listing(query))

    def _show_listing(self, query: str) -> None:
        session = self.desk.session
        listing = session.listing(query, grouped=self.articles.grouped)
        counts, flagged = session.state_counts()
        self.articles.show_listing(listing, sum(counts.values()))
        self.articles.show_counts(counts, flagged)
        self.listed.emit()

    def _step(self, by: int) -> None:
        entry = neighbour(self.articles, by)
        if entry is not None:
            self.open_article(entry.id)
        else:
            self.desk.say("This is the last article." if by > 0 else "This is the first article.")

    def _open_first(self) -> None:
        first = self.articles.entry(0)
        if first is not None:
            self.open_article(first.id)
        else:
            self._show_opened()

    def _leave_article(self) -> None:
        left = self.clock.close()
        if left is None:
            return
        document, seconds = left
        self.desk.attempt(lambda: self.desk.session.add_time(document, seconds))
        self._settings.remember_place(self.desk.session.path, document)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the find bar over the text."""
        super().resizeEvent(event)
        self._place_find_bar()

    def _place_find_bar(self) -> None:
        height = self.find_bar.sizeHint().height()
        self.find_bar.setGeometry(0, 0, self._middle.width(), height)

    def _set_size(self, points: float) -> None:
        points = min(max(points, _SIZES[0]), _SIZES[1])
        self.text.set_text_size(points)
        self._settings.change(text_points=points)

    def _to_pane(self, by: int) -> None:
        panes: list[QWidget] = [self.articles.table, self.text, *self.side.panes()]
        panes = [pane for pane in panes if pane.isVisibleTo(self)]
        focus = QApplication.focusWidget()
        holding = [
            n for n, one in enumerate(panes) if one is focus or (focus and one.isAncestorOf(focus))
        ]
        here = holding[0] if holding else 0
        panes[(here + by) % len(panes)].setFocus(Qt.FocusReason.TabFocusReason)
