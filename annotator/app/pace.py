"""How quick a long work is, and how long it will take: from its last seconds, not all of them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW = 10.0
_LEAST = 0.5
"""Seconds that must have gone by before anything is said."""


@dataclass(frozen=True, slots=True)
class _Reading:
    at: float
    documents: int
    words: int


class Pace:
    """Take readings of how far the work is; give speed and time left."""

    def __init__(self) -> None:
        self._readings: deque[_Reading] = deque()

    def take(self, at: float, documents: int, words: int) -> None:
        """Note how much is done at a time in seconds; older readings fade out."""
        readings = self._readings
        readings.append(_Reading(at, documents, words))
        while len(readings) > 2 and at - readings[1].at >= _WINDOW:
            readings.popleft()

    def restart(self) -> None:
        """Forget all readings: the work begins or goes on after a rest."""
        self._readings.clear()

    @property
    def words_per_second(self) -> float | None:
        """Words a second of late, or None where that is not known yet."""
        return self._rate(lambda reading: reading.words)

    def seconds_left(self, documents: int) -> float | None:
        """Return how long so many documents more will take, or None where nobody knows."""
        rate = self._rate(lambda reading: reading.documents)
        return documents / rate if rate else None

    def _rate(self, of: Callable[[_Reading], int]) -> float | None:
        if len(self._readings) < 2:
            return None
        first, last = self._readings[0], self._readings[-1]
        seconds = last.at - first.at
        done = of(last) - of(first)
        return done / seconds if seconds >= _LEAST and done else None
