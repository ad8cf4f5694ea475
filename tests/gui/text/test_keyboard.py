"""Moving, selecting, edges and marks by key alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.ids import LabelId
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion
from annotator.ui.text.marks import Marks
from annotator.ui.text.view import ArticleView

Key, Mod = Qt.Key, Qt.KeyboardModifier


def press(qtbot: QtBot, view: ArticleView, key: Key, *modifiers: Mod, times: int = 1) -> None:
    held = Mod.NoModifier
    for modifier in modifiers:
        held |= modifier
    for _ in range(times):
        qtbot.keyClick(view, key, held)


def test_right_and_left_move_by_word(qtbot, desk):
    press(qtbot, desk.view, Key.Key_Right, times=2)
    assert desk.string(desk.view.word()) == "search"
    press(qtbot, desk.view, Key.Key_Right)
    assert desk.string(desk.view.word()) == "Two"
    press(qtbot, desk.view, Key.Key_Left, times=2)
    assert desk.string(desk.view.word()) == "to"
    assert desk.view.selection() is None


def test_ctrl_arrows_move_by_sentence_and_paragraph(qtbot, desk):
    press(qtbot, desk.view, Key.Key_Down, Mod.ControlModifier, times=2)
    assert desk.string(desk.view.word()) == "The"
    press(qtbot, desk.view, Key.Key_Right, Mod.ControlModifier)
    assert desk.string(desk.view.word()) == "Gina"
    press(qtbot, desk.view, Key.Key_Left, Mod.ControlModifier)
    assert desk.string(desk.view.word()) == "The"
    press(qtbot, desk.view, Key.Key_Up, Mod.ControlModifier)
    assert desk.string(desk.view.word()) == "Two"


def test_home_and_end_go_to_the_edges_of_line_and_article(qtbot, desk):
    press(qtbot, desk.view, Key.Key_End, Mod.ControlModifier)
    assert desk.string(desk.view.word()) in (".", "it")
    press(qtbot, desk.view, Key.Key_Home)
    assert desk.string(desk.view.word()) == "Mitsui"
    press(qtbot, desk.view, Key.Key_Home, Mod.ControlModifier)
    assert desk.view.word() == Extent(0, 4)
    press(qtbot, desk.view, Key.Key_End)
    assert desk.string(desk.view.word()) == "search"


def test_down_keeps_the_column_and_up_comes_back(qtbot, desk):
    desk.view.choose(None, desk.extent("Japan").start)
    before = desk.view.word()
    press(qtbot, desk.view, Key.Key_Down, times=2)
    assert desk.view.word().start > desk.extent("Friday").start
    press(qtbot, desk.view, Key.Key_Up, times=2)
    assert desk.view.word() == before


def test_shift_right_selects_words_and_shift_left_gives_them_back(qtbot, desk):
    desk.view.choose(None, desk.extent("Koichi").start)
    press(qtbot, desk.view, Key.Key_Right, Mod.ShiftModifier)
    assert desk.string(desk.view.selection()) == "Koichi"
    press(qtbot, desk.view, Key.Key_Right, Mod.ShiftModifier)
    assert desk.string(desk.view.selection()) == "Koichi Hagiuda"
    press(qtbot, desk.view, Key.Key_Left, Mod.ShiftModifier)
    assert desk.string(desk.view.selection()) == "Koichi"
    press(qtbot, desk.view, Key.Key_Left, Mod.ShiftModifier)
    assert desk.string(desk.view.selection()) == "Minister Koichi"


def test_shift_ctrl_right_selects_the_sentence(qtbot, desk):
    desk.view.choose(None, desk.extent("Gina").start)
    press(qtbot, desk.view, Key.Key_Right, Mod.ShiftModifier, Mod.ControlModifier)
    selected = desk.string(desk.view.selection())
    assert selected.startswith("Gina Raimondo") and selected.endswith("security")


def test_shift_down_selects_across_lines(qtbot, desk):
    desk.view.choose(None, desk.extent("Japan").start)
    press(qtbot, desk.view, Key.Key_Down, Mod.ShiftModifier)
    selection = desk.view.selection()
    assert selection.start == desk.extent("Japan").start
    assert selection.end > desk.extent("semiconductors").start


def test_every_selection_is_told(qtbot, desk):
    with qtbot.waitSignal(desk.view.selection_changed):
        press(qtbot, desk.view, Key.Key_Right, Mod.ShiftModifier)


def test_tab_goes_through_spans_and_suggestions_in_reading_order(qtbot, desk):
    japan = desk.span("a", desk.extent("Japan"), label="GPE")
    department = desk.span("c", desk.extent("US Commerce Department"))
    inner = desk.span("d", desk.extent("US"), label="GPE")
    friday = Suggestion((desk.extent("Friday"),), LabelId("GPE"), "model", 0.9)
    desk.show(japan, department, inner, friday)
    seen = []
    for _ in range(5):
        press(qtbot, desk.view, Key.Key_Tab)
        seen.append(desk.view.current())
    assert seen == [japan, friday, department, inner, japan]
    press(qtbot, desk.view, Key.Key_Backtab, Mod.ShiftModifier)
    assert desk.view.current() == inner
    assert desk.view.next_mark(suggestions_only=True)
    assert desk.view.current() == friday


def test_tab_goes_on_from_the_word_cursor(qtbot, desk):
    japan = desk.span("a", desk.extent("Japan"))
    gina = desk.span("b", desk.extent("Gina Raimondo"))
    desk.show(japan, gina)
    desk.view.choose(None, desk.extent("Friday").start)
    press(qtbot, desk.view, Key.Key_Tab)
    assert desk.view.current() == gina


@pytest.mark.parametrize(
    ("key", "modifier", "wanted"),
    [
        (Key.Key_Right, Mod.ShiftModifier, "Koichi Hagiuda said"),
        (Key.Key_Left, Mod.ShiftModifier, "Koichi"),
        (Key.Key_Right, Mod.AltModifier, "Hagiuda"),
        (Key.Key_Left, Mod.AltModifier, "Minister Koichi Hagiuda"),
    ],
)
def test_edges_of_the_selected_span_move_by_word(qtbot, desk, key, modifier, wanted):
    desk.show(desk.span("a", desk.extent("Koichi Hagiuda")))
    desk.view.select_span("a")
    with qtbot.waitSignal(desk.view.fragments_change_requested) as told:
        press(qtbot, desk.view, key, modifier)
    assert told.args == ["a", (desk.extent(wanted),)]
    assert desk.view.current().fragments == (desk.extent("Koichi Hagiuda"),)


def test_an_edge_never_eats_the_whole_span(qtbot, desk):
    desk.show(desk.span("a", desk.extent("Japan")))
    desk.view.select_span("a")
    with qtbot.assertNotEmitted(desk.view.fragments_change_requested):
        press(qtbot, desk.view, Key.Key_Left, Mod.ShiftModifier)
        press(qtbot, desk.view, Key.Key_Right, Mod.AltModifier)


def test_escape_lets_the_span_go_and_a_selection_starts_inside_it(qtbot, desk):
    desk.show(desk.span("a", desk.extent("Koichi Hagiuda")))
    desk.view.select_span("a")
    press(qtbot, desk.view, Key.Key_Escape)
    assert desk.view.current() is None
    press(qtbot, desk.view, Key.Key_Right, Mod.ShiftModifier)
    assert desk.string(desk.view.selection()) == "Koichi"
    press(qtbot, desk.view, Key.Key_Escape)
    assert desk.view.selection() is None


def test_extending_from_a_suggestion_starts_with_its_string(qtbot, desk):
    suggestion = Suggestion((desk.extent("Minister Koichi"),), LabelId("PERSON"), "model")
    desk.show(suggestion)
    desk.view.select_mark(suggestion)
    press(qtbot, desk.view, Key.Key_Right, Mod.ShiftModifier)
    assert desk.string(desk.view.selection()) == "Minister Koichi Hagiuda"


def test_other_keys_are_left_to_the_window(qtbot, desk):
    heard = []

    class Window(QWidget):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            heard.append(event.key())

    window = Window()
    qtbot.addWidget(window)
    view = ArticleView()
    QVBoxLayout(window).addWidget(view)
    window.show()
    view.show_article(desk.document, Marks())
    view.setFocus()
    keys = [Key.Key_1, Key.Key_Return, Key.Key_X, Key.Key_R, Key.Key_Delete, Key.Key_Escape]
    for key in keys:
        press(qtbot, view, key)
    assert heard == keys
    assert view.document().toPlainText().startswith("Type to search")


def test_copy_gives_the_canonical_text(qtbot, make_desk):
    desk = make_desk("Paid 5\u00a0000 euro\u2028to Ciudad Juárez.")
    desk.view.select_extent(Extent(0, desk.text.index("to")))
    QApplication.clipboard().clear()
    press(qtbot, desk.view, Key.Key_C, Mod.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Paid 5\u00a0000 euro"


def test_the_selected_mark_is_told_to_screen_readers(qtbot, desk):
    desk.show(
        desk.span("a", desk.extent("Japan"), label="GPE"),
        desk.span("b", desk.extent("Gina Raimondo"), label="PERSON"),
    )
    desk.view.select_span("b")
    assert desk.view.accessibleDescription() == "Person: Gina Raimondo, 2 of 2"
    assert desk.view.accessibleName() == "Article text"


def test_find_and_jump_select_the_next_place(desk):
    assert desk.view.find_text("japan")
    assert desk.string(desk.view.selection()) == "Japan"
    assert not desk.view.find_text("nowhere")
    assert desk.view.match_count() == 0


def test_jump_selects_the_words_as_they_are_typed_and_goes_on(desk):
    assert desk.view.jump("h")
    assert desk.string(desk.view.selection()) == "Hagiuda"
    assert desk.view.jump("he")
    assert desk.string(desk.view.selection()) == "heads"
    assert desk.view.jump("h", again=True)
    assert desk.view.selection() == desk.extent("Hagiuda")
    assert desk.view.jump("us comm")
    assert desk.string(desk.view.selection()) == "US Commerce"


def test_the_windows_shortcuts_work_while_the_pane_has_the_focus(qtbot, desk):
    window = QMainWindow()
    qtbot.addWidget(window)
    view = ArticleView()
    window.setCentralWidget(view)
    done = []
    for keys in ("1", "Shift+1", "Return", "X", "Ctrl+K", "Ctrl+Z", "Alt+Left", "Right", "Tab"):
        action = QAction(keys, window, shortcut=QKeySequence(keys))
        action.triggered.connect(lambda _=False, keys=keys: done.append(keys))
        window.addAction(action)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    view.show_article(desk.document, Marks())
    view.setFocus()
    press(qtbot, view, Key.Key_1)
    press(qtbot, view, Key.Key_1, Mod.ShiftModifier)
    press(qtbot, view, Key.Key_Return)
    press(qtbot, view, Key.Key_X)
    press(qtbot, view, Key.Key_K, Mod.ControlModifier)
    press(qtbot, view, Key.Key_Z, Mod.ControlModifier)
    press(qtbot, view, Key.Key_Left, Mod.AltModifier)
    assert done == ["1", "Shift+1", "Return", "X", "Ctrl+K", "Ctrl+Z", "Alt+Left"]
    press(qtbot, view, Key.Key_Right)
    press(qtbot, view, Key.Key_Tab)
    assert len(done) == 7
    assert desk.string(view.word()) == "to"
    assert view.hasFocus()
