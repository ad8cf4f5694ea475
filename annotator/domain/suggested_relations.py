"""When a proposed relation is shown: the rule for its ends, and what is still to decide.

A relation can be judged once both its ends stand somewhere: as labels of the annotator, or
as suggestions that are still to decide. One whose end was rejected, lies across a label or
comes from a source that stays quiet is not shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from annotator.domain.ids import DocumentId, LabelId
from annotator.domain.schema import Schema
from annotator.domain.spans import Fragments, Relation, Span
from annotator.domain.suggestions import Labelled, RelationSuggestion, Suggestion

T = TypeVar("T", bound=Labelled)


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A proposed relation with the spans or suggestions that its ends stand on."""

    suggestion: RelationSuggestion
    source_end: T
    target_end: T

    def allowed(self, schema: Schema) -> bool:
        """Tell whether the schema allows the relation between these ends."""
        return _allowed(schema, self.suggestion.label, self.source_end, self.target_end)


def by_fragments(stretches: Iterable[T]) -> dict[Fragments, list[T]]:
    """Return spans or suggestions by the fragments they cover, in the order given."""
    found: dict[Fragments, list[T]] = {}
    for one in stretches:
        found.setdefault(one.fragments, []).append(one)
    return found


def placed(
    suggestion: RelationSuggestion, known: Mapping[Fragments, Sequence[T]], schema: Schema
) -> Placed[T] | None:
    """Return a proposed relation with its ends, or None where it cannot be.

    An end stands on what covers just its fragments. The labels of both must be those
    proposed, or the schema must allow the relation between them; those proposed come first.
    """
    wanted = suggestion.ends
    pairs = [
        (source, target)
        for source in known.get(wanted[0].fragments, ())
        for target in known.get(wanted[1].fragments, ())
        if source is not target
    ]
    pairs.sort(key=lambda pair: -_as_proposed(suggestion, *pair))
    for pair in pairs:
        found = Placed(suggestion, *pair)
        if _as_proposed(suggestion, *pair) == len(pair) or found.allowed(schema):
            return found
    return None


def pending_relations(
    proposed: Iterable[RelationSuggestion],
    decided: Collection[str],
    stretches: Iterable[Span | Suggestion],
    relations: Iterable[Relation],
    schema: Schema,
    document: DocumentId,
) -> list[Placed[Span | Suggestion]]:
    """Return the proposed relations that are still to decide, in reading order.

    ``stretches`` are the annotator's spans and the suggestions still to decide. Equal ones
    of several sources are one, the first source's; one that the annotator has drawn, of a
    symmetric label either way round, is decided.
    """
    known = by_fragments(stretches)
    there = {_identity(schema, one.label, one.source, one.target) for one in relations}
    shown = []
    for suggestion in sorted(proposed, key=_asked_first):
        if suggestion.key(document) in decided:
            continue
        found = placed(suggestion, known, schema)
        if found is None:
            continue
        ends = (_name(found.source_end), _name(found.target_end))
        identity = _identity(schema, suggestion.label, *ends)
        if identity not in there:
            there.add(identity)
            shown.append(found)
    return shown


def forward(suggestion: RelationSuggestion, *, symmetric: bool) -> RelationSuggestion:
    """Return a proposed relation; of a symmetric label from the earlier end to the later.

    So that what was rejected one way round is not proposed the other way round.
    """
    source, target = suggestion.ends
    if not symmetric or (source.fragments, source.label) <= (target.fragments, target.label):
        return suggestion
    return RelationSuggestion(
        suggestion.label, (target, source), suggestion.source, suggestion.score
    )


def _as_proposed(suggestion: RelationSuggestion, source: Labelled, target: Labelled) -> int:
    first, second = suggestion.ends
    return (source.label == first.label) + (target.label == second.label)


def _allowed(schema: Schema, label: LabelId, source: Labelled, target: Labelled) -> bool:
    return any(one.id == label for one in schema.relations_between(source.label, target.label))


def _name(end: Span | Suggestion) -> object:
    return end.id if isinstance(end, Span) else (end.fragments, end.label)


def _identity(schema: Schema, label: LabelId, source: object, target: object) -> object:
    found = schema.label(label)
    if found is not None and found.symmetric:
        return label, frozenset((source, target))
    return label, source, target


def _asked_first(suggestion: RelationSuggestion) -> tuple[int, int, int, str, str]:
    source, target = suggestion.ends
    first = (suggestion.start, source.fragments[0].start, target.fragments[0].start)
    return *first, suggestion.label, suggestion.source
