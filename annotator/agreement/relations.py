"""Agreement on relations: who linked what with what, and why a link is lost.

All counts are matched and total by document and relation label, as for spans. Direction
counts unless the label is symmetric; then its ends are put in order first.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from annotator.agreement.counts import Counts
from annotator.agreement.overlaps import edges, in_both, most_pairs
from annotator.agreement.spans import Pair
from annotator.agreement.tables import Bools, Ints, Pieces, Spans, Tables, tally


class Links(NamedTuple):
    """What one annotator linked, whatever label and direction: both ends as a code, in order.

    ``category`` is equal where the set of labels is.
    """

    key: Ints
    document: Ints
    category: Ints


LOST = ("argument", "type", "direction", "one side only")


class Linked:
    """Relations of one annotator, a row each, with what several measures need, worked out once.

    Equal relations (label and both ends) are one, and rows are in the order of ``strict``.
    """

    def __init__(self, tables: Tables, place: int, keep: Bools) -> None:
        relations = tables.people[place].relations
        self.spans = tables.people[place].spans
        self.document = relations.document[keep]
        self.label = relations.label[keep]
        self.source = relations.source[keep]
        self.target = relations.target[keep]
        self.shape = (len(tables.documents), max(len(tables.relation_labels), 1))
        self._symmetric = tables.symmetric
        self._spans = 1 + max(int(one.spans.exact.max(initial=0)) for one in tables.people)
        self.strict, first = _firsts(self._keys("exact", labelled=True, ordered=True))
        for name in ("document", "label", "source", "target"):
            setattr(self, name, getattr(self, name)[first])

    def _keys(self, codes: str, *, labelled: bool, ordered: bool) -> Ints:
        """Return a code for each relation, equal where label and ends are."""
        of_span: Ints = getattr(self.spans, codes)
        source, target = of_span[self.source], of_span[self.target]
        swap = source > target
        if ordered:
            swap &= self._symmetric[self.label]
        source, target = np.where(swap, target, source), np.where(swap, source, target)
        label = self.label if labelled else np.zeros_like(self.label)
        return np.asarray((label * self._spans + source) * self._spans + target)

    def counted(self, codes: str, *, labelled: bool, ordered: bool) -> tuple[Ints, Ints, Ints]:
        """Return codes of distinct relations in order, their documents and labels."""
        key, at = _firsts(self._keys(codes, labelled=labelled, ordered=ordered))
        label = self.label[at] if labelled else np.zeros_like(at)
        return key, self.document[at], label

    @cached_property
    def by_measure(self) -> Mapping[str, tuple[Ints, Ints, Ints, Ints]]:
        """What ``counted`` says for the measures of equal ends, and how many there are."""
        found = {
            "strict_f1": (self.strict, self.document, self.label),
            "boundary_f1": self.counted("boundary", labelled=True, ordered=True),
            "undirected_f1": self.counted("boundary", labelled=True, ordered=False),
            "unlabelled_f1": self.counted("boundary", labelled=False, ordered=False),
        }
        return {name: (*one, tally(*one[1:], self.shape)) for name, one in found.items()}

    @cached_property
    def total(self) -> Ints:
        """How many relations there are by document and label."""
        return self.by_measure["strict_f1"][3]

    @cached_property
    def turned(self) -> Ints:
        """Codes that are equal for relations of one label either way round."""
        return self._keys("exact", labelled=True, ordered=False)

    @cached_property
    def joined(self) -> Ints:
        """Codes that are equal for relations of the same two spans."""
        return self._keys("exact", labelled=False, ordered=False)

    @cached_property
    def links(self) -> Links:
        """What was linked, in whatever direction; under several labels or both ways once."""
        keys = self.joined
        order = np.lexsort((self.label, keys))
        new = np.ones(len(order), bool)
        new[1:] = np.diff(keys[order]) != 0
        new[1:] |= np.diff(self.label[order]) != 0
        order = order[new]
        keys = keys[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        # Sums of large random numbers, one for each label, tell sets of labels apart.
        mixed = np.random.default_rng(0).integers(2**62, size=self.shape[1])
        category = mixed[self.label[order]]
        if len(first):
            category = np.add.reduceat(category, first)
        return Links(keys[first], self.document[order][first], category)

    def known_to(self, other: "Linked") -> Bools:
        """Return which relations have both ends on spans that the other marked identically."""
        agreed = in_both(self.spans.exact, other.spans.exact)
        return np.asarray(agreed[self.source] & agreed[self.target])


def _firsts(key: Ints) -> tuple[Ints, Ints]:
    """Return the distinct codes in order, and where each stands first."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    new = np.ones(len(key), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new], order[new]


