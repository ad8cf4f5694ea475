"""Proposed relations: reached, accepted, rejected and corrected by the keys of suggestions."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.ids import document_id
from annotator.domain.spans import Origin
from annotator.domain.suggestions import RelationSuggestion, SuggestedEnd, SuggestionRun
from annotator.ui.text.marks import SuggestedRelation
from tests.gui.window.conftest import SOURCE, TEXTS, suggested, suggestions

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
FIRST = document_id(TEXTS[0][0])


def proposed(source, label, target):
    """Return a proposed relation; each end is a string and the name of a label."""
    ends = tuple(
        SuggestedEnd(one.fragments, one.label) for one in (suggested(*source), suggested(*target))
    )
    return RelationSuggestion(f"news:{label}", ends, SOURCE)


AIKO, MINISTRY = ("Aiko Tanaka", "PERSON"), ("Harbour Ministry", "ORG")
FRIDAY, BRUNO = ("Friday", "DATE"), ("Bruno Vidal", "ORG")
HEADS, SAID = proposed(AIKO, "heads", MINISTRY), proposed(AIKO, "said", BRUNO)


@pytest.fixture
def hands(hands):
    run = SuggestionRun(FIRST, SOURCE, suggestions(), (HEADS, SAID))
    hands.window.session.store_suggestions([run])
    QApplication.processEvents()
    return hands


@pytest.fixture
def accepted(hands):
    """Return hands for an article whose spans are accepted, the first relation selected.

    There are five: what is accepted once is proposed where it stands again.
    """
    while relation(hands) is None:
        hands.press(Key.Key_Return)
    return hands


def relation(hands):
    """Return the selected proposed relation, or None."""
    current = hands.text.current()
    return current.suggestion if isinstance(current, SuggestedRelation) else None


def waiting(hands):
    """Return the proposed relations that are still to check."""
    found = [one.suggestion for one in hands.sheet.pending]
    return [one for one in found if isinstance(one, RelationSuggestion)]


def test_enter_goes_on_from_the_last_span_to_the_relations(accepted):
    assert len(accepted.spans()) == 5
    assert relation(accepted) == HEADS
    assert waiting(accepted) == [HEADS, SAID]


def test_enter_accepts_x_rejects_and_both_go_on(accepted):
    accepted.press(Key.Key_Return)
    assert accepted.relations() == [("Aiko Tanaka", "heads", "Harbour Ministry")]
    assert accepted.sheet.work.relations[0].origin is Origin.ACCEPTED
    assert relation(accepted) == SAID
    accepted.press(Key.Key_X)
    assert waiting(accepted) == []
    assert len(accepted.relations()) == 1
    assert "Ctrl+Enter" in accepted.said()
    accepted.page.next_article()
    accepted.page.previous_article()
    assert waiting(accepted) == []


def test_undo_brings_it_back_and_redo_takes_it(accepted):
    accepted.press(Key.Key_Return)
    accepted.press(Key.Key_Z, CTRL)
    assert accepted.relations() == []
    assert waiting(accepted) == [HEADS, SAID]
    accepted.press(Key.Key_Z, CTRL | SHIFT)
    assert len(accepted.relations()) == 1
    # The one before is rejected, the one after it comes next, not the first again.
    accepted.press(Key.Key_Z, CTRL)
    accepted.text.select_mark(HEADS)
    accepted.press(Key.Key_X)
    assert relation(accepted) == SAID


def test_tab_reaches_them_after_the_last_mark_and_goes_round(accepted):
    accepted.text.clear_current()
    accepted.press(Key.Key_End, CTRL)
    for wanted in (HEADS, SAID, None):
        accepted.press(Key.Key_Tab)
        assert relation(accepted) == wanted
    assert accepted.current() == "Aiko Tanaka"
    for wanted in (SAID, HEADS, None):
        accepted.press(Key.Key_Backtab, SHIFT)
        assert relation(accepted) == wanted
    assert accepted.text.current().start == accepted.place("Aiko Tanaka", 1).start


def test_a_digit_takes_it_with_another_label(accepted, wait):
    bar = accepted.page.labels
    wait(lambda: bar.mode == "proposed")
    assert [label.name for label in bar.shown_labels] == [
        "heads", "works_for", "owns_share_of", "said",
    ]  # fmt: skip
    accepted.press(Key.Key_2)
    assert accepted.relations() == [("Aiko Tanaka", "works_for", "Harbour Ministry")]
    assert accepted.sheet.work.relations[0].origin is Origin.CORRECTED
    assert relation(accepted) == SAID
    accepted.text.clear_current()
    assert bar.mode == "spans"


def test_slash_offers_the_relations_that_the_ends_allow(accepted):
    accepted.press(Key.Key_Slash)
    picker = accepted.window.work.noting._picker
    assert [choice.title for choice in picker.shown][:2] == ["heads", "works for"]
    QTest.keyClicks(picker.line, "owns")
    QTest.keyClick(picker.line, Key.Key_Return)
    assert accepted.relations() == [("Aiko Tanaka", "owns_share_of", "Harbour Ministry")]


def test_shift_enter_takes_spans_and_relations_on_the_screen_in_one_step(hands):
    hands.press(Key.Key_Return, SHIFT)
    assert len(hands.spans()) == 4
    assert len(hands.relations()) == 2
    assert waiting(hands) == hands.pending() == []
    hands.press(Key.Key_Z, CTRL)
    assert hands.spans() == []
    assert len(hands.sheet.pending) == 6


def test_one_with_open_ends_says_so_and_takes_them_along(hands, wait):
    hands.text.select_mark(HEADS)
    inspector = hands.page.side.inspector
    wait(lambda: inspector.accept.isVisible())
    told = inspector._along.text()
    assert told == "Aiko Tanaka (Person) and Harbour Ministry (Organisation) too"
    hands.press(Key.Key_Return)
    assert hands.spans() == [("Aiko Tanaka", "PERSON"), ("Harbour Ministry", "ORG")]
    assert hands.relations() == [("Aiko Tanaka", "heads", "Harbour Ministry")]
    assert relation(hands) == SAID


def test_one_whose_end_is_rejected_is_gone_and_comes_back_with_undo(hands):
    hands.text.select_mark(suggested(*MINISTRY))
    hands.press(Key.Key_X)
    assert waiting(hands) == [SAID]
    hands.press(Key.Key_Z, CTRL)
    assert waiting(hands) == [HEADS, SAID]


def test_the_checklist_lists_them_and_a_click_selects(accepted, wait):
    checklist = accepted.page.side.checklist
    wait(lambda: checklist.heading_text == "Still to check · 2")
    rows = [checklist.table.model().index(n, 0).data() for n in range(2)]
    assert rows[0] == (
        "Aiko Tanaka heads Harbour Ministry; relation; test model 1: no decisions yet"
    )
    where = checklist.table.visualRect(checklist.table.model().index(1, 0)).center()
    QTest.mouseClick(checklist.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert relation(accepted) == SAID
    accepted.press(Key.Key_X)
    assert waiting(accepted) == [HEADS]
    wait(lambda: checklist.heading_text == "Still to check · 1")


def test_the_inspector_shows_source_and_record(accepted, wait):
    accepted.press(Key.Key_X)
    inspector = accepted.page.side.inspector
    wait(
        lambda: inspector.shown_id is not None and "→ Bruno" in inspector._surface.accessibleName()
    )
    assert inspector._origin.text() == "test model 1: no decisions yet"
    assert inspector._heading.text() == "Suggestion 1 of 1"
    accepted.press(Key.Key_Z, CTRL)
    again = proposed(BRUNO, "said", AIKO)
    run = SuggestionRun(FIRST, SOURCE, suggestions(), (HEADS, SAID, again))
    accepted.window.session.store_suggestions([run])
    QApplication.processEvents()
    accepted.text.select_mark(SAID)
    accepted.press(Key.Key_Return)
    assert relation(accepted) == again
    wait(lambda: inspector._origin.text() == "test model 1: right 1 of 1")


def test_the_menu_decides(accepted):
    menu = accepted.window.mark_menu.menu(accepted.text.current())
    titles = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert titles[:2] == ["Accept the suggestion", "Reject the suggestion"]
    assert "works for" in titles
    next(a for a in menu.actions() if a.text().startswith("works for")).trigger()
    assert accepted.relations() == [("Aiko Tanaka", "works_for", "Harbour Ministry")]


def test_its_arc_is_dashed_until_it_is_accepted(accepted):
    accepted.text.select_mark(HEADS)
    before = _arc_pixels(accepted)
    accepted.press(Key.Key_Return)
    (made,) = accepted.sheet.work.relations
    accepted.text.select_relation(made.id)
    after = _arc_pixels(accepted)
    assert 0.3 * after < before < 0.85 * after


def test_finishing_counts_them_as_undecided(accepted):
    accepted.press(Key.Key_Return, CTRL)
    assert accepted.page.prompt.isVisible()
    accepted.press(Key.Key_Escape)
    accepted.press(Key.Key_X)
    accepted.press(Key.Key_X)
    accepted.press(Key.Key_Return, CTRL)
    assert accepted.window.desk.document_id != FIRST


def test_hovering_an_end_tells_of_the_question(accepted, qtbot):
    from annotator.ui.text.wording import tooltip

    text = accepted.text
    end = next(s for s in accepted.sheet.work.spans if s.label == "news:ORG")
    told = tooltip([end], accepted.sheet.document.text, text._book, text.page.ink.styles)
    assert "Aiko Tanaka heads Harbour Ministry?" in told


def _arc_pixels(hands):
    """Return how many pixels of the longest row above the line have the label's colour."""
    view = hands.text
    QApplication.processEvents()
    ink = view.page.ink
    colour = ink.styles["news:heads"].colour
    place = view.page.arcs.place(hands.sheet.work.spans[0].id)
    image = view.viewport().grab().toImage()
    top = int(place[2] - view.verticalScrollBar().value())
    rows = range(max(top - 16, 0), top)
    near = [
        sum(_alike(image.pixelColor(x, y).name(), colour) for x in range(image.width()))
        for y in rows
    ]
    assert QPoint(0, top).y() > 16
    return max(near)


def _alike(one, other):
    pairs = [(int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5)]
    return sum(abs(a - b) for a, b in pairs) < 90
