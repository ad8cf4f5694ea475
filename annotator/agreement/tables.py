"""Annotation sets as columns of numbers: what every measure is computed from.

All documents lie one behind the other on one line of characters, so that a position tells
its document too. Labels, documents and annotators are numbers; sets of spans are sorted
and free of duplicates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Positions = NDArray[np.int32] | NDArray[np.int64]
"""Positions on the line of characters, which is nearly always short enough for four bytes."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Stretches of the line, sorted by start; ``owner`` is the row of the span they belong to."""

    owner: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Spans:
    """One annotator's spans over all documents, a row each, sorted by ``exact``.

    ``boundary`` is equal for spans with equal fragments in one document, ``exact`` for
    those with an equal label too. ``start`` and ``end`` are the first and last position on
    the line, ``size`` the characters covered. Both codes rise with the position.
    """

    document: Ints
    label: Ints
    boundary: Ints
    exact: Ints
    start: Ints
    end: Ints
    size: Ints
    taken: Bools
    pieces: Pieces

    def __len__(self) -> int:
        return len(self.exact)

    def only(self, keep: Bools) -> "Spans":
        """Return the rows for which ``keep`` is true."""
        if keep.all():
            return self
        number = np.cumsum(keep) - 1
        inside = keep[self.pieces.owner]
        pieces = Pieces(
            number[self.pieces.owner[inside]],
            self.pieces.start[inside],
            self.pieces.end[inside],
        )
        return Spans(
            self.document[keep], self.label[keep], self.boundary[keep], self.exact[keep],
            self.start[keep], self.end[keep], self.size[keep], self.taken[keep], pieces,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relations:
    """One annotator's relations, a row each: label, document, rows of its two spans."""

    document: Ints
    label: Ints
    source: Ints
    target: Ints


@dataclass(frozen=True, slots=True)
class Person:
    """All finished work of one annotator, or the gold sets.

    ``attributes`` holds (row of the span, name, value), ``chains`` by document the rows
    of the spans of each chain; ``weeks`` the ISO week each document was finished in.
    """

    name: str
    spans: Spans
    relations: Relations
    attributes: Sequence[tuple[int, str, str]]
    chains: Mapping[int, Sequence[Sequence[int]]]
    weeks: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """All that is compared.

    ``done[p, d, q]`` tells whether person ``p`` finished pass ``q`` of document ``d``;
    the gold sets, where there are any, are the last person and no annotator.
    ``label_pass`` and ``relation_pass`` give the pass of each label. ``starts`` are the
    beginnings of the documents on the line, and its end; extents are the labelable stretches.
    """

    documents: Sequence[str]
    labels: Sequence[str]
    relation_labels: Sequence[str]
    passes: Sequence[str]
    label_pass: Ints
    relation_pass: Ints
    symmetric: Bools
    people: Sequence[Person]
    gold: Person | None
    done: Bools
    starts: Ints
    token_start: Positions
    token_end: Positions
    token_document: Ints
    tokens_of_document: Ints
    extent_start: Ints
    extent_end: Ints
    masked_characters: int
    masked_spans: int
    cut_spans: int
    duplicates: int

    @property
    def names(self) -> list[str]:
        """The annotators' names, sorted."""
        return [person.name for person in self.people]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """All pairs of annotators, by their places."""
        count = len(self.people)
        return [(i, j) for i in range(count) for j in range(i + 1, count)]

    @property
    def span_passes(self) -> Ints:
        """The passes that hold span labels; all of them where no span was marked."""
        found = np.unique(self.label_pass)
        return found if len(found) else np.arange(len(self.passes))

    @property
    def wholly_done(self) -> Bools:
        """Whether a person finished all passes with span labels of a document (p, d)."""
        return np.asarray(self.done[:, :, self.span_passes].all(axis=2))

    def pair_name(self, i: int, j: int) -> str:
        """Return how a pair is written."""
        return pair_name(self.people[i].name, self.people[j].name)

    def common_passes(self, i: int, j: int) -> Bools:
        """Return which passes of which documents two people both finished (d, q)."""
        return np.asarray(self.done[i] & self.done[j])

    def shared(self, i: int, j: int) -> Bools:
        """Return the documents of which two people finished a pass in common."""
        return np.asarray(self.common_passes(i, j).any(axis=1))

    def compared(self, i: int, j: int) -> tuple[Spans, Spans]:
        """Return the spans of two people that count for them as a pair."""
        both = self.common_passes(i, j)
        first, second = self._person(i).spans, self._person(j).spans
        return (
            first.only(both[first.document, self.label_pass[first.label]]),
            second.only(both[second.document, self.label_pass[second.label]]),
        )

    def _person(self, place: int) -> Person:
        if place == len(self.people):
            assert self.gold is not None
            return self.gold
        return self.people[place]


def pair_name(one: str, other: str) -> str:
    """Return two names, sorted, with a bar between; one within a name is written ``\\|``."""
    names = sorted((one, other))
    return "|".join(name.replace("\\", r"\\").replace("|", r"\|") for name in names)


def tally(
    document: Ints, label: NDArray[np.integer], shape: tuple[int, int], weight: Ints | None = None
) -> Ints:
    """Return how often each document and label occurs, or the sum of weights."""
    flat = np.bincount(document * shape[1] + label, weight, minlength=shape[0] * shape[1])
    return flat[: shape[0] * shape[1]].astype(np.int64).reshape(shape)


def occurrences(values: Ints, *, ordered: bool = False) -> tuple[Ints, Ints]:
    """Return the distinct values in order and how often each occurs."""
    if not ordered:
        values = np.sort(values)
    new = np.ones(len(values), bool)
    new[1:] = values[1:] != values[:-1]
    at = np.flatnonzero(new)
    return values[at], np.diff(at, append=len(values))
