"""Words found for many texts at once are those of the rule, text by text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.word_columns import WordColumns
from annotator.text.words import word_edges

PIECES = [
    *"abZ1.,'’s\n -_:;@é中か\r\x1c\t“”…\u00a0\u2003\u200d\u0301",
    "  ", " ", "Inc.", " U.S.", " Mr. ", "🇬🇧", "👩\u200d🚀", "Japan's ", "\n\n", "1,000.5",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@st.composite
def texts(draw):
    """Draw texts with the stretches in which words are looked for."""
    found = []
    for text in draw(st.lists(TEXT, max_size=4)):
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
        parts = list(zip(cuts[::2], cuts[1::2], strict=False))
        found.append((text, draw(st.sampled_from([parts, [(0, len(text))] if text else []]))))
    return found


@settings(max_examples=400, deadline=None)
@given(st.lists(texts(), max_size=3))
def test_they_are_those_of_the_rule(pages):
    words = WordColumns()
    for page in pages:
        start, end = words.edges([text for text, _ in page], [parts for _, parts in page])
        expected, shift = [], 0
        for text, parts in page:
            for low, high in parts:
                expected += [(s + shift, e + shift) for s, e in word_edges(text, low, high)]
            shift += len(text) + 1
        assert list(zip(start.tolist(), end.tolist(), strict=True)) == expected
