"""What the status line knows of the work: kept as it is after each change."""

from datetime import datetime

from annotator.domain.changes import ChangeSet
from annotator.ui.status import StatusLine
from annotator.ui.work import Work


class StatusFacts:
    """Tell the status line of saving, counts, time and place while a project is open."""

    def __init__(self, work: Work, status: StatusLine) -> None:
        self._work = work
        self._status = status
        self._read_only = work.desk.session.read_only
        status.show_saved(None, read_only=self._read_only)
        work.desk.opened.connect(self.show)
        work.desk.project_changed.connect(self._note_change)
        work.page.listed.connect(self.show)
        work.page.clock.ticked.connect(self._show_time)

    def show(self) -> None:
        """Show counts, place and time as they are now."""
        self._status.show_counts(self._work.counts_text())
        self._status.show_place(*self._work.place())
        self._show_time()

    def _note_change(self, _: ChangeSet) -> None:
        if not self._read_only:
            self._status.show_saved(datetime.now())
        self.show()

    def _show_time(self) -> None:
        opened = self._work.desk.sheet is not None
        self._status.show_time(self._work.page.clock.seconds if opened else None)
