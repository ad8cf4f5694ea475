"""Which stretches of the article were on the screen."""

from annotator.domain.spans import Extent


class Seen:
    """Collect extents, joined where they touch or overlap."""

    def __init__(self) -> None:
        self._extents: list[Extent] = []

    def clear(self) -> None:
        """Forget everything: another article is shown."""
        self._extents = []

    def add(self, extent: Extent) -> bool:
        """Add an extent; return whether there is more than before."""
        start, end = extent
        if start >= end or any(a <= start and end <= b for a, b in self._extents):
            return False
        kept: list[Extent] = []
        for other in self._extents:
            if other.end < start or end < other.start:
                kept.append(other)
            else:
                start, end = min(start, other.start), max(end, other.end)
        kept.append(Extent(start, end))
        self._extents = sorted(kept)
        return True

    def extents(self) -> list[Extent]:
        """Return what was seen, in reading order."""
        return list(self._extents)
