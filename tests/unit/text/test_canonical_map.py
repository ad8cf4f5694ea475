"""Positions of a raw text lead to the same characters of its canonical form."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.reports import Report
from annotator.text.canonical import canonical_text
from annotator.text.canonical_map import CanonicalMap

HARD = st.sampled_from(
    ["\r", "\n", "\r\n", "\r\r\n", "\0", "\ufeff", "\ud83d", "\ude00", "\ud83d\ude00",
     "😀", "e\u0301", "語", "\ud83d\0\ude00", "a", " ", "\0\ufeff", "\r\0\n"]
)  # fmt: skip
RAW = st.lists(HARD | st.characters(), max_size=20).map("".join)


@given(raw=RAW)
def test_the_text_is_the_canonical_one(raw):
    mapped = CanonicalMap(raw)
    text, repairs = canonical_text(raw)
    assert mapped.text == text
    report = Report()
    mapped.report_to(report)
    assert report.as_json() == repairs.as_json()


@given(raw=RAW)
def test_positions_rise_from_the_start_to_the_end(raw):
    mapped = CanonicalMap(raw)
    found = [mapped.position(at) for at in range(len(raw) + 1)]
    assert found[0] == 0
    assert found[-1] == len(mapped.text)
    assert all(after - before in (0, 1) for before, after in pairwise(found))


@given(raw=RAW)
def test_what_stays_is_found_at_its_position(raw):
    mapped = CanonicalMap(raw)
    for at, character in enumerate(raw):
        if character not in "\r\0\ufeff" and not "\ud800" <= character <= "\udfff":
            assert mapped.text[mapped.position(at)] == character


@given(before=RAW, after=RAW)
def test_a_word_between_keeps_its_edges(before, after):
    raw = f"{before}wørd{after}"
    mapped = CanonicalMap(raw)
    start, end = mapped.position(len(before)), mapped.position(len(before) + 4)
    assert mapped.text[start:end] == "wørd"


def test_a_canonical_text_needs_no_map():
    text = "Ein Satz 😀.\nNoch einer."
    mapped = CanonicalMap(text)
    assert mapped.text == text
    assert [mapped.position(at) for at in (0, 5, len(text))] == [0, 5, len(text)]
