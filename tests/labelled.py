"""Documents with one person's work, as the formats take them: text and labels in one call."""

from collections.abc import Iterable, Mapping

from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document, Zone
from annotator.domain.ids import AnnotatorId, document_id, set_id
from annotator.domain.spans import Chain, Relation, Span

ANNA = Annotator(AnnotatorId("u1"), "Anna")


def labelled(
    text: str,
    spans: Iterable[Span] = (),
    relations: Iterable[Relation] = (),
    chains: Iterable[Chain] = (),
    *,
    facts: Mapping[str, str] | None = None,
    zones: Iterable[Zone] = (),
    owner: Annotator = ANNA,
    state: State = State.FINISHED,
    **more: str,
) -> AnnotatedDocument:
    """Return a document with one set, finished if not told otherwise; ``more`` goes to the set."""
    identity = document_id(text)
    work = AnnotationSet(
        set_id(identity, owner.id),
        identity,
        owner.id,
        tuple(spans),
        tuple(relations),
        tuple(chains),
        {"main": state},
        **more,
    )
    document = Document(identity, text, facts or {}, tuple(zones))
    return AnnotatedDocument(document, (work,), {owner.id: owner})
