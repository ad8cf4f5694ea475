"""Labelling all equal strings: find the places, show them, label those that are ticked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt

from annotator.app.tasks import Progress, Task
from annotator.commands.spreading import LabelEverywhere, Place, find_equal
from annotator.domain.annotation_sets import State
from annotator.domain.changes import ChangeSet
from annotator.domain.errors import Stopped
from annotator.domain.ids import DocumentId, LabelId
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.articles.wording import counted
from annotator.ui.panels.runs import shortened
from annotator.ui.panels.spread_dialog import SpreadDialog
from annotator.ui.panels.spread_rows import SpreadRow
from annotator.ui.text.marks import Arc
from annotator.ui.waiting import Waiting

_AT_ONCE = 100
"""Up to so many places are labelled without a bar: a tenth of a second or two."""
Result = TypeVar("Result")
_STOPPED = "Stopped. Nothing was labelled."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be spread: the string and label of a span, and where it was asked for."""

    document: DocumentId
    string: str
    label: LabelId
    everywhere: bool


class Spreading(QObject):
    """Answer the actions that label all equal strings, in the article or in all of them."""

    def __init__(self, page: AnnotatePage) -> None:
        super().__init__(page)
        self._page = page
        self._desk = page.desk
        self._dialog: SpreadDialog | None = None
        self.waiting = Waiting(page)
        page.side.inspector.spread_requested.connect(self.everywhere)

    @property
    def busy(self) -> bool:
        """Whether places are being looked for or labelled."""
        return self.waiting.busy

    def here(self) -> None:
        """Show the places of the selected span's string in its article."""
        wanted = self._wanted(everywhere=False)
        if wanted is None:
            return
        session, found = self._desk.session, list[Place]()
        if self._desk.attempt(
            lambda: found.extend(
                find_equal(
                    session.project,
                    session.annotator.id,
                    wanted.string,
                    wanted.label,
                    wanted.document,
                )
            )
        ):
            self._show(wanted, found)

    def everywhere(self) -> None:
        """Show the places of the selected span's string in all articles."""
        wanted = self._wanted(everywhere=True)
        if wanted is None:
            return
        project, annotator = self._desk.session.project, self._desk.session.annotator.id

        def find(progress: Progress) -> list[Place]:
            return find_equal(
                project, annotator, wanted.string, wanted.label, progress=progress.report
            )

        def show(task: Task[list[Place]]) -> None:
            found = self._outcome(task)
            if found is not None:
                self._show(wanted, found)

        self.waiting.start("Looking for equal strings", find, show)

    def end(self) -> None:
        """Stop what is at work: the project is about to be closed."""
        self.waiting.end()
        # What a task told from its thread is taken while there is a project to read from.
        QCoreApplication.sendPostedEvents(self._desk, QEvent.Type.MetaCall.value)
        if self._dialog is not None:
            self._dialog.reject()

    # Inside

    def _wanted(self, *, everywhere: bool) -> _Wanted | None:
        """Return what is to be spread; None, and a word on what to do, where nothing can be."""
        sheet, current = self._desk.sheet, self._page.text.current()
        if sheet is None or not self._page.can_label or self.busy or self._dialog is not None:
            return None
        if not isinstance(current, Span):
            self._desk.said.emit(_what_to_do(current, "Shift+A" if everywhere else "A"), True)
            return None
        if len(current.fragments) > 1:
            self._desk.said.emit(
                "A label of several fragments has no equal strings to label.", True
            )
            return None
        string = current.surface(sheet.document.text)
        return _Wanted(sheet.document.id, string, current.label, everywhere)

    def _show(self, wanted: _Wanted, places: Sequence[Place]) -> None:
        if all(place.labelled is not None for place in places):
            self._desk.say(_nothing_left(wanted, len(places)))
            return
        schema = self._desk.schema
        label = schema.label(wanted.label)
        dialog = SpreadDialog(
            wanted.string,
            label.title if label else wanted.label,
            tuple(_rows(places, wanted, schema)),
            self._page,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.labelling_requested.connect(
            lambda rows: self._label(wanted, [places[row] for row in rows])
        )
        dialog.finished.connect(self._shown)
        self._dialog = dialog
        dialog.open()

    def _shown(self) -> None:
        self._dialog = None
        self._page.focus_text()

    def _label(self, wanted: _Wanted, places: Sequence[Place]) -> None:
        session = self._desk.session
        if len(places) <= _AT_ONCE:
            change = self._desk.run(LabelEverywhere(places, wanted.label, wanted.document))
            if change is not None:
                self._tell(change, places)
            return

        def run(progress: Progress) -> ChangeSet:
            return session.run(
                LabelEverywhere(places, wanted.label, wanted.document, progress.report)
            )

        def done(task: Task[ChangeSet]) -> None:
            made = self._outcome(task)
            if made is not None:
                self._tell(made, places)

        title = f"Labelling {counted(len(places), 'equal string')}"
        self.waiting.start(title, run, done, at_once=True)

    def _outcome(self, task: Task[Result]) -> Result | None:
        """Return what a task found; None, and a line about it, where it failed or stopped."""
        results: list[Result] = []
        try:
            self._desk.attempt(lambda: results.append(task.result()))
        except Stopped:
            self._desk.say(_STOPPED)
        self._page.focus_text()
        return results[0] if results else None

    def _tell(self, change: ChangeSet, places: Sequence[Place]) -> None:
        # The article it was asked for in is always among the documents of the change.
        touched = change.documents & {place.document for place in places}
        made = counted(len(change.spans), "equal string")
        articles = counted(len(touched), "article")
        self._desk.say(f"Labelled {made} in {articles}. Ctrl+Z takes it back.")


def _rows(places: Sequence[Place], wanted: _Wanted, schema: Schema) -> Iterator[SpreadRow]:
    """Yield the rows of the dialog; the first of each article has its title."""
    before: DocumentId | None = None
    for place in places:
        after = place.start + len(wanted.string)
        yield SpreadRow(
            place.title or "Without a title" if place.document != before else "",
            place.context[: place.start],
            place.context[place.start : after],
            place.context[after:],
            _note(place, wanted, schema),
            free=place.labelled is None,
            ticked=place.ticked,
        )
        before = place.document


def _note(place: Place, wanted: _Wanted, schema: Schema) -> str:
    """Return why a place is not ticked, or ""."""
    if place.labelled is not None:
        label = schema.label(place.labelled)
        same = place.labelled == wanted.label or label is None
        return "labelled already" if same or label is None else f"labelled {label.title} already"
    why = ["rejected here"] if place.rejected else []
    if place.state is State.FINISHED:
        why.append("article is finished")
    elif place.state is State.SET_ASIDE:
        why.append("article is set aside")
    return ", ".join(why)


def _what_to_do(current: Suggestion | Arc | None, key: str) -> str:
    if isinstance(current, Suggestion):
        return f"Accept it first, then press {key}."
    if isinstance(current, Arc):
        return f"Select a label first, then press {key}."
    return f"Label it first, then press {key}."


def _nothing_left(wanted: _Wanted, places: int) -> str:
    string = shortened(wanted.string, 40)
    if places > 1:
        return f"All {places:,} places of “{string}” are labelled already."
    if wanted.everywhere:
        return f"“{string}” stands nowhere else."
    return f"“{string}” stands nowhere else here. Shift+A looks in all articles."
