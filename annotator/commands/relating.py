"""Commands on relations and coreference chains."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.commands.command import Context
from annotator.commands.relation_triage import (
    count_relation_as_accepted,
    in_order,
    revise_decisions,
)
from annotator.domain.errors import UserError
from annotator.domain.ids import ChainId, DocumentId, LabelId, RelationId, SpanId, new_id
from annotator.domain.spans import Relation
from annotator.domain.suggestions import Verdict
from annotator.store import sets


@dataclass(frozen=True, slots=True)
class AddRelation:
    """Join two spans of a document by a relation that the schema allows between them.

    Where a source had suggested just this, it counts as accepted, as with spans.
    """

    document: DocumentId
    source: SpanId
    target: SpanId
    label: LabelId

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Relate"

    def apply(self, context: Context) -> None:
        """Write the relation; one that is there already is refused."""
        live = context.live(self.document)
        source, target = live.standing(self.source), live.standing(self.target)
        if source is None or target is None:
            raise UserError("One end of the relation is no longer there.")
        if source == target:
            raise UserError("A relation joins two different labels.")
        label = context.schema.label(self.label)
        ends = live.span(source), live.span(target)
        assert ends[0] is not None and ends[1] is not None
        allowed = context.schema.relations_between(ends[0].label, ends[1].label)
        if label is None or self.label not in {one.id for one in allowed}:
            raise UserError(
                "The schema does not allow this relation between these labels.",
                mend=f"Allowed are: {', '.join(one.title for one in allowed) or 'none'}.",
            )
        # A symmetric relation is stored once, from the earlier span to the later.
        ordered = in_order(ends[0], ends[1], symmetric=label.symmetric)
        source, target = ordered[0].id, ordered[1].id
        for known in live.relations():
            if (known.label, known.source, known.target) == (self.label, source, target):
                raise UserError(f"This relation ({label.title}) is there already.")
        set_ = context.begin_work(self.document)
        relation = Relation(RelationId(new_id()), self.label, source, target)
        sets.put_relation(context.t, set_, relation)
        count_relation_as_accepted(context, self.document, relation, ordered)


@dataclass(frozen=True, slots=True)
class RelabelRelation:
    """Give a relation another label."""

    document: DocumentId
    relation: RelationId
    label: LabelId

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Change relation"

    def apply(self, context: Context) -> None:
        """Write the new label, if the schema allows it between the ends."""
        live = context.live(self.document)
        known = next((r for r in live.relations() if r.id == self.relation), None)
        if known is None:
            raise UserError("The relation is no longer there.")
        source, target = live.span(known.source), live.span(known.target)
        assert source is not None and target is not None
        allowed = context.schema.relations_between(source.label, target.label)
        if self.label not in {label.id for label in allowed}:
            raise UserError("The schema does not allow this relation between these labels.")
        for twin in live.relation_twins(self.relation):
            context.t.update("relations", twin, {"label": self.label})
            revise_decisions(context, self.document, twin, Verdict.CORRECTED)


@dataclass(frozen=True, slots=True)
class DeleteRelations:
    """Delete relations; their spans stay."""

    document: DocumentId
    relations: Sequence[RelationId]

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Delete relation"

    def apply(self, context: Context) -> None:
        """Turn the rows into tombstones; what was suggested so stays away."""
        live = context.live(self.document)
        doomed = [twin for one in self.relations for twin in live.relation_twins(one)]
        if not doomed:
            raise UserError("The relation is no longer there.")
        context.t.delete("relations", dict.fromkeys(doomed))
        for relation in doomed:
            revise_decisions(context, self.document, relation, Verdict.REJECTED)


@dataclass(frozen=True, slots=True)
class SetRelationNote:
    """Write the note of a relation; an empty one takes it away."""

    document: DocumentId
    relation: RelationId
    note: str

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Write note"

    def apply(self, context: Context) -> None:
        """Write the note."""
        twins = context.live(self.document).relation_twins(self.relation)
        if not twins:
            raise UserError("The relation is no longer there.")
        for twin in twins:
            context.t.update("relations", twin, {"note": self.note.strip()})


@dataclass(frozen=True, slots=True)
class LinkSpans:
    """Put spans that name the same thing into one coreference chain."""

    document: DocumentId
    spans: Sequence[SpanId]

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Link mentions"

    def apply(self, context: Context) -> None:
        """Write the memberships; spans in chains already bring their chains together."""
        live = context.live(self.document)
        wanted = [live.standing(span) for span in self.spans]
        if None in wanted or len(set(wanted)) < 2:
            raise UserError("A chain needs two labels that are still there.")
        chain = ChainId(new_id())
        set_ = context.begin_work(self.document)
        for span in dict.fromkeys(wanted):
            assert span is not None
            sets.put_member(context.t, set_, chain, span)


@dataclass(frozen=True, slots=True)
class UnlinkSpan:
    """Take a span out of its coreference chain."""

    document: DocumentId
    span: SpanId

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Unlink mention"

    def apply(self, context: Context) -> None:
        """Turn the memberships into tombstones; the rest of the chain stays one chain."""
        live = context.live(self.document)
        doomed = live.members_of(live.twins(self.span))
        if not doomed:
            raise UserError("The label is in no chain.")
        context.t.delete("chain_members", doomed)
        self._keep_rest_together(context)

    def _keep_rest_together(self, context: Context) -> None:
        # The span may have been what held two linked groups together; the others were
        # judged to be one thing, so they stay one.
        live = context.live(self.document)
        for chain in live.chains():
            rest = [span for span in chain.spans if span not in live.twins(self.span)]
            if len(rest) == len(chain.spans) or len(rest) < 2:
                continue
            fresh = ChainId(new_id())
            set_ = context.begin_work(self.document)
            for span in rest:
                sets.put_member(context.t, set_, fresh, span)
