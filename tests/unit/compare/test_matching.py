"""Matchings against every other possible one."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from annotator.compare.matching import heaviest_matching, largest_matching

EDGES = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12)
WEIGHTS = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), st.sampled_from([0.1, 0.25, 0.5, 0.75, 1.0])
)


def every_matching(pairs):
    """Return all matchings, as sets of pairs: the slow way."""
    for rights in permutations([0, 1, 2, 3, None, None, None, None], 4):
        yield {(left, right) for left, right in enumerate(rights) if (left, right) in pairs}


@given(EDGES)
def test_no_matching_has_more_pairs(edges):
    neighbours = {}
    for left, right in sorted(edges):
        neighbours.setdefault(left, []).append(right)
    found = largest_matching(neighbours)
    assert set(found.items()) <= edges
    assert len(set(found.values())) == len(found)
    assert len(found) == max(len(one) for one in every_matching(edges))


@given(WEIGHTS)
def test_no_matching_is_heavier(weights):
    found = heaviest_matching(weights)
    assert found.items() <= weights.keys()
    assert len(set(found.values())) == len(found)
    best = max(sum(weights[pair] for pair in one) for one in every_matching(weights.keys()))
    assert abs(sum(weights[pair] for pair in found.items()) - best) < 1e-9


def test_a_long_chain_is_matched_to_its_end():
    count = 3_000
    neighbours = {left: [left, left + 1] for left in range(count - 1)} | {count - 1: [0]}
    assert len(largest_matching(neighbours)) == count


def test_a_star_takes_its_heaviest_ray():
    assert heaviest_matching({(left, 0): left / 10 for left in range(1, 9)}) == {8: 0}
    assert heaviest_matching({}) == {}
