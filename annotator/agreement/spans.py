"""What two annotators marked alike: matched and total by document and label.

Each function takes the two sides and returns two arrays; F1 = 2 * matched / total.
"""

import numpy as np

from annotator.agreement.overlaps import clusters, in_both, in_common, matched_in_clusters
from annotator.agreement.sides import Side
from annotator.agreement.tables import Bools, Ints, Spans, tally

Pair = tuple[Ints, Ints]


def exact(first: Side, second: Side) -> Pair:
    """Count spans with equal fragments and label."""
    matched = in_both(first.spans.exact, second.spans.exact)
    return _tally(first.spans, matched, first.shape), first.total + second.total


def independent(first: Side, second: Side) -> Pair:
    """Count equal spans without those that both took from the same suggestion."""
    matched, total = exact(first, second)
    one, other = first.spans, second.spans
    taken = one.taken & in_both(one.exact, other.exact[other.taken])
    shared = _tally(one, taken, first.shape)
    return matched - shared, total - 2 * shared


def boundary(first: Side, second: Side) -> Pair:
    """Count distinct extents that both marked, labels aside."""
    one, other = first.distinct, second.distinct
    matched = np.bincount(
        one.document[in_both(one.boundary, other.boundary)], minlength=first.shape[0]
    )
    total = _by_document(first, one.document) + _by_document(second, other.document)
    return matched[:, None], total


def overlap(first: Side, second: Side) -> Pair:
    """Count one-to-one matches of spans of one label that share a character."""
    one, other = first.on_label_lines, second.on_label_lines
    rows = _sure(one.exact, other.exact, first.apart_by_label, second.apart_by_label)
    matched = _tally_rows(first.spans, rows[0], first.shape)
    one, other = (
        each.only(_others(len(each), r)) for each, r in zip((one, other), rows, strict=True)
    )
    matched += _overlapping(one, other, one.exact, other.exact, first.shape)
    return matched, first.total + second.total


def overlap_untyped(first: Side, second: Side) -> Pair:
    """Count one-to-one matches of spans that share a character, labels aside."""
    one, other = first.spans, second.spans
    total = _by_document(first, one.document) + _by_document(second, other.document)
    rows = _sure(one.boundary, other.boundary, first.apart, second.apart)
    matched = _by_document(first, one.document[rows[0]])
    one, other = (
        each.only(_others(len(each), r)) for each, r in zip((one, other), rows, strict=True)
    )
    matched += _overlapping(one, other, one.boundary, other.boundary, (first.shape[0], 1))
    return matched, total


def _sure(one: Ints, other: Ints, apart: Ints, other_apart: Ints) -> tuple[Ints, Ints]:
    """Return rows of equal codes that meet one another and nothing else.

    They are most of all there is, and need no search for what matches what.
    """
    at_one, at_other = in_common(one[apart], other[other_apart])
    return apart[at_one], other_apart[at_other]


def _others(count: int, rows: Ints) -> Bools:
    others = np.ones(count, bool)
    others[rows] = False
    return others


def characters(first: Side, second: Side) -> Pair:
    """Count characters by label that both marked."""
    matched = first.characters_within_by_label(second.covered_by_label)
    return matched, first.covered_by_label_total + second.covered_by_label_total


def characters_untyped(first: Side, second: Side) -> Pair:
    """Count characters that both marked, labels aside."""
    matched = first.characters_within(second.covered)
    return matched, first.covered_total + second.covered_total


def _tally(spans: Spans, keep: Bools, shape: tuple[int, int]) -> Ints:
    return tally(spans.document[keep], spans.label[keep], shape)


def _tally_rows(spans: Spans, rows: Ints, shape: tuple[int, int]) -> Ints:
    return tally(spans.document[rows], spans.label[rows], shape)


def _by_document(side: Side, document: Ints) -> Ints:
    return np.bincount(document, minlength=side.shape[0])[:, None]


def _overlapping(
    first: Spans, second: Spans, one: Ints, other: Ints, shape: tuple[int, int]
) -> Ints:
    if not len(first) or not len(second):
        return np.zeros(shape, np.int64)
    left, right, count = clusters(first, second)
    matched = matched_in_clusters(first, second, (one, other), (left, right, count))
    document = np.zeros(count, np.int64)
    label = np.zeros(count, np.int64)
    document[left] = first.document
    if shape[1] > 1:
        label[left] = first.label
    return tally(document, label, shape, matched)
