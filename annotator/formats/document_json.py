"""One annotated document as one JSON object, with every set, and nothing lost."""

from collections.abc import Mapping

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Provenance
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.reports import Example
from annotator.domain.schema import Schema
from annotator.domain.spans import Origin, Relation, Span
from annotator.formats.format import ExportResult
from annotator.formats.schema_json import without_empty


class DocumentWriter:
    """Turn annotated documents into JSON values, labels by name, and count what goes out."""

    def __init__(self, schema: Schema, result: ExportResult) -> None:
        self._names: Mapping[LabelId, str] = {label.id: label.name for label in schema.labels}
        self._relation_labels = {label.id for label in schema.relation_labels}
        self._result = result

    def row(self, annotated: AnnotatedDocument) -> dict[str, object]:
        """Return the JSON object of one document; empty things are left out."""
        document = annotated.document
        self._result.documents += 1
        return {"id": document.id, "text": document.text} | without_empty(
            {
                "facts": dict(document.facts),
                "zones": [[zone.start, zone.end, str(zone.kind)] for zone in document.zones],
                "provenance": [_provenance(each) for each in annotated.provenance],
                "sets": [self._set(each, annotated) for each in annotated.sets],
            }
        )

    def _set(self, annotations: AnnotationSet, annotated: AnnotatedDocument) -> dict[str, object]:
        owner = annotated.annotators.get(annotations.annotator)
        spans = [span for span in annotations.spans if self._has_label(span, annotated)]
        kept = {span.id for span in spans}
        relations = [
            relation
            for relation in annotations.relations
            if self._can_go_out(relation, kept, annotated)
        ]
        self._result.spans += len(spans)
        self._result.relations += len(relations)
        return {
            "id": annotations.id,
            "annotator": {"id": annotations.annotator, "name": owner.name if owner else ""},
        } | without_empty(
            {
                "states": {name: str(state) for name, state in annotations.states.items()},
                "flag": annotations.flag,
                "note": annotations.note,
                "spans": [self._span(span) for span in spans],
                "relations": [self._relation(relation) for relation in relations],
                "chains": self._chains(annotations, kept, annotated),
            }
        )

    def _span(self, span: Span) -> dict[str, object]:
        return {
            "id": span.id,
            "fragments": [[start, end] for start, end in span.fragments],
            "label": self._names[span.label],
        } | without_empty(
            {
                "attributes": dict(span.attributes),
                "note": span.note,
                "origin": _origin(span.origin),
                "source": span.source,
            }
        )

    def _relation(self, relation: Relation) -> dict[str, object]:
        return {
            "id": relation.id,
            "label": self._names[relation.label],
            "source": relation.source,
            "target": relation.target,
        } | without_empty(
            {
                "attributes": dict(relation.attributes),
                "note": relation.note,
                "origin": _origin(relation.origin),
            }
        )

    def _chains(
        self, annotations: AnnotationSet, kept: set[SpanId], annotated: AnnotatedDocument
    ) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        gone = 0
        for each in annotations.chains:
            members = [span for span in each.spans if span in kept]
            gone += len(each.spans) - len(members)
            rows.append({"id": each.id, "spans": members})
        if gone:
            example = Example(annotated.document.id)
            self._result.losses.add("chain-member-without-span", example, gone)
        return rows

    def _has_label(self, span: Span, annotated: AnnotatedDocument) -> bool:
        if span.label in self._names and span.label not in self._relation_labels:
            return True
        surface = span.surface(annotated.document.text)
        example = Example(annotated.document.id, span.start, surface)
        self._result.losses.add("label-not-in-schema", example)
        return False

    def _can_go_out(
        self, relation: Relation, kept: set[SpanId], annotated: AnnotatedDocument
    ) -> bool:
        if relation.label not in self._relation_labels:
            code = "label-not-in-schema"
        elif relation.source not in kept or relation.target not in kept:
            code = "relation-without-span"
        else:
            return True
        self._result.losses.add(code, Example(annotated.document.id, None, relation.id))
        return False


def _origin(origin: Origin) -> str:
    return "" if origin is Origin.HAND else str(origin)


def _provenance(provenance: Provenance) -> dict[str, object]:
    return {"name": provenance.name, "reader": provenance.reader} | without_empty(
        {
            "encoding": provenance.encoding,
            "raw_hash": provenance.raw_hash,
            "facts": dict(provenance.facts),
        }
    )


def row_ids(annotated: AnnotatedDocument) -> list[str]:
    """Return the ids of all rows of a document, which must be unique in a whole file."""
    ids: list[str] = [annotated.document.id]
    for each in annotated.sets:
        ids.append(each.id)
        ids.extend(span.id for span in each.spans)
        ids.extend(relation.id for relation in each.relations)
        ids.extend(chain.id for chain in each.chains)
    return ids
