"""Finding in the article: the find bar, and the jump to a word."""

from annotator.domain.spans import Extent
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.panels.find_bar import FindMode


class Searching:
    """Let the find bar search the reading pane."""

    def __init__(self, page: AnnotatePage) -> None:
        self._page = page
        self._text = page.text
        self._bar = page.find_bar
        self._jumped_to: Extent | None = None
        self._last = ""
        self._bar.text_changed.connect(self._search)
        self._bar.next_requested.connect(self._next)
        self._bar.kept.connect(self._keep)
        self._bar.closed.connect(self._leave)
        page.desk.opened.connect(self._bar.hide)

    def find(self) -> None:
        """Open the find bar; what is selected is what is looked for first."""
        selected = self._text.selection()
        sheet = self._page.desk.sheet
        string = None
        if selected is not None and sheet is not None and selected.end - selected.start < 100:
            string = sheet.document.text[selected.start : selected.end]
        self._page.show_find_bar(FindMode.FIND, string)

    def jump(self) -> None:
        """Go to the next place of the word that was jumped to, else ask for a word."""
        if self._jumped_to is not None and self._text.selection() == self._jumped_to:
            self._text.jump(self._last, again=True)
            self._jumped_to = self._text.selection()
            return
        self._page.show_find_bar(FindMode.JUMP, "")

    def _search(self, string: str) -> None:
        if not string:
            self._text.clear_matches()
            self._show_count()
            return
        if self._bar.mode is FindMode.JUMP:
            if not self._text.jump(string):
                # What Enter would keep is what was typed, not the last place that matched.
                self._text.clear_selection()
        else:
            self._text.find_text(string)
        self._show_count()

    def _next(self, forward: bool) -> None:
        self._text.find_text(self._bar.line.text(), forward=forward, again=True)
        self._show_count()

    def _show_count(self) -> None:
        matches, total = self._text.page.matches, self._text.match_count()
        selected = self._text.selection()
        place = len(matches.between(0, selected.start)) + 1 if selected and total else 0
        self._bar.show_count(min(place, total), total)

    def _keep(self) -> None:
        self._last = self._bar.line.text()
        self._text.clear_matches()
        self._jumped_to = self._text.selection()
        self._page.focus_text()

    def _leave(self) -> None:
        self._text.clear_matches()
        self._page.focus_text()
