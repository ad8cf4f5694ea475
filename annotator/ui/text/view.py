"""The reading pane: an article's text with its marks, moved in and selected by key and mouse.

The window gives it a document, marks and label styles, and listens to its signals; the pane
never changes a mark itself. All offsets in and out are code points of the document's text.
Keys it answers are in ``keyboard``; every other key is left to the window.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.domain.documents import Document, Zone
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.spans import Extent, Relation
from annotator.ui.text.finding import Matches
from annotator.ui.text.gestures import Gestures
from annotator.ui.text.keyboard import Keyboard
from annotator.ui.text.marks import (
    LabelStyle,
    Marks,
    SuggestedRelation,
    key_of,
)
from annotator.ui.text.pane import Pane
from annotator.ui.text.themes import TextTheme
from annotator.ui.text.wording import tooltip
from annotator.ui.text.words import ArticleWords


class ArticleView(Pane):
    """Show one article; tell what is selected and what the user asked for.

    The signals, and what is selected and seen, are in ``Pane``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gestures = Gestures(self)
        self._keyboard = Keyboard(self, self._gestures)
        self.setAccessibleName("Article text")
        self._apply_palette()

    # What the window gives

    def show_article(self, document: Document, marks: Marks) -> None:
        """Show a document from its top; nothing is selected."""
        self._words = ArticleWords(document.text)
        self._scroller.clear_seen()
        self._book.replace(marks)
        self._page.show(document.text, document.zones, self.viewport().width())
        self._caret = self._new_caret()
        self._page.ink.letters, self._page.ink.hovered = {}, None
        self.verticalScrollBar().setValue(0)
        self._set_current(None)
        self._highlit = self._caret.word
        self.viewport().update()
        self.selection_changed.emit()

    def set_marks(self, marks: Marks) -> None:
        """Take the marks after a change; the text stays where it is.

        What was selected stays selected if it is still there under its id.
        """
        hovered = self._page.ink.hovered
        keys = self._page.ink.selected | ({hovered} if hovered else set())
        shown = self._repainter.around(keys)
        changed = self._book.replace(marks)
        if changed is not None:
            changed = [self._book.reach(extent) for extent in changed]
        self._page.marks_changed(changed)
        current = self._current
        if isinstance(current, Relation | SuggestedRelation):
            self._set_current(self._book.relation(current.id))
        elif current is not None:
            self._set_current(self._book.get(key_of(current)))
        self._repainter.repaint(None if changed is None else [*changed, *shown])

    def set_zones(self, zones: Sequence[Zone]) -> None:
        """Restyle paragraphs whose zone changed; the text at the top stays there."""
        anchor = self._scroller.anchor()
        self._page.set_zones(zones)
        self._scroller.restore(anchor)

    def set_label_styles(self, styles: Mapping[LabelId, LabelStyle]) -> None:
        """Take the tags and colours of span and relation labels, for the present theme."""
        self._page.set_label_styles(styles)
        self.viewport().update()

    def set_theme(self, theme: TextTheme) -> None:
        """Take the colours of the page."""
        self._restyle(theme=theme)
        self._apply_palette()

    def set_text_size(self, points: float) -> None:
        """Set the size of body text in points; the rest grows with it."""
        self._restyle(points=points)

    def set_line_pitch(self, percent: int) -> None:
        """Set the distance of lines in per cent of the height of a line of text."""
        self._restyle(pitch=percent)

    def set_targets(self, letters: Mapping[SpanId, str]) -> None:
        """Draw letters on the spans a relation may go to; an empty mapping ends it."""
        self._page.ink.letters = dict(letters)
        self.viewport().update()

    @property
    def show_all_arcs(self) -> bool:
        """Whether all relations are drawn in full, not only those of the selected span."""
        return self._page.show_all_arcs

    @show_all_arcs.setter
    def show_all_arcs(self, wanted: bool) -> None:
        self._page.show_all_arcs = wanted
        self.viewport().update()

    # Finding

    def select_extent(self, extent: Extent) -> None:
        """Select a stretch of text as if it had been dragged over."""
        self._set_current(None)
        self._caret.select(extent)
        self._caret_moved()

    def find_text(self, text: str, *, forward: bool = True, again: bool = False) -> bool:
        """Highlight a string and select its next place; ``again`` goes on from this one."""
        return self._go_to_match(Matches(self._words.text, text), forward=forward, again=again)

    def jump(self, text: str, *, again: bool = False) -> bool:
        """Select the next words that begin with a string, round the end; False if none."""
        matches = Matches(self._words.text, text, word_starts=True)
        found = self._go_to_match(matches, forward=True, again=again)
        selection = self.selection()
        if found and selection is not None:
            self._caret.select(selection, exact=False)
            self._caret_moved()
        return found

    def match_count(self) -> int:
        """Return how many places are highlighted."""
        return len(self._page.matches)

    def clear_matches(self) -> None:
        """Take the highlight of found places away; the selection stays."""
        self._page.matches = Matches()
        self.viewport().update()

    # Inside

    def _go_to_match(self, matches: Matches, *, forward: bool, again: bool) -> bool:
        self._page.matches = matches
        here = self._caret.selection or self._caret.word
        match = matches.next(here.start + (again and forward), forward=forward)
        if match is None:
            self.viewport().update()
            return False
        self._set_current(None)
        self._caret.select(match)
        self._caret_moved()
        return True

    def _restyle(self, **changes: object) -> None:
        now = self._page.style
        if all(getattr(now, name) == value for name, value in changes.items()):
            return
        anchor = self._scroller.anchor()
        self._page.set_style(self._page.with_style(**changes))
        self._scroller.restore(anchor)

    def _apply_palette(self) -> None:
        theme, palette = self._page.style.theme, QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, QColor(theme.background))
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.text))
        palette.setColor(QPalette.ColorRole.Highlight, QColor(0, 0, 0, 0))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.text))
        self.setPalette(palette)

    # What Qt tells

    def paint_gesture(self, painter: QPainter) -> None:
        """Paint the rubber line or the moved edge of a drag."""
        self._gestures.paint(painter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer the keys for moving, selecting and edges; leave the others to the window."""
        event.setAccepted(self._keyboard.answer(event))

    def event(self, event: QEvent) -> bool:
        """Claim this pane's own keys before the window's shortcuts, and show tooltips."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(self._keyboard.claims(event))
            return event.isAccepted()
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show what is under the mouse when it rests there."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            point = self.to_page(QPointF(event.pos()))
            marks = self._page.marks_at(point.x(), point.y())
            styles = self._page.ink.styles
            text = tooltip(marks, self._words.text, self._book, styles)
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self.set_hovered(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a drag, or show what is under the mouse."""
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish a click or a drag."""
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word, or go on among nested marks."""
        self._gestures.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the mark or, in the margin, of the zone."""
        self._gestures.menu(event)
