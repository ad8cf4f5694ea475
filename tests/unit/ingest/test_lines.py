"""Lines of a text, and hard-wrapped paragraphs."""

from annotator.ingest.lines import lines_of

WRAPPED = """The bridge over the river was closed on Monday after
engineers found a crack in one of its four pillars and
asked the town to act at once.

Nobody was hurt, the mayor said, but the ferry would have
to carry people for the rest of the year, and it would be
slow in the winter months when the ice comes down.
"""


def test_lines_have_their_place_and_the_blank_lines_before():
    lines = lines_of("  One \n\n\ntwo\n")
    assert [(line.start, line.end, line.text, line.gap) for line in lines] == [
        (2, 5, "One", 0),
        (9, 12, "two", 2),
    ]


def test_hard_wrapped_paragraphs_are_one_unit():
    lines = lines_of(WRAPPED)
    assert len(lines) == 2
    assert lines[0].text.endswith("asked the town to act at once.")
    assert WRAPPED[lines[1].start :].startswith("Nobody")


def test_east_asian_characters_are_wide():
    assert lines_of("東京abc")[0].width == 7
    assert lines_of("橋は月曜日に閉鎖された。市長は、けが人はいないと述べた。修理には一年かかる。")[
        0
    ].good


def test_good_lines():
    long_sentence = "The mayor said that the old bridge would stay closed for a year."
    assert lines_of(long_sentence)[0].good
    assert not lines_of(long_sentence.rstrip("."))[0].good
    assert lines_of("word " * 30)[0].good
