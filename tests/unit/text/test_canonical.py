"""The canonical text: what is repaired, what stays."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.text.canonical import canonical_text

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


def codes(report):
    return {row.code: row.count for row in report}


def test_line_ends_become_lf_and_are_counted():
    text, report = canonical_text("a\r\nb\rc\nd")
    assert text == "a\nb\nc\nd"
    assert codes(report) == {"line-ends": 2}


def test_mark_nul_and_surrogates_go():
    text, report = canonical_text("\ufeffa\0b\ud800c\ud83d\ude00")
    assert text == "ab\ufffdc😀"
    assert codes(report) == {"bom": 1, "nul": 1, "lone-surrogate": 1, "surrogate-pair": 1}


def test_nothing_else_is_touched():
    kept = "e\u0301 é\u00a0x\u200dy\u00adz\u2028w\u0085v\x0bu\ufefft\ufb01"
    text, report = canonical_text(kept)
    assert text == kept
    assert not report


@given(ANY_TEXT)
def test_the_result_is_clean_and_stays_so(raw):
    text, report = canonical_text(raw)
    text.encode("utf-8")
    assert not {"\r", "\0"} & set(text)
    assert not text.startswith("\ufeff")
    again, second = canonical_text(text)
    assert again == text
    assert not second
    assert bool(report) == (text != raw)
