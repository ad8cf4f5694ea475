"""Placing buttons in rows."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.panels.flow import flow


def test_what_fits_stands_in_one_row():
    placed = flow([10, 20], [5], (100, 100), 2, 2)
    assert placed.places == ((0, 0), (0, 12))
    assert placed.tail == ((0, 34),)
    assert placed.rows == 1


def test_the_first_row_may_be_shorter():
    placed = flow([40, 40, 40], [], (50, 100), 2, 2)
    assert placed.places == ((0, 0), (1, 0), (1, 42))


def test_what_does_not_fit_is_left_out_but_the_tail_stays():
    placed = flow([40] * 9, [30], (100, 100), 2, 2)
    assert len(placed.places) == 3
    assert placed.tail == ((1, 42),)
    assert placed.rows == 2


def test_even_in_no_room_the_tail_is_placed():
    assert len(flow([40], [30, 30], (10, 10), 2, 1).tail) == 2


@given(
    st.lists(st.integers(20, 120), max_size=20),
    st.lists(st.integers(20, 60), max_size=2),
    st.integers(150, 600),
    st.integers(1, 3),
)
def test_nothing_overlaps_or_sticks_out(widths, tail, room, rows):
    placed = flow(widths, tail, (room, room), 5, rows)
    sizes = [*widths[: len(placed.places)], *tail]
    boxes = list(zip([*placed.places, *placed.tail], sizes, strict=True))
    assert all(left + size <= room for (_, left), size in boxes)
    for ((row, left), size), ((next_row, next_left), _) in pairwise(boxes):
        assert (next_row, next_left) == (row + 1, 0) or (
            next_row == row and next_left == left + size + 5
        )
