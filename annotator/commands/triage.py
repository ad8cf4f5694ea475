"""Commands on suggestions, of spans and of relations: accept, take otherwise, reject."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.commands.command import Context
from annotator.commands.labelling import checked_fragments
from annotator.commands.relation_triage import RelationTaker, decide_relation
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, LabelId, SpanId, new_id
from annotator.domain.spans import Origin, Span
from annotator.domain.suggestions import RelationSuggestion, Suggestion, Verdict
from annotator.store import sets, suggestions


@dataclass(frozen=True, slots=True)
class AcceptSuggestions:
    """Turn suggestions into the annotator's labels, one or all that are on the screen.

    Relations come after the spans, so that both ends of one may be accepted with it.
    """

    document: DocumentId
    suggestions: Sequence[Suggestion | RelationSuggestion]

    @property
    def title(self) -> str:
        """The name of the step."""
        number = len(self.suggestions)
        return "Accept" if number == 1 else f"Accept {number} suggestions"

    def apply(self, context: Context) -> None:
        """Write a span or relation and a decision for each."""
        spans = [one for one in self.suggestions if isinstance(one, Suggestion)]
        relations = [one for one in self.suggestions if isinstance(one, RelationSuggestion)]
        made = [_take(context, self.document, one, one.label, Verdict.ACCEPTED) for one in spans]
        if relations:
            taker = RelationTaker(context, self.document, made)
            for one in relations:
                taker.take(one, one.label, Verdict.ACCEPTED)


@dataclass(frozen=True, slots=True)
class CorrectSuggestion:
    """Take a suggestion with another label.

    ``ends`` are suggestions that are accepted with it: those a relation ends at.
    """

    document: DocumentId
    suggestion: Suggestion | RelationSuggestion
    label: LabelId
    ends: Sequence[Suggestion] = ()

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Take with another label"

    def apply(self, context: Context) -> None:
        """Write it under the new label and the decision that the old one was wrong."""
        same = self.label == self.suggestion.label
        verdict = Verdict.ACCEPTED if same else Verdict.CORRECTED
        made = [_take(context, self.document, s, s.label, Verdict.ACCEPTED) for s in self.ends]
        if isinstance(self.suggestion, Suggestion):
            _take(context, self.document, self.suggestion, self.label, verdict)
        else:
            taker = RelationTaker(context, self.document, made)
            taker.take(self.suggestion, self.label, verdict)


@dataclass(frozen=True, slots=True)
class RejectSuggestions:
    """Say no to suggestions; they stay away for this annotator, whoever proposes them."""

    document: DocumentId
    suggestions: Sequence[Suggestion | RelationSuggestion]

    @property
    def title(self) -> str:
        """The name of the step."""
        number = len(self.suggestions)
        return "Reject" if number == 1 else f"Reject {number} suggestions"

    def apply(self, context: Context) -> None:
        """Write the decisions."""
        context.begin_work(self.document)
        for one in self.suggestions:
            if isinstance(one, Suggestion):
                _decide(context, self.document, one, Verdict.REJECTED, None)
            else:
                decide_relation(context, self.document, one, Verdict.REJECTED, None)


def _take(
    context: Context,
    document: DocumentId,
    suggestion: Suggestion,
    label: LabelId,
    verdict: Verdict,
) -> Span:
    fragments = checked_fragments(context.document(document), suggestion.fragments)
    context.span_label(label)
    if context.live(document).with_content(fragments, label) is not None:
        raise UserError("This is labelled so already.")
    origin = Origin.ACCEPTED if verdict is Verdict.ACCEPTED else Origin.CORRECTED
    span = Span(SpanId(new_id()), fragments, label, {}, "", origin, suggestion.source)
    sets.put_span(context.t, context.begin_work(document), span)
    _decide(context, document, suggestion, verdict, span.id)
    return span


def _decide(
    context: Context,
    document: DocumentId,
    suggestion: Suggestion,
    verdict: Verdict,
    span: SpanId | None,
) -> None:
    key = suggestion.key(document)
    sources = {s.source for s in context.proposed(document) if s.key(document) == key}
    suggestions.decide(
        context.t,
        context.annotator,
        document,
        suggestion,
        sorted(sources | {suggestion.source}),
        verdict,
        span,
    )
