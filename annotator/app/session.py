"""A session: one open project, one annotator, and the article at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.app.events import Events
from annotator.app.listings import Listing
from annotator.commands import command, people, progress, projects, suggesting
from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.documents import Document, Provenance, labelable_extents
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId
from annotator.domain.live_sets import LiveSet
from annotator.domain.queries import parse_query
from annotator.domain.schema import Schema
from annotator.domain.suggestions import Precision, Suggestion, SuggestionRun, pending
from annotator.store import (
    annotators,
    backups,
    documents,
    journal,
    listing,
    schemas,
    sets,
    suggestions,
)
from annotator.store.conflicts import Conflict, open_conflicts
from annotator.store.project import Project

NOBODY = Annotator(AnnotatorId(""), "")


@dataclass(frozen=True, slots=True)
class PendingSuggestion:
    """A suggestion still to decide, with all its sources and how often each was right."""

    suggestion: Suggestion
    sources: Sequence[str]
    precisions: Sequence[Precision]


class Session:
    """Hold a project open for a front end: read from it, run commands, undo and redo.

    Reads and writes happen in the caller's thread; the project's lock makes them safe
    when a background task works on the same project.
    """

    def __init__(self, project: Project, annotator: Annotator = NOBODY) -> None:
        self.project = project
        self.events = Events()
        self.annotator = annotator
        self._schema: Schema | None = None
        self._opened: command.Opened | None = None
        self._set: AnnotationSet | None = None

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Session":
        """Open a project; raise UserError where it cannot be."""
        return cls(Project.open(path, read_only=read_only))

    @classmethod
    def create(cls, path: Path, schema: Schema) -> "Session":
        """Create a project with a schema and open it."""
        return cls(projects.create(path, schema))

    def close(self) -> None:
        """Close the project; one file is then all of it."""
        self.project.close()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The project file."""
        return self.project.path

    @property
    def read_only(self) -> bool:
        """Whether another process holds the project for writing."""
        return self.project.read_only

    # -- who ---------------------------------------------------------------------------

    def annotators(self) -> list[Annotator]:
        """Return the annotators the project knows, by name."""
        with self.project.reading() as link:
            return annotators.everyone(link)

    def use_annotator(self, name: str) -> Annotator:
        """Work as the annotator of this name from now on; made if new to the project.

        A read-only project takes only names it knows.
        """
        if self.read_only:
            known = next((a for a in self.annotators() if a.name == name), NOBODY)
            self.annotator = known
        else:
            self.annotator = people.ensure_annotator(self.project, name)
        self._forget()
        self.events.emit(ChangeSet("Change annotator", frozenset(Facet)))
        return self.annotator

    # -- reading -----------------------------------------------------------------------

    def schema(self) -> Schema:
        """Return the label schema."""
        if self._schema is None:
            with self.project.reading() as link:
                self._schema = schemas.read(link)
        return self._schema

    def document(self, wanted: DocumentId) -> Document:
        """Return a document with its zones as corrected."""
        return self._open(wanted).document

    def provenance(self, wanted: DocumentId) -> list[Provenance]:
        """Return the places a document was read from."""
        with self.project.reading() as link:
            return documents.provenance(link, wanted)

    def annotation_set(self, wanted: DocumentId) -> AnnotationSet:
        """Return the annotator's own set on a document."""
        opened = self._open(wanted)
        if self._set is None or self._set.document != wanted:
            with self.project.reading() as link:
                self._set = sets.annotation_set(link, wanted, self.annotator.id, opened.live)
        return self._set

    def pending(self, wanted: DocumentId) -> list[PendingSuggestion]:
        """Return the suggestions the annotator has still to decide, in reading order."""
        opened = self._open(wanted)
        with self.project.reading() as link:
            proposed = suggestions.of_document(link, wanted)
            if not proposed:
                return []
            decided = suggestions.decided_keys(link, self.annotator.id, wanted)
            right = suggestions.precisions(link)
        labelled = (extent for span in opened.live.spans() for extent in span.fragments)
        open_zones = labelable_extents(opened.document.zones)
        proposed = [s for s in proposed if _within(s, open_zones)]
        shown = pending(proposed, decided, labelled, wanted)
        sources: dict[str, list[str]] = {}
        for suggestion in proposed:
            sources.setdefault(suggestion.key(wanted), []).append(suggestion.source)
        return [
            PendingSuggestion(
                suggestion,
                sources[suggestion.key(wanted)],
                [
                    right.get((source, suggestion.label), Precision(0, 0))
                    for source in sources[suggestion.key(wanted)]
                ],
            )
            for suggestion in shown
        ]

    def listing(self, query: str = "") -> Listing:
        """Return the articles a query finds; raise UserError for a query that cannot be."""
        return Listing(self.project, parse_query(query), self.annotator.id)

    def state_counts(self) -> tuple[dict[State, int], int]:
        """Return the number of articles in each state, and the number flagged."""
        with self.project.reading() as link:
            return listing.state_counts(link, self.annotator.id)

    def equal_strings(self, text: str) -> int:
        """Return how many articles hold a string as a phrase."""
        with self.project.reading() as link:
            return listing.count_phrase(link, text)

    def time_spent(self, wanted: DocumentId) -> float:
        """Return the seconds the annotator has spent on a document, over all sessions."""
        with self.project.reading() as link:
            return sets.time_spent(link, wanted, self.annotator.id)

    # -- writing -----------------------------------------------------------------------

    def run(self, wanted: command.Command) -> ChangeSet:
        """Run a command as one undoable step; tell the views; return what changed."""
        self._require_annotator()
        opened = self._open(wanted.document) if wanted.document else None
        change = command.run(self.project, wanted, self.annotator.id, opened, self.schema())
        self._took(change)
        return change

    def undo(self) -> ChangeSet | None:
        """Take back the annotator's last step, of this or an earlier session."""
        change = journal.undo(self.project, self.annotator.id)
        if change is not None:
            self._took(change)
        return change

    def redo(self) -> ChangeSet | None:
        """Bring back the step that was undone last."""
        change = journal.redo(self.project, self.annotator.id)
        if change is not None:
            self._took(change)
        return change

    def undo_title(self) -> str:
        """Return the name of the step that undo would take back, or ""."""
        step = journal.last_done(self.project, self.annotator.id)
        return step.title if step else ""

    def redo_title(self) -> str:
        """Return the name of the step that redo would bring back, or ""."""
        step = journal.first_undone(self.project, self.annotator.id)
        return step.title if step else ""

    def take_back_title(self) -> str:
        """Return the name of the ingest, import or merge that can be taken back, or ""."""
        found = journal.last_taken_in(self.project)
        return found[0] if found and not self.read_only else ""

    def take_back(self) -> None:
        """Take the last ingest, import or merge back, while nothing else has happened."""
        found = journal.last_taken_in(self.project)
        if found is None:
            raise UserError(
                "There is nothing to take back.",
                mend="An ingest, import or merge can be taken back until the next change.",
            )
        self.project.restore(found[1])
        self.refresh(f"Take back: {found[0]}")

    def back_up_if_due(self) -> Path | None:
        """Back the project up if it changed since the last backup; for a background thread."""
        if self.read_only or not backups.is_due(self.path):
            return None
        return backups.take(self.path, "opened")

    def save_copy(self, target: Path) -> None:
        """Write a whole copy of the project while it stays open."""
        if target.exists():
            raise UserError("There is a file of this name already.", where=str(target))
        backups.copy(self.path, target)

    def conflicts(self) -> list[Conflict]:
        """Return the edits that lost in a merge and that nobody has settled yet."""
        with self.project.reading() as link:
            return open_conflicts(link)

    def store_suggestions(self, runs: Sequence[SuggestionRun]) -> int:
        """Store what a suggester found and tell the views; return how many there are."""
        stored = suggesting.store_runs(self.project, runs)
        touched = frozenset(run.document for run in runs)
        self.events.emit(ChangeSet("Suggest", frozenset({Facet.SUGGESTIONS}), touched))
        return stored

    def add_time(self, wanted: DocumentId, seconds: float) -> None:
        """Add to the time the annotator spent on a document."""
        if not self.read_only and self.annotator is not NOBODY:
            progress.add_time(self.project, wanted, self.annotator.id, seconds)

    def refresh(self, title: str) -> None:
        """Read everything anew after a change from outside (ingest, import, merge)."""
        self._forget()
        self.events.emit(ChangeSet(title, frozenset(Facet)))

    # -- inside ------------------------------------------------------------------------

    def _open(self, wanted: DocumentId) -> command.Opened:
        if self._opened is None or self._opened.document.id != wanted:
            with self.project.reading() as link:
                self._opened = command.Opened(
                    documents.read(link, wanted),
                    sets.live_set(link, wanted, self.annotator.id)
                    if self.annotator is not NOBODY
                    else LiveSet(),
                )
            self._set = None
        return self._opened

    def _took(self, change: ChangeSet) -> None:
        """Bring what is held in memory up to date with a change, then tell the views."""
        self._set = None
        if Facet.SCHEMA in change.facets:
            self._schema = None
        opened = self._opened
        if opened is not None and (opened.document.id in change.documents):
            if Facet.ZONES in change.facets or Facet.DOCUMENTS in change.facets:
                self._opened = None
            elif Facet.LABELS in change.facets:
                with self.project.reading() as link:
                    sets.reread(
                        link,
                        opened.live,
                        change.spans,
                        change.relations,
                        change.members,
                    )
        self.events.emit(change)

    def _forget(self) -> None:
        self._opened = self._set = self._schema = None

    def _require_annotator(self) -> None:
        if self.annotator is NOBODY:
            raise UserError("Nobody is labelling yet.", mend="Say who you are first.")


def _within(suggestion: Suggestion, zones: Sequence[tuple[int, int]]) -> bool:
    return any(start <= suggestion.start and suggestion.end <= end for start, end in zones)


def label_title(schema: Schema, label: LabelId) -> str:
    """Return a label's title for people; its id where the schema has lost it."""
    found = schema.label(label)
    return found.title if found else label
