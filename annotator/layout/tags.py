"""Tags beneath a line: where each one hangs, and how many find no room."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
GAP = 4.0
"""Pixels kept free between two tags of one lane."""


@dataclass(frozen=True, slots=True)
class TagRequest(Generic[Key]):
    """A tag that wants to hang at ``x``; ``reach`` is where its span's piece ends."""

    key: Key
    x: float
    reach: float
    width: float


@dataclass(frozen=True, slots=True)
class PlacedTag(Generic[Key]):
    """A tag with its lane (0 is nearest to the line), its x and the width it may use."""

    key: Key
    lane: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class TagPlan(Generic[Key]):
    """The tags of one line, those left out in reading order, and how many lanes are used."""

    placed: tuple[PlacedTag[Key], ...]
    left_out: tuple[TagRequest[Key], ...]
    lanes: int


def place_tags(
    requests: Sequence[TagRequest[Key]],
    lanes: int,
    right: float,
    narrowest: float = 14.0,
) -> TagPlan[Key]:
    """Return where the tags of one line hang in at most ``lanes`` lanes.

    From left to right each tag takes the first lane in which it is free to hang at its
    span's start; failing that it is shifted to the right beneath its own span. A tag
    that would run into ``right`` is narrowed (its text elided) down to ``narrowest``.
    """
    ends = [float("-inf")] * lanes
    placed: list[PlacedTag[Key]] = []
    left_out: list[TagRequest[Key]] = []
    for request in sorted(requests, key=lambda request: (request.x, -request.reach)):
        spot = _spot(request, ends, right, narrowest)
        if spot is None:
            left_out.append(request)
            continue
        ends[spot.lane] = spot.x + spot.width + GAP
        placed.append(spot)
    used = 1 + max((tag.lane for tag in placed), default=-1)
    return TagPlan(tuple(placed), tuple(left_out), used)


def _spot(
    request: TagRequest[Key], ends: list[float], right: float, narrowest: float
) -> PlacedTag[Key] | None:
    start = min(request.x, max(right - request.width, 0.0))
    for lane, end in enumerate(ends):
        x = max(start, end)
        shifted = x > start
        if shifted and x + request.width > request.reach + GAP:
            continue
        width = min(request.width, right - x)
        if width >= min(narrowest, request.width):
            return PlacedTag(request.key, lane, x, width)
    return None
