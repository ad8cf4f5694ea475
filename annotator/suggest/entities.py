"""From a pipeline's entities to the spans that are suggested: trimmed, mapped, masked."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from annotator.text.edges import trim

Entity = tuple[int, int, str]
"""Start, end (code points, half-open) and label."""


def suggested_entities(
    text: str,
    entities: Iterable[Entity],
    extents: Sequence[tuple[int, int]],
    targets: Mapping[str, str],
) -> list[Entity]:
    """Return the entities to suggest, under the schema's labels, in reading order.

    ``extents`` are the stretches for labelling, sorted and apart from each other; what
    does not lie wholly within one of them is left out, and so are labels without a
    target and exact doubles.
    """
    starts = [start for start, _ in extents]
    kept: set[Entity] = set()
    for raw_start, raw_end, label in entities:
        target = targets.get(label)
        if target is None:
            continue
        extent = trim(text, raw_start, raw_end)
        if extent is None:
            continue
        place = bisect_right(starts, extent.start) - 1
        if place >= 0 and extent.end <= extents[place][1]:
            kept.add((extent.start, extent.end, target))
    return sorted(kept)
