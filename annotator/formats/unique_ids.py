"""Ids for rows of a file that names its annotators: unique in any project."""

from dataclasses import replace
from typing import cast

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.ids import ChainId, RelationId, SpanId, derived_id, derived_ids
from annotator.domain.spans import Chain, Span


def with_unique_ids(annotations: AnnotationSet) -> AnnotationSet:
    """Return the set with ids that follow from the set and the keys: keys are a file's own."""
    keys = [each.id for each in annotations.spans]
    ids = cast("list[SpanId]", derived_ids(("span", annotations.id), keys))
    spans = dict(zip(keys, ids, strict=True))
    return replace(
        annotations,
        spans=tuple(
            Span(
                spans[each.id],
                each.fragments,
                each.label,
                each.attributes,
                each.note,
                each.origin,
                each.source,
            )
            for each in annotations.spans
        ),
        relations=tuple(
            replace(
                each,
                id=RelationId(
                    derived_id("relation", annotations.id, each.label, each.source, each.target)
                ),
                source=spans[each.source],
                target=spans[each.target],
            )
            for each in annotations.relations
        ),
        chains=tuple(
            Chain(
                ChainId(derived_id("chain", annotations.id, number)),
                tuple(spans[member] for member in chain.spans),
            )
            for number, chain in enumerate(annotations.chains)
        ),
    )
