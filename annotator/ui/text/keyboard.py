"""The keys the reading pane answers itself; all others are left to the window.

Arrows, Home and End move the word cursor, by Ctrl further, with Shift they select. On a
selected span Shift with Left and Right moves its end, Alt its start. Tab and Shift+Tab go
from mark to mark; Esc lets the mark, then the selection go; Ctrl+C copies.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from annotator.domain.spans import Span
from annotator.ui.text.edges import with_end, with_start
from annotator.ui.text.gestures import Gestures
from annotator.ui.text.navigation import Unit
from annotator.ui.text.pane import Pane

_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NONE = Qt.KeyboardModifier.NoModifier
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)

MOVES: dict[tuple[Qt.Key, Qt.KeyboardModifier], tuple[Unit, bool]] = {
    (Qt.Key.Key_Left, _NONE): (Unit.TOKEN, False),
    (Qt.Key.Key_Right, _NONE): (Unit.TOKEN, True),
    (Qt.Key.Key_Up, _NONE): (Unit.LINE, False),
    (Qt.Key.Key_Down, _NONE): (Unit.LINE, True),
    (Qt.Key.Key_Left, _CTRL): (Unit.SENTENCE, False),
    (Qt.Key.Key_Right, _CTRL): (Unit.SENTENCE, True),
    (Qt.Key.Key_Up, _CTRL): (Unit.PARAGRAPH, False),
    (Qt.Key.Key_Down, _CTRL): (Unit.PARAGRAPH, True),
    (Qt.Key.Key_Home, _NONE): (Unit.LINE_EDGE, False),
    (Qt.Key.Key_End, _NONE): (Unit.LINE_EDGE, True),
    (Qt.Key.Key_Home, _CTRL): (Unit.ARTICLE_EDGE, False),
    (Qt.Key.Key_End, _CTRL): (Unit.ARTICLE_EDGE, True),
}


def pressed(event: QKeyEvent) -> tuple[Qt.Key, Qt.KeyboardModifier, bool]:
    """Return the key, its modifiers but Shift and the keypad's, and whether Shift is held."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    rest = modifiers & ~Qt.KeyboardModifier.ShiftModifier
    return Qt.Key(event.key()), rest, shift


class Keyboard:
    """Answer the keys of one view."""

    def __init__(self, view: Pane, gestures: Gestures) -> None:
        self._view = view
        self._gestures = gestures

    def claims(self, event: QKeyEvent) -> bool:
        """Return whether a key is this pane's, before the window's shortcuts see it."""
        key, rest, shift = pressed(event)
        view = self._view
        if rest == _ALT:
            return key in _SIDEWAYS and not shift and isinstance(view.current(), Span)
        if key == Qt.Key.Key_Escape:
            return not rest and (view.current() is not None or view.caret.selecting)
        tab = key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not rest
        return tab or (key, rest) in MOVES

    def answer(self, event: QKeyEvent) -> bool:
        """Do what a key is for; return whether it was one of this pane's."""
        view = self._view
        key, rest, shift = pressed(event)
        if self._answer_edge(key, rest, shift=shift):
            return True
        if (key, rest) in MOVES:
            unit, forward = MOVES[key, rest]
            if key in _SIDEWAYS:
                forward = self._forward(key, view.word().start)
            view.move_caret(unit, forward=forward, extend=shift)
        elif key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and shift and not rest):
            view.previous_mark()
        elif key == Qt.Key.Key_Tab and not rest:
            view.next_mark()
        elif key == Qt.Key.Key_C and rest == _CTRL and not shift:
            self._copy()
        elif key == Qt.Key.Key_Escape and not rest and not shift:
            return self._escape()
        elif key in _PAGES and not rest and not shift:
            self._turn_page(forward=key == Qt.Key.Key_PageDown)
        else:
            return False
        return True

    def _answer_edge(self, key: Qt.Key, rest: Qt.KeyboardModifier, *, shift: bool) -> bool:
        """Ask for the end (Shift) or the start (Alt) of the selected span to move by a word."""
        span, words = self._view.current(), self._view.words
        if not isinstance(span, Span) or key not in _SIDEWAYS:
            return False
        forward = self._forward(key, span.start)
        if shift and not rest:
            step = words.next_end if forward else words.previous_end
            made = with_end(span.fragments, step(span.end))
        elif rest == _ALT and not shift:
            step = words.next_start if forward else words.previous_start
            made = with_start(span.fragments, step(span.start))
        else:
            return False
        if made is not None and made != span.fragments:
            self._view.fragments_change_requested.emit(str(span.id), made)
        return True

    def _forward(self, key: Qt.Key, offset: int) -> bool:
        """Return whether an arrow key leads on in the text: the left one in Hebrew or Arabic."""
        page = self._view.page
        leftwards = page.geometry.runs_leftwards(page.positions.to_qt(offset))
        return (key == Qt.Key.Key_Right) != leftwards

    def _escape(self) -> bool:
        view = self._view
        if self._gestures.cancel():
            return True
        if view.current() is not None:
            view.clear_current()
        elif view.caret.selecting:
            view.clear_selection()
        else:
            return False
        return True

    def _turn_page(self, *, forward: bool) -> None:
        bar = self._view.verticalScrollBar()
        step = max(self._view.viewport().height() - 60, 60)
        bar.setValue(bar.value() + (step if forward else -step))

    def _copy(self) -> None:
        text = self._view.copied_text()
        if text:
            QGuiApplication.clipboard().setText(text)
