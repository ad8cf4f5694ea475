"""Spans of code points on token edges."""

from annotator.formats.tokens import TokenTable, runs, trimmed

# "ab  c-d\n"
TOKENS = TokenTable([0, 3, 4, 5, 6, 7], [2, 4, 5, 6, 7, 8])


def test_aligned_only_on_exact_edges() -> None:
    assert TOKENS.aligned(0, 2) == (0, 1)
    assert TOKENS.aligned(0, 5) == (0, 3)
    assert TOKENS.aligned(4, 7) == (2, 5)
    for wrong in ((0, 3), (2, 4), (1, 2), (0, 1), (4, 9), (9, 12), (2, 3), (5, 5)):
        assert TOKENS.aligned(*wrong) is None


def test_covering_takes_every_token_touched() -> None:
    assert TOKENS.covering(1, 2) == (0, 1)
    assert TOKENS.covering(1, 5) == (0, 3)
    first, last = TOKENS.covering(2, 3)
    assert first == last  # the space between tokens belongs to none
    assert TOKENS.covering(0, 8) == (0, 6)


def test_inside_takes_only_whole_tokens() -> None:
    assert TOKENS.inside(1, 6) == (1, 4)
    assert TOKENS.inside(0, 8) == (0, 6)
    first, last = TOKENS.inside(0, 1)
    assert first == last


def test_extent_is_the_way_back() -> None:
    assert TOKENS.extent(0, 3) == (0, 5)


def test_trimmed() -> None:
    assert trimmed("  a b\n", 0, 6) == (2, 5)
    start, end = trimmed(" \u00a0\n", 0, 3)
    assert start == end


def test_runs() -> None:
    assert runs(set()) == []
    assert runs({3, 1, 2, 7, 9, 10}) == [(1, 4), (7, 8), (9, 11)]
