"""Spans, their fragments and extents, relations between spans, and coreference chains.

All offsets are Unicode code points, half-open, over the document's canonical text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId


class Extent(NamedTuple):
    """A [start, end) pair in code points."""

    start: int
    end: int


Fragments = tuple[Extent, ...]


class Origin(StrEnum):
    """Where a label came from; kept with it for good, outside the content digest."""

    HAND = "hand"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    SPREAD = "spread"
    IMPORTED = "imported"
    ADJUDICATED = "adjudicated"


def fragments_of(extents: Iterable[tuple[int, int]], length: int) -> Fragments:
    """Return extents as fragments: sorted, touching and overlapping ones joined.

    Raises UserError where an extent is empty or lies outside ``[0, length)``.
    """
    joined: list[Extent] = []
    for start, end in sorted(extents):
        if not 0 <= start < end <= length:
            raise UserError(
                f"A span from {start} to {end} does not fit a text of {length} characters.",
                mend="Offsets count Unicode code points, the end is not included.",
            )
        if joined and start <= joined[-1].end:
            joined[-1] = Extent(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Extent(start, end))
    if not joined:
        raise UserError("A span needs at least one fragment.")
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of text: one or more fragments under one label."""

    id: SpanId
    fragments: Fragments
    label: LabelId
    attributes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    origin: Origin = Origin.HAND
    source: str = ""

    @property
    def start(self) -> int:
        """The first code point of the first fragment."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """One past the last code point of the last fragment."""
        return self.fragments[-1].end

    def surface(self, text: str) -> str:
        """Return the string the span covers, fragments joined by an ellipsis."""
        return " … ".join(text[start:end] for start, end in self.fragments)


class _OpenSpan:
    """A span that is being made; it has the very fields of one."""

    __slots__ = ("attributes", "fragments", "id", "label", "note", "origin", "source")
    id: SpanId
    fragments: Fragments
    label: LabelId
    attributes: Mapping[str, str]
    note: str
    origin: Origin
    source: str


def imported_spans(rows: Iterable[tuple[SpanId, int, int, LabelId]]) -> tuple[Span, ...]:
    """Return spans of one extent (id, start, end, label) as ``Span(...)`` would, sooner.

    A frozen dataclass sets each field by a function call, which takes four times as long;
    that shows where files with hundreds of thousands of spans are read.
    """
    imported = Origin.IMPORTED
    spans = []
    for id, start, end, label in rows:
        made = _OpenSpan()
        made.id = id
        made.fragments = (Extent(start, end),)
        made.label = label
        made.attributes = {}
        made.note = ""
        made.origin = imported
        made.source = ""
        made.__class__ = Span  # type: ignore[assignment]
        spans.append(made)
    return tuple(spans)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed link from a source span to a target span of the same annotation set."""

    id: RelationId
    label: LabelId
    source: SpanId
    target: SpanId
    attributes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    origin: Origin = Origin.HAND


@dataclass(frozen=True, slots=True)
class Chain:
    """A coreference chain: spans of one annotation set that name the same thing."""

    id: ChainId
    spans: tuple[SpanId, ...]
