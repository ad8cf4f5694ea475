"""The dialog of an import: what the files are, what they hold, what their labels become."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QFileDialog,
    QPlainTextEdit,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.app.session import Session
from annotator.app.settings import SettingsFile
from annotator.app.tasks import Progress
from annotator.domain.errors import UserError
from annotator.ui.articles.wording import counted
from annotator.ui.import_choices import ImportChoices, remember, remembered
from annotator.ui.import_form import Becomes, ImportForm, ImportWish
from annotator.ui.import_labels import ImportLabels
from annotator.ui.panels.card import heading
from annotator.ui.preview_dialog import Heading, PreviewDialog
from annotator.ui.previewing import Previewing
from annotator.ui.report_view import ReportTree
from annotator.ui.text.offsets import Positions, shown_text

if TYPE_CHECKING:
    from annotator.app.import_previews import ImportPreview

PreviewOf = Callable[[ImportWish], Callable[[Progress], "ImportPreview"]]
FILES = "Labelled files (*)"
_NAMES_SHOWN = 5


class ImportDialog(PreviewDialog):
    """Show what files hold and ask what becomes of it."""

    def __init__(
        self,
        session: Session,
        settings: SettingsFile,
        paths: Sequence[Path],
        previewing: Previewing,
        preview_of: PreviewOf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Import labelled files", "Import", previewing, parent)
        # Here: the formats bring libraries that the window does not need at its start.
        from annotator.formats.registry import FORMATS

        self.setAcceptDrops(True)
        self._project, self._settings, self._preview_of = session.path, settings, preview_of
        names = [one.name for one in FORMATS.values() if one.reads]
        people = [one.name for one in session.annotators()]
        self.form = ImportForm(names, people, session.annotator.name)
        self.text_head = Heading()
        self.text = QPlainTextEdit(self)
        self.marks = _table("Labels of the first text", ("Label", "Words"))
        self.labels = ImportLabels(session.schema(), self)
        self.repairs = ReportTree("What would be repaired or skipped", self)
        self.repairs_head = heading()
        self._kept = ImportChoices()
        """What was chosen for this format last."""
        self._readable = False
        """Whether the preview has shown that the files can be read."""
        self._lay_out()
        self._connect()
        self.show_files(paths)

    def show_files(self, paths: Sequence[Path]) -> None:
        """Take other files; a folder counts as one."""
        from annotator.app.import_previews import FoundFormats, find_formats

        try:
            found = find_formats(paths)
        except (UserError, OSError) as error:
            self.form.show_files(paths, FoundFormats((), False))
            self._fail(" ".join(str(error).split("\n")))
            return
        self.form.show_files(paths, found)
        self._remember_format()
        self._look()
        (self.form.becomes if found.sure else self.form.format).setFocus()

    def wish(self) -> ImportWish:
        """Return what is chosen."""
        return self.form.wish(self.labels.choices())

    def accept(self) -> None:
        """Close and tell what was chosen, if nothing is missing."""
        trouble = self.form.trouble()
        if trouble:
            self.counts.setText(trouble)
            return
        if self._readable:
            wish = self.wish()
            remember(self._settings, self._project, wish.format, self._chosen(wish))
            super().accept()
            self.wished.emit(wish)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped instead of the files that were chosen."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.toLocalFile()]
        if paths:
            self.show_files(paths)

    # Inside

    def _look(self) -> None:
        self._readable = False
        self.begin.setEnabled(False)
        question = self.form.question()
        if question:
            self.previewing.cancel()
            self.show_failure(question)
            return
        self.counts.setText("Reading…")
        self.previewing.want(self._preview_of(self.wish()))

    def show_found(self, found: "ImportPreview") -> None:
        """Show what the files hold, or ask what their offsets count."""
        if found.units:
            self.form.show_units(found.units)
            self.show_failure(f"{found.why} Choose what they count.")
            return
        self._readable = found.documents > 0
        self.begin.setEnabled(self._readable)
        self.counts.setText(_counted(found))
        self.text_head.setText(found.title or "The first text")
        self.text_head.setToolTip(found.title)
        self._show_text(found)
        self.labels.show_labels(found.labels)
        self._show_repairs(found)
        self.form.show_names(tuple(found.annotators))
        self.form.prefer(self._preferred(found))

    def show_failure(self, why: str) -> None:
        """Say why nothing is shown."""
        self.counts.setText(why)
        self.text_head.clear()
        self.text.clear()
        self.marks.clear()
        self.labels.show_labels(())
        self.repairs_head.clear()
        self.repairs.hide()

    def _preferred(self, found: "ImportPreview") -> Becomes:
        """Return what the labels become unless somebody says otherwise now."""
        names, kept = found.annotators, self._kept
        if kept.becomes == Becomes.SUGGESTIONS:
            return Becomes.SUGGESTIONS
        if not names or (kept.becomes == Becomes.MINE and kept.annotator in names):
            return Becomes.MINE
        several = len(names) > 1 or self.form.wish().format == "jsonl"
        return Becomes.THEIRS if several or kept.becomes == Becomes.THEIRS else Becomes.MINE

    def _remember_format(self) -> None:
        self._kept = remembered(self._settings, self._project, self.form.wish().format)
        self.form.take_remembered(self._kept)
        self.labels.take_remembered(self._kept)

    def _chosen(self, wish: ImportWish) -> ImportChoices:
        suggested = wish.becomes is Becomes.SUGGESTIONS
        return ImportChoices(
            wish.becomes,
            wish.annotator if wish.becomes is Becomes.MINE else self._kept.annotator,
            self._kept.state if suggested else wish.state,
            wish.source if suggested else self._kept.source,
            *self.labels.kept(),
        )

    def _show_text(self, found: "ImportPreview") -> None:
        self.text.setPlainText(shown_text(found.text))
        positions = Positions(found.text)
        spots = []
        for mark in found.marks:
            for start, end in mark.fragments:
                spot = QTextEdit.ExtraSelection()
                cursor = QTextCursor(self.text.document())
                cursor.setPosition(positions.to_qt(start))
                cursor.setPosition(positions.to_qt(end), QTextCursor.MoveMode.KeepAnchor)
                spot.cursor = cursor
                spot.format.setBackground(self.palette().midlight())
                spot.format.setProperty(QTextFormat.Property.FontWeight, 600)
                spots.append(spot)
        self.text.setExtraSelections(spots)
        rows = [(mark.label, " ".join(mark.words.split())) for mark in found.marks]
        _fill(self.marks, rows)

    def _show_repairs(self, found: "ImportPreview") -> None:
        self.repairs.show_report(found.repairs, found.titles)
        if found.skipped:
            lines = [f"{one.path}: {one.reason}" for one in found.skipped[:100]]
            self.repairs.add_list("Skipped: these cannot be read.", lines, len(found.skipped))
        any_row = bool(found.repairs or found.skipped)
        self.repairs.setVisible(any_row)
        self.repairs_head.setText("Repaired or left out so far" if any_row else "")

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Import labelled files", "", FILES)
        if names:
            self.show_files([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Import a labelled folder")
        if name:
            self.show_files([Path(name)])

    def _take_format(self) -> None:
        self._remember_format()
        self._look()

    def _connect(self) -> None:
        self.form.format_changed.connect(self._take_format)
        self.form.changed.connect(self._look)
        self.form.files_wanted.connect(self._choose_files)
        self.form.folder_wanted.connect(self._choose_folder)

    def _lay_out(self) -> None:
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("The first text with its labels")
        self.repairs.setMaximumHeight(150)
        side = QWidget(self)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.form)
        labels = heading("&Labels")
        labels.setTextFormat(Qt.TextFormat.AutoText)
        labels.setBuddy(self.labels)
        left.addWidget(labels)
        left.addWidget(self.labels, 1)
        right = QVBoxLayout()
        right.addWidget(self.text_head)
        right.addWidget(self.text, 3)
        right.addWidget(self.marks, 2)
        right.addWidget(self.repairs_head)
        right.addWidget(self.repairs)
        self.put_together(side, right)


def _counted(found: "ImportPreview") -> str:
    number = counted(found.documents, "article")
    if not found.documents:
        return "Nothing was found in these files that can be imported."
    seen = f"{number} to import." if found.whole else f"More than {number}; all will be imported."
    if found.annotators:
        names = list(found.annotators)
        more = len(names) - _NAMES_SHOWN
        shown = ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
        seen += f" Labelled by {shown}."
    return seen


def _table(name: str, heads: Sequence[str]) -> QTreeWidget:
    table = QTreeWidget()
    table.setObjectName("marksTable")
    table.setAccessibleName(name)
    table.setHeaderLabels(list(heads))
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    # Names that are long often begin alike.
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    header = table.header()
    table.setColumnWidth(0, 200)
    header.setStretchLastSection(True)
    return table


def _fill(table: QTreeWidget, rows: Sequence[tuple[str, ...]]) -> None:
    table.clear()
    items = [QTreeWidgetItem(list(row)) for row in rows]
    for item, row in zip(items, rows, strict=True):
        for column, text in enumerate(row):
            item.setToolTip(column, text)
    table.addTopLevelItems(items)
