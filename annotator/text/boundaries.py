"""Whether a stretch of a text stands alone as words, and where a string occurs so.

The words are those of ``annotator.text.words``. Scripts written without spaces have no
boundaries to respect: a string in them occurs anywhere inside a run. Hangul has spaces in
front of a word and particles behind it, so there only the front is asked about.
"""

import unicodedata
from collections.abc import Iterator

import regex

from annotator.domain.spans import Extent
from annotator.text.words import word_extents

_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
)
_HANGUL = regex.compile(r"\p{Hangul}")
_JOINING = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_QUOTES = frozenset("'‘’‚")
_SENTENCE_MAY_END = regex.compile(r"\s*\Z|[^\S\n]*\n|\s+[^\s\p{Ll}]")
FREE_BEFORE = frozenset(" \n\t\u00a0\u202f([{“«—–")
"""Characters after which a word always begins."""
FREE_AFTER = frozenset(" \n\t\u00a0\u202f)]}”»—–!?")
"""Characters before which a word always ends."""


def occurrences(text: str, string: str) -> Iterator[Extent]:
    """Yield where a string stands alone in a text, case respected, none over another."""
    at = text.find(string) if string else -1
    while at >= 0:
        end = at + len(string)
        alone = stands_alone(text, at, end)
        if alone:
            yield Extent(at, end)
        at = text.find(string, end if alone else at + 1)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether text[start:end] begins where a word begins and ends where one ends.

    The full stop of an abbreviation that ends a sentence is the sentence's too, so that
    "Elm Ltd" stands alone in "He bought Elm Ltd." as "Elm Ltd." does.
    """
    return _begins(text, start) and (_ends(text, end) or _ends_in_abbreviation(text, start, end))


def _begins(text: str, start: int) -> bool:
    if start == 0 or text[start - 1] in FREE_BEFORE:
        return True
    before, first = text[start - 1], text[start]
    if before.isascii() and before.isalnum() and first.isascii() and first.isalnum():
        return False
    if _extends(first) or before == "\u200d":
        return False
    if _unspaced(first) or _unspaced(before):
        return True
    if before in _QUOTES and not (start > 1 and text[start - 2].isalnum()):
        # Opening quotation marks that look like apostrophes are taken for part of the word.
        return True
    return start in {word.start for word in _words_around(text, start)}


def _ends(text: str, end: int) -> bool:
    if end == len(text) or text[end] in FREE_AFTER:
        return True
    last, after = text[end - 1], text[end]
    if last.isascii() and last.isalnum() and after.isascii() and after.isalnum():
        return False
    if _extends(after) or last == "\u200d":
        return False
    if _unspaced(last) or _unspaced(after) or _HANGUL.match(last):
        return True
    return end in {word.end for word in _words_around(text, end)}


def _ends_in_abbreviation(text: str, start: int, end: int) -> bool:
    """Tell whether the last of several words lacks but the full stop that ends a sentence."""
    if end == len(text) or text[end] != "." or not _SENTENCE_MAY_END.match(text, end + 1):
        return False
    last = next((word for word in _words_around(text, end) if word.end == end + 1), None)
    return last is not None and start < last.start and "." not in text[last.start : end]


def _extends(character: str) -> bool:
    """Tell whether a character belongs to the one before it (an accent, a joiner)."""
    return character in _JOINING or unicodedata.category(character).startswith("M")


def _unspaced(character: str) -> bool:
    return not character.isascii() and _UNSPACED.match(character) is not None


def _words_around(text: str, position: int) -> list[Extent]:
    """Return the words between the white space before and after a position."""
    start, end = position, position
    while start and not (text[start - 1].isspace() or _unspaced(text[start - 1])):
        start -= 1
    while end < len(text) and not (text[end].isspace() or _unspaced(text[end])):
        end += 1
    return word_extents(text, start, end)
