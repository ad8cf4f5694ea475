"""Merging project files in: chosen or dropped, a dry run first."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.errors import UserError
from annotator.ui.articles.wording import counted
from annotator.ui.errands import Errands
from annotator.ui.host import Host
from annotator.ui.merge_dialog import MergeDialog, brought
from annotator.ui.merge_report_view import MergeReportView
from annotator.ui.projects import FILTER, Projects
from annotator.ui.report_view import Place

if TYPE_CHECKING:
    from annotator.app.hand_off import MergeReport


class Merging:
    """Answer the action on merging, and project files that are dropped."""

    def __init__(self, window: Host, errands: Errands) -> None:
        self._window = window
        self._errands = errands
        self._waiting: list[Path] = []
        self._dialog: MergeDialog | None = None
        self._merged: list[MergeReport] = []
        self._refused: list[str] = []
        self._view: MergeReportView | None = None

    def ask_files(self) -> None:
        """Ask for project files and merge them, one after the other."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window.widget, "Merge project files", "", FILTER
        )
        self.merge([Path(name) for name in names])

    def take_dropped(self, paths: Sequence[Path]) -> None:
        """Open a project that was dropped; where one is open, ask whether to merge instead."""
        session = self._window.session
        others = [path for path in paths if not _is_open(session, path)]
        if session is None or session.read_only or not others:
            Projects(self._window).open(paths[0])
            return
        box = QMessageBox(self._window.widget)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("A project was dropped")
        what = others[0].name if len(others) == 1 else counted(len(others), "project file")
        box.setText(f"Merge {what} into {session.path.name}, or open it instead?")
        box.setInformativeText("What a merge would do is shown first.")
        merge = box.addButton("&Merge…", QMessageBox.ButtonRole.AcceptRole)
        instead = box.addButton("&Open", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(merge)
        merge.clicked.connect(lambda: self.merge(others))
        instead.clicked.connect(lambda: Projects(self._window).open(others[0]))
        box.open()

    def merge(self, paths: Sequence[Path]) -> None:
        """Look at what merging files would do, ask, and do it; one file after the other."""
        if self._dialog is not None:
            self._dialog.reject()
        self._waiting = list(paths)
        self._merged.clear()
        self._refused.clear()
        self._next()

    def end(self) -> None:
        """Ask no more: the project is about to be closed."""
        self._waiting.clear()
        self._merged.clear()
        self._refused.clear()
        if self._dialog is not None:
            self._dialog.reject()
        if self._view is not None:
            self._view.close()

    # Inside

    def _next(self) -> None:
        session = self._window.session
        if session is None or not self._waiting:
            return
        other = self._waiting.pop(0)
        project = session.project

        def work(progress: Progress) -> "MergeReport | UserError":
            from annotator.app.hand_off import foresee

            try:
                return foresee(project, other, progress)
            except UserError as error:
                return error  # One file that is damaged keeps no other from being merged.

        self._errands.start(
            "Looking at what a merge would do",
            work,
            lambda found: self._looked(other, found),
            changes=False,
        )

    def _looked(self, other: Path, found: "MergeReport | UserError") -> None:
        if not isinstance(found, UserError):
            self._ask(other, found)
            return
        self._refused.append(" ".join(str(found).split("\n")))
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self._next()
        else:
            self._tell()

    def _ask(self, other: Path, report: "MergeReport") -> None:
        dialog = MergeDialog(report, other.name, self._window.widget, len(self._waiting))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wished.connect(lambda joins, relabel: self._do(other, joins, relabel))
        dialog.place_requested.connect(self._go_to)
        dialog.rejected.connect(self._leave_the_rest)
        dialog.finished.connect(self._closed)
        self._dialog = dialog
        dialog.open()

    def _closed(self) -> None:
        self._dialog = None

    def _go_to(self, place: Place) -> None:
        self._window.show_place(place.document, place.offset, place.text)

    def _do(self, other: Path, joins: Sequence[str], relabel: bool) -> None:
        session = self._window.session
        if session is None:
            return
        project = session.project

        def work(progress: Progress) -> "MergeReport":
            from annotator.app import hand_off

            report = hand_off.take_in(project, other, progress)
            for name in joins:
                hand_off.join(project, name)
            if relabel:
                hand_off.follow_merged_labels(project)
            return report

        self._errands.start(
            "Merging", work, lambda report: self._done(other, report), kept="Nothing was changed."
        )

    def _done(self, other: Path, report: "MergeReport") -> None:
        parts = brought(report)
        others = report.conflict_count - report.total("conflicts")
        if others > 0:
            parts.append(counted(others, "other conflict"))
        self._window.say(f"Merged {other.name}: {', '.join(parts)}.")
        self._merged.append(report)
        self._go_on()

    def _leave_the_rest(self) -> None:
        self._waiting.clear()
        self._tell()

    def _tell(self) -> None:
        """Say which files were refused, and list what the merges left to look at."""
        if self._refused:
            self._window.say(" ".join(self._refused), True)
            self._refused.clear()
        told = [one for one in self._merged if one.conflict_count or one.mismatches]
        self._merged.clear()
        if not told:
            return
        if self._view is not None:
            self._view.close()
        view = MergeReportView(_headline(told), told, self._window.widget)
        view.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        view.place_requested.connect(self._go_to)
        view.finished.connect(lambda: self._forget(view))
        self._view = view
        view.show()

    def _forget(self, view: MergeReportView) -> None:
        if self._view is view:
            self._view = None


def _headline(reports: Sequence["MergeReport"]) -> str:
    """Return what merges left to look at, in a sentence."""
    counts = (
        (sum(one.conflict_count for one in reports), "conflict"),
        (sum(len(one.mismatches) for one in reports), "article"),
    )
    said = [counted(number, noun) for number, noun in counts if number]
    if counts[1][0]:
        said[-1] += " with another text"
    names = ", ".join(one.name for one in reports)
    return f"Merged {names}: {' and '.join(said)} to look at."


def _is_open(session: Session | None, path: Path) -> bool:
    return session is not None and path.exists() and path.samefile(session.path)
