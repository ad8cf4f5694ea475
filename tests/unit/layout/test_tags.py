import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotator.layout.tags import TagRequest, place_tags

RIGHT = 600.0


@st.composite
def requests(draw):
    rows = []
    for key in range(draw(st.integers(0, 14))):
        x = float(draw(st.integers(0, 580)))
        reach = min(x + draw(st.integers(4, 200)), RIGHT)
        rows.append(TagRequest(key, x, reach, float(draw(st.integers(8, 90)))))
    return rows


@given(requests(), st.integers(1, 3))
def test_tags_never_overlap_and_each_is_placed_or_counted(rows, lanes):
    plan = place_tags(rows, lanes, RIGHT)
    assert len(plan.placed) + len(plan.left_out) == len(rows)
    assert plan.lanes <= lanes
    by_lane = {}
    for tag in plan.placed:
        by_lane.setdefault(tag.lane, []).append((tag.x, tag.x + tag.width))
        assert tag.x >= 0 and tag.x + tag.width <= RIGHT + 0.001
        assert 0 <= tag.lane < lanes
    for stretches in by_lane.values():
        stretches.sort()
        for before, after in itertools.pairwise(stretches):
            assert before[1] < after[0]


def test_a_nested_tag_is_shifted_beneath_its_own_span_if_there_is_room():
    plan = place_tags([TagRequest("outer", 0, 200, 30), TagRequest("inner", 0, 90, 30)], 2, RIGHT)
    assert [(tag.key, tag.lane, tag.x) for tag in plan.placed] == [
        ("outer", 0, 0.0),
        ("inner", 0, 34.0),
    ]


def test_without_room_beneath_its_span_a_tag_takes_the_next_lane():
    plan = place_tags([TagRequest("outer", 0, 200, 30), TagRequest("inner", 0, 20, 30)], 2, RIGHT)
    assert [(tag.key, tag.lane) for tag in plan.placed] == [("outer", 0), ("inner", 1)]


def test_what_finds_no_lane_is_left_out_in_reading_order():
    rows = [TagRequest(key, 0, 20, 30) for key in "abcd"]
    plan = place_tags(rows, 2, RIGHT)
    assert [request.key for request in plan.left_out] == ["c", "d"]
