"""What a command is, what it may see, and how it is run."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotator.domain.annotation_sets import DEFAULT_PASS, State
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import Document
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId, LabelId, SetId
from annotator.domain.live_sets import LiveSet
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.suggestions import RelationSuggestion, Suggestion
from annotator.store import documents, journal, schemas, sets, suggestions
from annotator.store.project import Project
from annotator.store.writing import Transaction


@dataclass(frozen=True, slots=True)
class Opened:
    """An article as the front end holds it, so that a command need not read it again.

    ``live`` is brought up to date by the session after each command. ``own`` is what the
    annotator's own labels propose, which is nowhere stored; ``quiet`` names the sources
    that are not heard for a label.
    """

    document: Document
    live: LiveSet
    own: Sequence[Suggestion] = ()
    quiet: Collection[tuple[str, LabelId]] = ()


class Context:
    """What a running command sees: the transaction, the annotator, the article at hand."""

    def __init__(
        self,
        project: Project,
        t: Transaction,
        annotator: AnnotatorId,
        opened: Opened | None = None,
        schema: Schema | None = None,
    ) -> None:
        self.project = project
        self.t = t
        self.annotator = annotator
        self._opened = opened
        self._schema = schema

    @property
    def schema(self) -> Schema:
        """The label schema."""
        if self._schema is None:
            self._schema = schemas.read(self.t.connection)
        return self._schema

    def document(self, wanted: DocumentId) -> Document:
        """Return a document; raise UserError where the project does not have it."""
        if self._opened is not None and self._opened.document.id == wanted:
            return self._opened.document
        return documents.read(self.t.connection, wanted)

    def live(self, wanted: DocumentId) -> LiveSet:
        """Return the annotator's live set on a document as it was before the command."""
        if self._opened is not None and self._opened.document.id == wanted:
            return self._opened.live
        return sets.live_set(self.t.connection, wanted, self.annotator)

    def proposed(self, document: DocumentId) -> list[Suggestion]:
        """Return all suggestions for a document, decided ones too, but for quiet sources.

        A source that is not heard earns nothing either: only where it is right would count.
        """
        stored = suggestions.of_document(self.t.connection, document)
        if self._opened is None:
            return stored
        quiet = self._opened.quiet
        own = self._opened.own if self._opened.document.id == document else ()
        return [s for s in (*stored, *own) if (s.source, s.label) not in quiet]

    def proposed_relations(self, document: DocumentId) -> list[RelationSuggestion]:
        """Return all relations suggested for a document, but for those of quiet sources."""
        stored = suggestions.relations_of_document(self.t.connection, document)
        quiet = self._opened.quiet if self._opened is not None else ()
        return [s for s in stored if (s.source, s.label) not in quiet]

    def begin_work(self, document: DocumentId) -> SetId:
        """Return the annotator's set on a document; a new one is in progress from now on."""
        set_ = sets.ensure(self.t, document, self.annotator)
        states = sets.states(
            self.t.connection, sets.set_ids(self.t.connection, document, self.annotator)
        )
        if states.get(DEFAULT_PASS, State.NEW) is State.NEW:
            sets.set_state(self.t, set_, DEFAULT_PASS, State.IN_PROGRESS)
        return set_

    def span_label(self, wanted: LabelId) -> Label:
        """Return a label for spans; raise UserError where the schema has no such one."""
        label = self.schema.label(wanted)
        if label is None or label.kind is LabelKind.RELATION:
            raise UserError(f'The schema has no span label "{wanted}".')
        return label


class Command(Protocol):
    """A change as data. ``apply`` writes through the context or raises UserError.

    ``title`` names the step for the undo menu; ``document`` is where it happens.
    """

    @property
    def title(self) -> str:
        """The name of the step, in the imperative."""

    @property
    def document(self) -> DocumentId | None:
        """The document it happens in, or None."""

    def apply(self, context: Context) -> None:
        """Write the change."""


def run(
    project: Project,
    command: Command,
    annotator: AnnotatorId,
    opened: Opened | None = None,
    schema: Schema | None = None,
) -> ChangeSet:
    """Run a command in one transaction as one undoable step; return what it changed."""
    with project.transaction(
        command.title, annotator=annotator, document=command.document, undoable=True
    ) as t:
        command.apply(Context(project, t, annotator, opened, schema))
        return journal.change_set(t, command.title, command.document)