def relation_counts(
    tables: Tables, pairs: Sequence[tuple[int, int]], told: Callable[[], None] = lambda: None
) -> tuple[Mapping[str, Counts], Mapping[str, int]]:
    """Return the counts of every relation measure by name, and how many were lost why.

    ``told`` is called before each pair and may raise to stop.
    """
    shape = (len(tables.documents), max(len(tables.relation_labels), 1))
    names = (
        "strict_f1", "boundary_f1", "relaxed_f1", "undirected_f1", "unlabelled_f1",
        "conditional_f1",
    )  # fmt: skip
    made = {
        name: (
            np.zeros((len(pairs), *shape), np.int32),
            np.zeros((len(pairs), *shape), np.int32),
        )
        for name in names
    }
    lost = dict.fromkeys(LOST, 0)
    whole: dict[int, Linked] = {}
    for number, (i, j) in enumerate(pairs):
        told()
        first, second = linked(tables, i, j, whole), linked(tables, j, i, whole)
        if not len(first.label) and not len(second.label):
            continue
        for name, (matched, total) in _measures(tables, first, second).items():
            made[name][0][number], made[name][1][number] = matched, total
        for reason, count in losses(first, second).items():
            lost[reason] += count
    return {name: Counts(matched, total) for name, (matched, total) in made.items()}, lost


def linked(tables: Tables, mine: int, other: int, whole: dict[int, Linked]) -> Linked:
    """Return one annotator's relations in passes that the other finished too.

    ``whole`` keeps those that count for every pair.
    """
    relations = tables.people[mine].relations
    both = tables.common_passes(mine, other)
    keep = both[relations.document, tables.relation_pass[relations.label]]
    if not keep.all():
        return Linked(tables, mine, keep)
    # Where everything counts for every pair, one serves all of them.
    if mine not in whole:
        whole[mine] = Linked(tables, mine, keep)
    return whole[mine]


def _measures(tables: Tables, first: Linked, second: Linked) -> dict[str, Pair]:
    measures: dict[str, Pair] = {}
    for name, (key, document, label, total) in first.by_measure.items():
        other, _, _, more = second.by_measure[name]
        matched = in_both(key, other)
        measures[name] = tally(document[matched], label[matched], first.shape), total + more
    measures["relaxed_f1"] = _relaxed(tables, first, second)
    known = [(first, first.known_to(second)), (second, second.known_to(first))]
    ends = [tally(one.document[both], one.label[both], first.shape) for one, both in known]
    # Relations that are equal have their ends on spans that are.
    measures["conditional_f1"] = measures["strict_f1"][0], ends[0] + ends[1]
    return measures


def _relaxed(tables: Tables, one: Linked, other: Linked) -> Pair:
    """Match relations of one label one to one where both ends share a character."""
    left, right = _candidates(one, other)
    meets = _meeting(one, other)
    met = meets(one.source[left], other.source[right]) & meets(
        one.target[left], other.target[right]
    )
    crossed = tables.symmetric[one.label[left]] & ~met
    left_crossed, right_crossed = left[crossed], right[crossed]
    met[crossed] = meets(one.source[left_crossed], other.target[right_crossed]) & meets(
        one.target[left_crossed], other.source[right_crossed]
    )
    matched = most_pairs(left[met], right[met])
    return tally(one.document[matched], one.label[matched], one.shape), one.total + other.total


