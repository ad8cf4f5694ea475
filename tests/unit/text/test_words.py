"""Words, snapping to them, and moving among them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import Extent
from annotator.text.words import (
    next_word,
    next_word_end,
    previous_word,
    snap,
    word_at,
    word_extents,
)

TEXTS = st.text(
    st.sampled_from("aB.'’ s\n\t-(“”)%#$5\u00a0\u200bé中文😀\u200d♀️\u0301مא،。Inc"), max_size=40
)


def words(text):
    return [text[start:end] for start, end in word_extents(text)]


def snapped(text, selected):
    start = text.index(selected)
    extent = snap(text, start, start + len(selected), word_extents(text))
    return text[extent.start : extent.end] if extent else None


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Don't stop, O’Meara.", ["Don't", "stop", ",", "O’Meara", "."]),
        ("Japan’s plan", ["Japan", "’s", "plan"]),
        ("U.S. aid of $3.5 bn", ["U.S.", "aid", "of", "$", "3.5", "bn"]),
        ("Acme Inc. and Co", ["Acme", "Inc.", "and", "Co"]),
        ("US-Japan", ["US", "-", "Japan"]),
        ("東京で", ["東", "京", "で"]),
        ("قال الرئيس،", ["قال", "الرئيس", "،"]),
        ("a\u00a0b\u2028c", ["a", "b", "c"]),
        ("x 👳🏻\u200d♀️ y", ["x", "👳🏻\u200d♀️", "y"]),
        (" \n\t", []),
    ],
)
def test_pieces(text, pieces):
    assert words(text) == pieces


def test_a_stretch_gives_offsets_of_the_whole_text():
    text = "One two.\nThree four."
    assert word_extents(text, 9, 14) == [Extent(9, 14)]


@pytest.mark.parametrize(
    ("text", "selected", "result"),
    [
        ("the United States said", "nited Sta", "United States"),
        ("visit by Joe Biden, who", " Joe Biden, ", "Joe Biden"),
        ("the “Top Gun” star", "“Top Gun” star", "“Top Gun” star"),
        ("the “Top Gun” film", "“Top Gun” ", "Top Gun"),
        ("in Taiwan (ROC) now", "aiwan (ROC) ", "Taiwan (ROC)"),
        ("in Taiwan (ROC) now", "(ROC)", "ROC"),
        ("a stake of 22.5%, it", "22.5%, ", "22.5%"),
        ("cost $52 billion.", "$52 billion.", "$52 billion"),
        ("in the U.S. on", "S", "U.S."),
        ("Japan’s plan", "apa", "Japan"),
        ("Japan’s plan", "Japan’s", "Japan’s"),
        ("it ended ... there", " ... ", None),
        ("a -- b", "--", None),
        ("see #Budget now", "#Budget", "#Budget"),
    ],
)
def test_snapping(text, selected, result):
    assert snapped(text, selected) == result


def test_a_caret_in_a_word_takes_the_word_and_between_words_nothing():
    text = "one  two"
    assert snap(text, 1, 1, word_extents(text)) == Extent(0, 3)
    assert snap(text, 4, 4, word_extents(text)) is None


def test_moving():
    text = "One, two"
    found = word_extents(text)
    assert [next_word(found, position) for position in (0, 1, 3, 5, 8)] == [3, 3, 5, 8, 8]
    assert [previous_word(found, position) for position in (8, 5, 3, 0)] == [5, 3, 0, 0]
    assert [next_word_end(found, position) for position in (0, 3, 4, 8)] == [3, 4, 8, 8]
    assert word_at(found, 6) == Extent(5, 8)
    assert word_at(found, 8) == Extent(5, 8)
    assert next_word([], 3) == previous_word([], 3) == next_word_end([], 3) == 3
    assert word_at([], 0) is None


@given(TEXTS)
def test_words_are_in_order_and_hold_all_that_is_no_white_space(text):
    found = word_extents(text)
    assert all(left.end <= right.start for left, right in pairwise(found))
    covered = "".join(text[start:end] for start, end in found)
    assert "".join(covered.split()) == "".join(text.split())


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_a_snapped_extent_lies_in_the_text_and_snaps_to_itself(text, start, end):
    start, end = min(start, len(text)), min(end, len(text))
    found = word_extents(text)
    extent = snap(text, start, end, found)
    if extent is not None:
        assert 0 <= extent.start < extent.end <= len(text)
        assert text[extent.start : extent.end].strip() == text[extent.start : extent.end]
        assert snap(text, *extent, found) == extent
