"""R puts letters on the possible targets; a letter, and a digit where it is not clear, relate."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.ui.relating_mode import codes

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def begin(hands, string):
    span = next(s for s in hands.sheet.work.spans if s.surface(hands.sheet.document.text) == string)
    hands.text.select_span(span.id)
    hands.press(Key.Key_R)


def key_of(hands, string):
    """Return the letter drawn on a span."""
    relating = hands.window.work.relating
    text = hands.sheet.document.text
    for code, span in relating._codes.items():
        if hands.sheet.work.span(span).surface(text) == string:
            return Key(ord(code.upper()))
    raise AssertionError(string)


def test_a_letter_then_a_digit_relates(labelled):
    begin(labelled, "Aiko Tanaka")
    assert labelled.window.work.relating.active
    labelled.press(key_of(labelled, "Harbour Ministry"))
    allowed = labelled.page.labels.shown_labels
    assert labelled.page.labels.mode == "relations"
    assert len(allowed) > 1
    labelled.press(Key(ord(allowed[0].key)))
    assert labelled.relations() == [("Aiko Tanaka", allowed[0].name, "Harbour Ministry")]
    assert not labelled.window.work.relating.active
    assert labelled.page.labels.mode == "spans"


def test_esc_leaves_at_either_step(labelled):
    begin(labelled, "Aiko Tanaka")
    labelled.press(Key.Key_Escape)
    assert not labelled.window.work.relating.active
    begin(labelled, "Aiko Tanaka")
    labelled.press(key_of(labelled, "Harbour Ministry"))
    labelled.press(Key.Key_Escape)
    assert not labelled.window.work.relating.active
    assert labelled.relations() == []


def test_a_digit_is_a_label_again_after_the_mode(labelled):
    begin(labelled, "Aiko Tanaka")
    labelled.press(Key.Key_Escape)
    labelled.press(Key.Key_7)
    assert ("Aiko Tanaka", "EVENT") in labelled.spans()


def test_a_letter_nothing_has_is_said(labelled):
    begin(labelled, "Aiko Tanaka")
    labelled.press(Key.Key_M)
    assert "letter" in labelled.said()
    assert labelled.window.work.relating.active


def test_the_label_bar_takes_a_click_for_the_relation(labelled):
    begin(labelled, "Aiko Tanaka")
    labelled.press(key_of(labelled, "Harbour Ministry"))
    label = labelled.page.labels.shown_labels[1]
    QTest.mouseClick(labelled.page.labels.button(label.id), Qt.MouseButton.LeftButton)
    assert labelled.relations() == [("Aiko Tanaka", label.name, "Harbour Ministry")]


def test_dragging_from_span_to_span_asks_for_the_relation(labelled):
    spans = {s.surface(labelled.sheet.document.text): s for s in labelled.sheet.work.spans}
    labelled.text.relation_requested.emit(spans["Bruno Vidal"].id, spans["Harbour Ministry"].id)
    labelled.press(Key(ord(labelled.page.labels.shown_labels[0].key)))
    assert [(one[0], one[2]) for one in labelled.relations()] == [
        ("Bruno Vidal", "Harbour Ministry")
    ]


def test_r_without_a_span_starts_nothing(labelled):
    labelled.text.clear_current()
    labelled.press(Key.Key_R)
    assert not labelled.window.work.relating.active
    assert "Select the label that the relation starts from" in labelled.said()


def test_a_relation_is_selected_in_the_list_and_deleted(labelled, wait):
    begin(labelled, "Aiko Tanaka")
    labelled.press(key_of(labelled, "Harbour Ministry"))
    labelled.press(Key(ord(labelled.page.labels.shown_labels[0].key)))
    relation = labelled.sheet.work.relations[0]
    labelled.page.side.relation_selected.emit(relation.id)
    assert labelled.text.current() == relation
    labelled.press(Key.Key_Delete)
    assert labelled.relations() == []
    labelled.press(Key.Key_Z, CTRL)
    assert len(labelled.relations()) == 1


@pytest.mark.parametrize("count", [0, 1, 26, 27, 60, 600, 676])
def test_codes_are_different_and_none_begins_another(count):
    found = codes(count)
    assert len(set(found)) == len(found) == count
    assert not [
        (one, other) for one in found for other in found if one != other and other.startswith(one)
    ]


def test_the_nearest_targets_have_single_letters():
    assert [len(code) for code in codes(60)].count(1) == 24
    assert len(codes(2000)) == 676
