"""The same story in several articles: going from one version to the other."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from annotator.app.listings import Entry
from annotator.domain.ids import DocumentId
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.articles.wording import STATE_NAMES, counted, short_date
from annotator.ui.panels.choices import Choice
from annotator.ui.panels.filter_popup import FilterPopup

_ID_SHOWN = 10
"""Characters of an article's id that name its story in a query."""


class Versions:
    """Answer the actions on near-duplicates of the open article."""

    def __init__(self, page: AnnotatePage) -> None:
        self._page = page
        self._popup = VersionsPopup(page)
        self._popup.chosen.connect(lambda document: page.open_article(document))
        self._popup.closed.connect(page.focus_text)

    # Actions

    def show(self) -> None:
        """List the versions of the story of the open article, to go to one."""
        desk = self._page.desk
        if desk.document_id is None:
            return
        found = self.of(desk.document_id)
        if len(found) < 2:
            desk.say("No other article tells this story.")
            return
        self._popup.show_versions(found, desk.document_id)
        self._popup.open_at(self._page.text.mapToGlobal(QPoint(40, 20)))

    def filter(self) -> None:
        """Let the list show the versions of the story of the open article alone, or all again."""
        articles, document = self._page.articles, self._page.desk.document_id
        if document is None:
            return
        wanted = story_query(document)
        if articles.filter.text().startswith("story:"):
            articles.filter.setText("")
        elif len(self._page.desk.session.same_story(document)) < 2:
            self._page.desk.say("No other article tells this story.")
        else:
            articles.filter.setText(wanted)

    def toggle_grouping(self) -> None:
        """Put articles that tell the same story next to each other in the list, or not."""
        articles = self._page.articles
        articles.group(not articles.grouped)
        told = "Versions of a story stand side by side." if articles.grouped else "As they came in."
        self._page.desk.say(told)

    # For the menu of the list

    def of(self, document: DocumentId) -> list[Entry]:
        """Return the articles that tell the story of one, itself included, in list order."""
        found = self._page.desk.session.listing(story_query(document))
        return found.page(0, len(found))


class VersionsPopup(FilterPopup):
    """A list of the versions of a story, the open one marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Versions of the story", "Version: type part of source or title", parent)

    def show_versions(self, entries: list[Entry], opened: DocumentId) -> None:
        """Offer the versions, others than the open one first."""
        ordered = sorted(entries, key=lambda entry: entry.id == opened)
        self.show_choices([_choice(entry, entry.id == opened) for entry in ordered])


def story_query(document: DocumentId) -> str:
    """Return the query for the articles that tell the story of one."""
    return f"story:{document[:_ID_SHOWN]}"


def version_line(entry: Entry) -> str:
    """Return what tells one version from the others: source, date, state, labels."""
    labels = counted(entry.spans, "label") if entry.spans else ""
    parts = (entry.source, short_date(entry.published), STATE_NAMES[entry.state], labels)
    return " · ".join(part for part in parts if part)


def _choice(entry: Entry, opened: bool) -> Choice:
    words = (entry.title, entry.source, entry.published)
    return Choice(
        entry.id,
        entry.title,
        tuple(word for word in words if word),
        detail=version_line(entry),
        aside="open now" if opened else "",
        enabled=not opened,
    )
