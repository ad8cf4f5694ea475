import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import Zone, ZoneKind
from annotator.text.shingles import BANDS, SHORTEST, bands, shingles, similarity, story

WORDS = [f"w{number}" for number in range(3000)]


def article(rng, length=400):
    return [rng.choice(WORDS) for _ in range(length)]


def test_shingles_are_three_words_case_and_punctuation_aside():
    one = shingles("Shares of Elm fell, and rose.")
    assert len(one) == 4
    assert list(one) == list(shingles("  SHARES -- of elm:\nfell and «rose»"))
    assert similarity(one, shingles("shares of elm stood")) == 1 / 5
    assert similarity(one, shingles("elm of shares")) == 0
    assert list(shingles("a b c a b c a b c")) == sorted(shingles("a b c a b"))


@pytest.mark.parametrize(
    "text",
    ["ΟΔΥΣΣΕΥΣ ΚΑΙ ΣΊΣΥΦΟΣ ΜΑΖΊ", "İSTANBUL VE Izmir ve IĞDIR", "ПРИВЕТ, Мир и МОСКВА", "Ǆ ẞ Å 𐐀",
     "Łódź, ÅNGSTRÖM, Straße", "日本 ABC 中文", "ﬀ Ω K"],
)  # fmt: skip
def test_capitals_of_any_script_are_set_aside(text):
    assert list(shingles(text)) == list(shingles(text.lower()))


@pytest.mark.parametrize("text", ["", " ", "one", "one two", "😀", "。。"])
def test_texts_of_less_than_three_words_have_none(text):
    assert len(shingles(text)) == 0
    assert similarity(shingles(text), shingles(text)) == 0.0
    assert bands(shingles(text)) == ()


def test_characters_of_scripts_without_spaces_are_words():
    assert len(shingles("東京の半導体会議")) == 6
    assert len(shingles("米IBM社")) == 1
    assert len(shingles("قال الوزير إن الخطة")) == 2


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), max_size=12))
def test_the_same_words_have_the_same_hashes_in_any_script_and_at_any_place(words):
    joined = " ".join(word for word in words if word.isalnum())
    found = set(shingles(joined).tolist())
    assert found <= set(shingles(f"é {joined}").tolist())
    assert found <= set(shingles(f"Some words before. {joined}, and 東 after").tolist())


def test_near_versions_share_a_band_and_others_do_not():
    rng = random.Random(7)
    met = strangers = 0
    for _ in range(100):
        words = article(rng)
        edited = words[40:]
        for _ in range(25):
            edited[rng.randrange(len(edited))] = rng.choice(WORDS)
        one, other = shingles(" ".join(words)), shingles(" ".join(edited))
        assert similarity(one, other) > 0.5
        met += bool(set(bands(one)) & set(bands(other)))
        unlike = shingles(" ".join(article(rng)))
        strangers += bool(set(bands(one)) & set(bands(unlike)))
    assert met >= 97
    assert strangers == 0


def test_bands_fit_sqlite_and_short_texts_have_none():
    rng = random.Random(1)
    short = " ".join(article(rng, SHORTEST + 1))
    assert bands(shingles(short)) == ()
    found = bands(shingles(" ".join(article(rng, SHORTEST + 2))))
    assert len(found) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in found)


def test_the_story_is_told_by_body_quotes_and_standfirst():
    text = "Head\nBody one\nRead more\nSaid so"
    zones = [
        Zone(0, 5, ZoneKind.HEADLINE),
        Zone(5, 14, ZoneKind.BODY),
        Zone(14, 24, ZoneKind.RELATED),
        Zone(24, 31, ZoneKind.QUOTE),
    ]
    assert story(text, zones) == "Body one\n\nSaid so"
