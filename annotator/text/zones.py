"""Zones of a text: tiling, looking up, changing."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from annotator.domain.documents import Zone, ZoneKind


def tile(zones: Iterable[Zone], length: int) -> tuple[Zone, ...]:
    """Return zones that cover [0, length) without gap or overlap; neighbours of a kind joined.

    Gaps become body. Where zones overlap, the one that starts first keeps the stretch.
    Zones are clipped to the text; empty ones vanish.
    """
    zones = tuple(zones)
    if _tiles(zones, length):
        return zones
    pieces: list[Zone] = []
    position = 0
    for zone in sorted(zones, key=lambda zone: (zone.start, zone.end)):
        start, end = max(zone.start, position), min(zone.end, length)
        if start >= end:
            continue
        if start > position:
            _append(pieces, position, start, ZoneKind.BODY)
        _append(pieces, start, end, zone.kind)
        position = end
    if position < length:
        _append(pieces, position, length, ZoneKind.BODY)
    return tuple(pieces)


def zone_at(zones: Sequence[Zone], offset: int) -> Zone | None:
    """Return the zone that holds a code point of a tiled text.

    The end of the text belongs to the last zone; None where there are no zones or the
    offset lies outside.
    """
    index = bisect_right(zones, offset, key=lambda zone: zone.start) - 1
    if index < 0:
        return None
    zone = zones[index]
    last = index == len(zones) - 1
    return zone if offset < zone.end or (last and offset == zone.end) else None


def with_change(zones: Sequence[Zone], start: int, end: int, kind: ZoneKind) -> tuple[Zone, ...]:
    """Return tiled zones with [start, end) of another kind, the rest as it was."""
    length = zones[-1].end if zones else end
    start, end = max(start, 0), min(end, length)
    if start >= end:
        return tuple(zones)
    kept = [Zone(zone.start, min(zone.end, start), zone.kind) for zone in zones]
    kept += [Zone(max(zone.start, end), zone.end, zone.kind) for zone in zones]
    kept = [zone for zone in kept if zone.start < zone.end]
    return tile([*kept, Zone(start, end, kind)], length)


def _tiles(zones: Sequence[Zone], length: int) -> bool:
    """Tell whether zones are as ``tile`` would return them."""
    position, kind = 0, None
    for zone in zones:
        if zone.start != position or zone.end <= position or zone.kind is kind:
            return False
        position, kind = zone.end, zone.kind
    return position == length


def _append(pieces: list[Zone], start: int, end: int, kind: ZoneKind) -> None:
    if pieces and pieces[-1].kind is kind:
        pieces[-1] = Zone(pieces[-1].start, end, kind)
    else:
        pieces.append(Zone(start, end, kind))
