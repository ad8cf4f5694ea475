"""Relations as spaCy's relation tutorial keeps them: by the start tokens of both spans."""

from collections.abc import Mapping

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.documents import Document
from annotator.domain.ids import SpanId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.domain.spans import Relation
from annotator.formats.token_spans import TokenSpan

Pair = tuple[int, int]
RelationMatrix = dict[Pair, dict[str, float]]


def place_relations(
    document: Document,
    annotations: AnnotationSet,
    schema: Schema,
    spans: Mapping[SpanId, TokenSpan],
    losses: Report,
) -> tuple[RelationMatrix, list[Relation]]:
    """Return ``{(source start token, target start token): {LABEL: 1.0 or 0.0}}``.

    Every pair with a relation stands there in both directions with all relation labels;
    a symmetric one is 1.0 in both. The second value lists the relations that went in; the
    others are counted. Two pairs of spans that share both start tokens share a key: the
    later one is counted as a collision (its label is still in the matrix).
    """
    labels = {label.id: label for label in schema.relation_labels}
    empty = {label.name: 0.0 for label in schema.relation_labels}
    matrix: RelationMatrix = {}
    owners: dict[Pair, set[tuple[str, frozenset[SpanId]]]] = {}
    kept: list[Relation] = []
    for relation in annotations.relations:
        source, target = spans.get(relation.source), spans.get(relation.target)
        label = labels.get(relation.label)
        if label is None or source is None or target is None:
            code = "relation-without-span" if label else "label-not-in-schema"
            losses.add(code, Example(document.id, None, relation.id))
            continue
        key = (source.first, target.first)
        ends = frozenset((relation.source, relation.target))
        keys = {key, (key[1], key[0])} if label.symmetric else {key}
        if any(
            name == label.name or others != ends
            for pair in keys
            for name, others in owners.get(pair, ())
        ):
            surface = f"{source.span.surface(document.text)} {label.name}"
            losses.add("relation-key-collision", Example(document.id, source.span.start, surface))
        for pair in (key, (key[1], key[0])):
            matrix.setdefault(pair, dict(empty))
        for pair in keys:
            matrix[pair][label.name] = 1.0
            owners.setdefault(pair, set()).add((label.name, ends))
        kept.append(relation)
    return matrix, kept
