"""Move the ends of a span: new fragments from old ones and a wanted edge."""

from annotator.domain.spans import Extent, Fragments


def with_end(fragments: Fragments, end: int) -> Fragments | None:
    """Return the fragments cut or stretched to end at ``end``; None if nothing would be left."""
    kept = [fragment for fragment in fragments if fragment.start < end]
    if not kept:
        return None
    return (*kept[:-1], Extent(kept[-1].start, end))


def with_start(fragments: Fragments, start: int) -> Fragments | None:
    """Return the fragments cut or stretched to begin at ``start``; None if none is left."""
    kept = [fragment for fragment in fragments if fragment.end > start]
    if not kept:
        return None
    return (Extent(start, kept[0].end), *kept[1:])
