"""Contrast as WCAG defines it, and colours that stay readable on the dark page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.colours import (
    DARK_PAGE,
    LIGHT_PAGE,
    PALETTE,
    READABLE,
    contrast,
    for_dark_page,
    is_colour,
)

colours = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_known_contrasts(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(one, other) == contrast(other, one)


@given(colours)
def test_every_colour_has_a_readable_one_for_the_dark_page(colour: str) -> None:
    found = for_dark_page(colour)
    assert is_colour(found)
    assert contrast(found, DARK_PAGE) >= READABLE
    if contrast(colour, DARK_PAGE) >= READABLE:
        assert found == colour


@pytest.mark.parametrize(("light", "dark"), PALETTE)
def test_the_palette_is_readable_in_both_themes(light: str, dark: str) -> None:
    assert contrast(light, LIGHT_PAGE) >= READABLE
    assert contrast(dark, DARK_PAGE) >= READABLE


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "#1234567", " #123456"])
def test_what_is_no_colour(text: str) -> None:
    assert not is_colour(text)
