"""Finishing counts and asks about what is undecided; setting aside, flagging, notes."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.annotation_sets import State

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def state(hands, row=0):
    hands.page.articles.model.refresh_all()
    return hands.page.articles.entry(row).state


def test_ctrl_enter_finishes_and_goes_on(labelled):
    labelled.press(Key.Key_Return, CTRL)
    assert state(labelled) is State.FINISHED
    assert labelled.sheet.document.title == "Ferry lines merge"


def test_undecided_suggestions_are_counted_and_asked_about(hands):
    hands.press(Key.Key_Return, CTRL)
    assert state(hands) is State.NEW
    assert hands.page.prompt.isVisible()
    assert [button.text() for button in hands.page.prompt.choices] == [
        "Look at them",
        "Finish, leave them undecided",
        "Accept the 4 that were on the screen and finish",
    ]


def test_enter_goes_to_the_first_that_is_undecided(hands):
    hands.press(Key.Key_Return, CTRL)
    hands.press(Key.Key_Return)
    assert not hands.page.prompt.isVisible()
    assert hands.current() == "Aiko Tanaka"
    assert state(hands) is State.NEW


def test_ctrl_enter_again_finishes_and_accepts_nothing(hands):
    first = hands.window.desk.document_id
    hands.press(Key.Key_Return, CTRL)
    hands.press(Key.Key_Return, CTRL)
    assert state(hands) is State.FINISHED
    assert hands.window.desk.document_id != first
    assert hands.window.session.annotation_set(first).spans == ()


def test_what_was_seen_can_be_accepted_by_one_button(hands):
    first = hands.window.desk.document_id
    hands.press(Key.Key_Return, CTRL)
    QTest.mouseClick(hands.page.prompt.choices[2], Qt.MouseButton.LeftButton)
    assert state(hands) is State.FINISHED
    assert len(hands.window.session.annotation_set(first).spans) == 4


def test_esc_goes_back(hands):
    hands.press(Key.Key_Return, CTRL)
    hands.press(Key.Key_Escape)
    assert not hands.page.prompt.isVisible()
    assert QApplication.focusWidget() is hands.text
    assert state(hands) is State.NEW


def test_a_finished_article_can_be_opened_again(labelled):
    labelled.press(Key.Key_Return, CTRL)
    labelled.press(Key.Key_PageUp, CTRL)
    labelled.window.run(labelled.window.registry.get("article.reopen"))
    assert state(labelled) is State.IN_PROGRESS


def test_after_the_last_article_it_stays(labelled):
    for _ in range(3):
        labelled.press(Key.Key_Return, CTRL)
    assert labelled.sheet.document.title == "Bridge opens early"
    assert "no article to do" in labelled.said()


def test_s_sets_aside_and_takes_up_again(hands):
    hands.press(Key.Key_S)
    assert state(hands) is State.SET_ASIDE
    hands.press(Key.Key_S)
    assert state(hands) is State.IN_PROGRESS


def test_f_asks_for_the_reason_of_a_flag(hands):
    hands.press(Key.Key_F)
    hands.type("quotes")
    hands.press(Key.Key_Return)
    hands.page.articles.model.refresh_all()
    assert hands.sheet.work.flag == "quotes"
    assert hands.page.articles.entry(0).flag == "quotes"
    assert QApplication.focusWidget() is hands.text


def test_an_empty_reason_takes_the_flag_away(hands):
    hands.press(Key.Key_F)
    hands.type("quotes")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_F)
    assert hands.page.prompt.field.text() == "quotes"
    hands.press(Key.Key_Delete)
    hands.press(Key.Key_Return)
    assert hands.sheet.work.flag == ""


def test_esc_keeps_the_article_without_a_flag(hands):
    hands.press(Key.Key_F)
    hands.type("quotes")
    hands.press(Key.Key_Escape)
    assert hands.sheet.work.flag == ""


def test_letters_typed_into_a_field_do_nothing_else(hands):
    hands.press(Key.Key_F)
    hands.type("sxz1")
    assert hands.page.prompt.field.text() == "sxz1"
    assert state(hands) is State.NEW
    assert len(hands.pending()) == 4


def test_a_note_on_a_span_is_written_with_the_semicolon(labelled, wait):
    span = labelled.sheet.work.spans[0]
    labelled.text.select_span(span.id)
    labelled.press(Key.Key_Semicolon)
    wait(lambda: QApplication.focusWidget() is not labelled.text)
    labelled.type("check the spelling")
    labelled.press(Key.Key_Return)
    assert labelled.sheet.work.span(span.id).note == "check the spelling"
    assert QApplication.focusWidget() is labelled.text


def test_a_note_on_the_article(hands):
    hands.press(Key.Key_N, SHIFT)
    editor = hands.window.work.noting._note
    QTest.keyClicks(editor.line, "ask the desk")
    QTest.keyClick(editor.line, Key.Key_Return)
    assert hands.sheet.work.note == "ask the desk"


def test_z_changes_the_zone_of_the_paragraph(hands):
    hands.text.select_extent(hands.place("Bruno"))
    hands.press(Key.Key_Z)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    QTest.keyClick(menu, Key.Key_Q)
    QApplication.processEvents()
    at = hands.place("Bruno").start
    zone = next(z for z in hands.sheet.document.zones if z.start <= at < z.end)
    assert zone.kind == "quote"


def test_the_buttons_do_what_their_keys_do(labelled):
    buttons = labelled.page.buttons.buttons
    QTest.mouseClick(buttons["article.aside"], Qt.MouseButton.LeftButton)
    assert state(labelled) is State.SET_ASIDE
    QTest.mouseClick(buttons["article.flag"], Qt.MouseButton.LeftButton)
    assert labelled.page.prompt.isVisible()
    labelled.press(Key.Key_Escape)
    QTest.mouseClick(buttons["article.finish"], Qt.MouseButton.LeftButton)
    assert state(labelled) is State.FINISHED
