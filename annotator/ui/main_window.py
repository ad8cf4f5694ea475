"""The main window: puts the parts together and hands actions to whoever answers them."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QMainWindow,
    QMenuBar,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.app.session import Session
from annotator.app.settings import SettingsFile
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId
from annotator.ui.action_table import ACTIONS, MENUS
from annotator.ui.actions import Action, Registry
from annotator.ui.article_menu import ArticleMenu
from annotator.ui.article_order import around
from annotator.ui.banner import Banner
from annotator.ui.correcting import Correcting
from annotator.ui.desk import Desk
from annotator.ui.dropping import Dropping
from annotator.ui.errands import Errands
from annotator.ui.ingesting import Ingesting
from annotator.ui.key_router import KeyRouter
from annotator.ui.mark_menu import MarkMenu
from annotator.ui.menus import Menus
from annotator.ui.merging import Merging
from annotator.ui.model_choice import ModelChoice
from annotator.ui.palettes import Palettes
from annotator.ui.prefilling import Prefilling
from annotator.ui.projects import Projects
from annotator.ui.situation import Situation
from annotator.ui.sources import Sources
from annotator.ui.status import StatusLine
from annotator.ui.status_facts import StatusFacts
from annotator.ui.theme import Theme
from annotator.ui.top_bar import TopBar
from annotator.ui.transfer import Transfer
from annotator.ui.welcome import Welcome
from annotator.ui.work import Work

_OWN = (
    "projects",
    "transfer",
    "merging",
    "ingesting",
    "correcting",
    "prefill",
    "model",
    "sources",
    "palettes",
)
"""Controllers that are there with or without a project."""


class MainWindow(QMainWindow):
    """One window, one project."""

    def __init__(self, settings: SettingsFile, theme: Theme) -> None:
        super().__init__()
        self.settings = settings
        self.session: Session | None = None
        self.desk: Desk | None = None
        self.work: Work | None = None
        self.theme = theme
        self.registry = Registry(ACTIONS, settings.values.keys)
        self.projects = Projects(self)
        self.prefill = Prefilling(self)
        self.errands = Errands(self)
        self.correcting = Correcting(self)
        self.ingesting = Ingesting(self, self.errands, self.correcting)
        self.transfer = Transfer(self, self.errands)
        self.merging = Merging(self, self.errands)
        self.dropping = Dropping(self, self.errands, self.ingesting, self.transfer, self.merging)
        self.model = ModelChoice(self, self.prefill)
        self.sources = Sources(self)
        self.palettes = Palettes(self)
        self.welcome = Welcome(self)
        self.banner = Banner(self)
        self.status = StatusLine(self)
        bar = QMenuBar(self)
        self.top = TopBar(bar, self)
        self.menus = Menus(bar, MENUS, self.registry, self.run, self.can, self.title_of)
        self.stack = QStackedWidget(self)
        self.router = KeyRouter(self, self.registry, self.run, self._offer_to_mode)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        free = self.screen().availableSize()
        self.resize(min(1440, free.width() - 40), min(900, free.height() - 60))
        self.restoreGeometry(QByteArray.fromBase64(settings.values.window.encode()))
        self.banner.show_notice(settings.notice)
        self.show_names()
        self.show_welcome()

    # What controllers ask for (see host.Host)

    @property
    def widget(self) -> QWidget:
        """The parent for dialogs."""
        return self

    def attempt(self, work: Callable[[], object]) -> bool:
        """Do something that may raise UserError; tell the error and return False then."""
        try:
            work()
        except UserError as error:
            self.say(" ".join(str(error).split("\n")), True)
            return False
        return True

    def say(self, text: str, error: bool = False) -> None:
        """Put a line into the status line."""
        self.status.say(text, error)

    def open_article(self, document: str) -> None:
        """Open an article of the open project."""
        if self.work is not None:
            self.work.page.open_article(document)

    def show_place(self, document: str, offset: int | None, words: str) -> None:
        """Open an article and select what stands at a position; offsets are code points."""
        if self.work is not None:
            self.activateWindow()
            self.work.page.show_place(document, offset, words)

    def shown_query(self) -> str:
        """Return the query of the articles that are listed now; empty for all."""
        return self.work.page.articles.query() if self.work else ""

    def near_articles(self, before: int, after: int) -> list[DocumentId]:
        """Return articles of the list around the open one, the next ones first."""
        return around(self.work.page.articles, before, after) if self.work else []

    def shown_key(self, action_id: str) -> str:
        """Return the key of an action as people read it."""
        return self.registry.get(action_id).shown_key

    def show_work(self, title: str, done: int = 0, total: int = 0, detail: str = "") -> None:
        """Show work in the background; an empty title ends it."""
        self.status.show_work(title, done, total, detail)

    def offer_work(self, text: str, offer: str) -> None:
        """Show work that waits to be begun or resumed; an empty text ends it."""
        self.status.offer_work(text, offer)

    def show_model(self, text: str) -> None:
        """Show which model suggests."""
        self.status.show_model(text)

    def pause_suggesting(self, paused: bool) -> None:
        """Let suggestions wait while another task holds the project."""
        self.prefill.pause(paused)

    def begin_project(self, session: Session, notice: str) -> None:
        """Show a project that was opened, with a notice that stays."""
        self._put_away()
        self.session = session
        self.desk = Desk(session, self)
        self.work = Work(self.desk, self.settings, self.theme, self.stack)
        page = self.work.page
        page.buttons.offer(self.registry, self.run)
        self.mark_menu = MarkMenu(self.work, self.registry, self.run)
        self.article_menu = ArticleMenu(self.work, self.registry, self.run)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.desk.said.connect(self.say)
        self.facts = StatusFacts(self.work, self.status)
        page.labels.keys_requested.connect(self.palettes.show_keys)
        self.work.spreading.waiting.working.connect(self.pause_suggesting)
        self.settings.opened(session.path)
        self.banner.show_notice(notice, retry=session.read_only)
        self.show_names()
        page.start()
        page.focus_text()
        self.prefill.begin()
        QTimer.singleShot(0, self.transfer.back_up)

    def end_project(self) -> None:
        """Close the project and show the welcome page."""
        self._put_away()
        self.show_names()
        self.show_welcome()

    def show_names(self) -> None:
        """Show anew which project is open and who is labelling."""
        session = self.session
        name = session.path.stem if session else ""
        self.top.show_project(name, session.annotator.name if session else "")
        # Qt adds the program's own name.
        self.setWindowTitle(name or "Annotator")

    def show_welcome(self) -> None:
        """Show the welcome page anew, if no project is open."""
        if self.session is None:
            self.welcome.show_recent(self.settings.values.recent_projects)
            self.stack.setCurrentWidget(self.welcome)
            self.welcome.begin()

    # Actions

    def run(self, action: Action) -> bool:
        """Do an action if it can be done now; return whether its key is used up."""
        if not self.can(action):
            self.say(self.situation().why_not(action.when), True)
            return self.session is not None
        target, method = action.handler.split(".")
        handler = getattr(self._target(target), method)
        if action.argument is None:
            handler()
        else:
            handler(action.argument)
        return True

    def can(self, action: Action) -> bool:
        """Return whether an action can be done now."""
        answered = self._target(action.handler.split(".")[0]) is not None
        return answered and bool(getattr(self.situation(), action.when))

    def title_of(self, action: Action) -> str:
        """Return an action's title; undo and redo say what they would do."""
        if self.session is not None and action.id in ("edit.undo", "edit.redo"):
            undo = action.id == "edit.undo"
            step = self.session.undo_title() if undo else self.session.redo_title()
            return f"{action.title} {step}" if step else action.title
        return action.title

    def situation(self) -> Situation:
        """Return what is the case now."""
        if self.work is None:
            return Situation()
        return self.work.situation(busy=self.errands.busy)

    def show_about(self) -> None:
        """Say what this is."""
        QMessageBox.about(
            self,
            "About Annotator",
            f"Annotator {__version__}\nLabels news articles, on this computer alone.",
        )

    def next_theme(self) -> None:
        """Take the next of: as the system, light, dark."""
        wanted = self.theme.want_next()
        self.settings.change(theme=wanted)
        self.say({"system": "As the system is.", "light": "Light.", "dark": "Dark."}[wanted])

    # Inside

    def _target(self, name: str) -> object:
        if name == "window":
            return self
        if name in _OWN:
            return getattr(self, name)
        return self.work and getattr(self.work, name)

    def _lay_out(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.top, self.banner):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.stack.addWidget(self.welcome)
        self.setCentralWidget(middle)
        palette = self.registry.get("view.palette")
        self.top.show_palette_key(palette.title, palette.shown_key)

    def _connect(self) -> None:
        self.welcome.sample_requested.connect(self.projects.open_sample)
        self.welcome.new_requested.connect(self.projects.make)
        self.welcome.open_requested.connect(self.projects.choose)
        self.welcome.project_requested.connect(self.projects.open_named)
        self.top.palette_requested.connect(self.palettes.show_palette)
        self.top.annotator_requested.connect(self.projects.ask_annotator)
        self.banner.retry_requested.connect(self.projects.open_again)
        self.status.stop_requested.connect(self._stop_work)
        self.status.work_requested.connect(self.prefill.start)
        self.theme.changed.connect(self._take_theme)

    def _put_away(self) -> None:
        """Close what is open: time and place kept, background work stopped."""
        self.correcting.end()
        self.prefill.end()
        self.errands.end()
        self.transfer.end()
        self.merging.end()
        if self.work is not None and self.desk is not None and self.session is not None:
            self.work.finish()
            self.desk.close()
            self.stack.removeWidget(self.work.page)
            self.work.page.deleteLater()
            self.session.close()
        self.work = self.desk = self.session = None
        self.banner.show_notice("")
        self.status.clear()

    def _stop_work(self) -> None:
        self.errands.stop()
        self.prefill.stop()

    def _take_theme(self) -> None:
        if self.work is not None:
            self.work.page.take_theme()

    def _offer_to_mode(self, event: QKeyEvent) -> bool:
        if self.work is None:
            return False
        self.work.page.clock.sign_of_life()
        return self.work.take_key(event)

    # What Qt tells

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the presses that no widget wanted."""
        if not self.router.offer(event, self.focusWidget()):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Let the clock stand while the window is not the active one."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.work is not None:
            self.work.page.clock.set_active(self.isActiveWindow())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.welcome.show_drop(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show that nothing will be dropped."""
        self.welcome.show_drop(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take projects, labelled files or articles."""
        self.welcome.show_drop(False)
        event.accept()
        self.dropping.take([url.toLocalFile() for url in event.mimeData().urls()])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is to be remembered and close the project."""
        self.settings.change(window=bytes(self.saveGeometry().toBase64().data()).decode())
        self._put_away()
        super().closeEvent(event)
