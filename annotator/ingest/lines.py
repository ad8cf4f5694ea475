"""The lines of an article saved as plain text: each with its place, width and shape."""

import re
from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from annotator.text.scripts import may_be_wide

_SENTENCE_END = re.compile("[.!?…。！？؟۔।॥](?:[\"'”’»」』)\\]]|\\[\\d+\\])*$")
_CLOSING_QUOTE = re.compile('["”’»」』]$')
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]")
_TITLE_WORD = re.compile(r"\b[^\W\d_][\w'’.-]*")
_GOOD_SENTENCE = 60
_GOOD_LENGTH = 140
_WRAPPED_BETWEEN = (40, 100)
_ENDS_KEPT = 40
_WORDS_COUNTED_TO = 400
_WIDTH_COUNTED_TO = 600


class Line(NamedTuple):
    """One unit of the text: a line, or a paragraph where lines are hard-wrapped.

    [start, end) leaves out white space at the edges; ``gap`` counts the blank lines
    before it; ``text`` is the unit on one line; ``width`` is its length as readers see it,
    an East Asian character counting as two. ``good`` says whether it looks like running
    text: long, or fairly long and a sentence.
    """

    start: int
    end: int
    text: str
    gap: int
    width: int
    good: bool

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends as sentences do."""
        return _ends_sentence(self.text)

    @property
    def capitals(self) -> float:
        """The share of words that begin with a capital, between 0 and 1."""
        words = _TITLE_WORD.findall(self.text[:_WORDS_COUNTED_TO])
        return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def lines_of(text: str) -> list[Line]:
    """Return the units of a canonical text: lines, or whole paragraphs if hard-wrapped."""
    wide = may_be_wide(text)
    lines = list(_plain_lines(text, wide))
    blocks = _blocks(lines)
    if not _hard_wrapped(blocks):
        return lines
    return [
        _line(
            *(block[0].start, block[-1].end, " ".join(line.text for line in block)),
            *(block[0].gap, wide),
        )
        for block in blocks
    ]


def _line(start: int, end: int, text: str, gap: int, wide: bool) -> Line:
    width = len(text)
    if wide and width <= _WIDTH_COUNTED_TO and not text.isascii() and _WIDE.search(text):
        width += len(_WIDE.findall(text))
    return Line(start, end, text, gap, width, _good(text, width))


def _good(text: str, width: int) -> bool:
    if width < _GOOD_SENTENCE:
        return False
    return width >= _GOOD_LENGTH or _ends_sentence(text) or _CLOSING_QUOTE.search(text) is not None


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text[-_ENDS_KEPT:]) is not None


def _plain_lines(text: str, wide: bool) -> Iterator[Line]:
    position = gap = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            # Where nothing was stripped the line begins where its text does.
            indent = 0 if len(stripped) == len(raw) else len(raw) - len(raw.lstrip())
            start = position + indent
            yield _line(start, start + len(stripped), stripped, gap, wide)
            gap = 0
        else:
            gap += 1
        position += len(raw) + 1


def _blocks(lines: list[Line]) -> list[list[Line]]:
    blocks: list[list[Line]] = []
    for line in lines:
        if blocks and not line.gap:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _hard_wrapped(blocks: list[list[Line]]) -> bool:
    """Tell whether paragraphs are broken into lines of one width, as old mail is."""
    if len(blocks) > 1 and all(len(block) == 1 for block in blocks):
        return False
    inner = [line for block in blocks for line in block[:-1]]
    following = [line for block in blocks for line in block[1:]]
    if len(inner) < 3:
        return False
    shortest, longest = _WRAPPED_BETWEEN
    return (
        shortest <= median(line.width for line in inner) <= longest
        and sum(line.ends_sentence for line in inner) < 0.35 * len(inner)
        and sum(line.text[0].islower() for line in following) > 0.4 * len(following)
    )
