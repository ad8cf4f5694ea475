"""Delete takes labels and relations away; undo and redo go back, across articles too."""

from PySide6.QtCore import Qt

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def test_delete_takes_the_selected_span_away(labelled):
    labelled.text.select_span(labelled.sheet.work.spans[0].id)
    labelled.press(Key.Key_Delete)
    assert len(labelled.spans()) == 2


def test_delete_without_a_span_does_nothing(labelled):
    labelled.press(Key.Key_Delete)
    assert len(labelled.spans()) == 3


def test_undo_brings_a_span_back_and_selects_it(labelled):
    span = labelled.sheet.work.spans[0]
    labelled.text.select_span(span.id)
    labelled.press(Key.Key_Delete)
    labelled.press(Key.Key_Z, CTRL)
    assert span in labelled.sheet.work.spans
    assert labelled.text.current() == span


def test_redo_does_it_again(labelled):
    labelled.text.select_span(labelled.sheet.work.spans[0].id)
    labelled.press(Key.Key_Delete)
    labelled.press(Key.Key_Z, CTRL)
    labelled.press(Key.Key_Z, CTRL | SHIFT)
    assert len(labelled.spans()) == 2


def test_undo_goes_to_the_article_where_it_was(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    first = hands.window.desk.document_id
    hands.press(Key.Key_PageDown, CTRL)
    assert hands.window.desk.document_id != first
    hands.press(Key.Key_Z, CTRL)
    assert hands.window.desk.document_id == first
    assert hands.spans() == []


def test_nothing_to_undo_is_said(hands):
    hands.press(Key.Key_Z, CTRL)
    assert hands.said() == "Nothing to undo."


def test_the_menu_names_the_step(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    hands.window.menus.refresh("Edit")
    assert hands.window.menus.entry("edit.undo").text() == "Undo Label\tCtrl+Z"


def test_an_edge_is_moved_by_key_and_stored(hands):
    hands.label("Meridian", Key.Key_2)
    hands.press(Key.Key_Right, SHIFT)
    assert hands.spans() == [("Meridian Shipping", "ORG")]
    assert hands.current() == "Meridian Shipping"
    hands.press(Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert hands.spans() == [("of Meridian Shipping", "ORG")]


def test_a_fragment_is_added_to_the_span_selected_before(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    hands.select("twice")
    hands.press(Key.Key_F, SHIFT)
    assert hands.spans() == [("Meridian Shipping … twice", "ORG")]
