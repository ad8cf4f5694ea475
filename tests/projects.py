"""Small projects for tests: a schema, documents, a session on a new file."""

from collections.abc import Iterable

from annotator.app.session import Session
from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.ids import DocumentId, LabelId, document_id
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.store import documents


def make_label(name: str, kind: LabelKind = LabelKind.ENTITY, **more: object) -> Label:
    """Return a label with a fixed id."""
    return Label(
        LabelId(f"test:{name}"),
        name,
        name.capitalize().replace("_", " "),
        kind,
        "#c2410c",
        "#fb923c",
        **more,  # type: ignore[arg-type]
    )


def make_schema() -> Schema:
    """Return a schema of three span labels and three relation labels, one symmetric."""
    person, org, place = (make_label(name) for name in ("PERSON", "ORG", "PLACE"))
    relation = LabelKind.RELATION
    return Schema(
        "test",
        (
            person,
            org,
            place,
            make_label("knows", relation, symmetric=True),
            make_label("in", relation),
            make_label("works_for", relation, sources=(person.id,), targets=(org.id,)),
        ),
    )


def make_document(text: str, title: str = "", **facts: str) -> Document:
    """Return a document that is all body."""
    known = {"title": title or text[:20], **facts}
    zones = (Zone(0, len(text), ZoneKind.BODY),)
    return Document(document_id(text), text, known, zones)


def add_documents(session: Session, texts: Iterable[str]) -> list[DocumentId]:
    """Store texts as documents; return their ids."""
    made = [make_document(text) for text in texts]
    with session.project.transaction() as t:
        for document in made:
            documents.add(t, document)
    session.refresh("Ingest")
    return [document.id for document in made]
