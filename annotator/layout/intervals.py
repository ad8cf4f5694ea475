"""An index of extents that answers "what overlaps this stretch" without a scan."""

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class IntervalIndex(Generic[Key]):
    """Hold [start, end) extents under keys and find those that overlap a stretch.

    Extents are kept by length class: class k holds lengths in [2^k, 2^(k+1)), sorted by
    start. What overlaps a stretch starts, in each class, within a window no longer than
    twice the shortest of the class, so one span over the whole article costs nothing.
    """

    def __init__(self, items: Iterable[tuple[Key, int, int]] = ()) -> None:
        self._classes: dict[int, list[tuple[int, int, Key]]] = {}
        self._extents: dict[Key, tuple[int, int]] = {}
        for key, start, end in items:
            self._extents[key] = (start, end)
            self._classes.setdefault((end - start).bit_length(), []).append((start, end, key))
        for rows in self._classes.values():
            rows.sort(key=_by_extent)

    def __len__(self) -> int:
        return len(self._extents)

    def __contains__(self, key: object) -> bool:
        return key in self._extents

    def add(self, key: Key, start: int, end: int) -> None:
        """Add one extent; a key already held is replaced."""
        self.remove(key)
        self._extents[key] = (start, end)
        rows = self._classes.setdefault((end - start).bit_length(), [])
        insort(rows, (start, end, key), key=_by_extent)

    def remove(self, key: Key) -> None:
        """Remove one key; a key not held is ignored."""
        extent = self._extents.pop(key, None)
        if extent is None:
            return
        rows = self._classes[(extent[1] - extent[0]).bit_length()]
        at = bisect_left(rows, extent, key=_by_extent)
        while rows[at][2] != key:
            at += 1
        del rows[at]

    def overlapping(self, start: int, end: int) -> Iterator[Key]:
        """Yield the keys of all extents that share a code point with [start, end)."""
        for size, rows in self._classes.items():
            at = bisect_left(rows, start - (1 << size), key=_start)
            for row_start, row_end, key in islice(rows, at, None):
                if row_start >= end:
                    break
                if row_end > start:
                    yield key


_by_extent = itemgetter(0, 1)
_start = itemgetter(0)
