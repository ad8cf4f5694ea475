"""What a command changed: told to every view, which asks again if it is concerned."""

from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.ids import DocumentId, RelationId, SpanId


class Facet(StrEnum):
    """A kind of content a view may show."""

    DOCUMENTS = "documents"
    LABELS = "labels"
    STATES = "states"
    ZONES = "zones"
    SCHEMA = "schema"
    SUGGESTIONS = "suggestions"
    ANNOTATORS = "annotators"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The outcome of one command, undo or redo.

    ``title`` names the step for people ("Label Person"). ``documents`` are those touched;
    empty together with ``Facet.DOCUMENTS`` or ``Facet.SUGGESTIONS`` means "many".
    ``document`` is where to go to see it, ``spans`` and ``relations`` what was made or
    changed there, the one to select first; ``members`` are rows of chain membership.
    """

    title: str
    facets: frozenset[Facet]
    documents: frozenset[DocumentId] = frozenset()
    document: DocumentId | None = None
    spans: tuple[SpanId, ...] = ()
    relations: tuple[RelationId, ...] = ()
    members: tuple[str, ...] = ()
