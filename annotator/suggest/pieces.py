"""Cutting a long text into pieces that a pipeline can take."""

from collections.abc import Sequence

PIECE_CHARACTERS = 20_000
"""The longest piece. A batch is about as long, some 0.1 s of work: what is urgent waits no
longer than that, and longer batches are no faster."""

_BORDERS = ("\n\n", "\n", ". ", "\u3002", " ")


def cut(text: str, longest: int = PIECE_CHARACTERS) -> list[tuple[int, int]]:
    """Return [start, end) pieces that tile the text, none longer than ``longest``.

    Cut after the last paragraph that fits, else line, sentence or word, else anywhere.
    """
    pieces = []
    start = 0
    while len(text) - start > longest:
        end = _border(text, start, start + longest)
        pieces.append((start, end))
        start = end
    if start < len(text):
        pieces.append((start, len(text)))
    return pieces


def _border(text: str, start: int, furthest: int) -> int:
    for border in _BORDERS:
        at = text.rfind(border, start + 1, furthest)
        if at >= 0:
            return at + len(border)
    return furthest


def touches(piece: tuple[int, int], extents: Sequence[tuple[int, int]]) -> bool:
    """Return whether a piece has any part within the extents."""
    return any(start < piece[1] and piece[0] < end for start, end in extents)
