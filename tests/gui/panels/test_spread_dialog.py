"""The list of places before all equal strings are labelled: ticked by key and by mouse."""

from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from annotator.ui.panels.chip import accent
from annotator.ui.panels.spread_dialog import SpreadDialog
from annotator.ui.panels.spread_rows import SpreadRow, fitted

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
ROWS = (
    SpreadRow("Steel", "Shares of ", "Elm Ltd", " rose."),
    SpreadRow("", "", "Elm Ltd", " fell.", "labelled already", free=False),
    SpreadRow("", "So did ", "Elm Ltd", ".", "rejected here", ticked=False),
    SpreadRow("Trees", "An ", "Elm Ltd", " tree."),
)


@pytest.fixture
def dialog(qtbot):
    made = SpreadDialog("Elm Ltd", "Organisation", ROWS)
    made.asked = []
    made.labelling_requested.connect(made.asked.append)
    qtbot.addWidget(made)
    made.show()
    return made


def press(dialog, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(dialog.focusWidget(), key, modifiers)


def click(dialog, row):
    rect = dialog.table.visualRect(dialog.table.model().index(row, 0))
    QTest.mouseClick(
        dialog.table.viewport(), LEFT, pos=QPoint(rect.left() + 17, rect.bottom() - 10)
    )


def test_it_says_how_many_and_begins_at_the_first_ticked(dialog):
    assert dialog.heading_text == "Label “Elm Ltd” as Organisation: 2 of 4 places"
    assert dialog.run.text() == "Label 2 places"
    assert dialog.table.current_row == 0
    assert dialog.ticked == [0, 3]


def test_space_ticks_what_can_be_ticked_and_enter_asks_for_it(dialog):
    press(dialog, KEY.Key_Space)
    press(dialog, KEY.Key_Down)
    press(dialog, KEY.Key_Space)
    assert dialog.ticked == [3]
    assert dialog.run.text() == "Label 1 place"
    press(dialog, KEY.Key_Down)
    press(dialog, KEY.Key_Space)
    press(dialog, KEY.Key_Return)
    assert dialog.asked == [[2, 3]]
    assert not dialog.isVisible()


def test_ctrl_a_ticks_all_that_is_free_then_none(dialog):
    press(dialog, KEY.Key_A, CTRL)
    assert dialog.ticked == [0, 2, 3]
    press(dialog, KEY.Key_A, CTRL)
    assert dialog.ticked == []
    assert not dialog.run.isEnabled()
    press(dialog, KEY.Key_Return)
    assert dialog.asked == []
    assert dialog.isVisible()
    QTest.mouseClick(dialog.all_or_none, LEFT)
    assert dialog.ticked == [0, 2, 3]


def test_a_click_ticks_and_the_button_asks(dialog):
    click(dialog, 0)
    click(dialog, 1)
    click(dialog, 2)
    assert dialog.ticked == [2, 3]
    assert dialog.heading_text.endswith("2 of 4 places")
    QTest.mouseClick(dialog.run, LEFT)
    assert dialog.asked == [[2, 3]]


def test_esc_and_cancel_ask_for_nothing(dialog):
    press(dialog, KEY.Key_Escape)
    assert dialog.asked == [] and not dialog.isVisible()
    dialog.show()
    cancel = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel)
    QTest.mouseClick(cancel, LEFT)
    assert dialog.asked == [] and not dialog.isVisible()


def test_a_screen_reader_hears_sentence_note_and_tick(dialog):
    model = dialog.table.model()
    role = Qt.ItemDataRole
    second = model.index(1, 0)
    assert model.data(model.index(0, 0), role.AccessibleTextRole) == "Steel. Shares of Elm Ltd rose"
    assert model.data(second, role.AccessibleTextRole) == "Elm Ltd fell. labelled already"
    assert model.data(second, role.CheckStateRole) is Qt.CheckState.Unchecked
    assert not model.flags(second) & Qt.ItemFlag.ItemIsUserCheckable
    assert not model.setData(second, Qt.CheckState.Checked.value, role.CheckStateRole)
    third = model.index(2, 0)
    assert model.setData(third, Qt.CheckState.Checked.value, role.CheckStateRole)
    assert dialog.ticked == [0, 2, 3]
    assert dialog.table.accessibleName() == "Places"


def test_the_first_row_of_an_article_has_room_for_its_title(dialog):
    heights = [dialog.table.rowHeight(row) for row in range(4)]
    assert heights[1] == heights[2]
    assert heights[0] == heights[3] > heights[1] + QFontMetricsF(dialog.table.font()).height()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_painted_in_the_colours_of_the_theme(dialog, theme, request, painted):
    palette = request.getfixturevalue(theme)
    dialog.setPalette(palette)
    seen = painted(dialog.table)
    assert palette.color(palette.ColorRole.Base).name() in seen
    # The ticks that are set.
    assert accent(palette, palette.ColorRole.Base).name() in seen


def test_what_is_cut_lies_far_from_the_string(dialog):
    font = dialog.font()
    row = SpreadRow("", "far " * 60, "Elm Ltd", " near" + " far" * 60)
    before, string, after = (run.text for run in fitted(row, font, 400))
    assert string == "Elm Ltd"
    assert before.startswith("…") and before.endswith("far ")
    assert after.startswith(" near") and after.endswith("…")
    wide = QFontMetricsF(font).horizontalAdvance(before + string + after)
    assert 300 < wide < 400
    short = SpreadRow("", "All\nof ", "Elm Ltd", " fits.")
    assert "".join(run.text for run in fitted(short, font, 400)) == "All of Elm Ltd fits."
    # A string longer than the row is cut itself, and nothing is drawn over its neighbours.
    long = fitted(SpreadRow("", "a ", "Elm " * 200, " b"), font, 200)
    assert QFontMetricsF(font).horizontalAdvance("".join(run.text for run in long)) < 215


def test_five_thousand_rows_open_and_move_at_once(qtbot):
    rows = [
        SpreadRow("" if n % 2 else f"Article {n}", "Shares of ", "Elm Ltd", " rose.")
        for n in range(5000)
    ]
    began = perf_counter()
    dialog = SpreadDialog("Elm Ltd", "Organisation", rows)
    qtbot.addWidget(dialog)
    dialog.show()
    press(dialog, KEY.Key_End)
    press(dialog, KEY.Key_Space)
    press(dialog, KEY.Key_A, CTRL)
    assert dialog.table.current_row == 4999
    assert len(dialog.ticked) == 5000
    assert perf_counter() - began < 2.0
