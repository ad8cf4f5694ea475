import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotator.layout.arc_labels import Box, place_labels
from annotator.layout.routes import Anchor, ArcRequest, Bands, Column, plan_routes

COLUMN = Column(100.0, 700.0)
LINE, LETTERS = 45.0, 20.0
"""Lines every 45 pixels, whose letters fill the upper 20."""

anchors = st.tuples(st.integers(0, 12), st.integers(100, 700)).map(
    lambda place: Anchor(float(place[1]), 50.0 + place[0] * LINE)
)
requests = st.lists(st.tuples(anchors, anchors), max_size=14).map(
    lambda rows: [ArcRequest(at, *row, label_width=40.0) for at, row in enumerate(rows)]
)


def crosses_letters(points) -> bool:
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        if right <= COLUMN.left or left >= COLUMN.right:
            continue
        for line in range(-1, 14):
            letters = 50.0 + line * LINE
            if top < letters + LETTERS and letters < bottom:
                return True
    return False


@given(requests, st.integers(1, 3))
def test_no_arc_crosses_letters(rows, levels):
    plan = plan_routes(rows, COLUMN, Bands({}, levels))
    for route in plan.routes:
        assert not crosses_letters(route.points)


@given(requests, st.integers(0, 3))
def test_each_arc_is_routed_or_counted_and_ends_where_asked(rows, levels):
    plan = plan_routes(rows, COLUMN, Bands({}, levels))
    counted = [key for keys in plan.left_out.values() for key in keys]
    assert sorted([*counted, *(route.key for route in plan.routes)]) == [r.key for r in rows]
    for route in plan.routes:
        request = rows[route.key]
        assert route.points[0] == (request.source.x, request.source.top)
        assert route.points[-1] == (request.target.x, request.target.top)
        for (x1, y1), (x2, y2) in zip(route.points, route.points[1:], strict=False):
            assert x1 == x2 or y1 == y2


@given(requests)
def test_horizontal_pieces_above_one_line_do_not_run_into_each_other(rows):
    plan = plan_routes(rows, COLUMN, Bands({}, 99))
    pieces = []
    for route in plan.routes:
        inner = route.points[1:-1]
        for (x1, y1), (x2, y2) in itertools.pairwise(inner):
            if y1 == y2:
                pieces.append((y1, min(x1, x2), max(x1, x2)))
    pieces.sort()
    for (y, _, right), (other_y, left, _) in itertools.pairwise(pieces):
        assert y != other_y or right < left


def test_arcs_between_lines_take_the_nearer_gutter():
    near_left = ArcRequest("l", Anchor(120.0, 50.0), Anchor(150.0, 140.0))
    near_right = ArcRequest("r", Anchor(650.0, 50.0), Anchor(690.0, 140.0))
    routes = {r.key: r for r in plan_routes([near_left, near_right], COLUMN, Bands({})).routes}
    assert routes["l"].points[2][0] < COLUMN.left
    assert routes["r"].points[2][0] > COLUMN.right
    assert COLUMN.left - COLUMN.gutter <= routes["l"].points[2][0]


def test_an_arc_without_room_in_a_band_is_counted_there():
    rows = [ArcRequest(at, Anchor(200.0, 50.0), Anchor(300.0, 50.0)) for at in range(3)]
    plan = plan_routes(rows, COLUMN, Bands({50.0: 2}))
    assert [route.key for route in plan.routes] == [0, 1]
    assert plan.left_out == {50.0: (2,)}


def test_labels_keep_clear_of_tags_and_of_each_other():
    rows = [
        ArcRequest("a", Anchor(200.0, 50.0), Anchor(500.0, 50.0)),
        ArcRequest("b", Anchor(220.0, 50.0), Anchor(480.0, 50.0)),
    ]
    routes = plan_routes(rows, COLUMN, Bands({})).routes
    tag = Box(330.0, 30.0, 380.0, 40.0)
    widths = {"a": 40.0, "b": 40.0}
    places = place_labels(routes, widths, 10.0, [tag], (0.0, 100.0))
    boxes = [Box(x - 20, y - 5, x + 20, y + 5) for x, y in places.values()]
    for one in boxes:
        for other in [tag, *boxes]:
            if other is not one and one.top < other.bottom and other.top < one.bottom:
                assert one.right <= other.left or other.right <= one.left


def test_the_label_stands_on_the_piece_that_is_seen():
    row = ArcRequest("a", Anchor(600.0, 50.0), Anchor(200.0, 500.0))
    routes = plan_routes([row], COLUMN, Bands({})).routes
    assert place_labels(routes, {"a": 30.0}, 10.0, [], (400.0, 600.0))["a"][1] == 495.0
    assert place_labels(routes, {"a": 30.0}, 10.0, [], (0.0, 100.0))["a"][1] == 45.0
