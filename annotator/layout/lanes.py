"""Lanes of spans: nested and crossing spans stack, each in a lane of its own."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def assign_lanes(items: Sequence[tuple[Key, int, int]]) -> dict[Key, int]:
    """Return the lane of each (key, start, end); lane 0 is nearest to the letters.

    Two extents that overlap never share a lane; one that contains another lies further
    out; equal extents stack in the order given. The same items give the same lanes
    whatever else the article holds.
    """
    lanes: dict[Key, int] = {}
    for cluster in _clusters(items):
        if len(cluster) == 1:
            lanes[cluster[0][0]] = 0
        else:
            _stack(cluster, lanes)
    return lanes


def _clusters(
    items: Sequence[tuple[Key, int, int]],
) -> list[list[tuple[Key, int, int]]]:
    """Cut the items into groups that overlap one another, directly or through a third."""
    clusters: list[list[tuple[Key, int, int]]] = []
    reach = -1
    for item in sorted(items, key=lambda item: (item[1], item[2])):
        if item[1] < reach:
            clusters[-1].append(item)
        else:
            clusters.append([item])
        reach = max(reach, item[2])
    return clusters


def _stack(cluster: list[tuple[Key, int, int]], lanes: dict[Key, int]) -> None:
    """Give lanes within one cluster, the shortest first."""
    placed: list[tuple[int, int, int]] = []
    for key, start, end in sorted(cluster, key=lambda item: (item[2] - item[1], item[1])):
        taken = set()
        floor = 0
        for other_start, other_end, lane in placed:
            if other_start < end and start < other_end:
                taken.add(lane)
                if start <= other_start and other_end <= end:
                    floor = max(floor, lane + 1)
        lane = floor
        while lane in taken:
            lane += 1
        lanes[key] = lane
        placed.append((start, end, lane))
