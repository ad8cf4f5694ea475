"""Every unit converts positions of any text to code points and back."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.formats.offset_units import (
    UNITS,
    Graphemes,
    TokenPositions,
    UnitVotes,
    Utf8Bytes,
    Utf16Units,
    fitting_units,
    unit_named,
)

PIECES = st.sampled_from(
    ["a", " ", "é", "e\u0301", "n\u0303\u0323", "😀", "👩🏽‍💻", "👳🏻‍♀️", "🇩🇪", "🇫🇷", "🇩", "語",
     "𠮷", "ש", "\u200d", "\ufe0f", "क्षि", "각", "\r\n", "\n", "ﬁ", "\U0001f1e6"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.characters(exclude_categories=("Cs",)), max_size=30).map("".join)


@pytest.mark.parametrize("name", UNITS)
@given(text=TEXTS)
def test_positions_at_edges_come_back(name, text):
    unit = UNITS[name](text)
    edges = range(len(text) + 1)
    if name == "graphemes":
        edges = [match.start() for match in regex.finditer(r"\X", text)] + [len(text)]
    for edge in edges:
        assert unit.to_code_points(unit.from_code_points(edge)) == edge


@pytest.mark.parametrize("name", UNITS)
@given(text=TEXTS)
def test_order_is_kept_and_the_ends_are_the_ends(name, text):
    unit = UNITS[name](text)
    found = [unit.from_code_points(position) for position in range(len(text) + 1)]
    assert found == sorted(found)
    assert found[0] == 0
    assert unit.length == found[-1]
    assert unit.to_code_points(unit.length) == len(text)


@given(text=TEXTS, position=st.integers(0, 40))
def test_utf_16_counts_as_the_encoding_does(text, position):
    position = min(position, len(text))
    counted = len(text[:position].encode("utf-16-le")) // 2
    assert Utf16Units(text).from_code_points(position) == counted


@given(text=TEXTS, position=st.integers(0, 40))
def test_bytes_count_as_the_encoding_does(text, position):
    position = min(position, len(text))
    counted = len(text[:position].encode("utf-8"))
    assert Utf8Bytes(text).from_code_points(position) == counted


@given(text=TEXTS)
def test_a_position_inside_a_character_goes_to_its_start(text):
    utf16, octets = Utf16Units(text), Utf8Bytes(text)
    for position, character in enumerate(text):
        units = len(character.encode("utf-16-le")) // 2
        for inside in range(units):
            at = utf16.from_code_points(position) + inside
            assert utf16.to_code_points(at) == position
        for inside in range(len(character.encode("utf-8"))):
            assert octets.to_code_points(octets.from_code_points(position) + inside) == position


@given(text=TEXTS)
def test_graphemes_are_cut_where_a_reader_cuts(text):
    clusters = regex.findall(r"\X", text)
    unit = Graphemes(text)
    assert unit.length == len(clusters)
    for number, cluster in enumerate(clusters):
        start = unit.to_code_points(number)
        assert text[start : unit.to_code_points(number + 1)] == cluster
        for inside in range(len(cluster)):
            assert unit.from_code_points(start + inside) == number


def test_one_reader_s_character_of_five_code_points():
    text = "👳🏻‍♀️ x"
    assert len(text) == 7
    assert [UNITS[name](text).from_code_points(6) for name in UNITS] == [6, 8, 2, 18]
    assert unicodedata.name(text[0]) == "MAN WITH TURBAN"


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize("text", ["", "ab", "😀b", "e\u0301b"])
def test_positions_outside_stay_outside(name, text):
    unit = UNITS[name](text)
    assert unit.to_code_points(unit.length + 3) > len(text)
    assert unit.to_code_points(-1) < 0


def test_units_are_named_by_people():
    assert unit_named("utf-16") is Utf16Units
    with pytest.raises(UserError, match="code-points, utf-16, graphemes, bytes"):
        unit_named("utf-32")


@st.composite
def token_tables(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Draw tokens in order, some of them touching."""
    at, found = 0, []
    for _ in range(draw(st.integers(0, 8))):
        at += draw(st.integers(0, 2))
        end = at + draw(st.integers(1, 3))
        found.append((at, end))
        at = end
    return found


