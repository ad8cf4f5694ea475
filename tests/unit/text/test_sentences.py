"""Sentences and paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import Extent
from annotator.text.paragraphs import paragraph_at, paragraph_extents
from annotator.text.sentences import sentence_extents


def sentences(text):
    return [text[start:end] for start, end in sentence_extents(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It rained.", "It stopped!", "Why?", "Nobody knows."],
        ["Mr. Li met Dr. A. B. Gray of Acme Inc. in the U.S. Senate on Jan. 5."],
        ["He left the U.S.", "The plane was late."],
        ["She said: “We stay.”", "Then she left."],
        ["It cost 3.5 bn. euros."],
        ["“Is it true?” he asked."],
        ["Ceci est « vrai. »", "Oui."],
        ["It happened at 5 p.m.", "The police came."],
        ["And then ...", "Silence."],
    ],
)
def test_sentences_of_a_line(expected):
    assert sentences(" ".join(expected)) == expected


def test_east_asian_stops_need_no_space():
    assert sentences("東京だ。「はい。」次の文") == ["東京だ。", "「はい。」", "次の文"]


def test_paragraphs_end_sentences():
    text = "A heading\n\n  Some text here. More of it \nend"
    assert sentences(text) == ["A heading", "Some text here.", "More of it", "end"]


def test_a_stretch_gives_offsets_of_the_whole_text():
    text = "One.\nTwo. Three."
    assert sentence_extents(text, 5, len(text)) == [Extent(5, 9), Extent(10, 16)]


def test_paragraphs_are_lines_that_are_not_blank():
    assert paragraph_extents("a b\n\n \u00a0\nc\n") == [Extent(0, 3), Extent(8, 9)]
    assert paragraph_extents("") == []


def test_the_line_around_a_position():
    assert paragraph_at("ab\ncd\n", 0) == Extent(0, 2)
    assert paragraph_at("ab\ncd\n", 3) == Extent(3, 5)
    assert paragraph_at("ab\ncd\n", 6) == Extent(6, 6)
    assert paragraph_at("ab\ncd\n", 99) == Extent(6, 6)


@given(st.text(st.sampled_from("aB. !?”“\n中。…Mr\u2028\u00a0\t"), max_size=60))
def test_sentences_hold_all_words_and_no_line_end(text):
    found = sentences(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(sentence == sentence.strip() and "\n" not in sentence for sentence in found)
