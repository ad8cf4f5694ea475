"""Relations and checklist: rows by mouse and key, silence when told, thousands of rows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from annotator.domain.ids import LabelId
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Precision, Suggestion
from annotator.ui.panels.checklist import Checklist, CheckRow
from annotator.ui.panels.relations_list import RelationRow, RelationsList
from annotator.ui.panels.row_table import RowModel, RowTable


def click_row(qtbot, table, row):
    where = table.visualRect(table.model().index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


@pytest.fixture
def relations(qtbot, news):
    window = QWidget()
    qtbot.addWidget(window)
    made = RelationsList()
    layout = QVBoxLayout(window)
    layout.addWidget(made)
    layout.addStretch(1)
    made.show_relations(
        [
            RelationRow("r1", "Gina Raimondo", news.relation_labels[0], "US Commerce Department"),
            RelationRow("r2", "Mitsui & Co", news.relation_labels[2], "Sakhalin-2"),
            RelationRow("r3", "Koichi Hagiuda", None, "Japan"),
        ]
    )
    window.resize(280, 500)
    window.show()
    window.activateWindow()
    made.holder = window
    return made


def test_a_click_selects_a_relation_and_a_second_one_again(qtbot, relations):
    heard = []
    relations.relation_selected.connect(heard.append)
    click_row(qtbot, relations.table, 1)
    click_row(qtbot, relations.table, 1)
    assert heard == ["r2", "r2"]
    assert relations.current == "r2"


def test_arrows_select_and_delete_asks(qtbot, relations):
    heard, deleted = [], []
    relations.relation_selected.connect(heard.append)
    relations.delete_requested.connect(deleted.append)
    relations.set_current("r1")
    qtbot.keyClick(relations.table, Qt.Key.Key_Down)
    qtbot.keyClick(relations.table, Qt.Key.Key_Down)
    qtbot.keyClick(relations.table, Qt.Key.Key_Up)
    qtbot.keyClick(relations.table, Qt.Key.Key_Delete)
    assert heard == ["r2", "r3", "r2"]
    assert deleted == ["r2"]


def test_the_list_keeps_its_keys_and_leaves_the_others_to_the_window(qtbot, relations):
    run = []
    for key in ("Del", "Down", "X", "Return"):
        QShortcut(QKeySequence(key), relations.holder, lambda pressed=key: run.append(pressed))
    relations.table.setFocus()
    qtbot.waitUntil(relations.table.hasFocus)
    relations.set_current("r1")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Delete, Qt.Key.Key_X, Qt.Key.Key_Return):
        qtbot.keyClick(relations.table, key)
    assert run == ["X", "Return"]
    assert relations.current == "r2"


def test_showing_and_highlighting_are_silent(relations):
    heard = []
    relations.relation_selected.connect(heard.append)
    relations.set_current("r3")
    relations.show_relations([RelationRow("r9", "a", None, "b")], "r9")
    relations.set_current(None)
    relations.set_current("not there")
    assert heard == []
    assert relations.current is None


def test_long_relations_wrap_instead_of_being_cut(relations, news):
    table = relations.table
    assert table.rowHeight(0) > table.rowHeight(1)
    long = RelationRow("r1", "Donaudampfschifffahrt" * 3, news.relation_labels[0], "Linz")
    relations.show_relations([long])
    assert table.rowHeight(0) > 2 * table.fontMetrics().height()


def test_no_relations_says_how_to_make_one(relations):
    relations.show_relations([])
    texts = [label.text() for label in relations.findChildren(QLabel) if label.isVisible()]
    assert any("press R" in text for text in texts)


@pytest.mark.parametrize("width", [200, 230, 280, 400])
def test_explanations_are_never_clipped(qtbot, width):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    relations, checklist = RelationsList(), Checklist()
    layout.addWidget(relations)
    layout.addWidget(checklist, 1)
    window.resize(width, 600)
    window.show()
    for label in window.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())


def test_rows_are_read_out(relations):
    index = relations.table.model().index(0, 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Gina Raimondo heads US Commerce Department"


def suggestion(at, label="news:PLACE"):
    return Suggestion((Extent(at, at + 5),), LabelId(label), "en_core_web_sm 3.8.0")


@pytest.fixture
def checklist(qtbot, news):
    made = Checklist()
    qtbot.addWidget(made)
    place = news.named("PLACE")
    made.show_suggestions(
        [
            CheckRow(suggestion(10 * n), f"Place {n}", place, "en_core_web_sm", Precision(88, 100))
            for n in range(9)
        ]
    )
    made.resize(280, 500)
    made.show()
    return made


def test_the_heading_counts(checklist):
    assert checklist.heading_text == "Still to check · 9"
    checklist.show_suggestions([])
    texts = [label.text() for label in checklist.findChildren(QLabel) if label.isVisible()]
    assert "Nothing left to check" in texts


def test_a_click_selects_the_suggestion_itself(qtbot, checklist):
    with qtbot.waitSignal(checklist.suggestion_selected) as heard:
        click_row(qtbot, checklist.table, 4)
    assert heard.args == [suggestion(40)]


def test_arrows_move_through_the_suggestions(qtbot, checklist):
    heard = []
    checklist.suggestion_selected.connect(heard.append)
    checklist.set_current(suggestion(20))
    qtbot.keyClick(checklist.table, Qt.Key.Key_Down)
    qtbot.keyClick(checklist.table, Qt.Key.Key_End)
    assert heard == [suggestion(30), suggestion(80)]


def test_tooltip_says_how_often_the_source_was_right(checklist, news):
    index = checklist.table.model().index(0, 0)
    assert "en_core_web_sm: right 88 of 100" in index.data(Qt.ItemDataRole.ToolTipRole)
    checklist.show_suggestions([CheckRow(suggestion(1), "Oslo", news.named("PLACE"), "mine")])
    index = checklist.table.model().index(0, 0)
    assert "mine: no decisions yet" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_bar_is_as_long_as_the_precision(checklist, news, light):
    checklist.setPalette(light)
    place = news.named("PLACE")

    def filled(precision):
        checklist.show_suggestions([CheckRow(suggestion(1), "", None, "m", precision)])
        image = checklist.table.viewport().grab().toImage()
        middle = checklist.table.rowHeight(0) // 2
        colours = [image.pixelColor(x, middle).name() for x in range(image.width())]
        return colours.count("#6b7280")

    assert place is not None
    assert filled(None) == 0
    assert 20 <= filled(Precision(1, 2)) <= 28
    assert 46 <= filled(Precision(10, 10)) <= 52


def test_the_place_in_the_list_stays_when_one_is_decided(checklist, news):
    place = news.named("PLACE")
    rows = [CheckRow(suggestion(10 * n), f"Place {n}", place, "m") for n in range(200)]
    checklist.show_suggestions(rows, suggestion(1000))
    bar = checklist.table.verticalScrollBar()
    before = bar.value()
    assert before > 0
    checklist.show_suggestions(rows[:100] + rows[101:], suggestion(1010))
    assert abs(bar.value() - before) <= checklist.table.rowHeight(0)


def test_two_thousand_suggestions_and_five_thousand_relations_are_quick(qtbot, news):
    checklist, relations = Checklist(), RelationsList()
    label, heads = news.named("PLACE"), news.relation_labels[0]
    for panel in (checklist, relations):
        qtbot.addWidget(panel)
        panel.resize(280, 400)
        panel.show()
    rows = [CheckRow(suggestion(n), f"Place {n}", label, "m") for n in range(2000)]
    many = [RelationRow(str(n), f"Some person {n}", heads, f"some firm {n}") for n in range(5000)]
    relations.show_relations(many)
    checklist.show_suggestions(rows, suggestion(1500))
    relations.show_relations(many, "4000")
    assert checklist.table.indexAt(QPoint(5, 5)).row() > 1000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), max_size=8), max_size=6))
def test_the_model_tells_the_view_exactly_what_changed(qapp, steps):
    model = RowModel(str, str)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table = RowTable("numbers")
    table.setModel(model)
    shown = []
    for entries in steps:
        before = list(shown)
        new = table.show_rows(model, entries, None)
        shown = [model.index(row, 0).data() for row in range(model.rowCount())]
        assert shown == [str(entry) for entry in entries]
        assert table.verticalHeader().count() == len(entries)
        kept = [text for row, text in enumerate(shown) if row not in new]
        assert kept == before[: new.start] + before[len(before) - (len(shown) - new.stop) :]
    assert tester.model() is model


def test_rows_keep_their_heights_while_others_come_and_go(qtbot, relations, news):
    label = news.relation_labels[0]
    long = "a name so long that it needs more than one line in a narrow list"
    rows = [RelationRow(f"n{n}", long if n % 3 == 0 else "Ada", label, "Oslo") for n in range(40)]
    for shown in (rows, rows[5:], rows[:20] + rows[21:], rows[::2], rows):
        relations.show_relations(shown)
    table = relations.table
    # All are measured in slices of a few milliseconds.
    qtbot.waitUntil(
        lambda: all(
            (table.rowHeight(row) > table.rowHeight(1)) == (row % 3 == 0) for row in range(40)
        )
    )
