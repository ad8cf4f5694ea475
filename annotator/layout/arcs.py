"""Levels of arcs: which of several horizontal pieces in one band lies how high."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def assign_levels(pieces: Sequence[tuple[Key, float, float]], apart: float = 3.0) -> dict[Key, int]:
    """Return the level of each (key, left, right); level 0 is nearest to the letters.

    Short pieces come first, so that an arc within another lies beneath it; two pieces of
    one level keep ``apart`` pixels between them. Ties fall to the left one, then to the
    order given.
    """
    ordered = sorted(
        ((key, min(a, b), max(a, b)) for key, a, b in pieces),
        key=lambda piece: (piece[2] - piece[1], piece[1]),
    )
    levels: dict[Key, int] = {}
    rows: list[list[tuple[float, float]]] = []
    for key, left, right in ordered:
        free = (
            level
            for level, row in enumerate(rows)
            if all(right + apart <= a or b + apart <= left for a, b in row)
        )
        level = next(free, len(rows))
        if level == len(rows):
            rows.append([])
        rows[level].append((left, right))
        levels[key] = level
    return levels
