"""The menu on an article of the list: its facts, and the other versions of its story."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from annotator.domain.ids import DocumentId
from annotator.ui.actions import Action, Registry
from annotator.ui.versions import version_line
from annotator.ui.work import Work

_ACTIONS = ("article.facts", "article.same-story", "view.group")
_MOST = 12
"""Versions that stand in the menu; all of them are in the list that V opens."""


class ArticleMenu:
    """Open an article and the menu of what can be done with it."""

    def __init__(self, work: Work, registry: Registry, run: Callable[[Action], bool]) -> None:
        self._work = work
        self._registry = registry
        self._run = run
        work.page.articles.menu_requested.connect(self.open)

    def open(self, document: str, place: QPoint) -> None:
        """Open the article and its menu at a place on the screen."""
        self._work.page.open_article(document, to_text=False)
        menu = self.menu(DocumentId(document))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu(self, document: DocumentId) -> QMenu:
        """Return the menu of an article."""
        menu = QMenu(self._work.page)
        for name in _ACTIONS:
            action = self._registry.get(name)
            key = f"\t{action.shown_key}" if action.keys else ""
            entry = menu.addAction(action.title + key)
            entry.triggered.connect(lambda _=False, chosen=action: self._run(chosen))
        others = [one for one in self._work.versions.of(document) if one.id != document]
        if others:
            menu.addSection("The same story")
        for one in others[:_MOST]:
            title = one.title if len(one.title) < 60 else f"{one.title[:58]}…"
            entry = menu.addAction(f"{version_line(one)}: {title}".replace("&", "&&"))
            entry.triggered.connect(
                lambda _=False, wanted=one.id: self._work.page.open_article(wanted)
            )
        return menu
