"""Articles and labels in and out: long tasks in a thread, with progress and a way to stop."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QProgressDialog

from annotator.app.tasks import Progress, Task
from annotator.domain.errors import Stopped, UserError
from annotator.ui.export_dialog import ExportDialog, ExportWish
from annotator.ui.host import Host
from annotator.ui.projects import SUFFIX, Projects
from annotator.ui.reports import Outcome, ReportBox, told_export, told_import, told_ingest

_POLL = 50
_SHOWN_AFTER = 400
_LABELLED = "Labelled files (*.jsonl *.ndjson *.spacy);;All files (*)"


class Transfer(QObject):
    """Answer the actions that take articles in, or labels in and out."""

    def __init__(self, window: Host) -> None:
        super().__init__(window.widget)
        self._window = window
        self._task: Task[Any] | None = None
        self._backup: Task[Any] | None = None
        self._done: Callable[[Any], Outcome] | None = None
        self._changes = False
        self._bar: QProgressDialog | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._poll)

    @property
    def busy(self) -> bool:
        """Whether a task is at work on the project."""
        return self._task is not None

    # Actions

    def ingest_files(self) -> None:
        """Ask for files with articles and add them."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window.widget, "Add articles", "", article_filter()
        )
        self.ingest([Path(name) for name in names])

    def ingest_folder(self) -> None:
        """Ask for a folder with articles and add them."""
        name = QFileDialog.getExistingDirectory(self._window.widget, "Add a folder of articles")
        self.ingest([Path(name)] if name else [])

    def import_files(self) -> None:
        """Ask for labelled files and take them in as the work of the annotator."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window.widget, "Import labelled files", "", _LABELLED
        )
        self.import_paths([Path(name) for name in names])

    def export(self) -> None:
        """Ask what to export and where to, and do it."""
        session = self._window.session
        if session is None:
            return
        dialog = ExportDialog(session, self._window.widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wished.connect(self.export_as)
        dialog.open()

    # The work itself

    def ingest(self, paths: Sequence[Path]) -> None:
        """Add articles from files and folders."""
        session = self._window.session
        if session is None or not paths:
            return
        project = session.project

        def work(progress: Progress) -> object:
            from annotator.app.exchange import ingest_paths

            return ingest_paths(project, paths, progress)

        self._start("Adding articles", work, told_ingest)

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Import labelled files; what tells its annotators keeps them."""
        session = self._window.session
        if session is None or not paths:
            return
        project, name = session.project, session.annotator.name

        def work(progress: Progress) -> object:
            from annotator.app.exchange import detected_format, import_paths
            from annotator.commands.importing import ImportOptions

            own = [path for path in paths if detected_format(path).name != "jsonl"]
            options = ImportOptions(annotator=name if own else None)
            return import_paths(project, paths, options, progress)

        self._start("Importing", work, told_import)

    def export_as(self, wish: ExportWish) -> None:
        """Export what was chosen in the dialog."""
        session = self._window.session
        if session is None:
            return
        project = session.project

        def work(progress: Progress) -> object:
            from annotator.app.exchange import export_to
            from annotator.commands.exporting import Selection
            from annotator.formats.format import ExportOptions

            selection = Selection(wish.annotators, wish.everything, wish.all_states)
            options = ExportOptions(
                split=wish.split, annotators=wish.annotators, all_states=wish.all_states
            )
            return export_to(
                project, wish.destination, wish.format_name, selection, options, progress
            )

        self._start("Exporting", work, told_export, changes=False)

    def take_dropped(self, names: Sequence[str]) -> None:
        """Open a project that was dropped; add articles, to a new project if none is open."""
        paths = [Path(name) for name in names if name]
        project = next((path for path in paths if path.suffix == SUFFIX), None)
        if project is not None:
            Projects(self._window).open(project)
            return
        if not paths or self.busy:
            return
        if self._window.session is None:
            first = paths[0]
            place = free_name(first.parent / f"{first.stem}{SUFFIX}")
            if not Projects(self._window).make_at(place):
                return
        self.ingest(paths)

    def back_up(self) -> None:
        """Back the project up in the background, if it changed since the last time."""
        session = self._window.session
        if session is not None and not session.read_only and self._backup is None:
            self._backup = Task("Backup", lambda _: session.back_up_if_due()).start()
            self._timer.start()

    def stop(self) -> None:
        """Ask the task to stop."""
        if self._task is not None:
            self._task.stop()

    def end(self) -> None:
        """Stop and wait: the project is about to be closed."""
        for task in (self._task, self._backup):
            if task is not None:
                task.stop()
                self._result(task)
        self._task = self._backup = None
        self._timer.stop()
        self._close_bar()

    # Inside

    def _start(
        self,
        title: str,
        work: Callable[[Progress], object],
        done: Callable[[Any], Outcome],
        *,
        changes: bool = True,
    ) -> None:
        if self.busy:
            self._window.say("Another task is still at work.", True)
            return
        self._changes = changes
        self._done = done
        self._bar = QProgressDialog(f"{title}…", "Stop", 0, 0, self._window.widget)
        self._bar.setWindowModality(Qt.WindowModality.WindowModal)
        self._bar.setMinimumDuration(_SHOWN_AFTER)
        self._bar.setAutoClose(False)
        self._bar.setAutoReset(False)
        self._bar.canceled.connect(self.stop)
        self._window.pause_suggesting(True)
        self._task = Task(title, work).start()
        self._timer.start()

    def _poll(self) -> None:
        if self._backup is not None and self._backup.finished:
            self._end_backup()
        task = self._task
        if task is None:
            if self._backup is None:
                self._timer.stop()
            return
        reached = task.progress.reached
        if self._bar is not None and not task.finished:
            self._bar.setMaximum(reached.total)
            self._bar.setValue(reached.done)
            return
        self._finish(task)

    def _finish(self, task: Task[Any]) -> None:
        self._task = None
        self._close_bar()
        self._window.pause_suggesting(False)
        session = self._window.session
        outcome = self._result(task)
        if session is not None and self._changes:
            session.refresh(task.title)
        if outcome is None:
            return
        self._window.say(outcome.title)
        if outcome.details:
            box = ReportBox(task.title, outcome, self._window.widget)
            box.open()

    def _result(self, task: Task[Any]) -> Outcome | None:
        """Return what there is to say about a task that has ended; errors are told here."""
        try:
            result = task.result()
        except Stopped:
            return Outcome(f"{task.title} stopped. What was finished is kept.")
        except UserError as error:
            self._window.say(" ".join(str(error).split("\n")), True)
            return None
        return self._done(result) if self._done is not None and task is not self._backup else None

    def _end_backup(self) -> None:
        backup, self._backup = self._backup, None
        try:
            assert backup is not None
            backup.result()
        except (UserError, OSError) as error:
            self._window.say(f"The project could not be backed up ({error}).", True)

    def _close_bar(self) -> None:
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.close()
            bar.deleteLater()


def article_filter() -> str:
    """Return what a file dialog shows as articles: every suffix that ingest reads."""
    # Here, not at the top: the readers bring lxml, which the window need not wait for.
    from annotator.ingest.readers import READERS

    suffixes = " ".join(f"*{suffix}" for suffix in READERS if suffix)
    return f"Articles ({suffixes});;All files (*)"


def free_name(path: Path) -> Path:
    """Return the path, or the first like it with a number that does not exist yet."""
    number, tried = 2, path
    while tried.exists():
        tried = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return tried
