"""Flow: placing buttons of different widths in rows; plain arithmetic, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """Where buttons go: row and left edge of each that fits, and of the tail after them."""

    places: tuple[tuple[int, int], ...]
    tail: tuple[tuple[int, int], ...]
    rows: int


def flow(
    widths: Sequence[int], tail: Sequence[int], rooms: tuple[int, int], gap: int, rows: int
) -> Flow:
    """Place as many widths as fit into a number of rows, and the whole tail after them.

    ``rooms`` are the pixels of the first row and of the others. The tail (entries that
    must stay reachable) is placed even where it does not fit.
    """
    for count in range(len(widths), -1, -1):
        placed = _placed([*widths[:count], *tail], rooms, gap)
        used = placed[-1][0] + 1 if placed else 1
        if used <= rows or count == 0:
            return Flow(tuple(placed[:count]), tuple(placed[count:]), min(used, rows))
    raise AssertionError("unreachable: no widths always fit")


def _placed(widths: Sequence[int], rooms: tuple[int, int], gap: int) -> list[tuple[int, int]]:
    places = []
    row = left = 0
    for width in widths:
        if left and left + width > rooms[min(row, 1)]:
            row, left = row + 1, 0
        places.append((row, left))
        left += width + gap
    return places
