"""One annotation set as a spaCy Doc: entities, span group, relations, ids in user data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from annotator.domain.annotation_sets import AnnotationSet, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Relation
from annotator.formats.token_relations import place_relations
from annotator.formats.token_spans import TokenSpan, TokenSpans, flat, place_spans
from annotator.formats.tokenizers import token_table
from annotator.formats.tokens import runs

if TYPE_CHECKING:
    from spacy.tokens import Doc

SPANS_KEY = "sc"
"""The span group that spaCy's ``spancat`` trains on unless told otherwise."""
RELATIONS: Any = ("._.", "rel", None, None)
"""Where ``doc._.rel`` lives in the user data."""
ROWS: Any = ("._.", "annotator", None, None)
"""Where ids, facts, attributes, notes and chains live: ``doc._.annotator``."""


def finished(annotations: AnnotationSet, schema: Schema) -> bool:
    """Tell whether every pass of the schema is finished in this set."""
    return all(annotations.state(each) is State.FINISHED for each in schema.passes)


def fill(
    doc: "Doc",
    annotated: AnnotatedDocument,
    annotations: AnnotationSet,
    schema: Schema,
    losses: Report,
    *,
    expand: bool,
) -> tuple[int, int, set[int]]:
    """Put a set on the tokens of a Doc; return spans, relations, and span lengths in tokens.

    ``doc.ents`` is flat: the longest first, ties earlier. Tokens that are masked, under a
    lost span, or not labelled in a set that is not finished are missing, never O.
    """
    from spacy.tokens import Span as SpacySpan

    document = annotated.document
    spans = place_spans(document, annotations, schema, token_table(doc), losses, expand=expand)
    entities, uncovered = flat(spans.placed, [token.is_space for token in doc], document, losses)
    taken = {token for each in entities for token in range(each.first, each.last)}
    missing = (spans.unsure | uncovered) - taken
    doc.set_ents(
        [SpacySpan(doc, each.first, each.last, label=each.label) for each in entities],
        missing=[SpacySpan(doc, first, last) for first, last in runs(missing)],
        default="outside" if finished(annotations, schema) else "missing",
    )
    doc.spans[SPANS_KEY] = [
        SpacySpan(doc, each.first, each.last, label=each.label) for each in spans.placed
    ]
    if spans.masked:
        stretches = runs(spans.masked)
        example = Example(document.id, doc[stretches[0][0]].idx)
        losses.add("masked-zone-in-spancat", example, len(stretches))
    matrix, relations = place_relations(document, annotations, schema, spans.by_id(), losses)
    _count_relation_ends(annotated, relations, entities, losses)
    doc.user_data[RELATIONS] = matrix
    doc.user_data[ROWS] = _rows(annotated, annotations, schema, spans, relations, losses)
    lengths = {each.last - each.first for each in spans.placed}
    return len(spans.placed), len(relations), lengths


def _count_relation_ends(
    annotated: AnnotatedDocument,
    relations: Sequence[Relation],
    entities: Sequence[TokenSpan],
    losses: Report,
) -> None:
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
        "finished": finished(annotations, schema),
        "facts": dict(annotated.document.facts),
        "note": annotations.note,
        "flag": annotations.flag,
        "spans": [_span_row(each) for each in spans.placed],
        "relations": [
            [each.id, names[each.label], each.source, each.target, dict(each.attributes), each.note]
            for each in relations
        ],
        "chains": chains,
    }


def _span_row(each: TokenSpan) -> list[object]:
    span = each.span
    return [span.id, each.first, each.last, each.label, dict(span.attributes), span.note]
