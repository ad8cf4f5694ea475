"""Marks: what the reading pane is given to show, and quick answers about it."""

import sys
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from annotator.domain.ids import LabelId
from annotator.domain.spans import Extent, Relation, Span
from annotator.domain.suggestions import RelationSuggestion, SuggestedEnd, Suggestion
from annotator.layout.intervals import IntervalIndex

Mark = Span | Suggestion


@dataclass(frozen=True)
class SuggestedRelation:
    """A proposed relation as it is drawn, from mark to mark; both are given by their keys."""

    suggestion: RelationSuggestion
    source: str
    target: str

    @property
    def id(self) -> str:
        """A key that is the same for the same suggestion in the next marks."""
        return relation_key(self.suggestion)

    @property
    def label(self) -> LabelId:
        """The label proposed for it."""
        return self.suggestion.label


Arc = Relation | SuggestedRelation
Selectable = Mark | Arc
T = TypeVar("T")


@dataclass(frozen=True)
class Marks:
    """Everything drawn on one article, spans and suggestions in reading order.

    ``suggested`` are proposed relations in the order in which they are asked.
    """

    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    suggested: tuple[SuggestedRelation, ...] = ()


@dataclass(frozen=True)
class LabelStyle:
    """How a label looks: the text of its tag (``PERSON``) and its ``#rrggbb`` colour.

    ``title`` is what tooltips and screen readers say ("Person"); the tag if empty.
    ``symmetric`` matters for relations: an arrow at both ends.
    """

    text: str
    colour: str
    title: str = ""
    symmetric: bool = False

    @property
    def spoken(self) -> str:
        """The name for tooltips and screen readers."""
        return self.title or self.text


def key_of(mark: Mark) -> str:
    """Return a key that is the same for the same mark in the next marks."""
    if isinstance(mark, Span):
        return mark.id
    return f"?{_written(mark)}:{mark.label}:{mark.source}"


def relation_key(suggestion: RelationSuggestion) -> str:
    """Return a key that is the same for the same proposed relation in the next marks."""
    source, target = (_written(end) for end in suggestion.ends)
    return f"?{source}>{target}:{suggestion.label}:{suggestion.source}"


def _written(stretch: Mark | SuggestedEnd) -> str:
    return ",".join(f"{start}-{end}" for start, end in stretch.fragments)


