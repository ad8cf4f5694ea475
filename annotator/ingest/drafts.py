"""What a reader makes of one article's text, before it becomes a document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.reports import Report
from annotator.text.canonical import canonical_text
from annotator.text.zones import tile

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """Canonical text, zones that tile it, facts, and what was repaired on the way."""

    text: str
    zones: tuple[Zone, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    repairs: Report = field(default_factory=Report)


def joined(blocks: Iterable[tuple[ZoneKind, str]]) -> tuple[str, tuple[Zone, ...]]:
    """Return blocks as one text with a blank line between, and the zones known thereby.

    Blocks must be canonical already; empty ones are left out. The blank line belongs to
    the zone before it.
    """
    pieces: list[str] = []
    zones: list[Zone] = []
    position = 0
    for kind, block in blocks:
        block = block.strip()
        if not block:
            continue
        if pieces:
            pieces.append(_BETWEEN)
            position += len(_BETWEEN)
            last = zones[-1]
            zones[-1] = Zone(last.start, position, last.kind)
        pieces.append(block)
        zones.append(Zone(position, position + len(block), kind))
        position += len(block)
    return "".join(pieces), tile(zones, position)


def canonical_block(raw: str, repairs: Report) -> str:
    """Return a block's canonical text, adding what was repaired to a report."""
    text, report = canonical_text(raw)
    repairs.extend(report)
    return text
