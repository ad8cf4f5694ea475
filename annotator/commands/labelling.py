"""Commands on spans: label, relabel, move edges, delete, note, attributes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.commands.command import Context
from annotator.commands.relation_triage import reopen_relations, revise_decisions
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, LabelId, SpanId, new_id
from annotator.domain.live_sets import LiveSet
from annotator.domain.spans import Extent, Fragments, Origin, Span, fragments_of
from annotator.domain.suggestions import Suggestion, Verdict
from annotator.store import sets, suggestions


@dataclass(frozen=True, slots=True)
class AddSpan:
    """Label a stretch of text.

    Where a source had suggested just this, it counts as accepted, so that it was right
    shows in its precision and it does not come back when the span goes.
    """

    document: DocumentId
    fragments: Fragments
    label: LabelId
    origin: Origin = Origin.HAND
    source: str = ""

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Label"

    def apply(self, context: Context) -> None:
        """Write the span."""
        document = context.document(self.document)
        fragments = checked_fragments(document, self.fragments)
        label = context.span_label(self.label)
        live = context.live(self.document)
        if live.with_content(fragments, self.label) is not None:
            raise UserError(f"This is labelled {label.title} already.")
        set_ = context.begin_work(self.document)
        span = Span(SpanId(new_id()), fragments, self.label, {}, "", self.origin, self.source)
        sets.put_span(context.t, set_, span)
        count_as_accepted(context, self.document, span)


@dataclass(frozen=True, slots=True)
class RelabelSpan:
    """Give a span another label."""

    document: DocumentId
    span: SpanId
    label: LabelId

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Change label"

    def apply(self, context: Context) -> None:
        """Write the new label; relations that the new label does not allow are refused."""
        label = context.span_label(self.label)
        live = context.live(self.document)
        span = _live_span(live, self.span)
        if span.label == self.label:
            raise UserError(f"This is labelled {label.title} already.")
        _refuse_double(live, span.fragments, self.label, label.title)
        _refuse_broken_relations(context, live, self.span, self.label)
        _change(context, self.document, live, self.span, label=self.label)


@dataclass(frozen=True, slots=True)
class MoveSpan:
    """Give a span other fragments: an edge moved, a fragment added or taken away."""

    document: DocumentId
    span: SpanId
    fragments: Fragments

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Move edge"

    def apply(self, context: Context) -> None:
        """Write the new fragments."""
        fragments = checked_fragments(context.document(self.document), self.fragments)
        live = context.live(self.document)
        span = _live_span(live, self.span)
        _refuse_double(live, fragments, span.label, "so")
        _change(context, self.document, live, self.span, fragments=fragments)


@dataclass(frozen=True, slots=True)
class DeleteSpans:
    """Delete spans with their relations and chain memberships."""

    document: DocumentId
    spans: Sequence[SpanId]

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Delete label" if len(self.spans) == 1 else f"Delete {len(self.spans)} labels"

    def apply(self, context: Context) -> None:
        """Turn the rows into tombstones; what a model had suggested here stays away."""
        live = context.live(self.document)
        doomed = [twin for span in self.spans for twin in live.twins(span)]
        if not doomed:
            raise UserError("The label is no longer there.")
        relations = live.relations_of(doomed)
        context.t.delete("relations", relations)
        context.t.delete("chain_members", live.members_of(doomed))
        context.t.delete("spans", doomed)
        for span_id in doomed:
            revise_decisions(context, self.document, span_id, Verdict.REJECTED)
        reopen_relations(context, self.document, relations)


@dataclass(frozen=True, slots=True)
class SetSpanNote:
    """Write the note of a span; an empty one takes it away."""

    document: DocumentId
    span: SpanId
    note: str

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Write note"

    def apply(self, context: Context) -> None:
        """Write the note."""
        live = context.live(self.document)
        for twin in _twins(live, self.span):
            context.t.update("spans", twin, {"note": self.note.strip()})


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """Set one attribute of a span; an empty value takes it away."""

    document: DocumentId
    span: SpanId
    name: str
    value: str

    @property
    def title(self) -> str:
        """The name of the step."""
        return f"Set {self.name}"

    def apply(self, context: Context) -> None:
        """Write the value, if the schema allows it on the span's label."""
        live = context.live(self.document)
        span = _live_span(live, self.span)
        allowed = next((a for a in context.schema.attributes if a.name == self.name), None)
        if allowed is None or (allowed.labels and span.label not in allowed.labels):
            raise UserError(f'This label has no attribute "{self.name}".')
        if self.value and self.value not in allowed.values:
            raise UserError(
                f'"{self.value}" is no value of {self.name}.',
                mend=f"Values are {', '.join(allowed.values)}.",
            )
        attributes = {k: v for k, v in span.attributes.items() if k != self.name}
        if self.value:
            attributes[self.name] = self.value
        _change(context, self.document, live, self.span, attributes=attributes)


