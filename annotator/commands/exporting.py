"""Gathering documents with their annotation sets for a format to write."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotation_sets import GOLD, AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId
from annotator.domain.queries import Query
from annotator.domain.schema import Schema
from annotator.store import annotators, documents, listing, near_duplicates, schemas, sets
from annotator.store.project import Project


@dataclass(frozen=True, slots=True)
class Selection:
    """What to export: whose sets (none named: everybody's), finished or all, which texts."""

    annotators: Sequence[AnnotatorId] = ()
    everything: bool = False
    all_states: bool = False
    query: Query = field(default_factory=Query)


def selected_annotators(project: Project, names: Sequence[str], gold: bool) -> list[AnnotatorId]:
    """Return the ids for names; raise UserError for a name that the project lacks."""
    if gold:
        with project.reading() as link:
            if not sets.any_of(link, GOLD):
                raise UserError(
                    "The project has no gold yet.",
                    mend="Export an annotator's work with --annotator NAME.",
                )
        return [GOLD]
    found = []
    with project.reading() as link:
        for name in names:
            annotator = annotators.named(link, name)
            if annotator is None:
                known = ", ".join(a.name for a in annotators.everyone(link))
                raise UserError(
                    f'The project has no annotator "{name}".',
                    mend=f"It knows: {known or 'nobody yet'}.",
                )
            found.append(annotator.id)
    return found


def schema_of(project: Project) -> Schema:
    """Return the project's schema."""
    with project.reading() as link:
        return schemas.read(link)


def count(project: Project, selection: Selection) -> int:
    """Return how many documents a selection looks at (an upper bound of what goes out)."""
    with project.reading() as link:
        return len(listing.numbers(link, selection.query))


def annotated_documents(project: Project, selection: Selection) -> Iterator[AnnotatedDocument]:
    """Yield the selected documents with their sets, in list order, in constant memory.

    With ``everything`` each document comes, annotated or not, with every set. Otherwise a
    document comes where one of the named annotators finished it (or began it, with
    ``all_states``).
    """
    with project.snapshot() as link:
        schema = schemas.read(link)
        people = {a.id: a for a in annotators.everyone(link)} | {GOLD: Annotator(GOLD, "gold")}
        numbers = listing.numbers(link, selection.query)
        clusters = near_duplicates.names(link)
        for document in documents.read_many(link, numbers):
            kept = _sets(link, document.id, schema, selection)
            if not kept and not selection.everything:
                continue
            yield AnnotatedDocument(
                document,
                kept,
                {one.annotator: people[one.annotator] for one in kept},
                documents.provenance(link, document.id),
                clusters.get(document.id, ""),
            )


def is_finished(annotation: AnnotationSet, schema: Schema) -> bool:
    """Tell whether every pass of the schema is finished."""
    return all(annotation.state(one) is State.FINISHED for one in schema.passes)


def _sets(
    link: sqlite3.Connection, document: DocumentId, schema: Schema, selection: Selection
) -> list[AnnotationSet]:
    owners = sets.owners(link, document)
    if selection.everything:
        return [sets.annotation_set(link, document, owner) for owner in owners]
    wanted = [sets.annotation_set(link, document, o) for o in owners if o in selection.annotators]
    return [
        one
        for one in wanted
        if is_finished(one, schema)
        or (selection.all_states and any(s is not State.NEW for s in one.states.values()))
    ]
