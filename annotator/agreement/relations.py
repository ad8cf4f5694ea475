"""Agreement on relations: who linked what with what, and why a link is lost.

All counts are matched and total by document and relation label, as for spans. Direction
counts unless the label is symmetric; then its ends are put in order first.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from annotator.agreement.counts import Counts
from annotator.agreement.overlaps import edges, in_both
from annotator.agreement.spans import Pair
from annotator.agreement.tables import Bools, Ints, Pieces, Spans, Tables, tally
from annotator.compare.matching import largest_matching

LOST = ("argument", "type", "direction", "one side only")


class Linked(NamedTuple):
    """Relations of one annotator with the codes of their ends, a row each."""

    document: Ints
    label: Ints
    source: Ints
    target: Ints
    spans: Spans

    def only(self, keep: Bools) -> "Linked":
        """Return the rows for which ``keep`` is true."""
        return Linked(
            self.document[keep], self.label[keep], self.source[keep], self.target[keep],
            self.spans,
        )  # fmt: skip


def relation_counts(
    tables: Tables, pairs: Sequence[tuple[int, int]]
) -> tuple[Mapping[str, Counts], Mapping[str, int]]:
    """Return the counts of every relation measure by name, and how many were lost why."""
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
    for number, (i, j) in enumerate(pairs):
        first, second = linked(tables, i, j), linked(tables, j, i)
        if not len(first.label) and not len(second.label):
            continue
        for name, (matched, total) in _measures(tables, first, second, shape).items():
            made[name][0][number], made[name][1][number] = matched, total
        for reason, count in losses(tables, first, second).items():
            lost[reason] += count
    return {name: Counts(matched, total) for name, (matched, total) in made.items()}, lost


def linked(tables: Tables, mine: int, other: int) -> Linked:
    """Return one annotator's relations in passes that the other finished too."""
    person = tables.people[mine]
    relations = person.relations
    both = tables.common_passes(mine, other)
    keep = both[relations.document, tables.relation_pass[relations.label]]
    found = Linked(
        relations.document, relations.label, relations.source, relations.target, person.spans
    )
    return found.only(keep)


def _measures(
    tables: Tables, first: Linked, second: Linked, shape: tuple[int, int]
) -> dict[str, Pair]:
    def counted(codes: str, *, labelled: bool, ordered: bool) -> Pair:
        return _counted(tables, first, second, shape, codes, labelled=labelled, ordered=ordered)

    known = _agreed_ends(first, second)
    return {
        "strict_f1": counted("exact", labelled=True, ordered=True),
        "boundary_f1": counted("boundary", labelled=True, ordered=True),
        "undirected_f1": counted("boundary", labelled=True, ordered=False),
        "unlabelled_f1": counted("boundary", labelled=False, ordered=False),
        "relaxed_f1": _relaxed(tables, first, second, shape),
        "conditional_f1": _counted(
            tables, first.only(known[0]), second.only(known[1]), shape, "exact",
            labelled=True, ordered=True,
        ),
    }  # fmt: skip


def keys(tables: Tables, found: Linked, codes: str, *, labelled: bool, ordered: bool) -> Ints:
    """Return a code for each relation, equal where label and ends are."""
    of_span: Ints = getattr(found.spans, codes)
    source, target = of_span[found.source], of_span[found.target]
    swap = source > target
    if ordered:
        swap &= tables.symmetric[found.label]
    source, target = np.where(swap, target, source), np.where(swap, source, target)
    width = 1 + max(int(getattr(p.spans, codes).max(initial=0)) for p in tables.people)
    label = found.label if labelled else np.zeros_like(found.label)
    return np.asarray((label * width + source) * width + target)


def _counted(
    tables: Tables,
    first: Linked,
    second: Linked,
    shape: tuple[int, int],
    codes: str,
    *,
    labelled: bool,
    ordered: bool,
) -> Pair:
    total = np.zeros(shape, np.int64)
    sides = []
    for found in (first, second):
        key = keys(tables, found, codes, labelled=labelled, ordered=ordered)
        key, at = np.unique(key, return_index=True)
        label = found.label[at] if labelled else np.zeros_like(at)
        sides.append((key, found.document[at], label))
        total += tally(found.document[at], label, shape)
    (key, document, label), (other, _, _) = sides
    matched = in_both(key, other)
    return tally(document[matched], label[matched], shape), total


