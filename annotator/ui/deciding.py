"""Deciding what is suggested: accept, reject, take with another label, and go on."""

from collections.abc import Sequence

from annotator.app.session import PendingSuggestion
from annotator.commands.command import Command
from annotator.commands.triage import AcceptSuggestions, CorrectSuggestion, RejectSuggestions
from annotator.domain.ids import LabelId
from annotator.domain.schema import Label
from annotator.domain.suggestions import Suggestion
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.text.marks import SuggestedRelation


class Deciding:
    """Answer the actions on suggestions of spans and of relations.

    A relation whose ends are suggestions themselves takes them along when it is accepted.
    """

    def __init__(self, page: AnnotatePage) -> None:
        self._page = page
        self._desk = page.desk

    def accept(self) -> None:
        """Accept the selected suggestion and go on; where none is selected, go to the next."""
        sheet, one = self._desk.sheet, self._current()
        if sheet is None or one is None:
            self.next_suggestion()
            return
        wanted = (*_open_ends(one), one.suggestion)
        self._decide(AcceptSuggestions(sheet.document.id, wanted), one)

    def reject(self) -> None:
        """Reject the selected suggestion and go on; where none is selected, go to the next."""
        sheet, one = self._desk.sheet, self._current()
        if sheet is None or one is None:
            self.next_suggestion()
            return
        self._decide(RejectSuggestions(sheet.document.id, (one.suggestion,)), one)

    def correct(self, label: LabelId) -> None:
        """Take the selected suggestion under a label and go on."""
        sheet, one = self._desk.sheet, self._current()
        if sheet is None or one is None:
            return
        document, ends = sheet.document.id, _open_ends(one)
        self._decide(CorrectSuggestion(document, one.suggestion, label, ends), one)

    def accept_visible(self) -> None:
        """Accept all suggestions that are whole on the screen, as one step."""
        sheet, seen = self._desk.sheet, self._page.text.visible_extent()
        if sheet is None:
            return
        on_screen = [
            one.suggestion
            for one in sheet.pending
            if seen.start <= one.suggestion.start and one.suggestion.end <= seen.end
        ]
        if not on_screen:
            self._desk.say("No suggestion is on the screen.")
            return
        if self._desk.run(AcceptSuggestions(sheet.document.id, on_screen)) is not None:
            self._desk.say(f"Accepted {len(on_screen)} on the screen. Ctrl+Z takes them back.")
            self._page.text.next_mark(suggestions_only=True)

    def next_suggestion(self) -> None:
        """Select the next suggestion, round the end to the first."""
        if not self._page.text.next_mark(suggestions_only=True):
            self._desk.say("All suggestions are decided. Ctrl+Enter finishes the article.")

    def relation_labels(self) -> list[Label] | None:
        """Return the labels that the selected proposed relation may have; None if none is."""
        if not isinstance(self._page.text.current(), SuggestedRelation):
            return None
        one = self._current()
        if one is None or one.ends is None:
            return []
        schema = self._desk.schema
        labels = schema.relations_between(one.ends[0].label, one.ends[1].label)
        proposed = schema.label(one.suggestion.label)
        if proposed is not None and proposed not in labels:
            labels.append(proposed)
        return labels

    # Inside

    @property
    def _pending(self) -> Sequence[PendingSuggestion]:
        return self._desk.sheet.pending if self._desk.sheet is not None else ()

    def _current(self) -> PendingSuggestion | None:
        """Return the selected suggestion as it is pending, or None."""
        mark = self._page.text.current()
        wanted = mark.suggestion if isinstance(mark, SuggestedRelation) else mark
        return next((one for one in self._pending if one.suggestion == wanted), None)

    def _decide(self, command: Command, one: PendingSuggestion) -> None:
        """Run a decision and go on; from a relation to those after it, then round."""
        pending = list(self._pending)
        after = pending[pending.index(one) + 1 :] if one.ends is not None else []
        if self._desk.run(command) is None:
            return
        still = {one.suggestion for one in self._pending}
        following = next((s.suggestion for s in after if s.suggestion in still), None)
        if following is not None:
            self._page.text.select_mark(following)
        else:
            self.next_suggestion()


def _open_ends(one: PendingSuggestion) -> tuple[Suggestion, ...]:
    """Return the ends of a relation that are still suggestions."""
    return tuple(end for end in one.ends or () if isinstance(end, Suggestion))
