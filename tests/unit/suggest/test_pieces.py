"""Cutting long texts."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.suggest.pieces import cut, touches


@given(st.text(alphabet="ab. \n\u3002\U0001f600", max_size=300), st.integers(1, 40))
def test_pieces_tile_the_text(text: str, longest: int) -> None:
    pieces = cut(text, longest)
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(0 < end - start <= longest for start, end in pieces)
    assert [end for _, end in pieces[:-1]] == [start for start, _ in pieces[1:]]


def test_cuts_after_the_last_paragraph_that_fits() -> None:
    text = "One. Two.\n\nThree.\nFour.\n\nFive is longer. Six"
    pieces = [text[start:end] for start, end in cut(text, 26)]
    assert pieces == ["One. Two.\n\nThree.\nFour.\n\n", "Five is longer. Six"]


def test_falls_back_to_lines_sentences_words_and_anywhere() -> None:
    def cut_up(text: str) -> list[str]:
        return [text[start:end] for start, end in cut(text, 10)]

    assert cut_up("one\ntwo three") == ["one\n", "two three"]
    assert cut_up("One. Two. Three") == ["One. Two. ", "Three"]
    assert cut_up("one two three four") == ["one two ", "three four"]
    assert cut_up("\u4e00" * 6 + "\u3002" + "\u4e00" * 8) == ["\u4e00" * 6 + "\u3002", "\u4e00" * 8]
    assert cut_up("a" * 25) == ["a" * 10, "a" * 10, "a" * 5]
    assert cut_up("short") == ["short"] and cut_up("") == []


def test_touches_asks_for_a_part_in_common() -> None:
    assert touches((0, 5), [(4, 9)]) and touches((6, 7), [(0, 2), (4, 9)])
    assert not touches((0, 4), [(4, 9)]) and not touches((0, 4), [])
