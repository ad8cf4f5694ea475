"""Long texts cut at the ends of sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.windows import windows


@pytest.mark.parametrize(
    ("most", "found"),
    [
        (0, [(0, 14)]),
        (5, [(0, 5), (5, 9), (9, 14)]),
        (9, [(0, 9), (9, 14)]),
        (14, [(0, 14)]),
        (4, [(0, 3), (3, 5), (5, 9), (9, 13), (13, 14)]),
    ],
)
def test_windows_hold_whole_sentences_where_they_can(most, found):
    assert windows([(0, 3), (3, 5), (5, 9), (9, 14)], most) == found


@given(st.lists(st.integers(1, 20), min_size=1), st.integers(1, 30))
def test_windows_cover_everything_once_and_are_never_too_long(lengths, most):
    sentences, at = [], 0
    for length in lengths:
        sentences.append((at, at + length))
        at += length
    found = windows(sentences, most)
    assert all(0 < last - first <= most for first, last in found)
    assert [token for first, last in found for token in range(first, last)] == list(range(at))


def test_no_sentence_makes_no_window():
    assert windows([], 5) == []
