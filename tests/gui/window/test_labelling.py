"""Digits label the selection or the word, relabel a span, take a suggestion otherwise."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.domain.spans import Origin

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_digit_labels_the_selection_and_selects_the_span(hands):
    hands.select("Meridian Shipping")
    hands.press(Key.Key_2)
    assert ("Meridian Shipping", "ORG") in hands.spans()
    assert hands.current() == "Meridian Shipping"


def test_a_digit_labels_the_word_of_the_cursor(hands):
    hands.text.clear_current()
    hands.text.select_extent(hands.place("Kyoto"))
    hands.text.clear_selection()
    hands.press(Key.Key_3)
    assert hands.spans() == [("Kyoto", "PLACE")]


def test_words_selected_by_keys_are_labelled(hands):
    hands.press(Key.Key_Right)
    hands.press(Key.Key_Right, SHIFT)
    hands.press(Key.Key_Right, SHIFT)
    hands.press(Key.Key_7)
    assert hands.spans() == [("meet in", "EVENT")]


def test_a_digit_relabels_the_selected_span(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    hands.press(Key.Key_6)
    assert hands.spans() == [("Meridian Shipping", "FACILITY")]


def test_a_suggestion_is_taken_with_another_label_and_the_next_one_is_selected(hands):
    hands.text.select_mark(hands.sheet.pending[3].suggestion)
    hands.press(Key.Key_1)
    assert hands.spans() == [("Bruno Vidal", "PERSON")]
    assert hands.sheet.work.spans[0].origin is Origin.CORRECTED
    assert "Bruno Vidal" not in hands.pending()
    assert hands.current() == "Aiko Tanaka"


def test_a_label_can_be_clicked(hands):
    hands.select("Meridian Shipping")
    QTest.mouseClick(hands.page.labels.button("news:ORG"), Qt.MouseButton.LeftButton)
    assert hands.spans() == [("Meridian Shipping", "ORG")]


def test_the_same_label_twice_is_refused_in_the_status_line(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    hands.label("Meridian Shipping", Key.Key_2)
    assert hands.spans() == [("Meridian Shipping", "ORG")]
    assert "already" in hands.said()
    assert hands.window.status.message.property("tone") == "error"


def test_a_key_without_a_label_says_so(hands):
    hands.select("Meridian Shipping")
    hands.press(Key.Key_9)
    assert hands.spans() == []
    assert "No label has the key 9" in hands.said()


def test_litter_is_not_labelled(hands):
    hands.label("tides", Key.Key_2)
    assert hands.spans() == []
    assert "not for labelling" in hands.said()


def test_what_a_label_covers_is_no_longer_to_check(hands):
    hands.label("Harbour Ministry", Key.Key_6)
    assert "Harbour Ministry" not in hands.pending()


def test_the_article_is_in_progress_from_the_first_label_on(hands, wait):
    hands.label("Meridian Shipping", Key.Key_2)
    wait(lambda: hands.page.articles.entry(0).spans == 1)
    assert hands.page.articles.entry(0).state == "in-progress"
