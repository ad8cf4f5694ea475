from hypothesis import given
from hypothesis import strategies as st

from annotator.layout.arcs import assign_levels

pieces = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=20)


@given(pieces)
def test_arcs_of_one_level_keep_apart(rows):
    levels = assign_levels([(at, float(a), float(b)) for at, (a, b) in enumerate(rows)])
    for a, row in enumerate(rows):
        for b, other in enumerate(rows):
            if a < b and levels[a] == levels[b]:
                assert max(row) + 3 <= min(other) or max(other) + 3 <= min(row)


@given(pieces)
def test_levels_leave_no_hole(rows):
    levels = assign_levels([(at, float(a), float(b)) for at, (a, b) in enumerate(rows)])
    assert set(levels.values()) == set(range(len(set(levels.values()))))


def test_an_arc_within_another_lies_beneath_it():
    assert assign_levels([("long", 0, 100), ("short", 60, 40)]) == {"short": 0, "long": 1}
