"""The list is filtered by words, fields and states; the open article stays open."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def titles(hands):
    model = hands.page.articles.model
    return [model.entry(row).title for row in range(model.rowCount())]


def test_ctrl_shift_f_filters_as_one_types(hands, wait):
    hands.press(Key.Key_F, CTRL | SHIFT)
    assert QApplication.focusWidget() is hands.page.articles.filter
    hands.type("meridian")
    wait(lambda: titles(hands) == ["Ministers meet in Kyoto", "Ferry lines merge"])
    assert hands.sheet.document.title == "Ministers meet in Kyoto"


def test_fields_of_the_query_language(hands, wait):
    hands.press(Key.Key_F, CTRL | SHIFT)
    hands.type("source:ledger")
    wait(lambda: titles(hands) == ["Ferry lines merge"])


def test_a_query_that_cannot_be_is_told_and_the_list_stays(hands, wait):
    hands.press(Key.Key_F, CTRL | SHIFT)
    hands.type("state:nonsense")
    wait(lambda: "There is no state" in hands.said())
    assert len(titles(hands)) == 3


def test_nothing_found_is_said(hands, wait):
    hands.press(Key.Key_F, CTRL | SHIFT)
    hands.type("zebra")
    wait(lambda: hands.page.articles.nothing.isVisible())
    assert "No article" in hands.page.articles.nothing.text()
    hands.press(Key.Key_Escape)
    assert len(titles(hands)) == 3


def test_chips_show_one_state(labelled):
    labelled.press(Key.Key_Return, CTRL)
    chip = labelled.page.articles.chips._group.button(3)
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert titles(labelled) == ["Ministers meet in Kyoto"]
    QTest.mouseClick(labelled.page.articles.chips._group.button(1), Qt.MouseButton.LeftButton)
    assert titles(labelled) == ["Ferry lines merge", "Bridge opens early"]


def test_enter_in_the_box_goes_to_the_list(hands):
    hands.press(Key.Key_F, CTRL | SHIFT)
    hands.type("bridge")
    hands.press(Key.Key_Return)
    assert titles(hands) == ["Bridge opens early"]
    assert QApplication.focusWidget() is hands.page.articles.table
    assert hands.sheet.document.title == "Bridge opens early"


def test_ctrl_z_in_the_box_is_the_boxs_own(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    hands.press(Key.Key_F, CTRL | SHIFT)
    hands.type("x")
    hands.press(Key.Key_Z, CTRL)
    assert hands.page.articles.filter.text() == ""
    assert len(hands.spans()) == 1
