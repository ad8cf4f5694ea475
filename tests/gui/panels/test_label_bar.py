"""The label bar: clicks choose labels, nothing is out of reach, the height stays."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QVBoxLayout, QWidget

from annotator.ui.panels.label_bar import LabelBar


@pytest.fixture
def bar(qtbot, news):
    made = LabelBar()
    qtbot.addWidget(made)
    made.show_schema(news)
    made.resize(900, 60)
    made.show()
    return made


def test_a_click_on_a_label_chooses_it(qtbot, bar, news):
    for label in news.span_labels:
        with qtbot.waitSignal(bar.label_chosen) as heard:
            qtbot.mouseClick(bar.button(label.id), Qt.MouseButton.LeftButton)
        assert heard.args == [label.id]


def test_a_click_leaves_the_focus_in_the_text(qtbot, news):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    text, bar = QLineEdit(), LabelBar()
    bar.show_schema(news)
    layout.addWidget(text)
    layout.addWidget(bar)
    window.show()
    window.activateWindow()
    text.setFocus()
    qtbot.waitUntil(text.hasFocus)
    qtbot.mouseClick(bar.button(news.span_labels[0].id), Qt.MouseButton.LeftButton)
    assert text.hasFocus()


def test_labels_can_be_chosen_with_the_space_bar(qtbot, bar, news):
    button = bar.button(news.span_labels[1].id)
    with qtbot.waitSignal(bar.label_chosen) as heard:
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert heard.args == [news.span_labels[1].id]


def test_relation_and_keys_have_entries_of_their_own(qtbot, bar):
    entries = {button.accessibleName(): button for button in bar.findChildren(QWidget)}
    with qtbot.waitSignal(bar.relation_requested):
        qtbot.mouseClick(entries["Relation, key R"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.keys_requested):
        qtbot.mouseClick(entries["All keys"], Qt.MouseButton.LeftButton)


def test_the_relation_entry_can_be_switched_off(qtbot, bar):
    heard = []
    bar.relation_requested.connect(lambda: heard.append(True))
    bar.set_relation_possible(False)
    entries = {button.accessibleName(): button for button in bar.findChildren(QWidget)}
    qtbot.mouseClick(entries["Relation, key R"], Qt.MouseButton.LeftButton)
    assert heard == []


def test_relation_mode_shows_the_allowed_labels_and_keeps_the_height(qtbot, bar, news):
    person, organisation = news.named("PERSON"), news.named("ORG")
    allowed = news.relations_between(person.id, organisation.id)
    before = bar.height()
    bar.set_mode("relations", allowed)
    assert bar.shown_labels == allowed
    assert bar.height() == before
    with qtbot.waitSignal(bar.label_chosen) as heard:
        qtbot.mouseClick(bar.button(allowed[0].id), Qt.MouseButton.LeftButton)
    assert heard.args == [allowed[0].id]
    bar.set_mode("spans")
    assert bar.shown_labels == news.span_labels
    assert bar.height() == before


@pytest.mark.parametrize("width", [1280, 832, 480, 260])
def test_all_eighteen_labels_can_be_reached(qtbot, ontonotes, width):
    bar = LabelBar()
    qtbot.addWidget(bar)
    bar.show_schema(ontonotes)
    bar.resize(width, 60)
    bar.show()
    seen = [bar.button(label.id) for label in bar.shown_labels]
    boxes = [button.geometry() for button in seen if button.isVisible()]
    assert all(bar.rect().contains(box) for box in boxes)
    assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
    assert len({box.top() for box in boxes}) <= 2
    in_menu = [action.text().split("\t")[0] for action in bar.overflow_menu().actions()]
    assert in_menu == [label.title for label in bar.hidden_labels]
    assert len(boxes) + len(in_menu) == 18
    assert in_menu or width >= 1280


def test_the_overflow_menu_chooses(qtbot, ontonotes):
    bar = LabelBar()
    qtbot.addWidget(bar)
    bar.show_schema(ontonotes)
    bar.resize(480, 60)
    bar.show()
    with qtbot.waitSignal(bar.label_chosen) as heard:
        bar.overflow_menu().actions()[-1].trigger()
    assert heard.args == [ontonotes.span_labels[-1].id]


def test_the_current_label_stands_out(bar, news):
    label = news.span_labels[2]
    plain = bar.button(label.id).grab().toImage()
    bar.set_current(label.id)
    assert bar.button(label.id).grab().toImage() != plain
    bar.set_current(None)
    assert bar.button(label.id).grab().toImage() == plain


def test_the_tooltip_gives_guideline_and_examples(qtbot, bar, news):
    label = news.named("ORG")
    button = bar.button(label.id)
    here = QPoint(5, 5)
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, here, button.mapToGlobal(here)))
    assert "A named group that can act" in QToolTip.text()
    assert "Mitsui &amp; Co" in QToolTip.text()
    QToolTip.hideText()


def test_label_colours_follow_the_theme(qtbot, news, light, dark):
    bar = LabelBar()
    qtbot.addWidget(bar)
    label = news.named("ORG")
    bar.setPalette(light)
    bar.show_schema(news)
    assert bar.button(label.id).fill.name() == label.colour
    bar.setPalette(dark)
    assert bar.button(label.id).fill.name() == label.dark_colour
