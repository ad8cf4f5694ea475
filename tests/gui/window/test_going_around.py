"""From article to article, from pane to pane; text size, arcs, place remembered."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_ctrl_page_down_and_up(hands):
    hands.press(Key.Key_PageDown, CTRL)
    assert hands.sheet.document.title == "Ferry lines merge"
    assert hands.page.articles.open_row() == 1
    hands.press(Key.Key_PageUp, CTRL)
    assert hands.page.articles.open_row() == 0


def test_the_ends_of_the_list_are_said(hands):
    hands.press(Key.Key_PageUp, CTRL)
    assert hands.said() == "This is the first article."
    for _ in range(3):
        hands.press(Key.Key_PageDown, CTRL)
    assert hands.said() == "This is the last article."


def test_a_click_opens_an_article_and_gives_the_keys_to_the_text(hands):
    table = hands.page.articles.table
    place = table.visualRect(hands.page.articles.model.index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0), place)
    assert hands.sheet.document.title == "Bridge opens early"
    assert QApplication.focusWidget() is hands.text


def test_arrows_in_the_list_open_and_enter_goes_to_the_text(hands):
    table = hands.page.articles.table
    table.setFocus()
    hands.press(Key.Key_Down)
    assert hands.sheet.document.title == "Ferry lines merge"
    assert QApplication.focusWidget() is table
    hands.press(Key.Key_Return)
    assert QApplication.focusWidget() is hands.text


def test_letters_in_the_list_are_no_shortcuts(hands):
    hands.page.articles.table.setFocus()
    hands.press(Key.Key_S)
    assert hands.sheet.work.state() == "new"


def test_f6_goes_round_the_panes(hands):
    seen = []
    for _ in range(6):
        hands.press(Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert hands.page.articles.table in seen
    assert hands.text in seen
    hands.press(Key.Key_F6, SHIFT)
    assert QApplication.focusWidget() is seen[-2]


def test_text_size(hands, settings):
    hands.press(Key.Key_Plus, CTRL)
    hands.press(Key.Key_Equal, CTRL)
    assert settings.values.text_points == 15.0
    hands.press(Key.Key_Minus, CTRL)
    assert settings.values.text_points == 14.0
    hands.press(Key.Key_0, CTRL)
    assert settings.values.text_points == 13.0


def test_all_relations_are_shown_on_demand_and_that_is_remembered(hands, settings):
    hands.press(Key.Key_A, CTRL | SHIFT)
    assert hands.text.show_all_arcs
    assert settings.values.show_all_arcs
    hands.press(Key.Key_A, CTRL | SHIFT)
    assert not hands.text.show_all_arcs


def test_the_place_is_remembered(hands, project):
    hands.press(Key.Key_PageDown, CTRL)
    hands.window.projects.close()
    hands.window.projects.open(project)
    assert hands.sheet.document.title == "Ferry lines merge"


def test_the_status_line_tells_place_and_counts(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    assert hands.window.status.place.text() == "1 of 3"
    assert hands.window.status.counts.text() == "1 label · 0 relations · 4 suggestions left"
    assert hands.window.status.saved.text() == "Saved"
    assert "stored at" in hands.window.status.saved.toolTip()


def test_the_list_catches_up_with_the_work(hands, wait):
    hands.label("Meridian Shipping", Key.Key_2)
    chips = hands.page.articles.chips
    wait(lambda: chips._group.button(2).text() == "Started 1")
