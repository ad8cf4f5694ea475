"""Masking: characters outside labelable zones do not exist for agreement.

A span is cut to the labelable characters it covers, piece by piece. One that has none left
is out, with the relations that end at it and its places in chains. Two spans of a set that
become equal by this count once, like other duplicates.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.agreement.values import ComparedSet, ComparedSpan
from annotator.domain.spans import Extent, Fragments

Extents = Sequence[tuple[int, int]]


class Masked(NamedTuple):
    """A set without what is masked, and how many spans were cut or dropped for it."""

    set: ComparedSet
    cut: int
    dropped: int


def masked_characters(length: int, labelable: Extents | None) -> int:
    """Return how many characters of a text are masked."""
    if labelable is None:
        return 0
    return length - sum(end - start for start, end in labelable)


def cut(fragments: Fragments, labelable: Extents, starts: Sequence[int]) -> Fragments:
    """Return the labelable part of fragments; ``starts`` are the starts of ``labelable``."""
    if len(fragments) == 1:
        start, end = fragments[0]
        place = bisect_right(starts, start) - 1
        if place >= 0 and end <= labelable[place][1]:
            return fragments
    kept: list[Extent] = []
    for start, end in fragments:
        place = max(bisect_right(starts, start) - 1, 0)
        while place < len(labelable) and labelable[place][0] < end:
            left, right = max(start, labelable[place][0]), min(end, labelable[place][1])
            if kept and kept[-1].end == left < right:
                kept[-1] = Extent(kept[-1].start, right)
            elif left < right:
                kept.append(Extent(left, right))
            place += 1
    return tuple(kept)


def masked(work: ComparedSet, labelable: Extents | None) -> Masked:
    """Return one annotator's set cut to the labelable stretches."""
    if labelable is None:
        return Masked(work, 0, 0)
    starts = [start for start, _ in labelable]
    parts = [cut(span.fragments, labelable, starts) for span in work.spans]
    changed = sum(part != span.fragments for part, span in zip(parts, work.spans, strict=True))
    if not changed:
        return Masked(work, 0, 0)
    place: dict[int, int] = {}
    spans: list[ComparedSpan] = []
    for number, (part, span) in enumerate(zip(parts, work.spans, strict=True)):
        if part:
            place[number] = len(spans)
            spans.append(span._replace(fragments=part))
    dropped = len(work.spans) - len(spans)
    kept = replace(
        work,
        spans=spans,
        relations=[
            relation._replace(source=place[relation.source], target=place[relation.target])
            for relation in work.relations
            if relation.source in place and relation.target in place
        ],
        chains=[[place[member] for member in chain if member in place] for chain in work.chains],
    )
    return Masked(kept, changed - dropped, dropped)
