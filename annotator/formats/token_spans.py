"""Put the spans of an annotation set on tokens, and say what does not fit and why."""

from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.ids import SpanId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.formats.tokens import TokenTable, trimmed


class TokenSpan(NamedTuple):
    """A span on the tokens [first, last) under the name of its label."""

    first: int
    last: int
    label: str
    span: Span


@dataclass(slots=True)
class TokenSpans:
    """What became of the spans of one set.

    ``placed`` holds every span that tokens can express, outer before inner; ``unsure``
    the tokens whose truth is not known: in masked zones, or under a span that was lost.
    """

    placed: list[TokenSpan] = field(default_factory=list)
    unsure: set[int] = field(default_factory=set)
    masked: set[int] = field(default_factory=set)

    def by_id(self) -> dict[SpanId, TokenSpan]:
        """Return the placed spans by their ids."""
        return {each.span.id: each for each in self.placed}


def place_spans(
    document: Document,
    annotations: AnnotationSet,
    schema: Schema,
    tokens: TokenTable,
    losses: Report,
    *,
    expand: bool = False,
) -> TokenSpans:
    """Return the set's spans on tokens; each span is placed or counted as one loss.

    ``expand`` moves edges inside a token outwards and counts that too. Spans that touch a
    zone not for labelling are left out; all tokens there are masked.
    """
    masked = _masked_tokens(document, tokens)
    result = TokenSpans(masked=masked)
    names = {label.id: label.name for label in schema.span_labels}
    keep, aligned = result.placed.append, tokens.aligned
    for span in annotations.spans:
        name = names.get(span.label)
        if name is not None and not masked and len(span.fragments) == 1:
            exact = aligned(*span.fragments[0])  # nearly all spans are such
            if exact:
                keep(TokenSpan(*exact, name, span))
                continue
        placed, code = _place(span, document, tokens, masked, expand)
        if name is None:
            placed, code = None, "label-not-in-schema"
        if code:
            surface = span.surface(document.text)
            losses.add(code, Example(document.id, span.start, surface))
        if placed is None or name is None:
            for start, end in span.fragments:
                result.unsure.update(range(*tokens.covering(start, end)))
        else:
            keep(TokenSpan(*placed, name, span))
    result.placed.sort(key=lambda each: (each[0], -each[1]))
    result.unsure |= result.masked
    return result


def _masked_tokens(document: Document, tokens: TokenTable) -> set[int]:
    """Return the tokens not wholly in zones for labelling; none where there are no zones."""
    if all(zone.labelable for zone in document.zones):
        return set()
    masked = set(range(len(tokens)))
    for start, end in labelable_extents(document.zones):
        masked.difference_update(range(*tokens.inside(start, end)))
    return masked


def _place(
    span: Span, document: Document, tokens: TokenTable, masked: set[int], expand: bool
) -> tuple[tuple[int, int] | None, str]:
    """Return the token range or None, and the code of the loss or change, if any."""
    if masked and any(
        not masked.isdisjoint(range(*tokens.covering(start, end))) for start, end in span.fragments
    ):
        return None, "span-in-masked-zone"
    if len(span.fragments) > 1:
        return None, "discontinuous-span"
    found = tokens.aligned(span.start, span.end)
    if found:
        return found, ""
    start, end = trimmed(document.text, span.start, span.end)
    if start == end:
        return None, "span-without-token"
    found = tokens.aligned(start, end)
    if found:
        return found, "span-white-space-trimmed"
    if expand:
        return tokens.covering(start, end), "span-expanded"
    return None, "span-cuts-token"
