"""Counting what a format has no place for: attributes, notes, relations, chains, flags."""

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.formats.export_job import ExportJob


def count_left_out(
    job: ExportJob,
    annotated: AnnotatedDocument,
    work: AnnotationSet,
    *,
    relations: bool = False,
    chains: bool = True,
    attributes: bool = True,
    notes: bool = True,
) -> None:
    """Count as losses what of a set the format leaves out, each with its place.

    The note and flag of the document always; relations, chains, and the attributes and notes
    of spans and relations where they are said to be left out.
    """
    document = annotated.document
    spans = {each.id: each.start for each in work.spans}
    for span in work.spans:
        if attributes and span.attributes:
            named = ", ".join(f"{name}={value}" for name, value in span.attributes.items())
            job.lose("attributes-left-out", document.id, span.start, named)
        if notes and span.note:
            job.lose("note-left-out", document.id, span.start, span.note)
    for relation in work.relations:
        start = spans.get(relation.source)
        if relations:
            job.lose("relation-left-out", document.id, start, relation.id)
        elif attributes and relation.attributes:
            named = ", ".join(f"{name}={value}" for name, value in relation.attributes.items())
            job.lose("attributes-left-out", document.id, start, named)
        if (notes or relations) and relation.note:
            job.lose("note-left-out", document.id, start, relation.note)
    if chains:
        for chain in work.chains:
            job.lose(
                "chain-left-out", document.id, spans.get(chain.spans[0]) if chain.spans else None
            )
    for text, code in ((work.note, "note-left-out"), (work.flag, "flag-left-out")):
        if text:
            job.lose(code, document.id, None, text)
