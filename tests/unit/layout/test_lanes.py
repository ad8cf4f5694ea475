from hypothesis import given
from hypothesis import strategies as st

from annotator.layout.lanes import assign_lanes

extents = st.tuples(st.integers(0, 60), st.integers(1, 25)).map(lambda e: (e[0], e[0] + e[1]))


def items_of(rows):
    return [(at, *row) for at, row in enumerate(rows)]


@given(st.lists(extents, max_size=25))
def test_what_overlaps_never_shares_a_lane_and_the_outer_lies_further_out(rows):
    lanes = assign_lanes(items_of(rows))
    assert set(lanes) == set(range(len(rows)))
    for a, (a_start, a_end) in enumerate(rows):
        for b, (b_start, b_end) in enumerate(rows):
            if a == b or not (a_start < b_end and b_start < a_end):
                continue
            assert lanes[a] != lanes[b]
            if a_start <= b_start and b_end <= a_end and (a_start, a_end) != (b_start, b_end):
                assert lanes[a] > lanes[b]


@given(st.lists(extents, max_size=15, unique=True), st.randoms())
def test_the_order_given_does_not_matter(rows, random):
    lanes = assign_lanes(items_of(rows))
    shuffled = items_of(rows)
    random.shuffle(shuffled)
    assert assign_lanes(shuffled) == lanes


@given(st.lists(extents, max_size=15), st.lists(extents, max_size=15))
def test_what_lies_elsewhere_changes_no_lane(rows, others):
    here = items_of(rows)
    far = [(f"far {at}", start + 1000, end + 1000) for at, (start, end) in enumerate(others)]
    both = assign_lanes([*here, *far])
    assert {key: both[key] for key, _, _ in here} == assign_lanes(here)


def test_a_span_alone_is_in_the_first_lane():
    assert assign_lanes([("a", 0, 4), ("b", 4, 6)]) == {"a": 0, "b": 0}


def test_nested_and_crossing_spans_stack():
    lanes = assign_lanes([("outer", 0, 20), ("inner", 3, 8), ("crossing", 6, 12)])
    assert lanes == {"inner": 0, "crossing": 1, "outer": 2}
