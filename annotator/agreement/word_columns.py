"""The words of many texts as columns of numbers, by the rule that the whole program uses.

Where words begin and end depends on what stands between two spaces alone, and a corpus
repeats itself: the rule is asked once for each stretch between spaces, and the answer is
used wherever that stretch comes again.
"""

from array import array
from collections.abc import Sequence
from unicodedata import category

import numpy as np

from annotator.agreement.pages import Extents, extents_on_line
from annotator.agreement.tables import Bools, Ints
from annotator.text.words import word_edges

_MOST = 500_000
"""How many different stretches are remembered before all are forgotten."""

_PLAIN = frozenset(
    {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sc", "Zs"}
)
"""Categories of characters that a space parts from what stands behind it."""

_SPACES = " \n"


class WordColumns:
    """Find the words of texts; keep one object for a whole corpus."""

    def __init__(self) -> None:
        self._known = _Stretches()

    def edges(self, texts: Sequence[str], extents: Sequence[Extents]) -> tuple[Ints, Ints]:
        """Return starts and ends of the words within the extents of some texts.

        Positions are those on a line where the texts stand one behind the other with one
        character between them.
        """
        if len(self._known) > _MOST:
            self._known = _Stretches()
        lengths = np.array([len(text) + 1 for text in texts], np.int64)
        shifts = np.cumsum(lengths) - lengths
        ours = [_between_spaces(text, each) for text, each in zip(texts, extents, strict=True)]
        # A text that has to be read as it stands leaves room of its length.
        line = "\n".join(
            text if our else " " * len(text) for text, our in zip(texts, ours, strict=True)
        )
        start, end = self._known.edges(line)
        inside = _inside(start, end, shifts, extents)
        start, end = start[inside], end[inside]
        alone = [
            (left + int(shifts[at]), right + int(shifts[at]))
            for at, our in enumerate(ours)
            if not our
            for low, high in extents[at]
            for left, right in word_edges(texts[at], low, high)
        ]
        if alone:
            others = np.array(alone, np.int64)
            start = np.concatenate([start, others[:, 0]])
            end = np.concatenate([end, others[:, 1]])
            order = np.argsort(start, kind="stable")
            start, end = start[order], end[order]
        return start, end


class _Stretches(dict[str, int]):
    """The stretches between spaces that were met, to a number, and the words within each."""

    def __init__(self) -> None:
        super().__init__()
        self._first = array("q")
        self._many = array("q")
        self._start = array("q")
        self._end = array("q")

    def __missing__(self, stretch: str) -> int:
        edges = word_edges(stretch)
        self._first.append(len(self._start))
        self._many.append(len(edges))
        for start, end in edges:
            self._start.append(start)
            self._end.append(end)
        self[stretch] = number = len(self)
        return number

    def edges(self, text: str) -> tuple[Ints, Ints]:
        """Return starts and ends of the words of a text that consists of such stretches."""
        stretches = text.replace("\n", " ").split(" ")
        number = np.fromiter(map(self.__getitem__, stretches), np.int64, len(stretches))
        length = np.fromiter(map(len, stretches), np.int64, len(stretches)) + 1
        many = np.array(self._many)[number]
        of_stretch = np.repeat(np.cumsum(length) - length, many)
        at = np.arange(len(of_stretch))
        at += np.repeat(np.array(self._first)[number] - (np.cumsum(many) - many), many)
        start, end = np.array(self._start, np.int64), np.array(self._end, np.int64)
        return of_stretch + start[at], of_stretch + end[at]


def _between_spaces(text: str, extents: Extents) -> bool:
    """Tell whether what stands between spaces tells the words of a text."""
    for start, end in extents:
        if start > 0 and text[start - 1] not in _SPACES:
            return False
        if end < len(text) and text[end] not in _SPACES and text[end - 1] not in _SPACES:
            return False
    if text.isascii():
        return True
    # By the rules of Unicode a mark joins the space before it; flags do so as well.
    return all(one < "\x80" or category(one) in _PLAIN for one in set(text))


def _inside(start: Ints, end: Ints, shifts: Ints, extents: Sequence[Extents]) -> Bools:
    """Tell which words lie within the extents."""
    low, high = extents_on_line(extents, shifts)
    if not len(low):
        return np.zeros(len(start), bool)
    place = np.searchsorted(low, start, side="right") - 1
    return np.asarray((place >= 0) & (end <= high[place]))
