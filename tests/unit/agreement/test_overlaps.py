"""Matchings by columns are as large as those that are searched one by one."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.overlaps import in_both, in_common, most_pairs
from annotator.compare.matching import largest_matching

EDGES = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30)
CODES = st.sets(st.one_of(st.integers(0, 40), st.integers(10**12, 10**12 + 40)), max_size=30)


def components(edges):
    """Return for each left end the lowest left end it hangs together with."""
    lowest = {left: left for left, _ in edges}
    for _ in edges:
        for left, right in edges:
            for other, same in edges:
                if right == same:
                    lowest[left] = lowest[other] = min(lowest[left], lowest[other])
    return lowest


@given(EDGES)
def test_as_many_pairs_as_possible_in_each_component(edges):
    listed = sorted(edges)
    columns = np.array(listed, np.int64).reshape(-1, 2)
    found = most_pairs(columns[:, 0], columns[:, 1]).tolist()
    neighbours = {}
    for left, right in listed:
        neighbours.setdefault(left, []).append(right)
    expected = largest_matching(neighbours)
    assert len(set(found)) == len(found)
    lowest = components(listed)
    assert Counter(lowest[one] for one in found) == Counter(lowest[one] for one in expected)


@given(CODES, CODES)
def test_codes_in_common_whether_they_are_dense_or_not(codes, others):
    one, other = (np.array(sorted(each), np.int64) for each in (codes, others))
    assert one[in_both(one, other)].tolist() == sorted(codes & others)
    at, at_other = in_common(one, other)
    assert one[at].tolist() == other[at_other].tolist() == sorted(codes & others)
