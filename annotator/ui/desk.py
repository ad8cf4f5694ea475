"""The desk: the article at hand, what is marked on it, and the one way to change it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.app.facts import successor_of
from annotator.app.session import PendingSuggestion, Session
from annotator.commands.command import Command
from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.documents import Document
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.ui.bridge import Bridge

_MARKS = frozenset({Facet.LABELS, Facet.STATES, Facet.SUGGESTIONS})
_SETTLING = 150
"""Milliseconds after the last change until what is to decide is read again."""

_MANY = 500
"""Suggestions up to which they are all read again when one is taken."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of one article: text, the annotator's set, what is still to decide."""

    document: Document
    work: AnnotationSet
    pending: tuple[PendingSuggestion, ...]


class Desk(QObject):
    """Hold the open article up to date with the session and run commands on it.

    A UserError never gets out of ``run`` and ``attempt``: it is said in the status line.
    """

    opened = Signal()
    """Another article is open, or none; ask ``sheet``."""
    changed = Signal(ChangeSet)
    """The open article's sheet was read again after a change that concerns it."""
    project_changed = Signal(ChangeSet)
    """Something in the project changed, on the open article or another."""
    said = Signal(str, bool)
    """A line for the status line, and whether it is an error."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.sheet: Sheet | None = None
        self._bridge = Bridge(session, self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLING)
        self._settling.timeout.connect(self._settle)
        self._bridge.changed.connect(self._take)

    @property
    def schema(self) -> Schema:
        """The label schema."""
        return self.session.schema()

    @property
    def document_id(self) -> DocumentId | None:
        """The id of the open article, or None."""
        return self.sheet.document.id if self.sheet else None

    def close(self) -> None:
        """Stop listening to the session."""
        self._settling.stop()
        self._bridge.close()

    def open(self, wanted: DocumentId) -> bool:
        """Open an article; an article already open stays as it is. False if it cannot be."""
        if wanted == self.document_id:
            return True
        return self.attempt(lambda: self._show(wanted))

    def run(self, command: Command) -> ChangeSet | None:
        """Run a command; None, and a line in the status line, where it was refused."""
        done: list[ChangeSet] = []
        self.attempt(lambda: done.append(self.session.run(command)))
        return done[0] if done else None

    def attempt(self, work: Callable[[], object]) -> bool:
        """Do something that may raise UserError; tell the error and return False then."""
        try:
            work()
        except UserError as error:
            self.said.emit(" ".join(str(error).split("\n")), True)
            return False
        return True

    def say(self, text: str) -> None:
        """Put a line into the status line."""
        self.said.emit(text, False)

    def _show(self, wanted: DocumentId) -> None:
        self.sheet = self._read(wanted)
        self.opened.emit()

    def _read(self, wanted: DocumentId) -> Sheet:
        session = self.session
        return Sheet(
            session.document(wanted),
            session.annotation_set(wanted),
            tuple(session.pending(wanted)),
        )

    def _take(self, change: ChangeSet) -> None:
        at_hand = self.document_id
        if at_hand is not None and _concerns(change, at_hand):
            standing = self._standing(at_hand, change)
            if standing is not None:
                self.attempt(lambda: self._show(standing))
            elif self.attempt(lambda: self._read_again(at_hand, change)):
                self.changed.emit(change)
            else:
                self.sheet = None
                self.opened.emit()
        self.project_changed.emit(change)

    def _standing(self, at_hand: DocumentId, change: ChangeSet) -> DocumentId | None:
        """Return the article that stands for the open one if that was read again, or None."""
        if Facet.DOCUMENTS not in change.facets:
            return None
        return successor_of(self.session, at_hand)

    def _read_again(self, at_hand: DocumentId, change: ChangeSet) -> None:
        before = self.sheet
        if before is None or not change.facets <= _MARKS:
            self.sheet = self._read(at_hand)
            return
        work = self.session.annotation_set(at_hand)
        fresh = self.session.live_spans(at_hand, change.spans)
        added = bool(change.spans) and len(fresh) == len(change.spans)
        if added and not _asks_relations(before) and not _may_ask_within(before, fresh):
            # Spans were only added or changed: what they cover is no longer to decide, which
            # is quicker to see than to ask the store. It is asked once the text is painted.
            self.sheet = Sheet(before.document, work, _uncovered(before.pending, fresh))
            self._settling.start()
        else:
            pending = tuple(self.session.pending(at_hand))
            self.sheet = Sheet(before.document, work, pending)

    def _settle(self) -> None:
        """Read again what is to decide, where a quick look stood in for it."""
        sheet = self.sheet
        if sheet is None:
            return
        document = sheet.document.id
        pending = tuple(self.session.pending(document))
        if pending != sheet.pending:
            self.sheet = Sheet(sheet.document, sheet.work, pending)
            facets = frozenset({Facet.SUGGESTIONS})
            self.changed.emit(ChangeSet("", facets, frozenset({document})))


def _concerns(change: ChangeSet, document: DocumentId) -> bool:
    if document in change.documents:
        return True
    wide = {Facet.DOCUMENTS, Facet.SUGGESTIONS, Facet.SCHEMA, Facet.ANNOTATORS}
    return not change.documents and bool(wide & change.facets)


def _asks_relations(sheet: Sheet) -> bool:
    """Tell whether relations are to decide: where their ends stand changes with every span."""
    return bool(sheet.pending) and sheet.pending[-1].ends is not None


def _may_ask_within(sheet: Sheet, fresh: Iterable[Span]) -> bool:
    """Tell whether a suggestion was taken, so that one within it may come next.

    With very many suggestions the next one is seen a moment later, not within the key.
    """
    if len(sheet.pending) > _MANY:
        return False
    taken = {span.fragments for span in fresh}
    return any(one.suggestion.fragments in taken for one in sheet.pending)


def _uncovered(
    pending: Iterable[PendingSuggestion], spans: Iterable[Span]
) -> tuple[PendingSuggestion, ...]:
    covered = [extent for span in spans for extent in span.fragments]
    return tuple(
        one
        for one in pending
        if not any(
            start < one.suggestion.end and one.suggestion.start < end for start, end in covered
        )
    )