def _agreed_ends(first: Linked, second: Linked) -> tuple[Bools, Bools]:
    """Return which relations have both ends on spans that both marked identically."""
    known = []
    for mine, other in ((first, second), (second, first)):
        agreed = in_both(mine.spans.exact, other.spans.exact)
        known.append(agreed[mine.source] & agreed[mine.target])
    return known[0], known[1]


def _relaxed(tables: Tables, first: Linked, second: Linked, shape: tuple[int, int]) -> Pair:
    """Match relations of one label one to one where both ends share a character."""
    sides = []
    total = np.zeros(shape, np.int64)
    for found in (first, second):
        distinct = _distinct(tables, found)
        sides.append(distinct)
        total += tally(distinct.document, distinct.label, shape)
    one, other = sides
    left, right = _candidates(one, other, shape)
    meets = _Meets(one, other)
    met = meets(one.source[left], other.source[right]) & meets(
        one.target[left], other.target[right]
    )
    crossed = meets(one.source[left], other.target[right]) & meets(
        one.target[left], other.source[right]
    )
    met |= tables.symmetric[one.label[left]] & crossed
    neighbours: dict[int, list[int]] = {}
    for a, b in zip(left[met].tolist(), right[met].tolist(), strict=True):
        neighbours.setdefault(a, []).append(b)
    matched = np.array(list(largest_matching(neighbours)), np.int64)
    return tally(one.document[matched], one.label[matched], shape), total


def _distinct(tables: Tables, found: Linked) -> Linked:
    """Return each relation once."""
    key = keys(tables, found, "exact", labelled=True, ordered=True)
    keep = np.zeros(len(key), bool)
    keep[np.unique(key, return_index=True)[1]] = True
    return found.only(keep)


def _candidates(one: Linked, other: Linked, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return all pairs of relations of one label in one document."""
    keys_one = one.document * shape[1] + one.label
    keys_other = other.document * shape[1] + other.label
    order = np.argsort(keys_other, kind="stable")
    low = np.searchsorted(keys_other[order], keys_one, side="left")
    many = np.searchsorted(keys_other[order], keys_one, side="right") - low
    left = np.repeat(np.arange(len(many)), many)
    at = np.arange(len(left)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
    return left, order[at]


class _Meets:
    """Tell for rows of the two annotators' spans whether they share a character."""

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


def losses(tables: Tables, first: Linked, second: Linked) -> dict[str, int]:
    """Return why relations of either side have no strict partner, each counted once.

    "argument": an end is not marked identically by the other; "direction": the other linked
    the same ends the other way round under the label; "type": under another label; "one
    side only": the other marked both ends and did not link them.
    """
    first, second = _distinct(tables, first), _distinct(tables, second)
    known = _agreed_ends(first, second)
    strict = [
        keys(tables, found, "exact", labelled=True, ordered=True) for found in (first, second)
    ]
    lost = (
        ~np.isin(strict[0], strict[1]),
        ~np.isin(strict[1], strict[0]),
    )
    reasons = dict.fromkeys(LOST, 0)
    kept = [
        found.only(gone & ends)
        for found, gone, ends in zip((first, second), lost, known, strict=True)
    ]
    for gone, ends in zip(lost, known, strict=True):
        reasons["argument"] += int((gone & ~ends).sum())
    turned = [keys(tables, one, "exact", labelled=True, ordered=False) for one in kept]
    joined = [keys(tables, one, "exact", labelled=False, ordered=False) for one in kept]
    for mine, other in ((0, 1), (1, 0)):
        direction = np.isin(turned[mine], turned[other])
        kind = np.isin(joined[mine], joined[other]) & ~direction
        reasons["direction"] += int(direction.sum())
        reasons["type"] += int(kind.sum())
        reasons["one side only"] += int(len(direction) - direction.sum() - kind.sum())
    return reasons
