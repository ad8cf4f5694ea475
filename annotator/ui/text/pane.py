"""The pane: the widget around the page, what is selected in it, and how it scrolls.

``view.ArticleView`` adds what the window gives it, keys and mouse; both of those act on
what is here.
"""

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.domain.spans import Extent, Relation, Span
from annotator.domain.suggestions import RelationSuggestion, Suggestion
from annotator.ui.text.line_moves import LineMoves
from annotator.ui.text.marks import (
    Mark,
    MarkBook,
    Selectable,
    SuggestedRelation,
    key_of,
    relation_key,
)
from annotator.ui.text.navigation import Caret, Unit
from annotator.ui.text.page import Page
from annotator.ui.text.repainting import Repainter
from annotator.ui.text.scrolling import Scroller
from annotator.ui.text.wording import describe
from annotator.ui.text.words import ArticleWords

_FONT_CHANGES = (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange)


class Pane(QTextEdit):
    """Show one page; tell what is selected."""

    selection_changed = Signal()
    """The free selection of text changed; ask ``selection()``."""
    current_changed = Signal()
    """Another mark is selected, or none; ask ``current()``."""
    fragments_change_requested = Signal(str, object)
    """An edge of a span was moved: span id, its new fragments."""
    relation_requested = Signal(str, str)
    """A span was dragged to another: source span id, target span id."""
    fragment_requested = Signal(object)
    """An extent was dragged with Ctrl, to be added to the selected span."""
    mark_menu_requested = Signal(object, QPoint)
    """A menu is wanted on a mark, at a place on the screen."""
    zone_menu_requested = Signal(object, QPoint)
    """A menu is wanted for the zone of a paragraph (its extent), at a place on the screen."""
    viewed_changed = Signal()
    """More of the article was on the screen than before; ask ``seen()``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._ready = False  # Qt tells of fonts before the page is there
        super().__init__(parent)
        self._book = MarkBook()
        self._page = Page(self.document(), self._book)
        self._words = ArticleWords("")
        self._current: Selectable | None = None
        self._scroller = Scroller(self, self._page)
        self._repainter = Repainter(self, self._page)
        self._lines = LineMoves(self._page)
        self._caret = self._new_caret()
        self._highlit = Extent(0, 0)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCursorWidth(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._ready = True
        self.setAccessibleName("Article text")

    # What is selected

    def selection(self) -> Extent | None:
        """Return the free selection, snapped and trimmed; None if nothing is selected."""
        return self._caret.selection

    def clear_selection(self) -> None:
        """Drop the free selection; the word cursor stays where it was."""
        self._caret.place(self._caret.word.start)
        self._caret_moved(scroll=False)

    def word(self) -> Extent:
        """Return the word under the word cursor."""
        return self._caret.word

    def current(self) -> Selectable | None:
        """Return the selected span, suggestion or relation, or None."""
        return self._current

    def select_mark(self, mark: Selectable | RelationSuggestion) -> None:
        """Select a span, suggestion or relation and bring it into view."""
        if isinstance(mark, RelationSuggestion):
            self.select_relation(relation_key(mark))
            return
        if isinstance(mark, Relation | SuggestedRelation):
            self.select_relation(mark.id)
            return
        known = self._book.get(key_of(mark))
        if known is None:
            return
        self._caret.place(known.start)
        self._set_current(known)
        self._caret_moved(scroll=False)
        self.scroll_to(Extent(known.start, known.end))

    def select_span(self, span_id: str) -> None:
        """Select a span by its id; an unknown id changes nothing."""
        span = self._book.span(span_id)
        if span is not None:
            self.select_mark(span)

    def select_relation(self, relation_id: str) -> None:
        """Select a relation by its id, showing its source; an unknown id changes nothing."""
        relation = self._book.relation(relation_id)
        if relation is None:
            return
        source, target = self._book.get(relation.source), self._book.get(relation.target)
        if isinstance(relation, SuggestedRelation) and source is not None and target is not None:
            # To judge it both ends are needed: the second is brought into view first.
            self._caret.place(source.start)
            self._caret_moved(scroll=False)
            self.scroll_to(Extent(target.start, target.end))
        self._set_current(relation)
        if source is not None:
            self.scroll_to(Extent(source.start, source.end))

    def clear_current(self) -> None:
        """Select no mark; the word cursor stays on its first word."""
        self._set_current(None)

    def next_mark(self, *, suggestions_only: bool = False) -> bool:
        """Select the next mark in reading order, then proposed relations, round to the first."""
        return self._step(forward=True, suggestions_only=suggestions_only)

    def previous_mark(self, *, suggestions_only: bool = False) -> bool:
        """Select the previous mark or proposed relation, round the beginning to the last."""
        return self._step(forward=False, suggestions_only=suggestions_only)

    # Where the text is

    def visible_extent(self) -> Extent:
        """Return the text whose lines are whole on the screen."""
        return self._scroller.visible_extent()

    def seen(self) -> list[Extent]:
        """Return what was on the screen since the article was opened."""
        return self._scroller.seen.extents()

    def scroll_to(self, extent: Extent, *, context: bool = True) -> None:
        """Bring an extent into view, with two lines around it if ``context``."""
        self._scroller.show(extent, lines=2 if context else 0)

    def move_caret(self, unit: Unit, *, forward: bool, extend: bool) -> None:
        """Move the word cursor by a unit, or extend the selection by it."""
        if extend and isinstance(self._current, Suggestion):
            self._caret.select(Extent(self._current.start, self._current.end), exact=False)
        if unit is not Unit.LINE:
            self._lines.forget_column()
        self._set_current(None)
        self._caret.move(unit, forward=forward, extend=extend)
        self._caret_moved()

    # For keys and mouse

    @property
    def page(self) -> Page:
        """The laid-out page, in coordinates of the unscrolled text."""
        return self._page

    @property
    def caret(self) -> Caret:
        """The word cursor."""
        return self._caret

    @property
    def words(self) -> ArticleWords:
        """The words of the open article."""
        return self._words

    def to_page(self, point: QPointF) -> QPointF:
        """Return a point of the viewport in coordinates of the page."""
        return QPointF(point.x(), point.y() + self.verticalScrollBar().value())

    def set_hovered(self, key: str | None) -> None:
        """Show the arcs of the mark under the mouse."""
        before = self._page.ink.hovered
        if key != before:
            keys = [one for one in (before, key) if one is not None]
            extents = self._repainter.around(keys)
            self._page.ink.hovered = key
            self._repainter.repaint(extents)

    def choose(self, mark: Mark | None, offset: int) -> None:
        """Take a click: select the mark, or put the word cursor at the offset."""
        self._lines.forget_column()
        self._caret.place(mark.start if mark is not None else offset)
        self._set_current(mark)
        self._caret_moved(scroll=False)

    def selection_dragged(self) -> None:
        """Take over a selection that the mouse changed."""
        self._set_current(None)
        self._caret_moved(scroll=False)

    def copied_text(self) -> str:
        """Return the canonical text of the selected mark, else of the selection."""
        text, selection = self._words.text, self._caret.selection
        if isinstance(self._current, Span | Suggestion):
            return " … ".join(text[start:end] for start, end in self._current.fragments)
        return text[selection.start : selection.end] if selection is not None else ""

    def paint_gesture(self, painter: QPainter) -> None:
        """Paint what a drag shows over the page; nothing here."""

    # Inside

    def _new_caret(self) -> Caret:
        return Caret(self._words, self._lines.to_line, self._lines.to_edge)

    def _set_current(self, mark: Selectable | None) -> None:
        before, same = self._page.ink.selected, mark == self._current
        self._current = mark
        if mark is None:
            self._page.ink.selected = frozenset()
        elif isinstance(mark, Relation | SuggestedRelation):
            self._page.ink.selected = frozenset({str(mark.id)})
        else:
            self._page.ink.selected = frozenset({key_of(mark)})
        styles = self._page.ink.styles
        self.setAccessibleDescription(describe(mark, self._words.text, self._book, styles))
        if same:
            return
        self._repainter.repaint(
            [*self._repainter.around(before | self._page.ink.selected), self._caret.word]
        )
        self.current_changed.emit()

    def _caret_moved(self, *, scroll: bool = True) -> None:
        word = self._caret.word
        selection = self._caret.selection
        shown = selection or Extent(word.start, word.start)
        to_qt = self._page.positions.to_qt
        cursor = QTextCursor(self.document())
        cursor.setPosition(to_qt(shown.start))
        cursor.setPosition(to_qt(shown.end), QTextCursor.MoveMode.KeepAnchor)
        value = self.verticalScrollBar().value()
        self.setTextCursor(cursor)
        if self.verticalScrollBar().value() != value:
            self.verticalScrollBar().setValue(value)
            self.viewport().update()
        if scroll:
            self.scroll_to(word, context=True)
        highlit = selection or word
        self._repainter.repaint([self._highlit, highlit])
        self._highlit = highlit
        self.selection_changed.emit()

    def _step(self, *, forward: bool, suggestions_only: bool) -> bool:
        here = self._caret.word.start
        for mark in self._book.round(self._current, here, forward=forward):
            if not isinstance(mark, Span) or not suggestions_only:
                self.select_mark(mark)
                return True
        return False

    # What Qt tells

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint fills, then let the widget paint its text, then tags and arcs."""
        scrolled = self.verticalScrollBar().value()
        top, bottom = (
            event.rect().top() + scrolled,
            event.rect().bottom() + 1 + scrolled,
        )
        painter = QPainter(self.viewport())
        painter.translate(0, -scrolled)
        focus = self.hasFocus() and self._current is None
        self._page.paint_under(painter, top, bottom, self._caret, focus=focus)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.translate(0, -scrolled)
        height = self.viewport().height()
        self._page.paint_over(painter, top, bottom, (scrolled, scrolled + height))
        self.paint_gesture(painter)
        painter.end()
        if self._words.text and self._scroller.note_seen():
            self.viewed_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre the column anew; the text at the top stays there."""
        changed = event.oldSize().width() != event.size().width()
        anchor = self._scroller.anchor() if changed else None
        if changed:
            self._page.forget()
        super().resizeEvent(event)
        if changed:
            self._page.set_width(self.viewport().width())
            self._scroller.restore(anchor)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Hand out the canonical text, never the widget's rewriting of it."""
        data = QMimeData()
        data.setText(self.copied_text())
        return data

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Keep Tab for going from mark to mark; F6 goes from pane to pane."""
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; the text size is the window's, so Ctrl with the wheel is left to it."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take over another font of the application; what was measured holds no longer."""
        super().changeEvent(event)
        if event.type() in _FONT_CHANGES and self._ready:
            anchor = self._scroller.anchor()
            self._page.set_style(self._page.with_style())
            self._scroller.restore(anchor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the word cursor."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the word cursor."""
        super().focusOutEvent(event)
        self.viewport().update()
