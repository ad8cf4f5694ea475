from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion, pending


def suggest(start, end, label="L", source="m 1"):
    return Suggestion((Extent(start, end),), label, source)


def test_equal_ones_of_two_sources_are_one():
    shown = pending([suggest(0, 3, source="z"), suggest(0, 3, source="a")], {}, [], "d")
    assert [one.source for one in shown] == ["a"]


def test_decided_ones_stay_away_whoever_proposes_them_again():
    old = suggest(0, 3)
    assert pending([suggest(0, 3, source="other 2")], {old.key("d")}, [], "d") == []


def test_none_stands_over_a_label_or_over_another():
    proposed = [suggest(0, 9), suggest(2, 4), suggest(9, 12), suggest(20, 30), suggest(31, 33)]
    labelled = [suggest(21, 22), suggest(5, 6), suggest(33, 40)]
    assert pending(proposed, {}, labelled, "d") == [suggest(2, 4), suggest(9, 12), suggest(31, 33)]


def test_what_a_source_proposes_one_within_the_other_is_asked_one_after_the_other():
    outer, inner, other = suggest(0, 9), suggest(2, 4), suggest(2, 4, "M", source="z")
    proposed = [outer, inner, other]
    assert pending(proposed, {}, [], "d") == [outer]
    # Once the outer one is a label, under whatever label, the same source's inner one is asked.
    assert pending(proposed, {outer.key("d")}, [outer], "d") == [inner]
    corrected = suggest(0, 9, "M")
    assert pending(proposed, {outer.key("d")}, [corrected], "d") == [inner]
    # Another source knew nothing of the outer one.
    assert pending([outer, other], {outer.key("d")}, [outer], "d") == []
    # A label drawn by hand elsewhere is in the way of all.
    assert pending(proposed, {}, [suggest(3, 6)], "d") == []


def test_two_labels_of_one_source_for_the_same_words():
    person, org, by_hand = suggest(0, 3, "P"), suggest(0, 3, "O"), suggest(0, 3, "X")
    assert pending([person, org], {}, [by_hand], "d") == []
    assert pending([person, org], {}, [person], "d") == [org]
    assert pending([person, org], {org.key("d")}, [org], "d") == [person]
    assert pending([person], {}, [org], "d") == []
