"""The three passes, the kinds, splits and merges, and what does not matter."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.compare.alignment import Aligned, Kind, align, match_overlapping
from annotator.compare.overlap import Labelled, Overlap, common_characters, overlaps, size
from annotator.domain.spans import Extent

SWAPPED = {Kind.ONLY_FIRST: Kind.ONLY_SECOND, Kind.ONLY_SECOND: Kind.ONLY_FIRST}


def span(*edges):
    *numbers, label = edges
    pieces = zip(numbers[::2], numbers[1::2], strict=True)
    return Labelled(tuple(Extent(*piece) for piece in pieces), label)


def extents(draw_from=14):
    return st.builds(
        lambda start, length: (start, start + length),
        st.integers(0, draw_from),
        st.integers(1, 6),
    )


def split_spans():
    """Spans of one or two fragments under one of two labels."""
    one = st.builds(lambda e, label: span(*e, label), extents(), st.sampled_from("XY"))
    two = st.builds(
        lambda e, gap, more, label: span(*e, e[1] + gap, e[1] + gap + more, label),
        extents(8), st.integers(1, 3), st.integers(1, 3), st.sampled_from("XY"),
    )  # fmt: skip
    return st.one_of(one, two)


SETS = st.lists(split_spans(), max_size=6, unique=True)


def characters(one):
    return {at for start, end in one.fragments for at in range(start, end)}


def kinds(rows):
    return [row.kind for row in rows]


def test_each_kind_is_told():
    first = [span(0, 5, "X"), span(10, 15, "X"), span(20, 25, "X"), span(30, 35, "X"),
             span(40, 45, "X")]  # fmt: skip
    second = [span(0, 5, "X"), span(10, 15, "Y"), span(21, 25, "X"), span(31, 35, "Y"),
              span(50, 55, "X")]  # fmt: skip
    assert align(first, second) == [
        Aligned(0, 0, Kind.AGREE),
        Aligned(1, 1, Kind.LABEL),
        Aligned(2, 2, Kind.BOUNDARY),
        Aligned(3, 3, Kind.LABEL_AND_BOUNDARY),
        Aligned(4, None, Kind.ONLY_FIRST),
        Aligned(None, 4, Kind.ONLY_SECOND),
    ]


def test_touching_spans_are_not_aligned():
    assert kinds(align([span(0, 5, "X")], [span(5, 9, "X")])) == [Kind.ONLY_FIRST, Kind.ONLY_SECOND]


def test_equal_spans_go_first_even_where_another_pairing_would_use_all():
    first, second = [span(0, 4, "X"), span(2, 8, "X")], [span(2, 8, "X"), span(6, 12, "X")]
    assert kinds(align(first, second)) == [Kind.ONLY_FIRST, Kind.AGREE, Kind.ONLY_SECOND]


def test_nested_spans_find_their_own():
    outer, inner = span(0, 20, "ORG"), span(5, 9, "PLACE")
    assert kinds(align([outer, inner], [inner, outer])) == [Kind.AGREE, Kind.AGREE]
    rows = align([outer, inner], [span(0, 19, "ORG"), span(5, 10, "PLACE")])
    assert [(row.first, row.second) for row in rows] == [(0, 0), (1, 1)]


def test_spans_stacked_on_one_place_are_paired_once():
    rows = align([span(0, 5, "A"), span(0, 5, "B")], [span(0, 5, "B"), span(0, 5, "C")])
    assert sorted(kinds(rows)) == [Kind.AGREE, Kind.LABEL]


def test_a_split_is_told_on_all_its_parts():
    whole, left, right = span(0, 20, "X"), span(0, 9, "X"), span(10, 20, "X")
    rows = align([whole], [left, right])
    assert [(row.kind, row.split) for row in rows] == [
        (Kind.BOUNDARY, True),
        (Kind.ONLY_SECOND, True),
    ]
    assert [row.second for row in rows] == [1, 0]
    assert all(row.split for row in align([left, right], [whole]))


def test_spans_marked_alike_are_no_split():
    nested = [span(0, 20, "X"), span(0, 9, "Y"), span(10, 20, "Y")]
    assert not any(row.split for row in align(nested, nested))


def test_an_equal_label_decides_a_tie_and_no_more():
    between = span(4, 8, "X")
    assert match_overlapping([between], [span(2, 6, "Y"), span(6, 10, "X")]) == [(0, 1)]
    assert match_overlapping([between], [span(2, 7, "Y"), span(6, 10, "X")]) == [(0, 0)]


def test_the_whole_sum_counts_not_the_nearest_first():
    first = [span(0, 10, "X"), span(8, 12, "X")]
    second = [span(1, 10, "X"), span(0, 2, "X")]
    rows = {row.first: row.second for row in align(first, second) if row.first is not None}
    assert rows == {0: 0, 1: None}


@given(split_spans(), split_spans())
def test_common_characters_are_those_of_both(one, other):
    common = len(characters(one) & characters(other))
    assert common_characters(one.fragments, other.fragments) == common
    assert size(one.fragments) == len(characters(one))


@given(SETS, SETS)
def test_overlaps_are_all_pairs_that_share_a_character(first, second):
    slow = [
        Overlap(i, j, len(characters(one) & characters(other)))
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if characters(one) & characters(other)
    ]
    assert sorted(overlaps(first, second)) == slow


@given(SETS, SETS)
def test_every_span_is_there_once_and_partners_share_a_character(first, second):
    rows = align(first, second)
    assert sorted(row.first for row in rows if row.first is not None) == list(range(len(first)))
    assert sorted(row.second for row in rows if row.second is not None) == list(range(len(second)))
    for row in rows:
        if row.first is not None and row.second is not None:
            assert characters(first[row.first]) & characters(second[row.second])


@given(SETS)
def test_a_set_agrees_with_itself(marked):
    assert set(kinds(align(marked, marked))) <= {Kind.AGREE}


@given(SETS, SETS, st.randoms(use_true_random=False))
def test_neither_order_nor_who_is_first_matters(first, second, random):
    def told(rows, one, other):
        return {
            (
                None if row.first is None else one[row.first],
                None if row.second is None else other[row.second],
                row.kind,
                row.split,
            )
            for row in rows
        }

    rows = told(align(first, second), first, second)
    mixed, mixed_too = random.sample(first, len(first)), random.sample(second, len(second))
    assert told(align(mixed, mixed_too), mixed, mixed_too) == rows
    turned = {(b, a, SWAPPED.get(kind, kind), split) for a, b, kind, split in rows}
    assert told(align(second, first), second, first) == turned
