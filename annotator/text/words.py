"""Words of a text as people select them, and moving among them.

Word boundaries are those of Unicode (UAX #29), with three changes that labelling asks for:
a possessive ``'s`` is a piece of its own, so that "Japan's" offers "Japan"; "U.S." and a few
abbreviations of names ("Inc.") keep their full stop; white space is no piece.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import regex

from annotator.domain.spans import Extent
from annotator.text.edges import trim

RULE = "unicode words 1"
"""The name and version of this rule, for whoever counts words; a change gets a new number."""

_PIECE = regex.compile(
    r"(?:\p{L}\.){2,}(?!\w)"
    r"|(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr|Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|St)\.(?=\s|$)"
    r"|\S.*?\b",
    regex.WORD | regex.DOTALL,
)

_POSSESSIVE = regex.compile("['’][sS]")


def word_extents(text: str, start: int = 0, end: int | None = None) -> list[Extent]:
    """Return the words and punctuation marks of text[start:end] in order, white space left out.

    Offsets are those of the whole text. Give a paragraph's extent to work lazily.
    """
    return list(map(Extent._make, word_edges(text, start, end)))


def word_edges(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the same as plain pairs, in less time: for counting the words of a corpus."""
    end = len(text) if end is None else end
    edges = [match.span() for match in _PIECE.finditer(text, start, end)]
    # Few words have a possessive, so their ends are looked up instead of every word's letters.
    cuts = {match.end() for match in _POSSESSIVE.finditer(text, start, end)}
    if not cuts:
        return edges
    pieces: list[tuple[int, int]] = []
    for left, right in edges:
        if right in cuts and right - left > 2:
            pieces.append((left, right - 2))
            left = right - 2
        pieces.append((left, right))
    return pieces


def snap(text: str, start: int, end: int, words: Sequence[Extent]) -> Extent | None:
    """Grow a selection to whole words, then trim white space and edge punctuation.

    ``words`` are the words of the text, or of the stretch the selection lies in. Returns
    None when nothing is left; a selection of punctuation alone is nothing.
    """
    if start > end:
        start, end = end, start
    first = bisect_right(words, start, key=lambda word: word.end)
    last = bisect_left(words, end, key=lambda word: word.start) - 1
    if first <= last:
        start, end = min(start, words[first].start), max(end, words[last].end)
    return trim(text, start, end)


def word_at(words: Sequence[Extent], position: int) -> Extent | None:
    """Return the word a position lies in or at the start of, else the one that ends there."""
    index = bisect_right(words, position, key=lambda word: word.start) - 1
    if index < 0 or words[index].end < position:
        return None
    return words[index]


def next_word(words: Sequence[Extent], position: int) -> int:
    """Return the start of the next word; behind the last start, the last end; else position."""
    index = bisect_right(words, position, key=lambda word: word.start)
    if index < len(words):
        return words[index].start
    return max(position, words[-1].end) if words else position


def next_word_end(words: Sequence[Extent], position: int) -> int:
    """Return the nearest end of a word after a position, or the position behind the last."""
    index = bisect_right(words, position, key=lambda word: word.end)
    return words[index].end if index < len(words) else position


def previous_word(words: Sequence[Extent], position: int) -> int:
    """Return the nearest start of a word before a position, or the position before the first."""
    index = bisect_left(words, position, key=lambda word: word.start) - 1
    return words[index].start if index >= 0 else position
