"""From a proposed relation to a relation, and what that decides about who proposed it."""

from collections.abc import Iterable
from dataclasses import replace

from annotator.commands.command import Context
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, LabelId, RelationId, SpanId, new_id
from annotator.domain.schema import LabelKind
from annotator.domain.spans import Origin, Relation, Span
from annotator.domain.suggested_relations import by_fragments, forward, placed
from annotator.domain.suggestions import RelationSuggestion, SuggestedEnd, Verdict
from annotator.store import sets, suggestions


class RelationTaker:
    """Turn proposed relations of one document into the annotator's, within one command.

    ``made`` are the spans that the command has written before.
    """

    def __init__(self, context: Context, document: DocumentId, made: Iterable[Span] = ()) -> None:
        self._context = context
        self._document = document
        live = context.live(document)
        self._spans = by_fragments((*live.spans(), *made))
        self._there = {(r.label, r.source, r.target): r.id for r in live.relations()}

    def take(self, suggestion: RelationSuggestion, label: LabelId, verdict: Verdict) -> None:
        """Write the relation under a label, and the decision; one that is there is kept."""
        context = self._context
        wanted, schema = replace(suggestion, label=label), context.schema
        found = placed(wanted, self._spans, schema)
        corrected = label != suggestion.label
        if found is not None and corrected and not found.allowed(schema):
            found = None
        if found is None:
            raise UserError(
                "An end of the relation is not labelled so that the schema allows it.",
                mend="Label both ends first, or reject the relation.",
            )
        kind = schema.label(label)
        if kind is None or kind.kind is not LabelKind.RELATION:
            raise UserError(f'The schema has no relation label "{label}".')
        ends = in_order(found.source_end, found.target_end, symmetric=kind.symmetric)
        made = self._written(label, *ends, verdict, symmetric=kind.symmetric)
        decide_relation(context, self._document, suggestion, verdict, made)

    def _written(
        self, label: LabelId, source: Span, target: Span, verdict: Verdict, *, symmetric: bool
    ) -> RelationId:
        known = self._there.get((label, source.id, target.id))
        if known is None and symmetric:
            known = self._there.get((label, target.id, source.id))
        if known is not None:
            return known
        origin = Origin.ACCEPTED if verdict is Verdict.ACCEPTED else Origin.CORRECTED
        new = RelationId(new_id())
        relation = Relation(new, label, source.id, target.id, origin=origin)
        sets.put_relation(self._context.t, self._context.begin_work(self._document), relation)
        self._there[(label, source.id, target.id)] = new
        return new


def in_order(source: Span, target: Span, *, symmetric: bool) -> tuple[Span, Span]:
    """Return the ends as they are stored: a symmetric relation goes from the earlier span."""
    if symmetric and (target.start, target.id) < (source.start, source.id):
        return target, source
    return source, target


def decide_relation(
    context: Context,
    document: DocumentId,
    suggestion: RelationSuggestion,
    verdict: Verdict,
    made: RelationId | None,
) -> None:
    """Record a decision about a proposed relation, for all who proposed the same."""
    key = suggestion.key(document)
    others = context.proposed_relations(document)
    sources = {other.source for other in others if other.key(document) == key}
    sources.add(suggestion.source)
    suggestions.decide(
        context.t, context.annotator, document, suggestion, sorted(sources), verdict, made
    )


def count_relation_as_accepted(
    context: Context, document: DocumentId, relation: Relation, ends: tuple[Span, Span]
) -> None:
    """Record that what was suggested, or decided otherwise before, is now this relation."""
    label = context.schema.label(relation.label)
    symmetric = label is not None and label.symmetric
    source, target = (SuggestedEnd(end.fragments, end.label) for end in ends)
    drawn = RelationSuggestion(relation.label, (source, target), "")
    key = forward(drawn, symmetric=symmetric).key(document)
    for other in context.proposed_relations(document):
        if forward(other, symmetric=symmetric).key(document) == key:
            decide_relation(context, document, other, Verdict.ACCEPTED, relation.id)
            return
    decided = suggestions.decision_about(context.t.connection, context.annotator, key)
    if decided is not None:
        verdict = {"verdict": Verdict.ACCEPTED, "span": relation.id}
        context.t.update("decisions", decided, verdict)


def revise_decisions(
    context: Context, document: DocumentId, made: SpanId | RelationId, verdict: Verdict
) -> None:
    """Give the decisions that led to a span or relation another verdict."""
    for row in suggestions.decisions_that_made(context.t.connection, document, made):
        context.t.update("decisions", row, {"verdict": verdict})


def reopen_relations(
    context: Context, document: DocumentId, relations: Iterable[RelationId]
) -> None:
    """Take back what was decided about relations that go because an end of them goes.

    Nobody said that they were wrong; they are asked again once their ends are back.
    """
    for relation in relations:
        rows = suggestions.decisions_that_made(context.t.connection, document, relation)
        context.t.delete("decisions", rows)
