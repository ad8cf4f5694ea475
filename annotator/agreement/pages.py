"""A page of documents as columns, as they come from a project file, cut to what counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from annotator.agreement.masking import cut
from annotator.agreement.tables import Bools, Ints
from annotator.domain.spans import Fragments

Extents = Sequence[tuple[int, int]]

NOBODY = ""
"""Stands for the owner of a set that does not count."""


class PageSet(NamedTuple):
    """Whose work on which document of the page; None stands for gold."""

    document: int
    annotator: str | None
    finished: frozenset[str]
    finished_on: date | None = None


@dataclass(slots=True)
class Page:
    """Some documents with the finished work on them, a row for each span.

    ``word_start`` and ``word_end`` are on the line of the page, where the texts stand one
    behind the other with one character between them. ``set`` is the place of a span's set,
    ``label`` that of its name in ``labels``; ``start`` and ``end`` are offsets in its
    document. The rest as in FinishedWork of the store.
    """

    documents: Sequence[str]
    lengths: Sequence[int]
    labelable: Sequence[Extents]
    word_start: Ints
    word_end: Ints
    sets: Sequence[PageSet]
    set: Ints
    start: Ints
    end: Ints
    label: Ints
    taken: Bools
    labels: Sequence[str]
    relations: Ints
    relation_labels: Sequence[str]
    fragments: dict[int, Fragments] = field(default_factory=dict)
    attributes: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    chains: Sequence[tuple[int, Sequence[int]]] = ()


def cut_to_labelable(page: Page) -> tuple[int, int]:
    """Cut the spans of a page to the labelable stretches; return how many were cut, dropped."""
    document = np.array([one.document for one in page.sets], np.int64)[page.set]
    outside = ~_within_one(page, document)
    outside[list(page.fragments)] = True
    outside &= np.array([one.annotator != NOBODY for one in page.sets], bool)[page.set]
    keep = np.ones(len(page.set), bool)
    changed = 0
    for row in np.flatnonzero(outside).tolist():
        place = int(document[row])
        before = page.fragments.get(row, ((int(page.start[row]), int(page.end[row])),))
        extents = page.labelable[place]
        after = cut(before, extents, [start for start, _ in extents])  # type: ignore[arg-type]
        changed += after != before
        keep[row] = bool(after)
        page.fragments.pop(row, None)
        if after:
            page.start[row], page.end[row] = after[0][0], after[-1][1]
            if len(after) > 1:
                page.fragments[row] = after
    dropped = len(keep) - int(keep.sum())
    if dropped:
        _drop(page, keep)
    return changed - dropped, dropped


def _within_one(page: Page, document: Ints) -> Bools:
    """Tell which spans lie within one labelable stretch, looked at from end to end."""
    lengths = np.array(page.lengths, np.int64) + 1
    shift = np.cumsum(lengths) - lengths
    low, high = extents_on_line(page.labelable, shift)
    if not len(low):
        return np.zeros(len(page.set), bool)
    start, end = page.start + shift[document], page.end + shift[document]
    place = np.searchsorted(low, start, side="right") - 1
    return np.asarray(
        (place >= 0) & (end <= high[place]) & (page.start >= 0) & (page.start < page.end)
    )


def extents_on_line(extents: Sequence[Extents], shift: Ints) -> tuple[Ints, Ints]:
    """Return starts and ends of the stretches of several documents, each moved by its shift."""
    many = np.array([len(each) for each in extents], np.int64)
    flat = np.array([edge for each in extents for one in each for edge in one], np.int64)
    edges = flat.reshape(-1, 2) + np.repeat(shift, many)[:, None]
    return edges[:, 0].copy(), edges[:, 1].copy()


def _drop(page: Page, keep: Bools) -> None:
    """Take rows out, with the relations that end at them and their places in chains."""
    number = np.cumsum(keep) - 1
    for name in ("set", "start", "end", "label", "taken"):
        setattr(page, name, getattr(page, name)[keep])
    page.fragments = {int(number[r]): one for r, one in page.fragments.items() if keep[r]}
    page.attributes = {int(number[r]): one for r, one in page.attributes.items() if keep[r]}
    ends = page.relations[keep[page.relations[:, 1]] & keep[page.relations[:, 2]]]
    page.relations = np.column_stack([ends[:, 0], number[ends[:, 1:]]])
    page.chains = [
        (place, [int(number[row]) for row in rows if keep[row]]) for place, rows in page.chains
    ]