def checked_fragments(document: Document, fragments: Fragments) -> Fragments:
    """Return fragments joined and sorted; refuse what lies outside the text or labelling."""
    joined = fragments_of(fragments, len(document.text))
    if not all(_within(extent, document) for extent in joined):
        raise UserError(
            "This part of the page is not for labelling.",
            mend="If it belongs to the article, change its zone first (Z).",
        )
    return joined


def count_as_accepted(
    context: Context,
    document: DocumentId,
    span: Span,
    proposed: Sequence[Suggestion] | None = None,
) -> None:
    """Record that what was suggested, or decided otherwise before, is now this span.

    ``proposed`` spares reading what is suggested for the document, where that is at hand.
    """
    content = (span.fragments, span.label)
    if proposed is None:
        proposed = context.proposed(document)
    matching = [s for s in proposed if (s.fragments, s.label) == content]
    if matching:
        sources = sorted({s.source for s in matching})
        suggestions.decide(
            context.t,
            context.annotator,
            document,
            matching[0],
            sources,
            Verdict.ACCEPTED,
            span.id,
        )
        return
    key = Suggestion(*content, "").key(document)
    decided = suggestions.decision_about(context.t.connection, context.annotator, key)
    if decided is not None:
        verdict = {"verdict": Verdict.ACCEPTED, "span": span.id}
        context.t.update("decisions", decided, verdict)


def _within(extent: Extent, document: Document) -> bool:
    if not document.zones:
        return True
    return any(
        start <= extent.start and extent.end <= end
        for start, end in labelable_extents(document.zones)
    )


def _change(
    context: Context, document: DocumentId, live: LiveSet, span_id: SpanId, **changes: object
) -> None:
    """Change a span and its twins alike, so that none reappears with the old content."""
    for twin in _twins(live, span_id):
        changed = replace(_live_span(live, twin), **changes)  # type: ignore[arg-type]
        sets.change_span(context.t, changed)
        if "attributes" not in changes:
            revise_decisions(context, document, twin, Verdict.CORRECTED)


def _live_span(live: LiveSet, span_id: SpanId) -> Span:
    span = live.span(span_id)
    if span is None:
        raise UserError("The label is no longer there.")
    return span


def _twins(live: LiveSet, span_id: SpanId) -> list[SpanId]:
    _live_span(live, span_id)
    return live.twins(span_id)


def _refuse_double(live: LiveSet, fragments: Fragments, label: LabelId, title: str) -> None:
    if live.with_content(fragments, label) is not None:
        raise UserError(f"This is labelled {title} already.")


def _refuse_broken_relations(
    context: Context, live: LiveSet, span_id: SpanId, label: LabelId
) -> None:
    broken = []
    touching = set(live.relations_of(live.twins(span_id)))
    for relation in live.relations():
        if relation.id not in touching:
            continue
        ends = []
        for end in (relation.source, relation.target):
            span = live.span(end)
            ends.append(label if end == span_id else span.label if span else label)
        if relation.label not in {r.id for r in context.schema.relations_between(*ends)}:
            kind = context.schema.label(relation.label)
            broken.append(kind.title if kind else relation.label)
    if broken:
        raise UserError(
            f"The new label does not go with the relation {', '.join(sorted(set(broken)))}.",
            mend="Delete or change the relation first.",
        )
