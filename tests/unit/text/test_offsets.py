"""Code points to UTF-16 units and back."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.offsets import Utf16Map

TEXTS = st.text(st.sampled_from("aé中😀🇩\u200d\n\U0010ffff"), max_size=40)


def units(text):
    return len(text.encode("utf-16-le")) // 2


def test_a_woman_with_a_skin_tone_is_seven_units():
    text = "x👳🏻\u200d♀️y"
    positions = Utf16Map(text)
    assert not positions.identical
    assert positions.to_utf16(1) == 1
    assert positions.to_utf16(6) == 8
    assert positions.to_code_points(8) == 6


def test_inside_a_pair_is_the_start_of_its_character():
    assert Utf16Map("a😀b").to_code_points(2) == 1


def test_without_astral_characters_positions_are_the_same():
    positions = Utf16Map("Zürich 東京")
    assert positions.identical
    assert positions.to_utf16(7) == positions.to_code_points(7) == 7


@given(TEXTS)
def test_every_position_agrees_with_the_encoder(text):
    positions = Utf16Map(text)
    for index in range(len(text) + 1):
        there = units(text[:index])
        assert positions.to_utf16(index) == there
        assert positions.to_code_points(there) == index
