"""A session: one open project, one annotator, and the article at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.app.events import Events
from annotator.app.listings import Listing
from annotator.app.proposals import PendingSuggestion, Proposals
from annotator.app.track_record import Threshold
from annotator.commands import command, people, progress, projects, suggesting
from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.documents import Document, Provenance
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SpanId
from annotator.domain.live_sets import LiveSet
from annotator.domain.queries import parse_query
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.domain.suggestions import SuggestionRun
from annotator.store import (
    annotators,
    backups,
    documents,
    journal,
    listing,
    near_duplicates,
    schemas,
    sets,
)
from annotator.store.conflicts import Conflict, open_conflicts
from annotator.store.project import Project

__all__ = ["NOBODY", "PendingSuggestion", "Session", "label_title"]

NOBODY = Annotator(AnnotatorId(""), "")


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
        self._proposals: Proposals | None = None

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> "Session":
        """Open a project; raise UserError where it cannot be."""
        return cls(Project.open(path, read_only=read_only))

    @classmethod
    def open_if_free(cls, path: Path) -> "Session":
        """Open a project for writing, or read-only where somebody else writes it."""
        try:
            return cls.open(path)
        except UserError:
            return cls.open(path, read_only=True)

    @classmethod
    def create(cls, path: Path, schema: Schema) -> "Session":
        """Create a project with a schema and open it."""
        return cls(projects.create(path, schema))

    def close(self) -> None:
        """Close the project; one file is then all of it."""
        self._end_reading()
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

    def live_spans(self, wanted: DocumentId, ids: Iterable[SpanId]) -> list[Span]:
        """Return those of some spans that the annotator's set shows, without going through all."""
        live = self._open(wanted).live
        return [span for one in ids if live.standing(one) == one and (span := live.span(one))]

    def pending(self, wanted: DocumentId) -> list[PendingSuggestion]:
        """Return what the annotator has still to decide: spans in reading order, then relations."""
        return self.proposals.pending(self._open(wanted), self.schema())

    @property
    def proposals(self) -> Proposals:
        """All sources of suggestions together: own labels, records, the threshold."""
        if self._proposals is None:
            self._proposals = Proposals(self.project, self.annotator.id, self._more_known)
        return self._proposals

    def listing(self, query: str = "", *, grouped: bool = False) -> Listing:
        """Return the articles a query finds; raise UserError for a query that cannot be.

        ``grouped`` puts those that tell the same story next to each other.
        """
        return Listing(
            self.project,
            parse_query(query),
            self.annotator.id,
            grouped=grouped,
            quiet=lambda: self.proposals.quiet(),
        )

    def state_counts(self) -> tuple[dict[State, int], int]:
        """Return the number of articles in each state, and the number flagged."""
        with self.project.reading() as link:
            return listing.state_counts(link, self.annotator.id)

    def equal_strings(self, text: str) -> int:
        """Return how many articles hold a string as a phrase."""
        with self.project.reading() as link:
            return listing.count_phrase(link, text)

    def same_story(self, wanted: DocumentId) -> list[DocumentId]:
        """Return the articles that tell nearly the same, this one included, in list order."""
        with self.project.reading() as link:
            return near_duplicates.cluster_of(link, wanted)

    def time_spent(self, wanted: DocumentId) -> float:
        """Return the seconds the annotator has spent on a document, over all sessions."""
        with self.project.reading() as link:
            return sets.time_spent(link, wanted, self.annotator.id)

    # -- writing -----------------------------------------------------------------------

    def run(self, wanted: command.Command) -> ChangeSet:
        """Run a command as one undoable step; tell the views; return what changed."""
        self._require_annotator()
        opened = self._open(wanted.document) if wanted.document else None
        if opened is not None:
            self.proposals.before(opened.document.id)
            opened = replace(opened, own=self.proposals.seen(opened), quiet=self.proposals.quiet())
        change = command.run(self.project, wanted, self.annotator.id, opened, self.schema())
        self._took(change)
        return change

    def undo(self) -> ChangeSet | None:
        """Take back the annotator's last step, of this or an earlier session."""
        self._before(journal.last_done(self.project, self.annotator.id))
        change = journal.undo(self.project, self.annotator.id)
        if change is not None:
            self._took(change)
        return change

    def redo(self) -> ChangeSet | None:
        """Bring back the step that was undone last."""
        self._before(journal.first_undone(self.project, self.annotator.id))
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
        # What is taken back stays in a backup, should it have been taken back by mistake.
        backups.take(self.path, "before-take-back")
        self._end_reading()
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

    def set_threshold(self, wanted: Threshold) -> None:
        """Keep below what a source stays quiet for a label; tell the views."""
        self.proposals.set_threshold(wanted)
        facets = frozenset({Facet.SUGGESTIONS})
        self.events.emit(ChangeSet("Change threshold", facets))

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

    def _before(self, step: journal.Step | None) -> None:
        if step is not None and step.document is not None:
            self.proposals.before(step.document)

    def _took(self, change: ChangeSet) -> None:
        """Bring what is held in memory up to date with a change, then tell the views."""
        self._set = None
        if self._proposals is not None:
            self._proposals.take(change)
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
                        sets.set_ids(link, opened.document.id, self.annotator.id),
                        change.spans,
                        change.relations,
                        change.members,
                    )
        self.events.emit(change)

    def _more_known(self) -> None:
        self.events.emit(ChangeSet("Read own labels", frozenset({Facet.SUGGESTIONS})))

    def _end_reading(self) -> None:
        if self._proposals is not None:
            self._proposals.end()

    def _forget(self) -> None:
        self._end_reading()
        self._opened = self._set = self._schema = self._proposals = None

    def _require_annotator(self) -> None:
        if self.annotator is NOBODY:
            raise UserError("Nobody is labelling yet.", mend="Say who you are first.")


def label_title(schema: Schema, label: LabelId) -> str:
    """Return a label's title for people; its id where the schema has lost it."""
    found = schema.label(label)
    return found.title if found else label
