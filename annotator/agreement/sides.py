"""One annotator's spans in a comparison, with what several measures need, worked out once.

Where everything an annotator did counts for every pair, one side serves all of them.
"""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from annotator.agreement.tables import Ints, Pieces, Spans, Tables, occurrences, tally


class MarkedTokens(NamedTuple):
    """Codes of (token, label) in order, and how many spans of the label stand on the token."""

    code: Ints
    many: Ints


class Extents(NamedTuple):
    """Documents and codes of distinct extents, labels aside."""

    document: Ints
    boundary: Ints


class Side:
    """The spans of one annotator that count; ``shape`` is (documents, labels)."""

    def __init__(self, tables: Tables, spans: Spans) -> None:
        self.tables = tables
        self.spans = spans
        self.shape = (len(tables.documents), len(tables.labels))
        self.width = int(tables.starts[-1])

    @cached_property
    def total(self) -> Ints:
        """How many spans there are by document and label."""
        return tally(self.spans.document, self.spans.label, self.shape)

    @cached_property
    def distinct(self) -> Extents:
        """The extents of the spans, those that stand on one place once."""
        keep = np.ones(len(self.spans), bool)
        keep[1:] = self.spans.boundary[1:] != self.spans.boundary[:-1]
        return Extents(self.spans.document[keep], self.spans.boundary[keep])

    @cached_property
    def on_label_lines(self) -> Spans:
        """The spans with a line for each label, so that only spans of one label can meet."""
        spans, pieces = self.spans, self.spans.pieces
        shift = spans.label * self.width
        start, end = pieces.start + shift[pieces.owner], pieces.end + shift[pieces.owner]
        order = np.argsort(start, kind="stable")
        return Spans(
            spans.document, spans.label, spans.boundary, spans.exact,
            spans.start + shift, spans.end + shift, spans.size, spans.taken,
            Pieces(pieces.owner[order], start[order], end[order]),
        )  # fmt: skip

    @cached_property
    def apart(self) -> Ints:
        """The rows of spans that reach into no other of the same annotator."""
        return _apart(self.spans)

    @cached_property
    def apart_by_label(self) -> Ints:
        """The rows of spans that reach into no other of the same annotator and label."""
        return _apart(self.on_label_lines)

    @cached_property
    def covered(self) -> Pieces:
        """The stretches that are marked, labels aside."""
        return _union(self.spans.pieces)

    @cached_property
    def covered_by_label(self) -> Pieces:
        """The stretches that are marked, on a line for each label."""
        return _union(self.on_label_lines.pieces)

    @cached_property
    def covered_total(self) -> Ints:
        """How many characters are marked, by document."""
        return self.characters_within(self.covered)

    @cached_property
    def covered_by_label_total(self) -> Ints:
        """How many characters are marked, by document and label."""
        return self.characters_within_by_label(self.covered_by_label)

    def characters_within(self, others: Pieces) -> Ints:
        """Return how many characters others cover of what is marked, by document."""
        place = self._covered_place
        return tally(place, np.zeros_like(place), (self.shape[0], 1), common(self.covered, others))

    def characters_within_by_label(self, others: Pieces) -> Ints:
        """Return how many characters others cover of what is marked, by document and label."""
        number = common(self.covered_by_label, others)
        return tally(*self._covered_by_label_place, self.shape, number)

    @cached_property
    def _covered_place(self) -> Ints:
        return self._document(self.covered.start)

    @cached_property
    def _covered_by_label_place(self) -> tuple[Ints, Ints]:
        label, position = np.divmod(self.covered_by_label.start, self.width)
        return self._document(position), label

    def _document(self, position: Ints) -> Ints:
        return np.searchsorted(self.tables.starts, position, side="right") - 1

    @cached_property
    def marked_tokens(self) -> MarkedTokens:
        """The tokens under labels, as a multiset."""
        token, label = incidences(self.tables, self.spans)
        codes = token * max(self.shape[1], 1) + label
        return MarkedTokens(*occurrences(codes))

    @cached_property
    def token_total(self) -> Ints:
        """How many tokens are marked, by document and label."""
        return self.tally_tokens(*self.marked_tokens)

    def tally_tokens(self, code: Ints, many: Ints) -> Ints:
        """Return numbers of marked tokens by document and label."""
        width = max(self.shape[1], 1)
        document = self.tables.token_document[code // width]
        return tally(document, code % width, self.shape, many)


def incidences(tables: Tables, spans: Spans) -> tuple[Ints, Ints]:
    """Return token and label of each place where a span stands on a token, a span once."""
    pieces = spans.pieces
    # Both of one kind: numpy would make all tokens wider to look a few positions up.
    kind = tables.token_end.dtype
    low = np.searchsorted(tables.token_end, pieces.start.astype(kind), side="right")
    high = np.searchsorted(tables.token_start, pieces.end.astype(kind), side="left")
    high = np.maximum(high, low)
    many = high - low
    owner = np.repeat(pieces.owner, many)
    token = np.arange(len(owner)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(low, many)
    if len(pieces.owner) > len(spans):
        width = len(tables.token_start) + 1
        once = np.unique(owner * width + token)
        owner, token = once // width, once % width
    return token, spans.label[owner]


def common(pieces: Pieces, others: Pieces) -> Ints:
    """Return how many characters of each piece others cover; those in order, without overlap."""
    if not len(others.start):
        return np.zeros_like(pieces.start)
    size = others.end - others.start
    before = np.cumsum(size) - size
    return _covered_until(pieces.end, others, before) - _covered_until(pieces.start, others, before)


def _covered_until(position: Ints, others: Pieces, before: Ints) -> Ints:
    """Return how many characters others cover up to each position."""
    at = np.searchsorted(others.start, position, side="right") - 1
    inside = np.minimum(position, others.end[at]) - others.start[at] + before[at]
    return np.asarray(np.where(at >= 0, inside, 0))


def _apart(spans: Spans) -> Ints:
    """Return the rows of spans that reach into no other, looked at from end to end."""
    order = np.argsort(spans.start, kind="stable")
    start, reach = spans.start[order], np.maximum.accumulate(spans.end[order])
    free = np.ones(len(order) + 1, bool)
    free[1:-1] = start[1:] >= reach[:-1]
    return np.sort(order[free[1:] & free[:-1]])


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
