"""The work on one project: the annotating view with all that answers its actions."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.app.settings import SettingsFile
from annotator.domain.spans import Relation, Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.annotating import Annotating
from annotator.ui.articles.wording import counted
from annotator.ui.desk import Desk
from annotator.ui.finishing import Finishing
from annotator.ui.noting import Noting
from annotator.ui.relating_mode import RelatingMode
from annotator.ui.searching import Searching
from annotator.ui.situation import Situation
from annotator.ui.spreading import Spreading
from annotator.ui.text.marks import SuggestedRelation
from annotator.ui.theme import Theme
from annotator.ui.versions import Versions


class Work:
    """Hold the page of a project and its controllers, by the names that actions use."""

    def __init__(self, desk: Desk, settings: SettingsFile, theme: Theme, parent: QWidget) -> None:
        self.desk = desk
        self.page = AnnotatePage(desk, settings, theme, parent)
        self.annotating = Annotating(self.page)
        self.relating = RelatingMode(self.page)
        self.finishing = Finishing(self.page)
        self.searching = Searching(self.page)
        self.noting = Noting(self.page, self.annotating)
        self.spreading = Spreading(self.page)
        self.versions = Versions(self.page)

    def finish(self) -> None:
        """End what is at work and keep time and place: the project is about to be closed."""
        self.spreading.end()
        self.page.side.stop()
        self.page.finish()

    def take_key(self, event: QKeyEvent) -> bool:
        """Let a mode answer a key before the actions do: relations, or a question to leave."""
        if self.relating.take_key(event):
            return True
        if event.key() == Qt.Key.Key_Escape and self.page.prompt.isVisible():
            self.page.prompt.leave()
            return True
        return False

    def situation(self, *, busy: bool) -> Situation:
        """Return what is the case on the page."""
        sheet, current = self.desk.sheet, self.page.text.current()
        word = self.page.text.word()
        selected = self.page.text.selection() is not None or word.start < word.end
        return Situation(
            has_project=True,
            read_only=self.desk.session.read_only,
            has_annotator=self.desk.session.annotator.id != "",
            has_article=sheet is not None,
            text_selected=sheet is not None and selected,
            span_selected=isinstance(current, Span),
            suggestion_selected=isinstance(current, Suggestion | SuggestedRelation),
            relation_selected=isinstance(current, Relation),
            suggestions=len(sheet.pending) if sheet else 0,
            busy=busy or self.spreading.busy,
        )

    def counts_text(self) -> str:
        """Return what is on the open article, in words."""
        sheet = self.desk.sheet
        if sheet is None:
            return ""
        parts = [
            counted(len(sheet.work.spans), "label"),
            counted(len(sheet.work.relations), "relation"),
        ]
        if sheet.pending:
            parts.append(f"{counted(len(sheet.pending), 'suggestion')} left")
        return " · ".join(parts)

    def place(self) -> tuple[int | None, int]:
        """Return the row of the open article in the list, and how long the list is."""
        return self.page.articles.open_row(), self.page.articles.model.rowCount()
