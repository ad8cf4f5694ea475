"""Proposed relations in the text: their place in the round of Tab, and in the book of marks."""

from annotator.domain.spans import Extent, Span
from annotator.domain.suggestions import RelationSuggestion, SuggestedEnd, Suggestion
from annotator.ui.text.marks import MarkBook, Marks, SuggestedRelation, key_of, relation_key


def span(start, end):
    return Span(f"s{start}", (Extent(start, end),), "P")


def proposed(source, target, label="r"):
    ends = tuple(SuggestedEnd(one.fragments, one.label) for one in (source, target))
    return SuggestedRelation(RelationSuggestion(label, ends, "m"), key_of(source), key_of(target))


FIRST, SECOND = span(0, 3), span(5, 8)
OPEN = Suggestion((Extent(10, 12),), "P", "m")
ONE, TWO = proposed(FIRST, SECOND), proposed(SECOND, OPEN)


def book():
    made = MarkBook()
    made.replace(Marks((FIRST, SECOND), (), (OPEN,), (ONE, TWO)))
    return made


def names(found, number):
    shown = iter(found)
    return [getattr(mark, "id", "open") for mark in (next(shown) for _ in range(number))]


def test_the_round_goes_through_marks_then_relations():
    marks = book()
    forward = marks.round(FIRST, 0, forward=True)
    assert names(forward, 5) == ["s5", "open", ONE.id, TWO.id, "s0"]
    assert names(marks.round(ONE, 0, forward=True), 3) == [TWO.id, "s0", "s5"]
    assert names(marks.round(ONE, 0, forward=False), 3) == ["open", "s5", "s0"]
    assert names(marks.round(FIRST, 0, forward=False), 3) == [TWO.id, ONE.id, "open"]
    assert names(marks.round(None, 6, forward=True), 2) == ["open", ONE.id]


def test_they_are_found_by_key_and_by_their_ends():
    marks = book()
    assert marks.relation(relation_key(ONE.suggestion)) == ONE
    assert marks.relations_of("s5") == [ONE, TWO]
    assert marks.relations_of(key_of(OPEN)) == [TWO]


def test_one_whose_end_became_a_label_keeps_its_key():
    marks = book()
    made = Span("s10", OPEN.fragments, "P")
    moved = SuggestedRelation(TWO.suggestion, TWO.source, "s10")
    changed = marks.replace(Marks((FIRST, SECOND, made), (), (), (ONE, moved)))
    assert changed is not None
    assert Extent(10, 12) in changed
    assert moved.id == TWO.id
    assert marks.relation(TWO.id) == moved
    assert marks.relations_of("s10") == [moved]
    assert marks.relations_of(key_of(OPEN)) == []


def test_decided_they_are_gone():
    marks = book()
    marks.replace(Marks((FIRST, SECOND), (), (OPEN,), (TWO,)))
    assert marks.relation(ONE.id) is None
    assert marks.relations_of("s5") == [TWO]
