"""Clusters of one document: the spans of all annotators that overlap, directly or not."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotator.adjudication.values import Marked
from annotator.compare.alignment import align
from annotator.compare.overlap import Labelled, common_characters
from annotator.domain.spans import Extent


@dataclass(frozen=True, slots=True)
class Member:
    """One annotator's span in a cluster; ``place`` is that in their list of spans."""

    annotator: str
    place: int
    span: Marked


@dataclass(frozen=True, slots=True)
class Cluster:
    """Spans of one or more annotators, each overlapping another of them."""

    members: tuple[Member, ...]

    @property
    def extent(self) -> Extent:
        """From the first character that one of them covers to the last."""
        return Extent(
            min(one.span.fragments[0][0] for one in self.members),
            max(one.span.fragments[-1][1] for one in self.members),
        )

    @property
    def key(self) -> str:
        """The cluster's name in its document."""
        start, end = self.extent
        return f"spans {start}-{end}"


def clusters(members: Iterable[Member]) -> list[Cluster]:
    """Return the connected components of spans that share characters, in reading order."""
    found: list[Cluster] = []
    group: list[Member] = []
    reach = -1
    for one in sorted(members, key=_place):
        if group and one.span.fragments[0][0] >= reach:
            found += _components(group)
            group = []
        group.append(one)
        reach = max(reach, one.span.fragments[-1][1])
    found += _components(group)
    return sorted(found, key=lambda cluster: cluster.extent)


def _components(group: Sequence[Member]) -> list[Cluster]:
    """Part a run of members whose outer extents overlap: fragments may leave gaps between."""
    if len(group) < 2 or all(len(one.span.fragments) == 1 for one in group):
        return [Cluster(tuple(group))] if group else []
    pairs = [
        (i, j)
        for i, j in combinations(range(len(group)), 2)
        if common_characters(group[i].span.fragments, group[j].span.fragments)
    ]
    return [Cluster(tuple(group[i] for i in one)) for one in _joined(len(group), pairs)]


def items(cluster: Cluster) -> list[list[Member]]:
    """Return the members that were meant as the same thing, by aligning every two annotators.

    The alignment is that of agreement: equal spans first, then equal fragments, then the
    greatest overlap, one to one.
    """
    by_person: dict[str, list[int]] = {}
    for number, one in enumerate(cluster.members):
        by_person.setdefault(one.annotator, []).append(number)
    pairs = []
    for mine, theirs in combinations(by_person.values(), 2):
        rows = align(*([_labelled(cluster.members[n]) for n in side] for side in (mine, theirs)))
        pairs += [
            (mine[row.first], theirs[row.second])
            for row in rows
            if row.first is not None and row.second is not None
        ]
    groups = _joined(len(cluster.members), pairs)
    return [[cluster.members[number] for number in group] for group in groups]


def fingerprint(members: Iterable[tuple[str, object]]) -> str:
    """Return the hash of all that was proposed, by whom: equal inputs give equal hashes."""
    rows = sorted(json.dumps([who, what], ensure_ascii=True) for who, what in members)
    return hashlib.sha256("\n".join(rows).encode("ascii")).hexdigest()[:32]


def _joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the groups of numbers below ``count`` that pairs connect, in order."""
    leader = list(range(count))

    def find(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for left, right in pairs:
        low, high = sorted((find(left), find(right)))
        leader[high] = low
    groups: dict[int, list[int]] = {}
    for number in range(count):
        groups.setdefault(find(number), []).append(number)
    return list(groups.values())


def _labelled(member: Member) -> Labelled:
    return Labelled(member.span.fragments, member.span.label)


def _place(member: Member) -> tuple[object, ...]:
    return (member.span, member.annotator)
