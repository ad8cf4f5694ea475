"""The marks that the pane keeps: brought up to date by difference, found by place."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.ids import LabelId, RelationId, SpanId
from annotator.domain.spans import Extent, Relation, Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.text.edges import with_end, with_start
from annotator.ui.text.finding import Matches
from annotator.ui.text.marks import MarkBook, Marks, key_of
from annotator.ui.text.seen import Seen

extents = st.tuples(st.integers(0, 80), st.integers(1, 20)).map(
    lambda row: Extent(row[0], row[0] + row[1])
)


@st.composite
def marks(draw) -> Marks:
    spans = [
        Span(SpanId(name), (draw(extents),), LabelId(draw(st.sampled_from("PO"))))
        for name in draw(st.sets(st.sampled_from("abcdefgh")))
    ]
    suggestions = [
        Suggestion((extent,), LabelId("P"), "model")
        for extent in draw(st.sets(extents, max_size=5))
    ]
    names = [span.id for span in spans]
    relations = []
    if names:
        for name in draw(st.sets(st.sampled_from("rst"))):
            ends = draw(st.sampled_from(names)), draw(st.sampled_from(names))
            relations.append(Relation(RelationId(name), LabelId("heads"), *ends))
    place = lambda mark: (mark.start, -mark.end)  # noqa: E731
    return Marks(
        tuple(sorted(spans, key=place)), tuple(relations), tuple(sorted(suggestions, key=place))
    )


@given(st.lists(marks(), min_size=1, max_size=6), extents)
def test_after_any_changes_the_book_answers_like_a_new_one(history, asked):
    book, fresh = MarkBook(), MarkBook()
    for state in history:
        book.replace(state)
    fresh.replace(history[-1])
    assert book.overlapping(*asked) == fresh.overlapping(*asked)
    for mark in (None, *history[-1].spans):
        for forward in (True, False):
            ours = list(book.following(mark, asked.start, forward=forward))
            assert ours == list(fresh.following(mark, asked.start, forward=forward))
    for name in "abcdefgh":
        ours, theirs = book.relations_of(name), fresh.relations_of(name)
        assert sorted(row.id for row in ours) == sorted(row.id for row in theirs)
        assert book.span(name) == fresh.span(name)


@given(marks(), marks())
def test_whatever_looks_different_is_told(before, after):
    book = MarkBook()
    book.replace(before)
    changed = book.replace(after)
    for one, other in ((before, after), (after, before)):
        for mark in (*one.spans, *one.suggestions):
            if mark not in other.spans and mark not in other.suggestions:
                assert Extent(mark.start, mark.end) in changed


@given(marks())
def test_equal_marks_change_nothing(state):
    book = MarkBook()
    book.replace(state)
    again = Marks(tuple(list(state.spans)), tuple(list(state.relations)), state.suggestions)
    assert book.replace(again) == []


def test_keys_tell_suggestions_apart():
    one = Suggestion((Extent(0, 4),), LabelId("P"), "model")
    other = Suggestion((Extent(0, 4),), LabelId("O"), "model")
    assert key_of(one) != key_of(other)
    assert key_of(one) == key_of(Suggestion((Extent(0, 4),), LabelId("P"), "model", 0.5))


@given(st.lists(extents, max_size=12))
def test_seen_extents_are_those_that_were_added(rows):
    seen, points = Seen(), set()
    for row in rows:
        grew = seen.add(row)
        new = set(range(*row)) - points
        assert grew or not new
        points |= new
    found = seen.extents()
    assert {at for extent in found for at in range(*extent)} == points
    assert all(a.end < b.start for a, b in itertools.pairwise(found))


def test_edges_cut_and_stretch_fragments():
    fragments = (Extent(2, 4), Extent(6, 9))
    assert with_end(fragments, 12) == (Extent(2, 4), Extent(6, 12))
    assert with_end(fragments, 5) == (Extent(2, 5),)
    assert with_end(fragments, 2) is None
    assert with_start(fragments, 0) == (Extent(0, 4), Extent(6, 9))
    assert with_start(fragments, 5) == (Extent(5, 9),)
    assert with_start(fragments, 9) is None


def test_matches_go_round_and_can_be_bound_to_word_starts():
    text = "Chips, microchips and chip makers"
    every = Matches(text, "chip")
    assert len(every) == 3
    assert every.next(1) == Extent(12, 16)
    assert every.next(30) == Extent(0, 4)
    assert every.next(0, forward=False) == Extent(22, 26)
    assert len(Matches(text, "chip", word_starts=True)) == 2
    assert Matches(text, "").next(0) is None
    assert list(every.between(5, 20)) == [Extent(12, 16)]
