"""Find bar, list of keys, name dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.ui.panels.command_palette import PaletteEntry
from annotator.ui.panels.find_bar import FindBar, FindMode
from annotator.ui.panels.keys_list import KeysList, balanced
from annotator.ui.panels.name_dialog import NameDialog


@pytest.fixture
def bar(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    made = FindBar()
    QVBoxLayout(window).addWidget(made)
    window.resize(700, 80)
    window.show()
    window.activateWindow()
    made.holder = window
    return made


def test_finding_by_keyboard(qtbot, bar):
    texts, steps = [], []
    bar.text_changed.connect(texts.append)
    bar.next_requested.connect(steps.append)
    bar.open()
    qtbot.waitUntil(bar.line.hasFocus)
    qtbot.keyClicks(bar.line, "ab")
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    qtbot.keyClick(bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert texts == ["a", "ab"]
    assert steps == [True, False]
    with qtbot.waitSignal(bar.closed):
        qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_finding_by_mouse(qtbot, bar):
    steps = []
    bar.next_requested.connect(steps.append)
    bar.open(text="Japan")
    bar.show_count(3, 12)
    qtbot.mouseClick(bar.next, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar.previous, Qt.MouseButton.LeftButton)
    assert steps == [True, False]
    with qtbot.waitSignal(bar.closed):
        qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)


def test_the_count_is_shown(bar):
    bar.open(text="Japan")
    bar.show_count(3, 12)
    assert bar.count.text() == "3 of 12"
    bar.show_count(0, 0)
    assert bar.count.text() == "no match"
    assert not bar.next.isEnabled()


def test_the_last_words_are_searched_again(qtbot, bar):
    bar.open(text="Japan")
    bar.close_button.click()
    with qtbot.waitSignal(bar.text_changed) as heard:
        bar.open()
    assert heard.args == ["Japan"]


def test_jumping_keeps_with_enter(qtbot, bar):
    closed, steps = [], []
    bar.closed.connect(lambda: closed.append(True))
    bar.next_requested.connect(steps.append)
    bar.open(FindMode.JUMP, "")
    qtbot.keyClicks(bar.line, "wash")
    with qtbot.waitSignal(bar.kept):
        qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    assert (closed, steps) == ([], [])
    assert not bar.isVisible()


def test_the_windows_shortcuts_wait_while_finding(qtbot, bar):
    run = []
    for key in ("Return", "Shift+Return", "Esc", "X", "1"):
        QShortcut(QKeySequence(key), bar.holder, lambda pressed=key: run.append(pressed))
    bar.open()
    qtbot.waitUntil(bar.line.hasFocus)
    qtbot.keyClicks(bar.line, "x1")
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    qtbot.keyClick(bar.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert run == []


def entries(count=70):
    groups = ("Move", "Label", "Suggestions", "Relations", "Article", "View", "Project")
    made = [
        PaletteEntry(f"a{n}", f"Do thing {n}", f"Ctrl+{n}", groups[n * len(groups) // count])
        for n in range(count)
    ]
    return [*made, PaletteEntry("plain", "Has no key", "", "View")]


@pytest.fixture
def keys(qtbot):
    made = KeysList()
    qtbot.addWidget(made)
    made.show_entries(entries())
    made.show()
    return made


def test_all_keys_fit_a_small_screen_at_once(keys):
    assert keys.width() <= 1280 and keys.height() <= 800
    shown = [label.text() for label in keys.findChildren(QLabel) if label.isVisible()]
    assert sum(text.startswith("Do thing") for text in shown) == 70
    assert "Has no key" not in shown
    area = keys.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0


def test_typing_filters_the_keys(qtbot, keys):
    qtbot.keyClicks(keys.line, "thing 42")
    assert [entry.id for entry in keys.shown] == ["a42"]
    keys.line.clear()
    qtbot.keyClicks(keys.line, "ctrl+7")
    assert "a7" in [entry.id for entry in keys.shown]
    keys.line.clear()
    qtbot.keyClicks(keys.line, "zzz")
    shown = [label.text() for label in keys.findChildren(QLabel) if label.isVisible()]
    assert "No key fits." in shown


def test_escape_closes_the_list(qtbot, keys):
    qtbot.keyClick(keys, Qt.Key.Key_Escape)
    assert not keys.isVisible()


def test_columns_are_about_equal():
    columns = balanced({"a": 10, "b": 2, "c": 3, "d": 5, "e": 9}, 3)
    assert columns == [["a"], ["b", "c", "d"], ["e"]]
    assert balanced({"a": 4}, 3) == [["a"], [], []]
    assert balanced({}, 3) == []


def test_a_name_is_typed_and_tidied(qtbot):
    dialog = NameDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.line, "  Ada   Okafor ")
    with qtbot.waitSignal(dialog.name_chosen) as heard:
        qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert heard.args == ["Ada Okafor"]
    assert not dialog.isVisible()


def test_no_name_is_no_answer(qtbot):
    dialog = NameDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    heard = []
    dialog.name_chosen.connect(heard.append)
    qtbot.keyClicks(dialog.line, "   ")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert heard == []
    assert dialog.isVisible()


def test_a_known_name_is_taken_with_one_click(qtbot):
    dialog = NameDialog(["Ada Okafor", "Rosa Lind"], suggested="rl")
    qtbot.addWidget(dialog)
    dialog.show()
    where = dialog.known.visualItemRect(dialog.known.item(1)).center()
    qtbot.mouseClick(dialog.known.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert dialog.name() == "Rosa Lind"


def test_a_known_name_is_taken_with_arrows(qtbot):
    dialog = NameDialog(["Ada Okafor", "Rosa Lind"])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    dialog.known.setFocus()
    qtbot.waitUntil(dialog.known.hasFocus)
    qtbot.keyClick(dialog.known, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.known, Qt.Key.Key_Down)
    assert dialog.name() in ("Ada Okafor", "Rosa Lind")
    with qtbot.waitSignal(dialog.name_chosen):
        qtbot.keyClick(dialog.known, Qt.Key.Key_Return)
