"""Finishing, setting aside and flagging an article; what is undecided is asked about."""

from annotator.commands.progress import SetFlag, SetState
from annotator.commands.triage import AcceptSuggestions
from annotator.domain.annotation_sets import State
from annotator.domain.suggestions import RelationSuggestion, Suggestion
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.articles.wording import counted
from annotator.ui.desk import Sheet
from annotator.ui.prompt import Choice

AnySuggestion = Suggestion | RelationSuggestion


class Finishing:
    """Answer the actions on the state of the open article."""

    def __init__(self, page: AnnotatePage) -> None:
        self._page = page
        self._desk = page.desk
        self._asking = False
        page.prompt.closed.connect(self._asked)

    def finish(self) -> None:
        """Finish the article and open the next; asks first where suggestions are undecided."""
        sheet = self._desk.sheet
        if sheet is None:
            return
        if not sheet.pending or self._asking:
            self._page.prompt.leave()
            self._finish()
            return
        self._ask(sheet)

    def set_aside(self) -> None:
        """Set the article aside, or take it up again where it is."""
        sheet = self._desk.sheet
        if sheet is None:
            return
        aside = sheet.work.state() is State.SET_ASIDE
        state = State.IN_PROGRESS if aside else State.SET_ASIDE
        if self._set_state(state):
            self._desk.say("Taken up again." if aside else "Set aside. S takes it up again.")

    def reopen(self) -> None:
        """Make a finished article one in progress again."""
        if self._set_state(State.IN_PROGRESS):
            self._desk.say("Open again.")

    def flag(self) -> None:
        """Ask for the reason of the flag; an empty one takes the flag away."""
        sheet = self._desk.sheet
        if sheet is None:
            return
        document = sheet.document.id
        self._page.prompt.ask_text(
            "Flag",
            initial=sheet.work.flag,
            hint="Why? Enter keeps it, empty takes the flag away, Esc leaves",
            given=lambda reason: self._desk.run(SetFlag(document, reason)),
        )

    # Inside

    def _ask(self, sheet: Sheet) -> None:
        seen = self._seen(sheet)
        number = len(sheet.pending)
        choices = [
            Choice("Look at them", self._look),
            Choice("Finish, leave them undecided", self._finish),
        ]
        if seen:
            choices.append(
                Choice(
                    f"Accept the {len(seen):,} that were on the screen and finish",
                    lambda: self._accept_and_finish(sheet, seen),
                )
            )
        self._page.prompt.ask(
            f"{counted(number, 'suggestion')} {'is' if number == 1 else 'are'} undecided.",
            choices,
            hint="Ctrl+Enter finishes, Esc goes back",
        )
        self._asking = True

    def _asked(self) -> None:
        self._asking = False

    def _seen(self, sheet: Sheet) -> list[AnySuggestion]:
        stretches = self._page.text.seen()
        return [
            one.suggestion
            for one in sheet.pending
            if any(
                s.start <= one.suggestion.start and one.suggestion.end <= s.end for s in stretches
            )
        ]

    def _look(self) -> None:
        self._page.text.next_mark(suggestions_only=True)

    def _accept_and_finish(self, sheet: Sheet, seen: list[AnySuggestion]) -> None:
        if self._desk.run(AcceptSuggestions(sheet.document.id, seen)) is not None:
            self._finish()

    def _finish(self) -> None:
        sheet = self._desk.sheet
        if sheet is None:
            return
        if sheet.work.state() is not State.FINISHED and not self._set_state(State.FINISHED):
            return
        if not self._page.next_open_article():
            self._desk.say("Finished. There is no article to do after this one in the list.")

    def _set_state(self, state: State) -> bool:
        """Set the state in every pass of the schema."""
        sheet = self._desk.sheet
        if sheet is None:
            return False
        for one in self._desk.schema.passes:
            if self._desk.run(SetState(sheet.document.id, state, one)) is None:
                return False
        return True
