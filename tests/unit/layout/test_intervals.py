from hypothesis import given
from hypothesis import strategies as st

from annotator.layout.intervals import IntervalIndex

extents = st.tuples(st.integers(0, 300), st.integers(1, 200)).map(lambda e: (e[0], e[0] + e[1]))


@given(st.lists(extents, max_size=40), extents, st.data())
def test_finds_what_a_scan_finds_after_adding_and_removing(rows, asked, data):
    index = IntervalIndex((at, *row) for at, row in enumerate(rows[:20]))
    held = dict(enumerate(rows[:20]))
    for at, row in enumerate(rows[20:], start=20):
        index.add(at, *row)
        held[at] = row
    for key in data.draw(st.sets(st.integers(0, 45), max_size=10)):
        index.remove(key)
        held.pop(key, None)
    start, end = asked
    wanted = {key for key, (a, b) in held.items() if a < end and start < b}
    found = list(index.overlapping(start, end))
    assert set(found) == wanted
    assert len(found) == len(wanted) and len(index) == len(held)


def test_adding_a_key_again_moves_it():
    index = IntervalIndex([("a", 0, 5)])
    index.add("a", 10, 12)
    assert list(index.overlapping(0, 9)) == []
    assert list(index.overlapping(11, 12)) == ["a"]


def test_one_long_extent_does_not_make_others_slow_to_find():
    index = IntervalIndex([("all", 0, 1_000_000), *((n, n * 10, n * 10 + 5) for n in range(1000))])
    assert set(index.overlapping(5002, 5003)) == {"all", 500}
