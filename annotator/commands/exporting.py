"""Gathering documents with their annotation sets for a format to write."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotation_sets import GOLD, AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument, Original
from annotator.domain.documents import Provenance
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId
from annotator.domain.queries import Query
from annotator.domain.schema import Schema
from annotator.store import (
    annotators,
    documents,
    listing,
    near_duplicates,
    outgoing,
    schemas,
    sets,
    token_tables,
)
from annotator.store.project import Project

_TOKENS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """What to export: whose sets (none named: everybody's), finished or all, which texts.

    ``asked_by`` is the annotator whose states and labels the query asks about; None where
    it is about everybody's.
    """

    annotators: Sequence[AnnotatorId] = ()
    everything: bool = False
    all_states: bool = False
    query: Query = field(default_factory=Query)
    asked_by: AnnotatorId | None = None


def selected_annotators(project: Project, names: Sequence[str], gold: bool) -> list[AnnotatorId]:
    """Return the ids for names; raise UserError for a name that the project lacks."""
    if gold:
        if not has_gold(project):
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


def has_gold(project: Project) -> bool:
    """Tell whether anything was settled in the project."""
    with project.reading() as link:
        return sets.any_of(link, GOLD)


def schema_of(project: Project) -> Schema:
    """Return the project's schema."""
    with project.reading() as link:
        return schemas.read(link)


def count(project: Project, selection: Selection) -> int:
    """Return how many documents a selection looks at (an upper bound of what goes out)."""
    with project.reading() as link:
        return len(listing.numbers(link, selection.query, selection.asked_by))


def count_outgoing(project: Project, selection: Selection) -> int:
    """Return how many documents of a selection have work that goes out."""
    with project.reading() as link:
        asked = listing.numbers(link, selection.query, selection.asked_by)
        if selection.everything:
            return len(asked)
        passes = schemas.read(link).passes
        found: set[int] = set()
        for annotator in selection.annotators:
            found |= outgoing.numbers_with_work(
                link, annotator, passes, all_states=selection.all_states
            )
    return len(found.intersection(asked))


def annotated_documents(
    project: Project, selection: Selection, originals_of: str = "", *, tokens: bool = False
) -> Iterator[AnnotatedDocument]:
    """Yield the selected documents with their sets, in list order, in constant memory.

    With ``originals_of`` come the files of that format that their labels were read from,
    with ``tokens`` those that were stored.

    With ``everything`` each document comes, annotated or not, with every set. Otherwise a
    document comes where one of the named annotators finished it (or began it, with
    ``all_states``).
    """
    with project.snapshot() as link:
        schema = schemas.read(link)
        people = {a.id: a for a in annotators.everyone(link)} | {GOLD: Annotator(GOLD, "gold")}
        numbers = listing.numbers(link, selection.query, selection.asked_by)
        clusters = near_duplicates.names(link)
        for document in documents.read_many(link, numbers):
            kept = _sets(link, document.id, schema, selection)
            if not kept and not selection.everything:
                continue
            provenance = documents.provenance(link, document.id)
            yield AnnotatedDocument(
                document,
                kept,
                {one.annotator: people[one.annotator] for one in kept},
                provenance,
                clusters.get(document.id, ""),
                _originals(link, provenance, originals_of) if originals_of else (),
                token_tables.of_document(link, document.id) if tokens else {},
            )


class TokenStore:
    """Keep the tokens an export made, so that the next one need not make them again.

    A project that is open read-only keeps none. Call ``flush`` at the end.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._waiting: list[tuple[DocumentId, str, bytes]] = []

    def keep(self, document: DocumentId, tokenizer: str, tokens: bytes) -> None:
        """Take the tokens of one document; many are written at once."""
        self._waiting.append((document, tokenizer, tokens))
        if len(self._waiting) >= _TOKENS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting and not self._project.read_only:
            with self._project.transaction() as t:
                token_tables.keep(t, self._waiting)
        self._waiting = []


def _originals(
    link: sqlite3.Connection, provenance: Sequence[Provenance], format_name: str
) -> tuple[Original, ...]:
    found = []
    for one in provenance:
        content = documents.raw(link, one.raw_hash) if one.reader == format_name else None
        if content is not None:
            found.append(Original(format_name, one.name, content))
    return tuple(found)


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
        if one.finished(schema.passes)
        or (selection.all_states and any(s is not State.NEW for s in one.states.values()))
    ]
