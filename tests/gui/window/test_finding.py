"""Ctrl+F finds in the article, G jumps to a word."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def selected(hands):
    start, end = hands.text.selection()
    return start, hands.sheet.document.text[start:end]


def test_find_selects_as_one_types_and_enter_goes_on(hands):
    hands.press(Key.Key_F, CTRL)
    hands.type("aiko")
    first, string = selected(hands)
    assert string == "Aiko"
    assert hands.page.find_bar.count.text() == "1 of 2"
    hands.press(Key.Key_Return)
    assert selected(hands)[0] > first
    assert hands.page.find_bar.count.text() == "2 of 2"
    hands.press(Key.Key_Return, SHIFT)
    assert selected(hands)[0] == first


def test_esc_closes_and_what_was_found_stays_selected(hands):
    hands.press(Key.Key_F, CTRL)
    hands.type("aiko")
    hands.press(Key.Key_Escape)
    assert not hands.page.find_bar.isVisible()
    assert QApplication.focusWidget() is hands.text
    assert selected(hands)[1] == "Aiko"
    hands.press(Key.Key_1)
    assert hands.spans() == [("Aiko", "PERSON")]


def test_the_text_does_not_move_under_the_bar(hands):
    before = hands.text.mapToGlobal(hands.text.rect().topLeft())
    hands.press(Key.Key_F, CTRL)
    assert hands.text.mapToGlobal(hands.text.rect().topLeft()) == before


def test_g_jumps_enter_keeps_and_g_again_goes_on(hands):
    hands.press(Key.Key_G)
    hands.type("kyo")
    first, string = selected(hands)
    assert string == "Kyoto"
    hands.press(Key.Key_Return)
    assert not hands.page.find_bar.isVisible()
    assert QApplication.focusWidget() is hands.text
    hands.press(Key.Key_G)
    second, string = selected(hands)
    assert (string, second > first) == ("Kyoto", True)
    hands.press(Key.Key_3)
    assert hands.spans() == [("Kyoto", "PLACE")]


def test_esc_then_g_asks_for_another_word(hands):
    hands.press(Key.Key_G)
    hands.type("kyo")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Escape)
    hands.press(Key.Key_G)
    assert hands.page.find_bar.isVisible()
    assert hands.page.find_bar.line.text() == ""
