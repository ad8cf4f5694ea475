"""The inspector: shows one selection, edits its note and attributes, asks for decisions."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.panels.inspector import Inspector
from annotator.ui.panels.inspector_content import (
    AttributeChoice,
    RelationContent,
    SpanContent,
    SuggestionContent,
)


@pytest.fixture
def window(qtbot):
    """A window with a line that stands for the text, and the inspector."""
    made = QWidget()
    qtbot.addWidget(made)
    layout = QVBoxLayout(made)
    made.text, made.inspector = QLineEdit(), Inspector()
    layout.addWidget(made.text)
    layout.addWidget(made.inspector)
    made.resize(303, 500)
    made.show()
    made.activateWindow()
    made.text.setFocus()
    qtbot.waitUntil(made.text.hasFocus)
    return made


def span(news, **more):
    return SpanContent("s1", "Gina Raimondo", news.named("PERSON"), "128 to 141, 2 tokens", **more)


def visible_texts(widget):
    return {label.text() for label in widget.findChildren(QLabel) if label.isVisible()}


def test_a_span_is_shown_with_where_it_comes_from(window, news):
    window.inspector.show_span(
        span(news, origin="you, 12 times", also_in="7 articles", chain=("she", "the secretary"))
    )
    texts = visible_texts(window.inspector)
    assert {"you, 12 times", "128 to 141, 2 tokens", "she, the secretary"} <= texts
    assert window.inspector.delete.isVisible()
    assert not window.inspector.accept.isVisible()
    assert window.inspector.shown_id == "s1"


def test_a_click_on_the_note_edits_it_and_enter_commits(qtbot, window, news):
    window.inspector.show_span(span(news))
    note = window.inspector.note
    qtbot.mouseClick(note, Qt.MouseButton.LeftButton)
    assert note.hasFocus()
    qtbot.keyClicks(note, "twice")
    with qtbot.waitSignals([window.inspector.note_changed, window.inspector.editing_ended]) as _:
        qtbot.keyClick(note, Qt.Key.Key_Return)
    assert note.text() == "twice"
    assert not note.hasFocus()


def test_escape_takes_the_note_back(qtbot, window, news):
    heard = []
    window.inspector.note_changed.connect(heard.append)
    window.inspector.show_span(span(news, note="as it was"))
    note = window.inspector.note
    qtbot.mouseClick(note, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(note, "nonsense")
    qtbot.keyClick(note, Qt.Key.Key_Escape)
    window.text.setFocus()
    assert note.text() == "as it was"
    assert heard == []


def test_shortcuts_of_the_window_do_not_take_the_keys_of_the_note(qtbot, window, news):
    run = []
    for key in ("Return", "Esc", "X", "1"):
        QShortcut(QKeySequence(key), window, lambda pressed=key: run.append(pressed))
    window.inspector.show_span(span(news))
    heard = []
    window.inspector.note_changed.connect(heard.append)
    note = window.inspector.note
    qtbot.mouseClick(note, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(note, "x1")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert (heard, run) == (["x1"], [])


def test_a_click_elsewhere_keeps_what_was_typed(qtbot, window, news):
    window.inspector.show_span(span(news))
    qtbot.mouseClick(window.inspector.note, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(window.inspector.note, "half")
    with qtbot.waitSignal(window.inspector.note_changed) as heard:
        qtbot.mouseClick(window.text, Qt.MouseButton.LeftButton)
    assert heard.args == ["half"]


def test_another_selection_keeps_what_was_typed_for_the_old_one(qtbot, window, news):
    heard = []
    inspector = window.inspector
    inspector.note_changed.connect(lambda note: heard.append((inspector.shown_id, note)))
    inspector.show_span(span(news))
    qtbot.mouseClick(inspector.note, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(inspector.note, "half")
    inspector.show_span(SpanContent("s2", "Tokyo", news.named("PLACE"), "1 to 6, 1 token"))
    assert heard == [("s1", "half")]
    assert inspector.note.text() == ""


def test_the_same_selection_shown_again_leaves_the_typing_alone(qtbot, window, news):
    window.inspector.show_span(span(news))
    qtbot.mouseClick(window.inspector.note, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(window.inspector.note, "half")
    window.inspector.show_span(span(news, origin="you, 13 times"))
    assert window.inspector.note.text() == "half"
    assert window.inspector.note.hasFocus()


def test_edit_note_puts_the_cursor_into_it(window, news):
    assert not window.inspector.edit_note()
    window.inspector.show_span(span(news, note="old"))
    assert window.inspector.edit_note()
    assert window.inspector.note.hasFocus()


def test_a_suggestion_is_decided_with_buttons(qtbot, window, news):
    inspector = window.inspector
    inspector.show_suggestion(
        SuggestionContent(
            "?1",
            "Mitsubishi Corp",
            news.named("ORG"),
            "812 to 827, 2 tokens",
            "en_core_web_sm 3.8.0: right 88 of 100",
            heading="Suggestion 4 of 9",
        )
    )
    assert {"Suggestion 4 of 9", "en_core_web_sm 3.8.0: right 88 of 100"} <= visible_texts(
        inspector
    )
    assert not inspector.note.isVisible()
    with qtbot.waitSignal(inspector.accept_requested):
        qtbot.mouseClick(inspector.accept, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(inspector.reject_requested):
        qtbot.mouseClick(inspector.reject, Qt.MouseButton.LeftButton)
    assert window.text.hasFocus()


def test_attributes_are_chosen_by_keyboard(qtbot, window, news):
    choices = (AttributeChoice("level", "mention level", ("name", "nominal"), "name"),)
    window.inspector.show_span(span(news, attributes=choices))
    box = next(b for b in window.inspector.findChildren(QComboBox) if b.isVisible())
    assert box.accessibleName() == "mention level"
    assert box.currentText() == "name"
    with qtbot.waitSignal(window.inspector.attribute_changed) as heard:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert heard.args == ["level", "nominal"]
    with qtbot.waitSignal(window.inspector.attribute_changed) as heard:
        qtbot.keyClick(box, Qt.Key.Key_Home)
    assert heard.args == ["level", ""]


def test_showing_attributes_is_silent_and_keeps_values_the_schema_lost(window, news):
    heard = []
    window.inspector.attribute_changed.connect(lambda *args: heard.append(args))
    for value in ("name", "gone", ""):
        choices = (AttributeChoice("level", "mention level", ("name", "nominal"), value),)
        window.inspector.show_span(span(news, attributes=choices))
        box = next(b for b in window.inspector.findChildren(QComboBox) if b.isVisible())
        assert box.currentData() == value
    assert heard == []


def test_a_relation_shows_both_ends_and_changes_its_label(qtbot, window, news):
    allowed = news.relation_labels[:3]
    window.inspector.show_relation(
        RelationContent("r1", "Gina Raimondo", "US Commerce Department", allowed[0], allowed)
    )
    box = window.inspector.relation_label
    assert box.isVisible() and box.currentText() == allowed[0].title
    with qtbot.waitSignal(window.inspector.relation_label_changed) as heard:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert heard.args == [allowed[1].id]
    with qtbot.waitSignal(window.inspector.delete_requested):
        qtbot.mouseClick(window.inspector.delete, Qt.MouseButton.LeftButton)


def test_also_in_gives_the_whole_surface(qtbot, window, news):
    surface = "a surface of many words " * 30
    window.inspector.show_span(
        SpanContent("s3", surface, news.named("ORG"), "0 to 9", also_in="2 articles")
    )
    with qtbot.waitSignal(window.inspector.also_in_requested) as heard:
        qtbot.mouseClick(window.inspector.also_in, Qt.MouseButton.LeftButton)
    assert heard.args == [surface]


def test_nothing_selected_shows_the_main_keys(window, news):
    window.inspector.show_span(span(news))
    window.inspector.show_nothing()
    assert window.inspector.shown_id is None
    names = {w.accessibleName() for w in window.inspector.findChildren(QWidget) if w.isVisible()}
    assert any("Enter: accept" in name for name in names)


WIDE = (
    "Rindfleisch" * 12,
    "两国将在日本建立联合研究中心" * 6,
    "👩‍👩‍👧‍👦 " * 20,
    "שלום עולם " * 20,
)


@pytest.mark.parametrize("surface", WIDE)
def test_long_surfaces_stay_inside_the_card(window, news, surface):
    inspector = window.inspector
    inspector.show_span(SpanContent("s4", surface, news.named("PERSON"), "0 to 9"))
    assert inspector.width() <= 303
    flowing = inspector._surface
    assert flowing.height() >= flowing.heightForWidth(flowing.width())


@pytest.mark.parametrize("width", [200, 230, 303])
def test_wrapped_texts_are_never_clipped(qtbot, news, width):
    window = QWidget()
    qtbot.addWidget(window)
    inspector = Inspector()
    layout = QVBoxLayout(window)
    layout.addWidget(inspector)
    layout.addStretch(1)
    window.resize(width, 700)
    window.show()
    origin = "a pipeline with a long name 3.8.0: right 88 of 100, accepted, corrected later"
    chain = ("Gina Raimondo", "the Commerce Secretary", "she", "the former governor")
    attributes = (AttributeChoice("c", "certainty of the annotator", ("sure",), "sure"),)
    inspector.show_span(span(news, origin=origin, chain=chain, attributes=attributes))
    qtbot.wait(1)
    for label in inspector.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
