"""What of an annotation set goes to a format of plain spans and relations between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.ids import SpanId
from annotator.domain.spans import Relation, Span
from annotator.formats.export_job import ExportJob


@dataclass(slots=True)
class PlainSet:
    """The spans of one fragment and the relations between them, each with its written label."""

    spans: list[tuple[Span, str]] = field(default_factory=list)
    relations: list[tuple[Relation, str]] = field(default_factory=list)


def plain_set(work: AnnotationSet, text: str, job: ExportJob, holds: frozenset[str]) -> PlainSet:
    """Return what can be written; the rest is counted as lost, spans and relations as written.

    ``holds`` names what else the format has a place for, by the code of its loss:
    ``span-attribute``, ``span-note``, ``relation-attribute``, ``relation-note``, ``chain``,
    ``flag``, ``document-note``.
    """
    found = PlainSet()
    kept: dict[SpanId, Span] = {}
    for span in work.spans:
        label = job.names.span(span.label)
        if label is None:
            job.lose("label-not-in-schema", work.document, span.start, span.surface(text))
        elif len(span.fragments) > 1:
            job.lose("discontinuous-span", work.document, span.start, span.surface(text))
        else:
            kept[span.id] = span
            found.spans.append((span, label))
            if span.attributes or span.note:
                _lose_extras("span", span, span.start, job, work, holds)
    for relation in work.relations:
        name = job.names.relation(relation.label)
        if name is None:
            job.lose("label-not-in-schema", work.document, None, relation.id)
        elif relation.source not in kept or relation.target not in kept:
            job.lose("relation-without-span", work.document, _start(relation, kept), name)
        else:
            found.relations.append((relation, name))
            if relation.attributes or relation.note:
                place = kept[relation.source].start
                _lose_extras("relation", relation, place, job, work, holds)
    _lose_rest(work, job, holds)
    job.result.spans += len(found.spans)
    job.result.relations += len(found.relations)
    return found


def _start(relation: Relation, kept: Mapping[SpanId, Span]) -> int | None:
    near = kept.get(relation.source) or kept.get(relation.target)
    return near.start if near else None


def _lose_extras(
    kind: str,
    row: Span | Relation,
    place: int,
    job: ExportJob,
    work: AnnotationSet,
    holds: frozenset[str],
) -> None:
    if f"{kind}-attribute" not in holds:
        for name, value in row.attributes.items():
            job.lose(f"{kind}-attribute", work.document, place, f"{name}={value}")
    if row.note and f"{kind}-note" not in holds:
        job.lose(f"{kind}-note", work.document, place, row.note)


def _lose_rest(work: AnnotationSet, job: ExportJob, holds: frozenset[str]) -> None:
    if "chain" not in holds:
        for chain in work.chains:
            job.lose("chain", work.document, None, chain.id)
    if work.flag and "flag" not in holds:
        job.lose("flag", work.document, None, work.flag)
    if work.note and "document-note" not in holds:
        job.lose("document-note", work.document, None, work.note)
