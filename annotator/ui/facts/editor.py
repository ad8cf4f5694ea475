"""Correcting facts and encoding from a form: the commands behind both dialogs."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.app import facts
from annotator.app.facts import ArticleFacts
from annotator.app.tasks import Progress, Task
from annotator.commands.facts import ReadAgain, Reread, SetFacts
from annotator.domain.errors import Stopped, UserError
from annotator.domain.ids import DocumentId
from annotator.ui.desk import Desk
from annotator.ui.facts.encoding_dialog import EncodingDialog
from annotator.ui.facts.form import FactsForm
from annotator.ui.facts.wording import Remarks
from annotator.ui.waiting import Waiting

_LOOKED_AT = 200
"""Articles of a selection whose facts are compared; a value is set for all of them."""
_OURS = ("Correct ", "Read as ")
"""How the steps begin that are made here."""


class FactsEditor(QObject):
    """Keep a form in step with some articles, and write what is typed into it."""

    said = Signal(str)
    """What was done, for a line in the dialog."""

    def __init__(self, desk: Desk, form: FactsForm, dialog: QWidget) -> None:
        super().__init__(dialog)
        self._desk = desk
        self._form = form
        self._dialog = dialog
        self._waiting = Waiting(dialog)
        self._documents: list[DocumentId] = []
        self._remarks: Remarks = {}
        form.corrected.connect(lambda name, value: self.correct(self._documents, name, value))
        form.encoding_requested.connect(self.ask_encoding)

    @property
    def can_write(self) -> bool:
        """Whether facts may be corrected by whoever is at work."""
        session = self._desk.session
        return not session.read_only and session.annotator.id != ""

    @property
    def can_undo(self) -> bool:
        """Whether the step that undo would take back was made here."""
        return self.can_write and self._desk.session.undo_title().startswith(_OURS)

    def show(self, documents: Sequence[DocumentId], remarks: Remarks | None = None) -> None:
        """Show some articles; what was read again since stands in its place."""
        session = self._desk.session
        self._documents = [facts.successor_of(session, one) or one for one in documents]
        self._remarks = remarks or {}
        found = facts.facts_of(session, self._documents[:_LOOKED_AT])
        self._form.show_articles(
            found, self._remarks, number=len(self._documents), can_read=self._can_read(found)
        )
        self._form.setEnabled(bool(found) and self.can_write)

    def correct(self, documents: Sequence[DocumentId], name: str, value: str) -> bool:
        """Set a fact of the articles that nobody has begun; tell what was not done."""
        free = facts.free_of(self._desk.session, documents)
        left = len(documents) - len(free)
        if not free:
            free = list(documents)  # the command says why not
        done = self._attempt(SetFacts(tuple(free), {name: value}))
        if done and left:
            self.said.emit(f"Set for {len(free):,} articles; {left:,} are frozen.")
        elif done and len(free) > 1:
            self.said.emit(f"Set for {len(free):,} articles.")
        return done

    def undo(self) -> None:
        """Take the last correction back."""
        if self.can_undo:
            self._desk.attempt(self._desk.session.undo)
            self.said.emit("Taken back.")

    def ask_encoding(self) -> None:
        """Ask in which encoding to read again what is shown."""
        session = self._desk.session
        free = facts.free_of(session, self._documents)
        if not free:
            return
        first = facts.facts_of(session, free[:1])[0]
        dialog = EncodingDialog(
            first.facts.get("title", ""),
            first.encoding,
            len(free),
            lambda encoding: facts.preview(session, first.document, encoding),
            self._dialog,
        )
        dialog.chosen.connect(lambda encoding: self._read_again(free, encoding))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Inside

    def _can_read(self, found: Sequence[ArticleFacts]) -> bool:
        free = next((one for one in found if not one.begun_by), None)
        return free is not None and facts.can_be_read_again(self._desk.session, free)

    def _read_again(self, documents: Sequence[DocumentId], encoding: str) -> None:
        session = self._desk.session

        def work(progress: Progress) -> list[Reread]:
            return facts.read_all_again(session, documents, encoding, progress)

        def done(task: Task[Any]) -> None:
            try:
                readings = task.result()
            except Stopped:
                return
            except UserError as error:
                self._form.show_trouble(" ".join(str(error).split("\n")))
                return
            if self._attempt(ReadAgain(tuple(readings), encoding)):
                number = len(readings)
                self.said.emit(f"Read again{f': {number:,} articles' if number > 1 else '.'}")

        self._waiting.start("Reading again", work, done)

    def _attempt(self, command: SetFacts | ReadAgain) -> bool:
        self._form.show_trouble("")
        try:
            self._desk.session.run(command)
        except UserError as error:
            self._form.show_trouble(" ".join(str(error).split("\n")))
            return False
        return True
