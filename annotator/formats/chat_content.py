"""What of a text a conversation shows, and where its positions are in the whole text."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.domain.documents import Document, labelable_extents

_BETWEEN = "\n\n"
"""Stands between stretches of a text when what was between them is not for labelling."""


@dataclass(frozen=True, slots=True)
class ChatContent:
    """A text made of stretches of a document: ``pieces`` are their [start, end) there."""

    text: str
    pieces: Sequence[tuple[int, int]]
    starts: Sequence[int]
    """Where each piece begins in ``text``."""

    def inside(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a stretch of the document as positions in ``text``; None if not in one piece."""
        number = bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1
        if number < 0 or end > self.pieces[number][1]:
            return None
        moved = self.starts[number] - self.pieces[number][0]
        return start + moved, end + moved

    def outside(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a stretch of ``text`` as positions in the document; None if over a border."""
        number = bisect_right(self.starts, start) - 1
        if number < 0:
            return None
        moved = self.pieces[number][0] - self.starts[number]
        return (start + moved, end + moved) if end + moved <= self.pieces[number][1] else None

    def all_outside(
        self, starts: Sequence[int], ends: Sequence[int]
    ) -> tuple[list[int], list[int]] | None:
        """Return columns of stretches as ``outside`` does; None where it would for one."""
        if len(self.pieces) == 1 and self.pieces[0][0] == self.starts[0] <= min(starts):
            return (list(starts), list(ends)) if max(ends) <= self.pieces[0][1] else None
        places = [*map(self.outside, starts, ends)]
        found = [place for place in places if place]
        if len(found) < len(places):
            return None
        return [start for start, _ in found], [end for _, end in found]


def content_of(text: str, pieces: Sequence[tuple[int, int]]) -> ChatContent:
    """Return the content that these stretches of a document's text make."""
    starts: list[int] = []
    length = 0
    for start, end in pieces:
        starts.append(length)
        length += end - start + len(_BETWEEN)
    return ChatContent(_BETWEEN.join(text[start:end] for start, end in pieces), pieces, starts)


def contents(document: Document, parts: Sequence[tuple[int, int]] | None) -> list[ChatContent]:
    """Return what is for labelling of each part [start, end) of a document, or of all of it.

    Parts without anything but white space are left out.
    """
    text = document.text
    whole = labelable_extents(document.zones) if document.zones else [(0, len(text))]
    found: list[ChatContent] = []
    for start, end in [(0, len(text))] if parts is None else parts:
        pieces = [
            (max(left, start), min(right, end))
            for left, right in whole
            if left < end and right > start and text[max(left, start) : min(right, end)].strip()
        ]
        if pieces:
            found.append(content_of(text, pieces))
    return found


def occurrence_of(text: str, string: str, start: int) -> int:
    """Return which occurrence of a string in a text begins at ``start``, the first being 1."""
    return sum(place <= start for place in _places(text, string, start))


def nth_place(text: str, string: str, number: int) -> int | None:
    """Return where the occurrence with this number begins, or None if there is none."""
    for found, place in enumerate(_places(text, string, len(text)), 1):
        if found == number:
            return place
    return None


def _places(text: str, string: str, last: int) -> Iterator[int]:
    place = text.find(string) if string else -1
    while 0 <= place <= last:
        yield place
        place = text.find(string, place + 1)
