"""From the selected mark to what the inspector shows."""

from annotator.app.session import PendingSuggestion
from annotator.domain.schema import Attribute, Schema
from annotator.domain.spans import Fragments, Origin, Relation, Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.articles.wording import counted
from annotator.ui.desk import Sheet
from annotator.ui.panels.inspector_content import (
    AttributeChoice,
    RelationContent,
    SpanContent,
    SuggestionContent,
)
from annotator.ui.panels.tips import origin_text
from annotator.ui.text.marks import key_of

_ORIGINS = {
    Origin.HAND: "by hand",
    Origin.ACCEPTED: "accepted",
    Origin.CORRECTED: "corrected",
    Origin.SPREAD: "spread to equal strings",
    Origin.IMPORTED: "imported",
    Origin.ADJUDICATED: "adjudicated",
}


def surface(mark: Span | Suggestion, text: str) -> str:
    """Return the string a mark covers, fragments joined by an ellipsis."""
    return " … ".join(text[start:end] for start, end in mark.fragments)


def span_content(span: Span, sheet: Sheet, schema: Schema, also_in: str) -> SpanContent:
    """Return what is said about a span."""
    text = sheet.document.text
    origin = _ORIGINS[span.origin] + (f" from {span.source}" if span.source else "")
    members = next((c.spans for c in sheet.work.chains if span.id in c.spans), ())
    chain = [sheet.work.span(one) for one in members if one != span.id]
    return SpanContent(
        span.id,
        surface(span, text),
        schema.label(span.label),
        extent_text(span.fragments),
        origin,
        also_in,
        span.note,
        _attributes(schema, span),
        [surface(one, text) for one in chain if one is not None],
    )


def suggestion_content(
    suggestion: Suggestion, sheet: Sheet, schema: Schema, also_in: str
) -> SuggestionContent:
    """Return what is said about a suggestion: all who propose it, and where it stands."""
    place = next(
        (n for n, one in enumerate(sheet.pending, start=1) if one.suggestion == suggestion), 0
    )
    pending = sheet.pending[place - 1] if place else None
    return SuggestionContent(
        key_of(suggestion),
        surface(suggestion, sheet.document.text),
        schema.label(suggestion.label),
        extent_text(suggestion.fragments),
        _sources(pending) if pending else suggestion.source,
        also_in,
        f"Suggestion {place:,} of {len(sheet.pending):,}" if place else "Suggestion",
    )


def relation_content(relation: Relation, sheet: Sheet, schema: Schema) -> RelationContent | None:
    """Return what is said about a relation; None where an end of it is gone."""
    source, target = sheet.work.span(relation.source), sheet.work.span(relation.target)
    if source is None or target is None:
        return None
    text = sheet.document.text
    return RelationContent(
        relation.id,
        surface(source, text),
        surface(target, text),
        schema.label(relation.label),
        schema.relations_between(source.label, target.label),
        _ORIGINS[relation.origin],
        relation.note,
    )


def extent_text(fragments: Fragments) -> str:
    """Return where a mark stands, in code points from 0: "812-827, 15 characters"."""
    pieces = ", ".join(f"{start:,}–{end:,}" for start, end in fragments)
    length = sum(end - start for start, end in fragments)
    return f"{pieces} · {counted(length, 'character')}"


def also_in_text(articles: int) -> str:
    """Return in how many other articles a string stands; "" where in none."""
    return counted(articles - 1, "other article") if articles > 1 else ""


def _sources(pending: PendingSuggestion) -> str:
    return " · ".join(
        origin_text(source, precision)
        for source, precision in zip(pending.sources, pending.precisions, strict=True)
    )


def _attributes(schema: Schema, span: Span) -> list[AttributeChoice]:
    return [
        AttributeChoice(one.name, one.name, one.values, span.attributes.get(one.name, ""))
        for one in schema.attributes
        if _carries(one, span)
    ]


def _carries(attribute: Attribute, span: Span) -> bool:
    return not attribute.labels or span.label in attribute.labels
