"""Where the labels of arcs stand: on a horizontal piece, clear of tags and other labels."""

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from annotator.layout.routes import Route

Key = TypeVar("Key", bound=Hashable)
_STEPS = (0.0, -0.25, 0.25, -0.5, 0.5, -0.75, 0.75, -1.0, 1.0)
"""Places tried along a piece, in parts of the way from its middle to where it ends."""


class Box(NamedTuple):
    """A rectangle that a label must not cover: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float


def place_labels(
    routes: Sequence[Route[Key]],
    widths: Mapping[Key, float],
    height: float,
    obstacles: Sequence[Box],
    seen: tuple[float, float],
) -> dict[Key, tuple[float, float]]:
    """Return the middle of each label.

    Of an arc's horizontal pieces those within ``seen`` (top, bottom) come first, longer
    ones before shorter ones. Where nothing is free the label stands in the middle of the
    first, above whatever is there.
    """
    taken = list(obstacles)
    placed: dict[Key, tuple[float, float]] = {}
    for route in routes:
        pieces = sorted(
            _horizontals(route),
            key=lambda piece: (not seen[0] <= piece[2] <= seen[1], piece[0] - piece[1]),
        )
        width = widths[route.key]
        x, y = _free_place(pieces, width, height, taken)
        placed[route.key] = (x, y)
        taken.append(_box(x, y, width, height))
    return placed


def _horizontals(route: Route[Key]) -> list[tuple[float, float, float]]:
    """Return the horizontal pieces of a route as (left, right, y)."""
    points = route.points
    inner = [(points[1], points[2])] if len(points) == 4 else [points[1:3], points[3:5]]
    return [(min(a[0], b[0]), max(a[0], b[0]), a[1]) for a, b in inner]


def _free_place(
    pieces: Sequence[tuple[float, float, float]],
    width: float,
    height: float,
    taken: Sequence[Box],
) -> tuple[float, float]:
    for left, right, y in pieces:
        near = [box for box in taken if box.top < y + height / 2 and y - height / 2 < box.bottom]
        middle, spare = (left + right) / 2, max((right - left - width) / 2, 0.0)
        for step in _STEPS:
            wanted = _box(middle + step * spare, y, width, height)
            if all(wanted.right <= box.left or box.right <= wanted.left for box in near):
                return middle + step * spare, y
    left, right, y = pieces[0]
    return (left + right) / 2, y


def _box(x: float, y: float, width: float, height: float) -> Box:
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
