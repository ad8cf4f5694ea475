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
    labelled = [Extent(21, 22), Extent(5, 6), Extent(33, 40)]
    assert pending(proposed, {}, labelled, "d") == [suggest(2, 4), suggest(9, 12), suggest(31, 33)]
