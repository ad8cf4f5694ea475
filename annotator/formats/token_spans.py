"""Put the spans of an annotation set on tokens, and say what does not fit and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.ids import SpanId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.formats.tokens import TokenTable, trimmed


@dataclass(frozen=True, slots=True)
class TokenSpan:
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
    open_tokens = _open_tokens(document, tokens)
    result = TokenSpans(masked=set(range(len(tokens))) - open_tokens)
    names = {label.id: label.name for label in schema.span_labels}
    for span in annotations.spans:
        placed, code = _place(span, document, tokens, open_tokens, expand)
        if span.label not in names:
            placed, code = None, "label-not-in-schema"
        if code:
            surface = span.surface(document.text)
            losses.add(code, Example(document.id, span.start, surface))
        if placed is None:
            for start, end in span.fragments:
                result.unsure.update(range(*tokens.covering(start, end)))
        else:
            result.placed.append(TokenSpan(*placed, names[span.label], span))
    result.placed.sort(key=lambda each: (each.first, -each.last))
    result.unsure |= result.masked
    return result


def _open_tokens(document: Document, tokens: TokenTable) -> set[int]:
    """Return the tokens wholly in zones for labelling; all of them where there are no zones."""
    if not document.zones:
        return set(range(len(tokens)))
    found: set[int] = set()
    for start, end in labelable_extents(document.zones):
        found.update(range(*tokens.inside(start, end)))
    return found


def _place(
    span: Span, document: Document, tokens: TokenTable, open_tokens: set[int], expand: bool
) -> tuple[tuple[int, int] | None, str]:
    """Return the token range or None, and the code of the loss or change, if any."""
    if any(
        not open_tokens.issuperset(range(*tokens.covering(start, end)))
        for start, end in span.fragments
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


def flat(
    placed: Iterable[TokenSpan], white: Sequence[bool], document: Document, losses: Report
) -> tuple[list[TokenSpan], set[int]]:
    """Return a choice of spans that do not overlap, and the tokens only others cover.

    The longest come first, ties earlier. What is left out is counted with codes that
    begin with ``ents-``: those spans stay in the span group. ``white`` tells which tokens
    are white space; spaCy's entity recogniser takes no entity that begins or ends so.
    """
    chosen: list[TokenSpan] = []
    taken: set[int] = set()
    others: set[int] = set()
    for each in sorted(placed, key=lambda each: (each.first - each.last, each.first)):
        covered = range(each.first, each.last)
        code = ""
        if white[each.first] or white[each.last - 1]:
            code = "ents-white-space"
        elif not taken.isdisjoint(covered):
            code = "ents-overlap"
        if code:
            others.update(covered)
            surface = each.span.surface(document.text)
            losses.add(code, Example(document.id, each.span.start, surface))
        else:
            chosen.append(each)
            taken.update(covered)
    return sorted(chosen, key=lambda each: each.first), others - taken
