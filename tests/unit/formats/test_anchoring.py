"""A string is re-anchored only where it is found once nearby; nothing is guessed."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.anchoring import NEARBY, nearby


def test_a_string_a_little_away_is_found():
    assert nearby("the dog saw Anna", 10, "Anna") == 12


def test_a_string_that_stands_twice_nearby_is_not():
    assert nearby("Anna saw Anna", 2, "Anna") is None


def test_overlapping_places_are_two():
    assert nearby("aaa", 0, "aa") is None


def test_far_away_is_not_nearby():
    text = "x" * (NEARBY + 5) + "Anna"
    assert nearby(text, 0, "Anna") is None
    assert nearby(text, 10, "Anna") == NEARBY + 5


def test_a_second_one_far_away_does_not_matter():
    text = "Anna" + "x" * 3 * NEARBY + "Anna"
    assert nearby(text, 3, "Anna") == 0


def test_case_and_spacing_count():
    assert nearby("anna", 0, "Anna") is None
    assert nearby("New  York", 0, "New York") is None


def test_nothing_is_found_for_nothing():
    assert nearby("Anna", 0, "") is None


@given(
    text=st.text("ab ", max_size=30), start=st.integers(0, 40), surface=st.text("ab ", max_size=3)
)
def test_what_is_found_is_the_only_one_in_reach(text, start, surface):
    found = nearby(text, start, surface, reach=8)
    window = range(max(0, start - 8), min(len(text), start + len(surface) + 8) - len(surface) + 1)
    places = [at for at in window if surface and text[at : at + len(surface)] == surface]
    assert found == (places[0] if len(places) == 1 else None)
