"""Enter accepts, X rejects, both go on; Shift+Enter takes all that is on the screen."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.domain.spans import Origin

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_enter_first_selects_a_suggestion_and_decides_nothing(hands):
    hands.press(Key.Key_Return)
    assert hands.current() == "Aiko Tanaka"
    assert len(hands.pending()) == 4


def test_enter_accepts_and_goes_on(hands):
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)
    assert hands.spans() == [("Aiko Tanaka", "PERSON")]
    assert hands.sheet.work.spans[0].origin is Origin.ACCEPTED
    assert hands.current() == "Harbour Ministry"


def test_x_rejects_and_goes_on_and_it_never_comes_back(hands):
    hands.press(Key.Key_Return)
    hands.press(Key.Key_X)
    assert hands.spans() == []
    assert hands.pending() == ["Harbour Ministry", "Friday", "Bruno Vidal"]
    assert hands.current() == "Harbour Ministry"
    hands.page.next_article()
    hands.page.previous_article()
    assert "Aiko Tanaka" not in hands.pending()


def test_shift_enter_accepts_all_on_the_screen_as_one_step(hands):
    hands.press(Key.Key_Return, SHIFT)
    assert len(hands.spans()) == 4
    assert hands.pending() == []
    hands.press(Key.Key_Z, CTRL)
    assert hands.spans() == []
    assert len(hands.pending()) == 4


def test_n_goes_on_without_deciding(hands):
    hands.press(Key.Key_N)
    hands.press(Key.Key_N)
    assert hands.current() == "Harbour Ministry"
    assert len(hands.pending()) == 4


def test_the_buttons_of_the_inspector_do_the_same(hands, wait):
    hands.press(Key.Key_Return)
    inspector = hands.page.side.inspector
    wait(lambda: inspector.accept.isVisible())
    QTest.mouseClick(inspector.accept, Qt.MouseButton.LeftButton)
    assert hands.spans() == [("Aiko Tanaka", "PERSON")]
    wait(lambda: inspector.reject.isVisible())
    QTest.mouseClick(inspector.reject, Qt.MouseButton.LeftButton)
    assert hands.pending() == ["Friday", "Bruno Vidal"]


def test_the_last_one_decided_says_what_comes_next(hands):
    hands.press(Key.Key_Return)
    for _ in range(4):
        hands.press(Key.Key_Return)
    assert hands.pending() == []
    # What was accepted once stands once more, and that is asked now.
    assert hands.current() == "Aiko Tanaka"
    hands.press(Key.Key_Return)
    assert hands.sheet.pending == ()
    assert "Ctrl+Enter" in hands.said()


def test_a_row_of_the_checklist_selects_in_the_text(hands, wait):
    hands.page.side.checklist.suggestion_selected.emit(hands.sheet.pending[2].suggestion)
    assert hands.current() == "Friday"
    wait(lambda: hands.page.side.inspector.shown_id is not None)
