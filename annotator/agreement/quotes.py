"""A place in its sentence: the words around it, and which of them each side marked."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.domain.spans import Extent, Fragments
from annotator.text.sentences import sentence_extents

AROUND = 160
"""How many characters before and behind a place are quoted at most."""

_LONGEST_PIECE = 400
_CUT = " … "


class Piece(NamedTuple):
    """A stretch of a quotation, and who marked it."""

    text: str
    first: bool = False
    second: bool = False


class Quote(NamedTuple):
    """A quotation: where it begins in the document's text, and its pieces in order.

    Cuts are pieces of their own (dots), so that all other pieces joined are the very text.
    """

    start: int
    pieces: Sequence[Piece]

    @property
    def text(self) -> str:
        """The quotation without marks."""
        return "".join(piece.text for piece in self.pieces)


class Quoter:
    """Quotes from one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = sentence_extents(text)

    def sentence(self, start: int, end: int) -> Extent:
        """Return the sentences that a stretch lies in; the stretch itself is never cut."""
        starts = [one.start for one in self._sentences]
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
        if not self._sentences:
            return Extent(start, end)
        return Extent(min(start, self._sentences[first].start), max(end, self._sentences[last].end))

    def quote(self, first: Fragments, second: Fragments = ()) -> Quote:
        """Return the sentence around what two sides marked; either may be empty, not both."""
        marked = sorted([*first, *second])
        start, end = marked[0][0], max(edge for _, edge in marked)
        left, right = self.sentence(start, end)
        begin, stop = self.around(start, end)
        edges = sorted({begin, stop, *(edge for extent in marked for edge in extent)})
        pieces = [Piece(_CUT)] if begin > left else []
        for low, high in pairwise(edges):
            pieces += self._pieces(low, high, _inside(low, first), _inside(low, second))
        if stop < right:
            pieces.append(Piece(_CUT))
        return Quote(begin, pieces)

    def around(self, start: int, end: int) -> Extent:
        """Return what is quoted around a stretch: its sentence, cut between words if long."""
        left, right = self.sentence(start, end)
        begin, stop = max(left, start - AROUND), min(right, end + AROUND)
        if begin > left:
            begin = self._text.find(" ", begin, start) + 1 or begin
        if stop < right:
            found = self._text.rfind(" ", end, stop)
            stop = found if found > end else stop
        return Extent(begin, stop)

    def _pieces(self, start: int, end: int, first: bool, second: bool) -> list[Piece]:
        if end - start <= _LONGEST_PIECE:
            return [Piece(self._text[start:end], first, second)]
        half = _LONGEST_PIECE // 2
        return [
            Piece(self._text[start : start + half], first, second),
            Piece(_CUT),
            Piece(self._text[end - half : end], first, second),
        ]

    def words(self, fragments: Fragments) -> str:
        """Return what fragments cover, with dots where text between them is left out."""
        return _CUT.join(self._text[start:end] for start, end in fragments)


def _inside(position: int, fragments: Fragments) -> bool:
    return any(start <= position < end for start, end in fragments)
