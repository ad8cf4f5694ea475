"""Keys are found by their place where the layout has no Latin letters."""

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from annotator.ui.keys import chords, letter, normal_chord, spoken_chord

X11 = 8 if sys.platform == "linux" else 0
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def event(key, place, text="", modifiers=NONE):
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers, place + X11, 0, 0, text)


@pytest.mark.parametrize(
    ("pressed", "wanted"),
    [
        (event(0x427, 45, "ч"), "X"),
        (event(0x41A, 19, "к"), "R"),
        (event(0x639, 22, "ع"), "U"),
        (event(Qt.Key.Key_Ampersand, 2, "&"), "1"),
        (event(Qt.Key.Key_Exclam, 2, "!", SHIFT), "Shift+1"),
        (event(0x416, 39, "ж"), ";"),
        (event(Qt.Key.Key_Period, 53, "."), "/"),
        (event(Qt.Key.Key_Comma, 53, ",", SHIFT), "?"),
        (event(0x424, 33, "ф", CTRL | SHIFT), "Ctrl+Shift+F"),
    ],
)
def test_the_place_tells_where_the_layout_does_not(pressed, wanted):
    assert wanted in chords(pressed)


@pytest.mark.parametrize(
    ("pressed", "wanted"),
    [
        (event(Qt.Key.Key_Z, 21, "z"), "Z"),
        (event(Qt.Key.Key_Slash, 8, "/", SHIFT), "/"),
        (event(Qt.Key.Key_Question, 12, "?", SHIFT), "?"),
        (event(Qt.Key.Key_Enter, 0), "Return"),
        (event(Qt.Key.Key_Delete, 0), "Delete"),
        (event(Qt.Key.Key_Plus, 0, "+", CTRL), "Ctrl++"),
        (event(Qt.Key.Key_PageDown, 0, "", CTRL), "Ctrl+PgDown"),
    ],
)
def test_what_the_layout_says_comes_first(pressed, wanted):
    assert chords(pressed)[0] == wanted


def test_a_modifier_alone_is_no_chord():
    assert chords(event(Qt.Key.Key_Shift, 42, "", SHIFT)) == []


def test_the_letter_of_a_target_on_any_layout():
    assert letter(event(0x444, 30, "ф")) == "A"
    assert letter(event(Qt.Key.Key_Q, 16, "q")) == "Q"
    assert letter(event(Qt.Key.Key_Left, 0)) == ""


def test_chords_as_people_write_and_read_them():
    assert normal_chord("ctrl+del") == "Ctrl+Delete"
    assert normal_chord("shift+ctrl+f") == "Ctrl+Shift+F"
    assert spoken_chord("Ctrl+Return") == "Ctrl+Enter"
    assert spoken_chord("Ctrl++") == "Ctrl++"


def test_a_cyrillic_keyboard_rejects_with_its_x(hands):
    hands.press(Qt.Key.Key_Return)
    QApplication.sendEvent(hands.text, event(0x427, 45, "ч"))
    assert "Aiko Tanaka" not in hands.pending()


def test_keys_can_be_changed(qapp, qtbot, settings, project):
    from annotator.ui.main_window import MainWindow
    from annotator.ui.theme import Theme

    settings.change(keys={"label.reject": "J"})
    window = MainWindow(settings, Theme(qapp, "light"))
    qtbot.addWidget(window)
    window.show()
    window.projects.open(project)
    text = window.work.page.text
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClick(text, Qt.Key.Key_X)
    assert len(window.desk.sheet.pending) == 4
    qtbot.keyClick(text, Qt.Key.Key_J)
    assert len(window.desk.sheet.pending) == 3
    window.close()
