"""What the mouse does in the reading pane: click, select, drag edges, relate, add fragments."""

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from annotator.domain.spans import Extent, Span
from annotator.ui.text.edges import with_end, with_start
from annotator.ui.text.geometry import reads_backwards
from annotator.ui.text.marks import Mark, key_of
from annotator.ui.text.pane import Pane

EDGE = 3.0
"""How near to the edge of the selected span a press takes hold of it, in pixels."""
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class Drag(Enum):
    """What a press becomes when the mouse moves on."""

    NOTHING = auto()
    SELECT = auto()
    START_EDGE = auto()
    END_EDGE = auto()
    RELATE = auto()
    FRAGMENT = auto()


class Gestures:
    """Turn mouse events into selections and requests; a click alone never changes a mark."""

    def __init__(self, view: Pane) -> None:
        self._view = view
        self._kind = Drag.NOTHING
        self._dragging = False
        self._from = QPointF()
        self._to = QPointF()
        self._offset = 0
        self._marks: list[Mark] = []
        self._target: Span | None = None

    # Mouse

    def press(self, event: QMouseEvent) -> None:
        """Note where and on what the left button went down."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        view = self._view
        self._from = self._to = point = view.to_page(event.position())
        exact = bool(event.modifiers() & _SHIFT)
        offset_at = view.page.offset_at if exact else view.page.character_at
        self._offset = offset_at(point.x(), point.y())
        self._marks = view.page.marks_at(point.x(), point.y())
        self._kind, self._dragging, self._target = (
            self._kind_at(event, point),
            False,
            None,
        )

    def move(self, event: QMouseEvent) -> None:
        """Drag on, or with no button held show what is under the mouse."""
        point = self._view.to_page(event.position())
        if not event.buttons() & Qt.MouseButton.LeftButton or self._kind is Drag.NOTHING:
            self._hover(point)
            return
        self._to = point
        if not self._dragging:
            apart = (point - self._from).manhattanLength()
            if apart < min(QApplication.startDragDistance(), 5):
                return
            self._dragging = True
            self._begin(event)
        self._scroll_along(event)
        self._go_on()

    def release(self, event: QMouseEvent) -> None:
        """Finish: a click selects a mark or puts the word cursor, a drag asks or selects."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        kind, dragging = self._kind, self._dragging
        self._kind, self._dragging = Drag.NOTHING, False
        if not dragging:
            self._click(event)
        elif kind in (Drag.START_EDGE, Drag.END_EDGE):
            self._finish_edge(kind)
        elif kind is Drag.RELATE:
            self._finish_relation()
        elif kind is Drag.FRAGMENT:
            extent = self._view.selection()
            self._view.clear_selection()
            if extent is not None:
                self._view.fragment_requested.emit(extent)
        self._view.viewport().update()

    def double_click(self, event: QMouseEvent) -> None:
        """Select the word; on marks, count as a second click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.press(event)
        if not self._marks and self._kind is Drag.SELECT:
            caret = self._view.caret
            caret.begin(self._offset, exact=False)
            caret.drag(caret.anchor.end)
            self._kind = Drag.NOTHING
            self._marks = []
            self._dragging = True
            self._view.selection_dragged()

    def cancel(self) -> bool:
        """Give up a drag (Esc); return whether there was one."""
        was = self._dragging and self._kind is not Drag.NOTHING
        self._kind, self._dragging = Drag.NOTHING, was
        self._view.viewport().update()
        return was

    def menu(self, event: QContextMenuEvent) -> None:
        """Ask for the menu that fits the place: of a mark, or of the paragraph's zone."""
        view = self._view
        current = view.current()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            if current is not None:
                place = view.viewport().mapToGlobal(view.viewport().rect().center())
                view.mark_menu_requested.emit(current, place)
            else:
                self._zone_menu(view.word().start, event)
            return
        point = view.to_page(QPointF(event.pos()))
        marks = view.page.marks_at(point.x(), point.y())
        if marks:
            chosen = current if current in marks else marks[0]
            view.mark_menu_requested.emit(chosen, event.globalPos())
        else:
            self._zone_menu(view.page.offset_at(point.x(), point.y()), event)

    def paint(self, painter: QPainter) -> None:
        """Paint the rubber line of a relation and the preview of a moved edge."""
        if not self._dragging:
            return
        view, theme = self._view, self._view.page.ink.theme
        if self._kind is Drag.RELATE:
            painter.setPen(QPen(QColor(theme.accent), 2.0, Qt.PenStyle.DashLine))
            painter.drawLine(self._from, self._to)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(self._to, 3.5, 3.5)
        elif self._kind in (Drag.START_EDGE, Drag.END_EDGE):
            fragments = self._moved(self._kind)
            painter.setPen(QPen(QColor(theme.accent), 1.5, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for fragment in fragments or ():
                for box, stretches in view.page.lines_of(fragment):
                    for left, right in stretches:
                        rect = QRectF(left, box.top, right - left, box.bottom - box.top)
                        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), 4.0, 4.0)

    # Inside

    def _kind_at(self, event: QMouseEvent, point: QPointF) -> Drag:
        if event.modifiers() & _CTRL:
            return Drag.FRAGMENT
        current = self._view.current()
        if isinstance(current, Span):
            edge = self._edge_at(current, point)
            if edge is not None:
                return edge
            if current in self._marks:
                return Drag.RELATE
        return Drag.SELECT

    def _edge_at(self, span: Span, point: QPointF) -> Drag | None:
        """Return which edge of a span a point takes hold of."""
        page, view_text = self._view.page, self._view.words.text
        first = page.lines_of(Extent(span.start, span.start + 1))
        last = page.lines_of(Extent(span.end - 1, span.end))
        for lines, edge in ((first, Drag.START_EDGE), (last, Drag.END_EDGE)):
            for box, stretches in lines:
                if not stretches or not box.top - 2 <= point.y() <= box.bottom + 4:
                    continue
                left, right = stretches[0][0], stretches[-1][1]
                at = span.start if edge is Drag.START_EDGE else span.end - 1
                backwards = reads_backwards(view_text[at])
                x = left if (edge is Drag.START_EDGE) != backwards else right
                if abs(point.x() - x) <= EDGE:
                    return edge
        return None

    def _begin(self, event: QMouseEvent) -> None:
        caret = self._view.caret
        if self._kind in (Drag.SELECT, Drag.FRAGMENT):
            caret.begin(self._offset, exact=bool(event.modifiers() & _SHIFT))

    def _go_on(self) -> None:
        view = self._view
        if self._kind is Drag.SELECT:
            view.caret.drag(view.page.offset_at(self._to.x(), self._to.y()))
            view.selection_dragged()
        elif self._kind is Drag.FRAGMENT:
            view.caret.drag(view.page.offset_at(self._to.x(), self._to.y()))
            view.viewport().update()
        elif self._kind is Drag.RELATE:
            marks = view.page.marks_at(self._to.x(), self._to.y())
            self._target = next((mark for mark in marks if isinstance(mark, Span)), None)
            view.set_hovered(key_of(self._target) if self._target else None)
            view.viewport().update()
        else:
            view.viewport().update()

    def _click(self, event: QMouseEvent) -> None:
        view = self._view
        if event.modifiers() & _SHIFT and not self._marks:
            if not view.caret.selecting:
                view.caret.begin(view.caret.anchor.start, exact=False)
            view.caret.drag(self._offset)
            view.selection_dragged()
            return
        if not self._marks:
            view.choose(None, self._offset)
            return
        current = view.current()
        at = next((i for i, mark in enumerate(self._marks) if mark is current), -1)
        view.choose(self._marks[(at + 1) % len(self._marks)], self._offset)

    def _moved(self, kind: Drag) -> tuple[Extent, ...] | None:
        """Return the fragments of the selected span with its edge where the mouse is."""
        view, span = self._view, self._view.current()
        if not isinstance(span, Span):
            return None
        offset = view.page.offset_at(self._to.x(), self._to.y())
        word = view.words.word_at(offset)
        middle = (word.start + word.end) / 2
        if kind is Drag.END_EDGE:
            end = word.end if offset >= middle else view.words.previous_end(word.end)
            return with_end(span.fragments, end)
        start = word.start if offset <= middle else view.words.next_start(word.start)
        return with_start(span.fragments, start)

    def _finish_edge(self, kind: Drag) -> None:
        span, made = self._view.current(), self._moved(kind)
        if isinstance(span, Span) and made is not None and made != span.fragments:
            self._view.fragments_change_requested.emit(str(span.id), made)

    def _finish_relation(self) -> None:
        source, target = self._view.current(), self._target
        self._view.set_hovered(None)
        if isinstance(source, Span) and target is not None and target.id != source.id:
            self._view.relation_requested.emit(str(source.id), str(target.id))

    def _hover(self, point: QPointF) -> None:
        view = self._view
        marks = view.page.marks_at(point.x(), point.y())
        view.set_hovered(key_of(marks[0]) if marks else None)
        current = view.current()
        shape = Qt.CursorShape.IBeamCursor
        if isinstance(current, Span) and self._edge_at(current, point) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif marks:
            shape = Qt.CursorShape.PointingHandCursor
        if view.viewport().cursor().shape() != shape:
            view.viewport().setCursor(shape)

    def _scroll_along(self, event: QMouseEvent) -> None:
        y, height = event.position().y(), self._view.viewport().height()
        bar = self._view.verticalScrollBar()
        if y < 0:
            bar.setValue(bar.value() + max(round(y), -40))
        elif y > height:
            bar.setValue(bar.value() + min(round(y - height), 40))

    def _zone_menu(self, offset: int, event: QContextMenuEvent) -> None:
        paragraph = self._view.words.paragraph(offset)
        self._view.zone_menu_requested.emit(paragraph, event.globalPos())
