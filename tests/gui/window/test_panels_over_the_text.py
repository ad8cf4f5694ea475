"""The label picker, the command palette and the list of keys."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_slash_opens_the_labels_and_one_is_found_by_name(hands):
    hands.select("Meridian Shipping")
    hands.press(Key.Key_Slash)
    picker = hands.window.work.noting._picker
    assert picker.isVisible()
    QTest.keyClicks(picker.line, "organ")
    QTest.keyClick(picker.line, Key.Key_Return)
    assert hands.spans() == [("Meridian Shipping", "ORG")]
    assert not picker.isVisible()


def test_the_palette_runs_an_action(hands):
    hands.press(Key.Key_K, CTRL)
    palette = hands.window.palettes._palette
    assert palette.isVisible()
    QTest.keyClicks(palette.line, "next article")
    QTest.keyClick(palette.line, Key.Key_Return)
    assert hands.sheet.document.title == "Ferry lines merge"


def test_the_palette_opens_an_article(hands):
    hands.press(Key.Key_K, CTRL)
    palette = hands.window.palettes._palette
    QTest.keyClicks(palette.line, "bridge opens")
    QTest.keyClick(palette.line, Key.Key_Return)
    assert hands.sheet.document.title == "Bridge opens early"


def test_the_palette_labels(hands):
    hands.select("Meridian Shipping")
    hands.press(Key.Key_K, CTRL)
    palette = hands.window.palettes._palette
    QTest.keyClicks(palette.line, "label organisation")
    QTest.keyClick(palette.line, Key.Key_Return)
    assert hands.spans() == [("Meridian Shipping", "ORG")]


def test_the_question_mark_lists_every_key(hands):
    hands.press(Key.Key_Question)
    keys = hands.window.palettes._keys
    assert keys.isVisible()
    shown = {entry.title for entry in keys.shown}
    assert {"Finish and go on", "By sentence", "Organisation", "All keys"} <= shown
    keys.close()
    QApplication.processEvents()


def test_the_badge_and_the_box_can_be_clicked(hands):
    QTest.mouseClick(hands.window.top.palette_box, Qt.MouseButton.LeftButton)
    assert hands.window.palettes._palette.isVisible()
    hands.window.palettes._palette.hide()
    assert hands.window.top.badge.text() == "A"


def test_every_menu_shows_its_keys(hands):
    for name in ("Project", "Edit", "Article", "Label", "View", "Help"):
        hands.window.menus.refresh(name)
        for action in hands.window.registry.menu(name):
            text = hands.window.menus.entry(action.id).text()
            assert text.endswith(f"\t{action.shown_key}") if action.keys else "\t" not in text


def test_what_cannot_be_done_now_is_grey(hands):
    hands.text.clear_current()
    hands.window.menus.refresh("Label")
    assert not hands.window.menus.entry("label.relate").isEnabled()
    assert hands.window.menus.entry("label.accept").isEnabled()
