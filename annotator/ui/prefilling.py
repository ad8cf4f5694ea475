"""Suggestions in the background: the open article first, then the list, while it is small."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.errors import UserError
from annotator.domain.queries import Query
from annotator.ui.host import Host

if TYPE_CHECKING:
    from annotator.app.prefill import Prefill

_POLL = 100
_AFTER_START = 300
"""Milliseconds: the window is usable first."""
SMALL = 2000
"""Up to so many articles all are looked at unasked; of more only those that are opened."""


class Prefilling(QObject):
    """Run a pipeline's processes for the project of a window, and show how far they are."""

    def __init__(self, window: Host) -> None:
        super().__init__(window.widget)
        self._window = window
        self._prefill: Prefill | None = None
        self._stopped = False
        self._paused = False
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._poll)

    @property
    def running(self) -> bool:
        """Whether articles are waiting or being looked at."""
        return self._prefill is not None and self._prefill.running

    def begin(self) -> None:
        """Begin with a project that was opened: soon, if the settings say so."""
        self._stopped = not self._window.settings.values.suggest
        desk = self._window.desk
        if desk is None or desk.session.read_only:
            return
        desk.opened.connect(self._open_article)
        desk.project_changed.connect(self._note_change)
        QTimer.singleShot(_AFTER_START, self._begin_small)

    def end(self) -> None:
        """End the processes; what was found is stored."""
        self._timer.stop()
        prefill, self._prefill = self._prefill, None
        if prefill is not None:
            prefill.stop()
        self._window.show_work("")

    def pause(self, paused: bool) -> None:
        """Leave the project alone while another task holds it."""
        self._paused = paused

    # Actions

    def start(self) -> None:
        """Look at all articles of the project that were not looked at yet."""
        self._stopped = False
        if self._ready():
            assert self._prefill is not None
            self._open_article()
            self._prefill.add(Query())
            if not self._run():
                self._window.say("All articles have been looked at.")

    def stop(self) -> None:
        """Stop; what was found is kept."""
        if self.running:
            self._window.say("Suggesting stopped. What was found is kept.")
        self._stopped = True
        self.end()

    def toggle(self) -> None:
        """Suggest on opening from now on, or only when asked."""
        wanted = not self._window.settings.values.suggest
        self._window.settings.change(suggest=wanted)
        self._window.say("Suggests on opening." if wanted else "Suggests only when asked.")
        if wanted:
            self._stopped = False
            self._begin_small()
        else:
            self.stop()

    # Inside

    def _begin_small(self) -> None:
        session = self._window.session
        if session is None or self._stopped or session.read_only or not len(session.listing()):
            return
        if not self._ready():
            return
        assert self._prefill is not None
        self._open_article()
        if len(session.listing()) <= SMALL:
            self._prefill.add(Query())
        self._run()

    def _ready(self) -> bool:
        """Have a prefill at hand; False, and a word in the status line, where none can be."""
        session = self._window.session
        if session is None or session.read_only:
            return False
        if self._prefill is None:
            # Here, not at the top: the window must not wait for it.
            from annotator.app.prefill import Prefill, pipeline

            try:
                info = pipeline(self._window.settings.values.model or None)
                self._prefill = Prefill(session, info)
            except UserError as error:
                self._window.say(" ".join(str(error).split("\n")))
                self._stopped = True
                return False
            self._window.show_model(info.source)
        return True

    def _run(self) -> bool:
        """Start the processes if there is anything to do for them."""
        if self._prefill is None or not self._prefill.running:
            return False
        self._prefill.start()
        self._timer.start()
        return True

    def _open_article(self) -> None:
        desk = self._window.desk
        if self._stopped or desk is None or desk.sheet is None or not self._ready():
            return
        assert self._prefill is not None
        self._prefill.open_article(desk.sheet.document)
        self._run()

    def _note_change(self, change: ChangeSet) -> None:
        if Facet.DOCUMENTS in change.facets:
            QTimer.singleShot(0, self._begin_small)

    def _poll(self) -> None:
        prefill = self._prefill
        if prefill is None or self._paused:
            return
        try:
            prefill.poll()
        except UserError as error:
            self._window.say(" ".join(str(error).split("\n")), True)
            self.stop()
            return
        if prefill.running:
            reached = prefill.progress
            self._window.show_work("Suggesting", reached.documents, reached.total)
            return
        self._timer.stop()
        self._window.show_work("")
        if prefill.failures:
            self._window.say(f"{len(prefill.failures)} articles could not be looked at.", True)
            prefill.failures.clear()
