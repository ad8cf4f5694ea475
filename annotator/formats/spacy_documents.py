"""One annotation set as a DocBin holds it: entities, span group, relations, ids in user data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Relation
from annotator.formats.docbin_rows import Labelled
from annotator.formats.flattening import flattened
from annotator.formats.stored_tokens import TextTokens
from annotator.formats.token_relations import place_relations
from annotator.formats.token_spans import TokenSpan, TokenSpans, place_spans
from annotator.formats.tokens import runs

SPANS_KEY = "sc"
"""The span group that spaCy's ``spancat`` trains on unless told otherwise."""
RELATIONS: Any = ("._.", "rel", None, None)
"""Where ``doc._.rel`` lives in the user data."""
ROWS: Any = ("._.", "annotator", None, None)
"""Where ids, facts, attributes, notes and chains live: ``doc._.annotator``."""


@dataclass(frozen=True, slots=True)
class BinDocument:
    """What one document of a DocBin holds, on tokens.

    ``missing`` are ranges whose entities are not known; None stands for all tokens that no
    entity covers.
    """

    words: Sequence[str]
    tokens: TextTokens
    entities: Sequence[Labelled]
    missing: Sequence[tuple[int, int]] | None
    spans: Sequence[Labelled]
    user_data: Mapping[Any, object]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of a set went in: spans, relations, and the lengths of the spans in tokens."""

    spans: int
    relations: int
    lengths: set[int]


def binned(
    annotated: AnnotatedDocument,
    annotations: AnnotationSet,
    tokens: TextTokens,
    schema: Schema,
    losses: Report,
    *,
    expand: bool,
    flatten: str,
) -> tuple[BinDocument, Counts]:
    """Put a set on the tokens of its text; what does not fit is counted as lost.

    ``doc.ents`` is flat, by the rule ``flatten``. Tokens that are masked, under a lost span,
    or not labelled in a set that is not finished are missing, never O.
    """
    document, table = annotated.document, tokens.table
    text = document.text
    words = [text[a:b] for a, b in zip(table.starts, table.ends, strict=True)]
    spans = place_spans(document, annotations, schema, table, losses, expand=expand)
    entities = _entities(spans.placed, words, document, losses, flatten)
    finished = annotations.finished(schema.passes)
    unknown = _unknown(spans, entities) if finished else set()
    if spans.masked:
        stretches = runs(spans.masked)
        example = Example(document.id, table.starts[stretches[0][0]])
        losses.add("masked-zone-in-spancat", example, len(stretches))
    matrix, relations = place_relations(document, annotations, schema, spans.by_id(), losses)
    _count_relation_ends(annotated, relations, entities, losses)
    rows = _rows(annotated, annotations, schema, spans, relations, losses)
    found = BinDocument(
        words,
        tokens,
        [each[:3] for each in entities],
        runs(unknown) if finished else None,
        [each[:3] for each in spans.placed],
        {RELATIONS: matrix, ROWS: rows},
    )
    lengths = {each.last - each.first for each in spans.placed}
    return found, Counts(len(spans.placed), len(relations), lengths)


def _unknown(spans: TokenSpans, entities: Sequence[TokenSpan]) -> set[int]:
    """Return the tokens under a span or of unsure truth that no entity covers."""
    if not spans.unsure and len(entities) == len(spans.placed):
        return set()
    covered = {token for each in spans.placed for token in range(each.first, each.last)}
    taken = {token for each in entities for token in range(each.first, each.last)}
    return (spans.unsure | covered) - taken


def _entities(
    placed: Iterable[TokenSpan],
    words: Sequence[str],
    document: Document,
    losses: Report,
    flatten: str,
) -> list[TokenSpan]:
    """Return a choice of spans that do not overlap; the others are counted.

    Their codes begin with ``ents-``: they stay in the span group. spaCy's entity recogniser
    takes no entity that begins or ends with white space.
    """
    white: list[TokenSpan] = []
    others: list[TokenSpan] = []
    for each in placed:
        at_edge = words[each.first].isspace() or words[each.last - 1].isspace()
        (white if at_edge else others).append(each)
    chosen, dropped = flattened(others, flatten)
    for code, lost in (("ents-white-space", white), ("ents-overlap", dropped)):
        for each in lost:
            surface = each.span.surface(document.text)
            losses.add(code, Example(document.id, each.span.start, surface))
    return chosen


def _count_relation_ends(
    annotated: AnnotatedDocument,
    relations: Sequence[Relation],
    entities: Sequence[TokenSpan],
    losses: Report,
) -> None:
    if not relations:
        return
    flat_ids = {each.span.id for each in entities}
    for relation in relations:
        if not flat_ids.issuperset((relation.source, relation.target)):
            losses.add("ents-relation-end", Example(annotated.document.id, None, relation.id))


def _rows(
    annotated: AnnotatedDocument,
    annotations: AnnotationSet,
    schema: Schema,
    spans: TokenSpans,
    relations: Sequence[Relation],
    losses: Report,
) -> dict[str, object]:
    """Return what the tokens cannot say, for whoever reads the file back."""
    kept = {each.span.id for each in spans.placed}
    chains = [[member for member in chain.spans if member in kept] for chain in annotations.chains]
    gone = sum(len(chain.spans) for chain in annotations.chains) - sum(map(len, chains))
    if gone:
        losses.add("chain-member-without-span", Example(annotated.document.id), gone)
    owner = annotated.annotators.get(annotations.annotator)
    names = {label.id: label.name for label in schema.relation_labels}
    return {
        "document": annotated.document.id,
        "annotator": owner.name if owner else "",
        "finished": annotations.finished(schema.passes),
        "facts": dict(annotated.document.facts),
        "note": annotations.note,
        "flag": annotations.flag,
        "spans": [
            [span.id, first, last, label, dict(span.attributes), span.note]
            for first, last, label, span in spans.placed
        ],
        "relations": [
            [each.id, names[each.label], each.source, each.target, dict(each.attributes), each.note]
            for each in relations
        ],
        "chains": chains,
    }
