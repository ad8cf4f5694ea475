"""Pickers, palette, note editor, zone menu: typed into, chosen from, closed with Esc."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.documents import LABELABLE_ZONES, ZoneKind
from annotator.ui.panels.command_palette import CommandPalette, PaletteEntry
from annotator.ui.panels.label_picker import LabelPicker
from annotator.ui.panels.note_editor import NoteEditor
from annotator.ui.panels.zone_menu import zone_menu

ENTRIES = (
    PaletteEntry("finish", "Finish and go on", "Ctrl+Enter", "Article"),
    PaletteEntry("find", "Find in article", "Ctrl+F", "Article"),
    PaletteEntry("undo", "Undo", "Ctrl+Z", "Edit", enabled=False),
    PaletteEntry("accept_all", "Accept all on the screen", "Shift+Enter", "Suggestions"),
)


@pytest.fixture
def picker(qtbot, ontonotes):
    made = LabelPicker()
    qtbot.addWidget(made)
    made.show_schema(ontonotes)
    made.open_at(QPoint(40, 40))
    return made


def titles(popup):
    return [choice.title for choice in popup.shown]


def test_typing_finds_a_label_by_title_name_and_alias(qtbot, picker):
    for typed, first in (("organ", "Organisation"), ("GPE", "Country, state, town")):
        picker.line.clear()
        qtbot.keyClicks(picker.line, typed)
        assert titles(picker)[0] == first
    picker.line.clear()
    qtbot.keyClicks(picker.line, "PER")
    assert titles(picker)[0] == "Person"


def test_arrows_move_and_enter_chooses(qtbot, picker, ontonotes):
    heard = []
    picker.label_chosen.connect(heard.append)
    qtbot.keyClick(picker.line, Qt.Key.Key_Down)
    qtbot.keyClick(picker.line, Qt.Key.Key_Down)
    qtbot.keyClick(picker.line, Qt.Key.Key_Up)
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert heard == [ontonotes.span_labels[1].id]
    assert not picker.isVisible()


def test_a_click_chooses(qtbot, picker, ontonotes):
    where = picker.table.visualRect(picker.table.model().index(2, 0)).center()
    with qtbot.waitSignal(picker.label_chosen) as heard:
        qtbot.mouseClick(picker.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert heard.args == [ontonotes.span_labels[2].id]


def test_escape_closes_without_a_choice(qtbot, picker):
    heard = []
    picker.label_chosen.connect(heard.append)
    with qtbot.waitSignal(picker.closed):
        qtbot.keyClick(picker.line, Qt.Key.Key_Escape)
    assert heard == []
    assert not picker.isVisible()


def test_closed_comes_once_and_after_the_choice(qtbot, picker):
    order = []
    picker.chosen.connect(lambda _: order.append("chosen"))
    picker.closed.connect(lambda: order.append("closed"))
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert order == ["chosen", "closed"]


def test_what_fits_nothing_chooses_nothing(qtbot, picker):
    heard = []
    picker.label_chosen.connect(heard.append)
    qtbot.keyClicks(picker.line, "qqqq")
    qtbot.keyClick(picker.line, Qt.Key.Key_Down)
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert (titles(picker), heard) == ([], [])
    assert picker.isVisible()


def test_opening_again_starts_afresh(qtbot, picker):
    qtbot.keyClicks(picker.line, "org")
    qtbot.keyClick(picker.line, Qt.Key.Key_Escape)
    picker.open_at(QPoint(40, 40))
    assert picker.line.text() == ""
    assert len(picker.shown) == 18


def test_popups_stay_on_the_screen(picker, qapp):
    picker.hide()
    free = qapp.primaryScreen().availableGeometry()
    picker.open_at(free.bottomRight())
    assert free.contains(picker.geometry())


def test_the_popup_is_as_high_as_what_it_shows(qtbot, picker):
    before = picker.height()
    qtbot.keyClicks(picker.line, "work of art")
    assert len(picker.shown) == 1
    assert picker.height() < before / 2


@pytest.fixture
def palette(qtbot):
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    made = CommandPalette(window)
    made.show_entries(ENTRIES)
    made.open_over(window)
    made.holder = window
    return made


def test_letters_in_order_find_an_action(qtbot, palette):
    qtbot.keyClicks(palette.line, "acsc")
    assert titles(palette) == ["Accept all on the screen"]
    with qtbot.waitSignal(palette.chosen) as heard:
        qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert heard.args == ["accept_all"]


def test_the_better_fit_comes_first(qtbot, palette):
    qtbot.keyClicks(palette.line, "fin")
    assert titles(palette)[:2] == ["Finish and go on", "Find in article"]
    qtbot.keyClicks(palette.line, "d")
    assert titles(palette)[0] == "Find in article"


def test_what_cannot_run_is_last_and_is_not_run(qtbot, palette):
    assert titles(palette)[-1] == "Undo"
    heard = []
    palette.chosen.connect(heard.append)
    qtbot.keyClicks(palette.line, "undo")
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert heard == []


@pytest.fixture
def editor(qtbot):
    made = NoteEditor()
    qtbot.addWidget(made)
    made.open_at(QPoint(100, 100), "old", "Note")
    return made


def test_enter_commits_a_note(qtbot, editor):
    qtbot.keyClicks(editor.line, " and new ")
    with qtbot.waitSignals([editor.committed, editor.closed]):
        qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.text().strip() == "old and new"
    assert not editor.isVisible()


def test_escape_cancels_a_note(qtbot, editor):
    heard = []
    editor.committed.connect(heard.append)
    qtbot.keyClicks(editor.line, "x")
    qtbot.keyClick(editor.line, Qt.Key.Key_Escape)
    assert heard == []
    assert not editor.isVisible()


def test_a_click_elsewhere_keeps_only_what_was_changed(qtbot, editor):
    heard = []
    editor.committed.connect(heard.append)
    editor.hide()
    editor.open_at(QPoint(100, 100), "old")
    qtbot.keyClicks(editor.line, "er")
    outside = editor.rect().bottomRight() + QPoint(50, 50)
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton, pos=outside)
    qtbot.waitUntil(lambda: not editor.isVisible())
    assert heard == ["older"]


def test_each_zone_has_a_letter_of_its_own_that_chooses_it(qtbot):
    for kind in ZoneKind:
        menu = zone_menu(None)
        qtbot.addWidget(menu)
        action = next(action for action in menu.actions() if action.data() == kind.value)
        text = action.text()
        letter = text[text.index("&") + 1].upper()
        menu.popup(QPoint(10, 10))
        with qtbot.waitSignal(menu.zone_chosen) as heard:
            qtbot.keyClick(menu, getattr(Qt.Key, f"Key_{letter}"))
        assert heard.args == [kind]


def test_the_menu_says_which_zones_are_for_labelling(qtbot):
    menu = zone_menu(ZoneKind.BODY)
    qtbot.addWidget(menu)
    captions = [at for at, action in enumerate(menu.actions()) if not action.isEnabled()]
    first, second = captions
    kinds = {a.data() for a in menu.actions()[first:second] if a.data()}
    assert kinds == {kind.value for kind in LABELABLE_ZONES}
    ticked = [action.data() for action in menu.actions() if action.isChecked()]
    assert ticked == ["body"]
    QApplication.processEvents()
