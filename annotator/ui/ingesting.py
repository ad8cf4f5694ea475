"""Raw articles in: files, folders, what is dropped; then what came in is shown to look over."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from annotator.app.tasks import Progress
from annotator.ui.correcting import Correcting
from annotator.ui.errands import Errands
from annotator.ui.host import Host
from annotator.ui.projects import SUFFIX, Projects
from annotator.ui.reports import told_ingest

if TYPE_CHECKING:
    from annotator.app.exchange import IngestReport


class Ingesting:
    """Answer the actions that take articles in."""

    def __init__(self, window: Host, errands: Errands, correcting: Correcting) -> None:
        self._window = window
        self._correcting = correcting
        self._errands = errands

    # Actions

    def ask_files(self) -> None:
        """Ask for files with articles and add them."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window.widget, "Add articles", "", article_filter()
        )
        self.ingest([Path(name) for name in names])

    def ask_folder(self) -> None:
        """Ask for a folder with articles and add them."""
        name = QFileDialog.getExistingDirectory(self._window.widget, "Add a folder of articles")
        self.ingest([Path(name)] if name else [])

    def ingest(self, paths: Sequence[Path]) -> None:
        """Add articles from files and folders."""
        session = self._window.session
        if session is None or not paths:
            return
        project = session.project

        def work(progress: Progress) -> "IngestReport":
            from annotator.app.exchange import ingest_paths

            return ingest_paths(project, paths, progress)

        self._errands.start("Adding articles", work, self._took)

    def take_dropped(self, names: Sequence[str]) -> None:
        """Open a project that was dropped; add articles, to a new project if none is open."""
        paths = [Path(name) for name in names if name]
        project = next((path for path in paths if path.suffix == SUFFIX), None)
        if project is not None:
            Projects(self._window).open(project)
            return
        if not paths or self._errands.busy:
            return
        if self._window.session is None:
            first = paths[0]
            place = free_name(first.parent / f"{first.stem}{SUFFIX}")
            if not Projects(self._window).make_at(place):
                return
        self.ingest(paths)

    # Inside

    def _took(self, report: "IngestReport") -> None:
        self._window.say(told_ingest(report))
        self._correcting.show_new()


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
