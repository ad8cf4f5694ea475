"""From the selected mark to what the inspector shows."""

from dataclasses import replace

from annotator.app.session import PendingSuggestion, label_title
from annotator.domain.schema import Attribute, Schema
from annotator.domain.spans import Fragments, Origin, Relation, Span
from annotator.domain.suggestions import RelationSuggestion, Suggestion
from annotator.ui.articles.wording import counted
from annotator.ui.desk import Sheet
from annotator.ui.panels.checklist import CheckRow
from annotator.ui.panels.inspector_content import (
    AttributeChoice,
    RelationContent,
    SpanContent,
    SuggestionContent,
)
from annotator.ui.panels.runs import shortened
from annotator.ui.panels.tips import origin_text
from annotator.ui.text.marks import SuggestedRelation, key_of

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
    pending, heading = _found(suggestion, sheet)
    return SuggestionContent(
        key_of(suggestion),
        surface(suggestion, sheet.document.text),
        schema.label(suggestion.label),
        extent_text(suggestion.fragments),
        origins_text(pending) if pending else suggestion.source,
        also_in,
        heading,
    )


def suggested_relation_content(
    relation: SuggestedRelation, sheet: Sheet, schema: Schema
) -> SuggestionContent:
    """Return what is said about a proposed relation, and which ends it takes along."""
    suggestion, text = relation.suggestion, sheet.document.text
    pending, heading = _found(suggestion, sheet)
    label = schema.label(suggestion.label)
    arrow = "↔" if label and label.symmetric else "→"
    first, second = (shortened(one, 80) for one in end_surfaces(suggestion, text))
    return SuggestionContent(
        relation.id,
        f"{first} {arrow} {second}",
        label,
        "",
        origins_text(pending) if pending else suggestion.source,
        heading=heading,
        along=_along(pending, text, schema) if pending else "",
    )


def check_row(pending: PendingSuggestion, text: str, schema: Schema) -> CheckRow:
    """Return a suggestion as a row of what is left to check."""
    one = pending.suggestion
    row = CheckRow(
        one,
        surface(one, text) if isinstance(one, Suggestion) else "",
        schema.label(one.label),
        ", ".join(pending.sources),
        pending.precisions[0] if pending.precisions else None,
        origins=origins_text(pending),
    )
    if isinstance(one, Suggestion):
        return row
    first, second = end_surfaces(one, text)
    open_ends = _open_ends(pending)
    along = "its ends" if len(open_ends) == 2 else "".join(surface(e, text) for e in open_ends)
    note = f"relation, with {shortened(along, 40)}" if along else "relation"
    return replace(row, surface=first, target=second, note=note)


def end_surfaces(suggestion: RelationSuggestion, text: str) -> tuple[str, str]:
    """Return the strings that a proposed relation goes from and to."""
    first, second = (
        " … ".join(text[start:end] for start, end in one.fragments) for one in suggestion.ends
    )
    return first, second


def origins_text(pending: PendingSuggestion) -> str:
    """Return all who propose something, and how often each was right for the label."""
    return " · ".join(
        origin_text(source, precision)
        for source, precision in zip(pending.sources, pending.precisions, strict=True)
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


def _found(
    suggestion: Suggestion | RelationSuggestion, sheet: Sheet
) -> tuple[PendingSuggestion | None, str]:
    """Return a suggestion as it is pending, and its place among all in words."""
    for place, one in enumerate(sheet.pending, start=1):
        if one.suggestion == suggestion:
            return one, f"Suggestion {place:,} of {len(sheet.pending):,}"
    return None, "Suggestion"


def _along(pending: PendingSuggestion, text: str, schema: Schema) -> str:
    """Return the ends that are suggestions themselves: "Mitsui (Organisation) too"."""
    named = [
        f"{shortened(surface(end, text), 40)} ({label_title(schema, end.label)})"
        for end in _open_ends(pending)
    ]
    return f"{' and '.join(named)} too" if named else ""


def _open_ends(pending: PendingSuggestion) -> list[Suggestion]:
    return [end for end in pending.ends or () if isinstance(end, Suggestion)]


def _attributes(schema: Schema, span: Span) -> list[AttributeChoice]:
    return [
        AttributeChoice(one.name, one.name, one.values, span.attributes.get(one.name, ""))
        for one in schema.attributes
        if _carries(one, span)
    ]


def _carries(attribute: Attribute, span: Span) -> bool:
    return not attribute.labels or span.label in attribute.labels
