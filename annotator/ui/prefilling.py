"""Suggestions in the background: the open article first, then the list, while it is small."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox

from annotator.app.pace import Pace
from annotator.app.tasks import Task
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.errors import UserError
from annotator.domain.queries import Query
from annotator.ui.host import Host
from annotator.ui.prefill_wording import estimate_text, failures_text, pace_text

if TYPE_CHECKING:
    from annotator.app.prefill import Prefill

_POLL = 100
_AFTER_START = 300
"""Milliseconds: the window is usable first."""
SMALL = 2000
"""Up to so many articles without suggestions are looked at unasked; of more only those near."""
NEAR = (1, 3)
"""Articles before and behind the open one that are looked at with it."""
_SHOWN_FROM = 8
"""Work on fewer articles is over before it could be read."""


class Prefilling(QObject):
    """Run a pipeline's processes for the project of a window, and show how far they are."""

    def __init__(self, window: Host) -> None:
        super().__init__(window.widget)
        self._window = window
        self._prefill: Prefill | None = None
        self._looking: Task[int] | None = None
        self._pace = Pace()
        self._stopped = False
        self._paused = False
        self._agreed = False
        """Whether a large project was agreed to be looked at as a whole."""
        self._whole = False
        """Whether all articles are being looked at, not only those near the open one."""
        self._before = 0
        """Articles that had suggestions before this run."""
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
        self._agreed = False
        desk = self._window.desk
        if desk is None or desk.session.read_only:
            return
        desk.opened.connect(self._open_article)
        desk.project_changed.connect(self._note_change)
        QTimer.singleShot(_AFTER_START, self._begin)

    def end(self) -> None:
        """End the processes; what was found is stored."""
        self._timer.stop()
        looking, self._looking = self._looking, None
        if looking is not None:
            looking.result()
        prefill, self._prefill = self._prefill, None
        if prefill is not None:
            prefill.stop()
        self._pace.restart()
        self._whole = False
        self._window.show_work("")

    def pause(self, paused: bool) -> None:
        """Leave the project alone while another task holds it."""
        self._paused = paused
        self._pace.restart()

    # Actions

    def start(self) -> None:
        """Look at all articles that were not looked at yet; of many, ask first."""
        self._stopped = False
        if not self._ready():
            return
        assert self._prefill is not None
        if not self._agreed and self._prefill.missing(SMALL + 1) > SMALL:
            self._ask()
            return
        self._open_article()
        self._add_all()
        self._window.show_work("")
        if not self._run():
            self._window.say("All articles have been looked at.")

    def stop(self) -> None:
        """Stop; what was found is kept, and can be gone on with."""
        whole = self._whole and self.running
        reached = self._prefill.progress if whole and self._prefill is not None else None
        self._stopped = True
        self.end()
        if reached is not None:
            done, total = self._before + reached.documents, self._before + reached.total
            self._window.say("Suggesting stopped. What was found is kept.")
            self._window.offer_work(f"Stopped at {done:,} of {total:,}", "Resume")

    def go_on(self) -> None:
        """Go on as on opening, after something that made suggestions wait."""
        if not self._stopped:
            self._begin()

    def toggle(self) -> None:
        """Suggest on opening from now on, or only when asked."""
        wanted = not self._window.settings.values.suggest
        self._window.settings.change(suggest=wanted)
        self._window.say("Suggests on opening." if wanted else "Suggests only when asked.")
        if wanted:
            self._stopped = False
            self._begin()
        else:
            self.stop()

    # Inside

    def _begin(self) -> None:
        session = self._window.session
        if session is None or self._stopped or session.read_only or not len(session.listing()):
            return
        if not self._ready() or self._looking is not None:
            return
        prefill = self._prefill
        assert prefill is not None
        self._open_article()
        # Of a million articles it takes seconds to tell how many are missing.
        self._looking = Task("Look", lambda _: prefill.missing(SMALL + 1)).start()
        self._timer.start()

    def _looked(self, missing: int) -> None:
        """Go on once it is known how many articles are without suggestions."""
        session = self._window.session
        if session is None or self._stopped:
            return
        if missing <= SMALL or self._agreed:
            self._add_all()
        else:
            self._look_around()
            total = len(session.listing())
            self._window.offer_work("Suggests what is opened", f"Suggest for all {total:,}…")
        self._run()

    def _add_all(self) -> None:
        prefill, session = self._prefill, self._window.session
        if prefill is None or session is None:
            return
        prefill.add(Query())
        self._whole = prefill.running
        reached = prefill.progress
        left = reached.total - reached.documents
        self._before = len(session.listing()) - left - reached.documents

    def _ready(self) -> bool:
        """Have a prefill at hand; False, and a word in the status line, where none can be."""
        session = self._window.session
        if session is None or session.read_only:
            return False
        if self._prefill is None:
            # Here, not at the top: the window must not wait for it.
            from annotator.app.prefill import Prefill, chosen_model, pipeline

            try:
                wanted = chosen_model(session, self._window.settings.values.model)
                info = pipeline(wanted or None)
                self._prefill = Prefill(session, info)
            except UserError as error:
                self._window.say(" ".join(str(error).split("\n")))
                self._stopped = True
                return False
            self._before = 0
            self._window.show_model(info.source)
        return True

    def _ask(self) -> None:
        """Say how long all articles will take, and ask whether to begin."""
        from annotator.app.prefill import estimate

        session = self._window.session
        if session is None or self._prefill is None:
            return
        title, text = estimate_text(estimate(session, self._prefill))
        box = QMessageBox(self._window.widget)
        box.setWindowTitle("Suggest for all articles")
        box.setText(title)
        box.setInformativeText(text)
        begin = box.addButton("Suggest for all", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(begin)
        box.accepted.connect(self._agree)
        box.finished.connect(box.deleteLater)
        box.open()

    def _agree(self) -> None:
        self._agreed = True
        self.start()

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
        self._look_around()
        self._run()

    def _look_around(self) -> None:
        if self._prefill is not None:
            self._prefill.look_at(self._window.near_articles(*NEAR))

    def _note_change(self, change: ChangeSet) -> None:
        if Facet.DOCUMENTS in change.facets:
            QTimer.singleShot(0, self._begin)

    def _poll(self) -> None:
        if self._looking is not None and self._looking.finished:
            looking, self._looking = self._looking, None
            self._looked(looking.result())
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
            self._show(prefill)
        elif self._looking is None:
            self._finish(prefill)

    def _show(self, prefill: "Prefill") -> None:
        reached = prefill.progress
        left = reached.total - reached.documents
        if not reached.documents:
            self._pace.restart()  # the model is being loaded: that is no speed
        self._pace.take(time.monotonic(), reached.documents, reached.words)
        if not self._whole or reached.total < _SHOWN_FROM:
            return
        loading = not prefill.startup_seconds
        detail = pace_text(self._pace.words_per_second, self._pace.seconds_left(left), loading)
        done, total = self._before + reached.documents, self._before + reached.total
        self._window.show_work("Suggesting", done, total, detail)

    def _finish(self, prefill: "Prefill") -> None:
        self._timer.stop()
        self._pace.restart()
        if self._whole:
            self._whole = False
            self._window.show_work("")
        if prefill.failures:
            self._window.say(failures_text([one.reason for one in prefill.failures]), True)
            prefill.failures.clear()
