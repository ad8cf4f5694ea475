"""Labels in and out: import, export, and the backup in the background."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox

from annotator.app.tasks import Task
from annotator.domain.errors import Stopped, UserError
from annotator.ui.errands import Errands
from annotator.ui.exchange_work import (
    export_work,
    failing_softly,
    import_preview_work,
    import_work,
    preview_work,
    titles,
)
from annotator.ui.export_dialog import ExportDialog, ExportWish
from annotator.ui.host import Host
from annotator.ui.import_dialog import FILES, ImportDialog
from annotator.ui.import_form import Becomes, ImportWish
from annotator.ui.preview_dialog import without_options
from annotator.ui.previewing import Previewing
from annotator.ui.report_view import Place, ReportView
from annotator.ui.reports import Outcome, told_export, told_import, told_suggested

_POLL = 50

Result = TypeVar("Result")


class Transfer(QObject):
    """Answer the actions that take labels in and out."""

    def __init__(self, window: Host, errands: Errands) -> None:
        super().__init__(window.widget)
        self._window = window
        self._errands = errands
        self.previewing = Previewing(self)
        self._outcome: Outcome | None = None
        self.report: ReportView | None = None
        """The report that is shown."""
        self._backup: Task[Any] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._poll)

    # Actions

    def import_files(self) -> None:
        """Ask for labelled files and show what they hold before they are taken in."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window.widget, "Import labelled files", "", FILES
        )
        self.import_paths([Path(name) for name in names])

    def import_folder(self) -> None:
        """Ask for a labelled folder, such as one of brat."""
        name = QFileDialog.getExistingDirectory(self._window.widget, "Import a labelled folder")
        self.import_paths([Path(name)] if name else [])

    def import_suggestions(self) -> None:
        """Ask for files, and show what they hold before it becomes suggestions."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window.widget, "Import suggestions", "", FILES
        )
        self.import_paths([Path(name) for name in names], Becomes.SUGGESTIONS)

    def export(self) -> None:
        """Ask what to export and where to, and do it."""
        session, desk = self._window.session, self._window.desk
        if session is None or desk is None:
            return
        dialog = ExportDialog(
            session,
            self._window.settings,
            self.previewing,
            lambda wish: preview_work(session, wish),
            self._window.shown_query(),
            self._window.widget,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wished.connect(self.export_as)
        dialog.open()

    def show_report(self) -> None:
        """Show the report of the last import or export again; one that is open at its row."""
        if self.report is not None:
            self.report.raise_()
            self.report.activateWindow()
            self.report.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self._outcome is None:
            self._window.say("Nothing was imported or exported since the project was opened.")
        else:
            self._show_report(self._outcome)

    # The work itself

    def import_paths(self, paths: Sequence[Path], becomes: Becomes | None = None) -> None:
        """Show what labelled files hold, and ask what becomes of it; ``becomes`` is offered."""
        session = self._window.session
        if session is None or not paths:
            return
        dialog = ImportDialog(
            session,
            self._window.settings,
            paths,
            self.previewing,
            lambda wish: import_preview_work(session, wish),
            self._window.widget,
        )
        if becomes is not None:
            dialog.form.choose(becomes)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wished.connect(self.import_as)
        dialog.open()

    def import_as(self, wish: ImportWish) -> None:
        """Import what was chosen in the dialog: all of it, or nothing where it is stopped."""
        session = self._window.session
        if session is None:
            return
        told = told_suggested if wish.becomes is Becomes.SUGGESTIONS else told_import
        self._errands.start(
            "Importing",
            failing_softly(import_work(session, wish)),
            lambda done: self._end("Nothing was imported", done, told),
            kept="Nothing was imported.",
        )

    def export_as(self, wish: ExportWish) -> None:
        """Export what was chosen in the dialog."""
        session = self._window.session
        if session is None:
            return
        self._errands.start(
            "Exporting",
            failing_softly(export_work(session, wish)),
            lambda done: self._end(
                "Nothing was written", done, lambda result: told_export(result, wish.destination)
            ),
            kept="Nothing was written.",
            changes=False,
        )

    def back_up(self) -> None:
        """Back the project up in the background, if it changed since the last time."""
        session = self._window.session
        if session is not None and not session.read_only and self._backup is None:
            self._backup = Task("Backup", lambda _: session.back_up_if_due()).start()
            self._timer.start()

    def end(self) -> None:
        """Wait for the backup: the project is about to be closed."""
        self.previewing.end()
        self._outcome = None
        if self.report is not None:
            self.report.close()
        backup = self._backup
        if backup is not None:
            backup.stop()
            self._end_backup(backup)

    # Inside

    def _end(
        self, nothing: str, done: Result | UserError, told: Callable[[Result], Outcome]
    ) -> None:
        """Tell what came of a task, or in whole sentences why nothing did."""
        if not isinstance(done, UserError):
            self.tell(told(done))
            return
        self._window.say(f"{nothing}: {without_options(done.what)}", True)
        box = QMessageBox(self._window.widget)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(nothing)
        box.setText(without_options(done.what))
        box.setInformativeText(without_options("\n\n".join(filter(None, (done.mend, done.where)))))
        box.open()

    def tell(self, outcome: Outcome) -> None:
        """Put what came of a task into the status line, and its rows into a report."""
        self._window.say(outcome.title)
        self._outcome = outcome
        if outcome.has_rows:
            self._show_report(outcome)

    def _show_report(self, outcome: Outcome) -> None:
        if self.report is not None:
            self.report.close()
        session = self._window.session
        if session is None:
            return
        view = ReportView(outcome, lambda wanted: titles(session, wanted), self._window.widget)
        view.place_requested.connect(self._go_to)
        view.finished.connect(self._report_closed)
        self.report = view
        view.show()

    def _report_closed(self) -> None:
        view, self.report = self.report, None
        if view is not None:
            view.deleteLater()

    def _go_to(self, place: Place) -> None:
        self._window.show_place(place.document, place.offset, place.text)

    def _poll(self) -> None:
        if self._backup is not None and self._backup.finished:
            self._end_backup(self._backup)

    def _end_backup(self, backup: Task[Any]) -> None:
        self._timer.stop()
        self._backup = None
        try:
            backup.result()
        except Stopped:
            return
        except (UserError, OSError) as error:
            self._window.say(f"The project could not be backed up ({error}).", True)
