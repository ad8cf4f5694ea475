"""Annotation sets: one annotator's work on one document, frozen for whoever reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.ids import AnnotatorId, DocumentId, SetId, SpanId
from annotator.domain.spans import Chain, Relation, Span


class State(StrEnum):
    """How far an annotator is with a document in one pass of the schema."""

    NEW = "new"
    IN_PROGRESS = "in-progress"
    FINISHED = "finished"
    SET_ASIDE = "set-aside"


DEFAULT_PASS = "main"
GOLD = AnnotatorId("gold")
"""The owner of gold sets: no person; every decision in them is signed by one."""


@dataclass(frozen=True, slots=True)
class Annotator:
    """A person who labels: a stored id and a name."""

    id: AnnotatorId
    name: str


@dataclass(frozen=True, slots=True)
class AnnotationSet:
    """One annotator's live spans, relations and chains on one document, in reading order.

    ``states`` maps each pass of the schema to its state; a pass not named is new.
    ``flag`` is empty, or why the annotator flagged the document.
    """

    id: SetId
    document: DocumentId
    annotator: AnnotatorId
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    chains: tuple[Chain, ...] = ()
    states: Mapping[str, State] = field(default_factory=dict)
    flag: str = ""
    note: str = ""

    def state(self, schema_pass: str = DEFAULT_PASS) -> State:
        """Return the state of one pass."""
        return self.states.get(schema_pass, State.NEW)

    def finished(self, passes: Iterable[str]) -> bool:
        """Return whether every one of some passes (a schema's) is finished."""
        return all(self.state(one) is State.FINISHED for one in passes)

    def span(self, wanted: SpanId) -> Span | None:
        """Return the span with this id, or None."""
        return next((span for span in self.spans if span.id == wanted), None)