class MarkBook:
    """The marks by key, by place and in reading order; brought up to date by difference."""

    def __init__(self) -> None:
        self.marks = Marks()
        self._by_key: dict[str, Mark] = {}
        self._index: IntervalIndex[str] = IntervalIndex()
        self._order: list[tuple[int, int, str]] = []
        self._arcs: dict[str, list[Arc]] = {}
        self._arc_by_id: dict[str, Arc] = {}

    def replace(self, marks: Marks) -> list[Extent] | None:
        """Take new marks; return the extents that look different, or None if too many."""
        old, self.marks = self.marks, marks
        gone, come = _difference(old.spans, marks.spans)
        gone_suggestions, come_suggestions = _difference(old.suggestions, marks.suggestions)
        gone_relations, come_relations = _difference(old.relations, marks.relations)
        gone_suggested, come_suggested = _difference(old.suggested, marks.suggested)
        gone_arcs: list[Arc] = [*gone_relations, *gone_suggested]
        come_arcs: list[Arc] = [*come_relations, *come_suggested]
        self._replace_marks([*gone, *gone_suggestions], [*come, *come_suggestions])
        self._replace_arcs(gone_arcs, come_arcs)
        touched: list[Mark] = [*gone, *come, *gone_suggestions, *come_suggestions]
        if len(touched) + len(gone_arcs) + len(come_arcs) > _FEW:
            return None
        changed = [Extent(mark.start, mark.end) for mark in touched]
        for arc in (*gone_arcs, *come_arcs):
            for end in (arc.source, arc.target):
                mark = self._by_key.get(end)
                if mark is not None:
                    changed.append(Extent(mark.start, mark.end))
        return changed

    def _replace_marks(self, gone: Sequence[Mark], come: Sequence[Mark]) -> None:
        if len(gone) + len(come) > _FEW:
            self._by_key = {key_of(mark): mark for mark in self._all()}
            rows = [(mark.start, mark.end, key) for key, mark in self._by_key.items()]
            self._index = IntervalIndex((key, start, end) for start, end, key in rows)
            self._order = sorted((start, -end, key) for start, end, key in rows)
            return
        for mark in gone:
            key = key_of(mark)
            if self._by_key.pop(key, None) is not None:
                self._index.remove(key)
                row = (mark.start, -mark.end, key)
                del self._order[bisect_left(self._order, row)]
        for mark in come:
            key = key_of(mark)
            if key in self._by_key:
                continue
            self._by_key[key] = mark
            self._index.add(key, mark.start, mark.end)
            insort(self._order, (mark.start, -mark.end, key))

    def _replace_arcs(self, gone: Sequence[Arc], come: Sequence[Arc]) -> None:
        for arc in gone:
            self._arc_by_id.pop(arc.id, None)
            for end in {arc.source, arc.target}:
                rows = self._arcs[end]
                rows[:] = [row for row in rows if row.id != arc.id]
        for arc in come:
            self._arc_by_id[arc.id] = arc
            for end in {arc.source, arc.target}:
                self._arcs.setdefault(end, []).append(arc)

    def _all(self) -> Iterator[Mark]:
        yield from self.marks.spans
        yield from self.marks.suggestions

    def get(self, key: str) -> Mark | None:
        """Return the mark of a key, or None."""
        return self._by_key.get(key)

    def span(self, span_id: str) -> Span | None:
        """Return the span with this id, or None."""
        mark = self._by_key.get(span_id)
        return mark if isinstance(mark, Span) else None

    def relation(self, relation_id: str) -> Arc | None:
        """Return the relation, proposed ones included, with this id, or None."""
        return self._arc_by_id.get(relation_id)

    def relations_of(self, key: str) -> Sequence[Arc]:
        """Return the relations that start or end at a mark, proposed ones last."""
        return self._arcs.get(key, ())

    def overlapping(self, start: int, end: int) -> list[tuple[str, Mark]]:
        """Return what overlaps [start, end), in reading order, outer before inner."""
        found = [(key, self._by_key[key]) for key in self._index.overlapping(start, end)]
        found.sort(key=lambda row: (row[1].start, -row[1].end, row[0]))
        return found

    def reach(self, extent: Extent) -> Extent:
        """Return an extent grown over all marks that overlap it, directly or through others.

        A change within it can move any of them to another lane.
        """
        while True:
            marks = [self._by_key[key] for key in self._index.overlapping(*extent)]
            start = min((mark.start for mark in marks), default=extent.start)
            end = max((mark.end for mark in marks), default=extent.end)
            grown = Extent(min(start, extent.start), max(end, extent.end))
            if grown == extent:
                return extent
            extent = grown

    def __len__(self) -> int:
        return len(self._order)

    def place(self, mark: Mark) -> int:
        """Return the place of a mark in reading order, counted from 0."""
        return bisect_left(self._order, (mark.start, -mark.end, key_of(mark)))

    def following(self, mark: Mark | None, offset: int, *, forward: bool) -> Iterator[Mark]:
        """Yield the marks after (or before) one, else after an offset, in reading order."""
        if mark is not None:
            row = (mark.start, -mark.end, key_of(mark))
            at = bisect_right(self._order, row) if forward else bisect_left(self._order, row)
        else:
            at = bisect_left(self._order, (offset,))
        rows: Iterable[tuple[int, int, str]]
        rows = self._order[at:] if forward else reversed(self._order[:at])
        for row in rows:
            yield self._by_key[row[2]]

    def round(
        self, current: Selectable | None, offset: int, *, forward: bool
    ) -> Iterator[Mark | SuggestedRelation]:
        """Yield what to select next: marks in reading order, proposed relations last, and round.

        Relations come after the marks because each can only be judged once its ends are.
        """
        suggested = self.marks.suggested
        end = 0 if forward else sys.maxsize
        if isinstance(current, SuggestedRelation):
            at = next((n for n, one in enumerate(suggested) if one.id == current.id), 0)
            yield from suggested[at + 1 :] if forward else reversed(suggested[:at])
        else:
            mark = current if isinstance(current, Span | Suggestion) else None
            yield from self.following(mark, offset, forward=forward)
            yield from suggested if forward else reversed(suggested)
        yield from self.following(None, end, forward=forward)
        yield from suggested if forward else reversed(suggested)


_FEW = 400
"""Up to so many changes are worked in one by one; above, everything is built anew."""


def _difference(old: Sequence[T], new: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """Return what stands between the common beginning and the common end of both."""
    if old is new:
        return (), ()
    limit = min(len(old), len(new))
    head = 0
    while head < limit and (old[head] is new[head] or old[head] == new[head]):
        head += 1
    limit -= head
    tail = 0
    while tail < limit and (old[-1 - tail] is new[-1 - tail] or old[-1 - tail] == new[-1 - tail]):
        tail += 1
    return old[head : len(old) - tail], new[head : len(new) - tail]
