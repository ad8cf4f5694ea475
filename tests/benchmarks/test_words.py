"""Word boundaries of a long article, which the reading pane snaps to."""

from annotator.text.words import word_extents


def test_words_of_a_hundred_thousand(benchmark):
    text = "The minister said on Friday that Japan’s plan was fine. " * 10_000
    assert len(benchmark(word_extents, text)) == 120_000
