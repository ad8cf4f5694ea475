"""Words as plain pairs are the words, possessives and all."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.words import word_edges, word_extents


def slow(text, start, end):
    """Return the words of a stretch, each possessive looked for letter by letter."""
    for left, right in word_edges(text, start, end):
        assert start <= left < right <= end
        yield text[left:right]


@given(st.text(alphabet="aB sS'’.-é😀\n", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_both_ways_give_the_same(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    assert word_edges(text, start, end) == [tuple(word) for word in word_extents(text, start, end)]
    assert "".join(slow(text, start, end)) == "".join(text[start:end].split())


def test_possessives_are_cut_at_the_end_of_a_word_alone():
    def words(text):
        return [text[left:right] for left, right in word_edges(text)]

    assert words("Japan's and JAPAN’S ports") == ["Japan", "'s", "and", "JAPAN", "’S", "ports"]
    assert words("it's") == ["it", "'s"]
    assert words("x'sy") == ["x'sy"]
