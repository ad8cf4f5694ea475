"""What the window's controllers may ask of the window."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from annotator.app.session import Session
from annotator.app.settings import SettingsFile
from annotator.domain.ids import DocumentId
from annotator.ui.desk import Desk


class Host(Protocol):
    """The window as its controllers see it."""

    session: Session | None
    desk: Desk | None
    settings: SettingsFile

    @property
    def widget(self) -> QWidget:
        """The parent for dialogs."""

    def attempt(self, work: Callable[[], object]) -> bool:
        """Do something that may raise UserError; tell the error and return False then."""

    def say(self, text: str, error: bool = False) -> None:
        """Put a line into the status line."""

    def begin_project(self, session: Session, notice: str) -> None:
        """Show a project that was opened, with a notice that stays."""

    def end_project(self) -> None:
        """Close the project and show the welcome page."""

    def show_names(self) -> None:
        """Show anew which project is open and who is labelling."""

    def show_welcome(self) -> None:
        """Show the welcome page anew, if no project is open."""

    def open_article(self, document: str) -> None:
        """Open an article of the open project."""

    def show_place(self, document: str, offset: int | None, words: str) -> None:
        """Open an article and select what stands at a position; offsets are code points."""

    def shown_query(self) -> str:
        """Return the query of the articles that are listed now; empty for all."""

    def near_articles(self, before: int, after: int) -> list[DocumentId]:
        """Return articles of the list around the open one, the next ones first."""

    def shown_key(self, action_id: str) -> str:
        """Return the key of an action as people read it."""

    def show_work(self, title: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Show work in the background; an empty title ends it."""

    def offer_work(self, text: str, offer: str) -> None:
        """Show work that waits to be begun or resumed; an empty text ends it."""

    def show_model(self, text: str) -> None:
        """Show which model suggests."""

    def pause_suggesting(self, paused: bool) -> None:
        """Let suggestions wait while another task holds the project."""
