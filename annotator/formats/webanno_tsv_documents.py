"""One file of WebAnno TSV as an annotated document, and whether a set is still what it says."""

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument, Original
from annotator.domain.errors import UserError
from annotator.domain.reports import Report
from annotator.domain.schema import Schema
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading
from annotator.formats.inception_intake import take_layers
from annotator.formats.inception_layers import LayeredText
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.webanno_tsv_reading import read_layers

NAME = "webanno-tsv"
SUFFIX = ".tsv"


def read_document(
    content: bytes, name: str, offsets: str, labels: LabelIntake, repairs: Report
) -> AnnotatedDocument:
    """Return the document of one file with the file itself as its original.

    Raises UserError for another format, BadValue for a broken file.
    """
    layered = read_layers(content, name, offsets, repairs)
    return _drafted(layered, labels, repairs).annotated(
        name=name, reader=NAME, originals=[Original(NAME, name, content)]
    )


def _drafted(layered: LayeredText, labels: LabelIntake, repairs: Report) -> DocumentDraft:
    draft = DocumentDraft(layered.text, labels, repairs)
    take_layers(layered, draft, repairs)
    return draft


def read_again(original: Original, schema: Schema) -> tuple[AnnotatedDocument, LayeredText] | None:
    """Return what an original says under the labels of a schema; None if it cannot be read."""
    reading = Reading(iter(()), schema)
    labels = LabelIntake(reading)
    try:
        layered = read_layers(original.content, original.name, "", Report(), segments=True)
        draft = _drafted(layered, labels, Report())
    except (BadValue, UserError):
        return None
    for extents in (layered.tokens, layered.sentences):
        extents[:] = [(draft.position(begin), draft.position(end)) for begin, end in extents]
    return draft.annotated(), layered


def content_of(work: AnnotationSet) -> object:
    """Return spans, relations and chains of a set by what they say; equal content is equal."""
    places = {span.id: (span.fragments, span.label) for span in work.spans}
    spans = {places[span.id]: (dict(span.attributes), span.note) for span in work.spans}
    relations = {
        (each.label, places[each.source], places[each.target]): (dict(each.attributes), each.note)
        for each in work.relations
    }
    chains = {frozenset(places[one] for one in chain.spans) for chain in work.chains}
    return spans, relations, chains
