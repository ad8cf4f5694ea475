"""What two annotators marked alike: matched and total by document and label.

Each function takes the spans of both and returns two arrays; F1 = 2 * matched / total.
"""

import numpy as np

from annotator.agreement.overlaps import Edges, clusters, edges, in_both, matched_in_clusters
from annotator.agreement.tables import Bools, Ints, Pieces, Spans

Pair = tuple[Ints, Ints]


def tally(document: Ints, label: Ints, shape: tuple[int, int], weight: Ints | None = None) -> Ints:
    """Return how often each document and label occurs, or the sum of weights."""
    flat = np.bincount(document * shape[1] + label, weight, minlength=shape[0] * shape[1])
    return flat[: shape[0] * shape[1]].astype(np.int64).reshape(shape)


def exact(first: Spans, second: Spans, shape: tuple[int, int]) -> Pair:
    """Count spans with equal fragments and label."""
    return _tally_both(first, second, in_both(first.exact, second.exact), shape)


def independent(first: Spans, second: Spans, shape: tuple[int, int]) -> Pair:
    """Count equal spans without those that both took from the same suggestion."""
    common = np.intersect1d(first.exact[first.taken], second.exact[second.taken])
    first = first.only(~in_both(first.exact, common))
    second = second.only(~in_both(second.exact, common))
    return exact(first, second, shape)


def boundary(first: Spans, second: Spans, documents: int) -> Pair:
    """Count distinct extents that both marked, labels aside."""
    first, second = _distinct(first), _distinct(second)
    matched = in_both(first.boundary, second.boundary)
    return _tally_both(first, second, matched, (documents, 1), labelled=False)


def overlap(first: Spans, second: Spans, shape: tuple[int, int], width: int) -> Pair:
    """Count one-to-one matches of spans of one label that share a character."""
    # Each label gets a line of its own, so that only spans of one label can meet.
    one, other = _on_label_lines(first, width), _on_label_lines(second, width)
    return _overlapping(one, other, first.exact, second.exact, shape, labelled=True)


def overlap_untyped(first: Spans, second: Spans, documents: int) -> Pair:
    """Count one-to-one matches of spans that share a character, labels aside."""
    return _overlapping(
        first, second, first.boundary, second.boundary, (documents, 1), labelled=False
    )


def characters(first: Spans, second: Spans, shape: tuple[int, int], starts: Ints) -> Pair:
    """Count characters by label that both marked."""
    width = int(starts[-1])
    one = _union(_on_label_lines(first, width).pieces)
    other = _union(_on_label_lines(second, width).pieces)
    return _character_counts(one, other, shape, starts)


def characters_untyped(first: Spans, second: Spans, documents: int, starts: Ints) -> Pair:
    """Count characters that both marked, labels aside."""
    one, other = _union(first.pieces), _union(second.pieces)
    return _character_counts(one, other, (documents, 1), starts)


def _tally_both(
    first: Spans,
    second: Spans,
    matched: Bools,
    shape: tuple[int, int],
    *,
    labelled: bool = True,
) -> Pair:
    one = first.label if labelled else np.zeros_like(first.label)
    other = second.label if labelled else np.zeros_like(second.label)
    total = tally(first.document, one, shape) + tally(second.document, other, shape)
    return tally(first.document[matched], one[matched], shape), total


def _distinct(spans: Spans) -> Spans:
    keep = np.ones(len(spans), bool)
    keep[1:] = spans.boundary[1:] != spans.boundary[:-1]
    return spans.only(keep)


def _on_label_lines(spans: Spans, width: int) -> Spans:
    shift = spans.label * width
    pieces = spans.pieces
    start, end = pieces.start + shift[pieces.owner], pieces.end + shift[pieces.owner]
    order = np.argsort(start, kind="stable")
    return Spans(
        spans.document, spans.label, spans.boundary, spans.exact,
        spans.start + shift, spans.end + shift, spans.size, spans.taken,
        Pieces(pieces.owner[order], start[order], end[order]),
    )  # fmt: skip


def _overlapping(
    first: Spans, second: Spans, one: Ints, other: Ints, shape: tuple[int, int], *, labelled: bool
) -> Pair:
    zero = np.zeros_like(first.label)
    total = tally(first.document, first.label if labelled else zero, shape)
    total += tally(
        second.document, second.label if labelled else np.zeros_like(second.label), shape
    )
    if not len(first) or not len(second):
        return np.zeros(shape, np.int64), total
    left, right, count = clusters(first, second)
    matched = matched_in_clusters(first, second, (one, other), (left, right, count))
    document = np.zeros(count, np.int64)
    label = np.zeros(count, np.int64)
    document[left] = first.document
    if labelled:
        label[left] = first.label
    return tally(document, label, shape, matched), total


def _union(pieces: Pieces) -> Pieces:
    """Return the stretches covered, joined where they touch or overlap; owners are lost."""
    if not len(pieces.start):
        return pieces
    reach = np.maximum.accumulate(pieces.end)
    new = np.ones(len(reach), bool)
    new[1:] = pieces.start[1:] > reach[:-1]
    first = np.flatnonzero(new)
    end = reach[np.append(first[1:], len(reach)) - 1]
    return Pieces(np.arange(len(first)), pieces.start[first], end)


def _character_counts(
    one: Pieces, other: Pieces, shape: tuple[int, int], starts: Ints
) -> Pair:
    width = int(starts[-1])

    def counted(position: Ints, weight: Ints) -> Ints:
        document = np.searchsorted(starts, position % width, side="right") - 1
        label = position // width if shape[1] > 1 else np.zeros_like(position)
        return tally(document, label, shape, weight)

    met: Edges = edges(one, other)
    total = counted(one.start, one.end - one.start) + counted(other.start, other.end - other.start)
    return counted(one.start[met.first], met.common), total
