"""Trimming selections and keeping grapheme clusters whole."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import Extent
from annotator.text.edges import snap_to_graphemes, trim

CLUSTERED = st.text(st.sampled_from("ab 👳🏻\u200d♀️é\u0301🇩🇪\n한\u1100\u1161(.%"), max_size=30)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (" Paris, ", "Paris"),
        ("«Le Monde»", "Le Monde"),
        ("(AP) Photo", "(AP) Photo"),
        ("(Paris", "Paris"),
        ("Paris)", "Paris"),
        ("U.S.", "U.S."),
        ("Acme Inc.", "Acme Inc."),
        ("Paris.", "Paris"),
        ("-5%", "-5%"),
        ("\u200bParis\u00a0\u00ad", "Paris"),
        ('"a" and "b"', '"a" and "b"'),
        ("东京。", "东京"),
    ],
)
def test_trimming(text, result):
    extent = trim(text, 0, len(text))
    assert text[extent.start : extent.end] == result


@pytest.mark.parametrize("text", ["", " ", "“”", "(...)", "\n\u00a0", " \u200d"])
def test_nothing_left(text):
    assert trim(text, 0, len(text)) is None


def test_very_many_brackets_are_quick():
    text = "(" * 200_000
    assert trim(text, 0, len(text)) is None


def test_clusters_are_not_cut():
    text = "a👳🏻\u200d♀️b"
    assert snap_to_graphemes(text, 2, 3) == Extent(1, 6)
    assert snap_to_graphemes(text, 1, 6) == Extent(1, 6)
    assert snap_to_graphemes(text, 3, 3) == Extent(1, 6)
    assert snap_to_graphemes(text, 6, 7) == Extent(6, 7)


@given(CLUSTERED, st.integers(0, 30), st.integers(0, 30))
def test_ends_are_cluster_boundaries(text, start, end):
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    boundaries = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    extent = snap_to_graphemes(text, start, end)
    assert extent.start in boundaries
    assert extent.end in boundaries
    assert extent.start <= start <= end <= extent.end


@given(CLUSTERED, st.integers(0, 30), st.integers(0, 30))
def test_trimming_only_shrinks(text, start, end):
    extent = trim(text, start, end)
    if extent is not None:
        assert start <= extent.start < extent.end <= end
        assert trim(text, *extent) == extent