def _candidates(one: Linked, other: Linked) -> tuple[Ints, Ints]:
    """Return all pairs of relations of one label in one document."""
    keys_one = one.document * one.shape[1] + one.label
    keys_other = other.document * one.shape[1] + other.label
    order = np.argsort(keys_other, kind="stable")
    ordered = keys_other[order]
    low = np.searchsorted(ordered, keys_one, side="left")
    many = np.searchsorted(ordered, keys_one, side="right") - low
    left = np.repeat(np.arange(len(many)), many)
    at = np.arange(len(left)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
    return left, order[at]


Meeting = Callable[[Ints, Ints], Bools]


def _meeting(one: Linked, other: Linked) -> Meeting:
    """Return what tells for rows of the two annotators' spans whether they share a character."""
    first, second = one.spans, other.spans
    if any(len(spans.pieces.owner) > len(spans) for spans in (first, second)):
        return _Meets(one, other)

    def meet(left: Ints, right: Ints) -> Bools:
        return np.asarray(
            (first.start[left] < second.end[right]) & (second.start[right] < first.end[left])
        )

    return meet


class _Meets:
    """Tell the same where spans have several fragments."""

    def __init__(self, one: Linked, other: Linked) -> None:
        ends_one = np.unique(np.concatenate([one.source, one.target]))
        ends_other = np.unique(np.concatenate([other.source, other.target]))
        met = edges(_pieces_of(one.spans, ends_one), _pieces_of(other.spans, ends_other))
        self._width = len(other.spans) + 1
        self._known = np.unique(met.first * self._width + met.second)

    def __call__(self, first: Ints, second: Ints) -> Bools:
        return in_both(first * self._width + second, self._known)


def _pieces_of(spans: Spans, rows: Ints) -> Pieces:
    wanted = np.zeros(len(spans), bool)
    wanted[rows] = True
    inside = wanted[spans.pieces.owner]
    return Pieces(spans.pieces.owner[inside], spans.pieces.start[inside], spans.pieces.end[inside])


class Lost(NamedTuple):
    """Rows of one annotator's relations that the other has not, and why (places in LOST)."""

    row: Ints
    reason: Ints


def lost_rows(first: Linked, second: Linked) -> tuple[Lost, Lost]:
    """Return which relations of either side have no strict partner, and why.

    "argument": an end is not marked identically by the other; "direction": the other linked
    the same ends the other way round under the label; "type": under another label; "one
    side only": the other marked both ends and did not link them.
    """
    sides = ((first, second), (second, first))
    lost = [np.flatnonzero(~in_both(mine.strict, other.strict)) for mine, other in sides]
    known = [mine.known_to(other)[rows] for (mine, other), rows in zip(sides, lost, strict=True)]
    open_ = [rows[both] for rows, both in zip(lost, known, strict=True)]
    found = []
    for at, (mine, other) in enumerate(sides):
        rest = open_[1 - at]
        turned = in_both(mine.turned[open_[at]], np.sort(other.turned[rest]))
        joined = in_both(mine.joined[open_[at]], np.sort(other.joined[rest]))
        reason = np.full(len(lost[at]), LOST.index("argument"))
        reason[known[at]] = np.select(
            [turned, joined], [LOST.index("direction"), LOST.index("type")],
            LOST.index("one side only"),
        )  # fmt: skip
        found.append(Lost(lost[at], reason))
    return found[0], found[1]


def losses(first: Linked, second: Linked) -> dict[str, int]:
    """Return how many relations of either side are lost why, each counted once."""
    reasons = np.concatenate([one.reason for one in lost_rows(first, second)])
    return dict(zip(LOST, np.bincount(reasons, minlength=len(LOST)).tolist(), strict=True))