@given(extents=token_tables(), last=st.booleans(), data=st.data())
def test_ranges_of_tokens_come_back(extents, last, data):
    positions = TokenPositions(extents, last=last)
    more = 0 if last else 1
    for first in range(len(extents)):
        behind = data.draw(st.integers(first, len(extents) - 1))
        found = positions.to_code_points(first, behind + more)
        assert found == (extents[first][0], extents[behind][1])
        assert positions.from_code_points(*found) == (first, behind + more)


@given(extents=token_tables(), last=st.booleans(), first=st.integers(-2, 9), end=st.integers(-2, 9))
def test_ranges_that_are_none_give_nothing(extents, last, first, end):
    found = TokenPositions(extents, last=last).to_code_points(first, end)
    inclusive = end if last else end - 1
    assert (found is not None) == (0 <= first <= inclusive < len(extents))


def test_inclusive_and_exclusive_ends_differ_by_one_token():
    extents = [(0, 2), (3, 5), (5, 6)]
    assert TokenPositions(extents, last=True).to_code_points(0, 1) == (0, 5)
    assert TokenPositions(extents, last=False).to_code_points(0, 1) == (0, 2)
    assert TokenPositions(extents, last=True).from_code_points(3, 6) == (1, 2)
    assert TokenPositions(extents, last=False).from_code_points(3, 6) == (1, 3)
    assert TokenPositions(extents, last=True).from_code_points(3, 4) is None


def test_an_edge_inside_a_token_is_no_edge():
    assert TokenPositions([(0, 4)], last=True).from_code_points(1, 4) is None
    assert TokenPositions([(0, 4)], last=True).from_code_points(0, 9) is None


EMOJI = "😀 Anna met 👩🏽‍💻 Bert"


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_is_found_by_the_strings(name):
    unit = UNITS[name](EMOJI)
    places = []
    for word in ("Anna", "Bert"):
        start = EMOJI.index(word)
        places.append((unit.from_code_points(start), unit.from_code_points(start + 4), word))
    assert fitting_units(EMOJI, places, list(UNITS)) == [name]
    votes = UnitVotes(list(UNITS))
    votes.add(EMOJI, places)
    assert votes.winner() == name


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_is_found_by_edges_of_words(name):
    unit = UNITS[name](EMOJI)
    start = EMOJI.index("Bert")
    place = (unit.from_code_points(start), unit.from_code_points(start + 4), None)
    assert fitting_units(EMOJI, [place], list(UNITS)) == [name]
    votes = UnitVotes(list(UNITS))
    votes.add(EMOJI, [place])
    assert votes.winner() == name


def test_a_file_of_ascii_is_in_the_usual_unit():
    votes = UnitVotes(["utf-16", "code-points"])
    votes.add("Anna", [(0, 4, None)])
    assert not votes.told_apart
    assert votes.winner() == "utf-16"
    assert fitting_units("Anna", [(0, 4, None)], ["bytes", "utf-16"]) == ["bytes", "utf-16"]


def test_units_that_agree_on_every_place_are_in_no_doubt():
    votes = UnitVotes(["utf-16", "code-points"])
    votes.add("Anna 😀", [(0, 4, None)])
    assert votes.winner() == "utf-16"


def test_nothing_is_chosen_where_two_units_make_sense():
    votes = UnitVotes(["utf-16", "code-points"])
    votes.add("😀 ab cd ef", [(2, 4, None), (5, 7, None)])  # " ab" in one, "ab" in the other
    assert votes.winner() == "code-points"
    votes.add("😀 ab cd ef", [(3, 5, None), (6, 8, None)])
    assert votes.winner() is None


def test_nothing_is_chosen_where_no_unit_makes_sense():
    votes = UnitVotes(["utf-16", "code-points"])
    votes.add("😀語語語語", [(3, 4, None)])
    assert votes.winner() is None


def test_places_of_all_texts_are_counted_together():
    votes = UnitVotes(["utf-16", "graphemes", "code-points"])
    votes.add("😀 Anna", [(3, 7, None)])
    votes.add("語語 😀 Bert 語語語", [(6, 10, None)])
    votes.add("😀語語語", [(3, 4, None)])
    assert votes.winner() == "utf-16"
