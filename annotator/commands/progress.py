"""Commands on a document as a whole: its state, flag, note, zones and facts."""

from dataclasses import dataclass

from annotator.commands.command import Context
from annotator.domain.annotation_sets import DEFAULT_PASS, State
from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId, SetId, derived_id
from annotator.store import completion, documents, sets
from annotator.store.project import Project

_STATE_TITLES = {
    State.NEW: "Start over",
    State.IN_PROGRESS: "Reopen",
    State.FINISHED: "Finish",
    State.SET_ASIDE: "Set aside",
}


@dataclass(frozen=True, slots=True)
class SetState:
    """Say how far the annotator is with a document in one pass."""

    document: DocumentId
    state: State
    schema_pass: str = DEFAULT_PASS

    @property
    def title(self) -> str:
        """The name of the step."""
        return _STATE_TITLES[self.state]

    def apply(self, context: Context) -> None:
        """Write the state, and the day on which it was finished."""
        set_ = sets.ensure(context.t, self.document, context.annotator)
        sets.set_state(context.t, set_, self.schema_pass, self.state)
        if self.state is State.FINISHED:
            completion.record(context.t, set_, self.schema_pass)


@dataclass(frozen=True, slots=True)
class SetFlag:
    """Flag a document with a reason, or take the flag away with an empty one."""

    document: DocumentId
    flag: str

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Flag" if self.flag else "Take flag away"

    def apply(self, context: Context) -> None:
        """Write the flag; the note of the document stays."""
        _, note = sets.flag_and_note(context.t.connection, self.document, context.annotator)
        sets.set_flag(context.t, self.document, context.annotator, self.flag.strip(), note)


@dataclass(frozen=True, slots=True)
class SetDocumentNote:
    """Write the annotator's note on a document."""

    document: DocumentId
    note: str

    @property
    def title(self) -> str:
        """The name of the step."""
        return "Write note"

    def apply(self, context: Context) -> None:
        """Write the note; the flag stays."""
        flag, _ = sets.flag_and_note(context.t.connection, self.document, context.annotator)
        sets.set_flag(context.t, self.document, context.annotator, flag, self.note.strip())


@dataclass(frozen=True, slots=True)
class SetZone:
    """Correct what a paragraph is; nothing is deleted from the text."""

    document: DocumentId
    start: int
    end: int
    kind: ZoneKind

    @property
    def title(self) -> str:
        """The name of the step."""
        return f"Make it {self.kind}"

    def apply(self, context: Context) -> None:
        """Write the correction."""
        length = len(context.document(self.document).text)
        if not 0 <= self.start < self.end <= length:
            raise UserError("The paragraph is not in the text.")
        zone = Zone(self.start, self.end, self.kind)
        documents.set_zone(context.t, self.document, zone)


def add_time(
    project: Project, document: DocumentId, annotator: AnnotatorId, seconds: float
) -> None:
    """Add to the time an annotator spent on a document; no step, nothing to undo.

    Each session counts in a row of its own, so that merged files add up.
    """
    with project.transaction() as t:
        set_ = sets.ensure(t, document, annotator)
        row_id = derived_id("time", set_, t.writer)
        sets.add_time(t, row_id, SetId(set_), seconds)
