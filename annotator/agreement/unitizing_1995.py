"""Krippendorff's alpha-U of 1995, as other tools show it; kept to check against them.

It is not in the report: its authors changed it in 2016 because it behaves oddly with more
than two annotators and with the scale of the continuum.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Marks = Sequence[tuple[int, int]]
"""One annotator's units of one label as (start, length), in order, without overlap."""


class AlphaU(NamedTuple):
    """Observed and expected disagreement, and 1 - observed / expected."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float:
        """The coefficient; NaN where nothing was marked."""
        return 1 - self.observed / self.expected if self.expected else float("nan")


def alpha_u(annotators: Sequence[Marks], begin: int, length: int) -> AlphaU:
    """Return alpha-U of one label on the continuum [begin, begin + length)."""
    count = len(annotators)
    observed = sum(
        _difference(one, other)
        for i, one in enumerate(annotators)
        for j, other in enumerate(annotators)
        if i != j
    ) / (count * (count - 1) * length**2)
    sizes = [size for marks in annotators for _, size in marks]
    gaps = [gap for marks in annotators for gap in _gaps(marks, begin, length)]
    total = sum(
        (len(sizes) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        + size**2 * sum(gap - size + 1 for gap in gaps if gap >= size)
        for size in sizes
    )
    rest = count * length * (count * length - 1) - sum(size * (size - 1) for size in sizes)
    return AlphaU(observed, 2 / length * total / rest if rest else 0.0)


def alpha_u_overall(labels: Mapping[str, AlphaU]) -> float:
    """Return the coefficient over all labels: 1 - mean observed / mean expected."""
    expected = sum(one.expected for one in labels.values())
    return AlphaU(sum(one.observed for one in labels.values()), expected).alpha


def _difference(one: Marks, other: Marks) -> int:
    total = 0
    for start, size in one:
        met = [(s, n) for s, n in other if s < start + size and start < s + n]
        total += sum((start - s) ** 2 + (start + size - s - n) ** 2 for s, n in met)
        if not met:
            # Counted as a unit against a gap and, seen from there, as a gap against a unit.
            total += 2 * size**2
    return total


def _gaps(marks: Marks, begin: int, length: int) -> list[int]:
    gaps, position = [], begin
    for start, size in sorted(marks):
        gaps.append(start - position)
        position = start + size
    gaps.append(begin + length - position)
    return [gap for gap in gaps if gap]
