"""Routes of arcs: from span to span through the bands above lines and the gutters.

An arc leaves its source upwards into the band above the source's line. On one line it
runs there to the target and goes down; between lines it runs to a gutter beside the
column, up or down in it, and back in the band above the target's line. No part of it
lies where letters can be.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from annotator.layout.arcs import assign_levels

Key = TypeVar("Key", bound=Hashable)


class Anchor(NamedTuple):
    """Where an arc meets a span: the x, and ``top``, the y where the line's letters begin."""

    x: float
    top: float


@dataclass(frozen=True, slots=True)
class ArcRequest(Generic[Key]):
    """An arc to draw from one anchor to another, with room for a label of this width."""

    key: Key
    source: Anchor
    target: Anchor
    label_width: float = 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """The text column [left, right] and how far arcs may run beside it."""

    left: float
    right: float
    gutter: float = 14.0
    pitch: float = 4.0
    """Pixels between two vertical tracks of a gutter."""

    @property
    def tracks(self) -> int:
        """How many vertical tracks one gutter holds; further arcs share the last."""
        return max(1, int(self.gutter / self.pitch))


@dataclass(frozen=True, slots=True)
class Bands:
    """How many levels fit into the band above a line, and how far apart they are.

    ``capacity`` maps a line's ``top`` to its number of levels; lines not named have
    ``default``. Level 0 runs ``first`` pixels above the top.
    """

    capacity: Mapping[float, int]
    default: int = 3
    first: float = 5.0
    pitch: float = 6.0

    def room(self, top: float) -> int:
        """Return the number of levels above one line."""
        return self.capacity.get(top, self.default)

    def height(self, top: float, level: int) -> float:
        """Return the y of one level above one line."""
        return top - self.first - level * self.pitch


@dataclass(frozen=True, slots=True)
class Route(Generic[Key]):
    """An arc's corner points from source to target: four on one line, six between lines."""

    key: Key
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class RoutePlan(Generic[Key]):
    """The arcs that found room, and how many did not, by the top of the line concerned."""

    routes: tuple[Route[Key], ...]
    left_out: Mapping[float, tuple[Key, ...]]


def plan_routes(
    requests: Sequence[ArcRequest[Key]], column: Column, bands: Bands
) -> RoutePlan[Key]:
    """Return the routes of arcs that are shown together.

    An arc whose level does not fit its band is left out whole and counted there.
    """
    gutters = _gutter_tracks(requests, column)
    levels = _levels(requests, gutters)
    left_out: dict[float, list[Key]] = {}
    routes: list[Route[Key]] = []
    for request in requests:
        full = [
            top
            for top in dict.fromkeys((request.source.top, request.target.top))
            if levels[top][request.key] >= bands.room(top)
        ]
        if full:
            left_out.setdefault(full[0], []).append(request.key)
        else:
            routes.append(_route(request, gutters.get(request.key), levels, bands))
    return RoutePlan(tuple(routes), {top: tuple(keys) for top, keys in left_out.items()})


def _gutter_tracks(requests: Sequence[ArcRequest[Key]], column: Column) -> dict[Key, float]:
    """Return the x of the vertical track of each arc between lines."""
    sides: tuple[list[tuple[Key, float, float]], list[tuple[Key, float, float]]] = (
        [],
        [],
    )
    for request in requests:
        source, target = request.source, request.target
        if source.top == target.top:
            continue
        leftwards = (source.x - column.left) + (target.x - column.left)
        rightwards = (column.right - source.x) + (column.right - target.x)
        sides[leftwards > rightwards].append((request.key, source.top, target.top))
    tracks: dict[Key, float] = {}
    for side, edge, sign in ((sides[0], column.left, -1), (sides[1], column.right, 1)):
        for key, level in assign_levels(side).items():
            step = 1 + min(level, column.tracks - 1)
            tracks[key] = edge + sign * step * column.pitch
    return tracks


def _levels(
    requests: Sequence[ArcRequest[Key]], gutters: Mapping[Key, float]
) -> dict[float, dict[Key, int]]:
    """Return, by the top of each line, the level of each arc that runs above it."""
    pieces: dict[float, list[tuple[Key, float, float]]] = {}
    for request in requests:
        source, target, key = request.source, request.target, request.key
        if source.top == target.top:
            left, right = sorted((source.x, target.x))
            spare = max(request.label_width - (right - left), 0.0) / 2
            pieces.setdefault(source.top, []).append((key, left - spare, right + spare))
        else:
            pieces.setdefault(source.top, []).append((key, source.x, gutters[key]))
            pieces.setdefault(target.top, []).append((key, target.x, gutters[key]))
    return {top: assign_levels(rows) for top, rows in pieces.items()}


def _route(
    request: ArcRequest[Key],
    gutter: float | None,
    levels: Mapping[float, Mapping[Key, int]],
    bands: Bands,
) -> Route[Key]:
    source, target = request.source, request.target
    leave = bands.height(source.top, levels[source.top][request.key])
    if gutter is None:
        points = (source, (source.x, leave), (target.x, leave), target)
        return Route(request.key, _plain(points))
    arrive = bands.height(target.top, levels[target.top][request.key])
    corners = ((source.x, leave), (gutter, leave), (gutter, arrive), (target.x, arrive))
    return Route(request.key, _plain((source, *corners, target)))


def _plain(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    return tuple((point[0], point[1]) for point in points)
