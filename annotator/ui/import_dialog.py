"""The dialog of an import: what the files are, what they hold, what their labels become."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.errors import UserError
from annotator.ui.articles.wording import counted
from annotator.ui.import_form import Becomes, ImportForm, ImportWish
from annotator.ui.panels.card import heading
from annotator.ui.previewing import Previewing
from annotator.ui.report_view import ReportTree
from annotator.ui.text.offsets import Positions, shown_text

if TYPE_CHECKING:
    from annotator.app.import_previews import ImportPreview

PreviewOf = Callable[[ImportWish], Callable[[Progress], "ImportPreview"]]
FILES = "Labelled files (*)"


class ImportDialog(QDialog):
    """Show what files hold and ask what becomes of it; ``wished`` tells what was chosen."""

    wished = Signal(object)

    def __init__(
        self,
        session: Session,
        paths: Sequence[Path],
        previewing: Previewing,
        preview_of: PreviewOf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        # Here: the formats bring libraries that the window does not need at its start.
        from annotator.formats.registry import FORMATS

        self.setWindowTitle("Import labelled files")
        self.setAcceptDrops(True)
        self._previewing, self._preview_of = previewing, preview_of
        names = [one.name for one in FORMATS.values() if one.reads]
        people = [one.name for one in session.annotators()]
        self.form = ImportForm(names, people, session.annotator.name)
        self.counts = QLabel(self)
        self.counts.setObjectName("arrivalsHead")
        self.counts.setWordWrap(True)
        self.text_head = heading()
        self.text = QPlainTextEdit(self)
        self.marks = _table("Labels of the first text", ("Label", "Words"))
        self.labels = _table("Labels of the files", ("In the file", "Becomes", ""))
        self.repairs = ReportTree("What would be repaired or skipped", self)
        self.repairs_head = heading()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.take = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
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
        self._look()
        (self.form.becomes if found.sure else self.form.format).setFocus()

    def wish(self) -> ImportWish:
        """Return what is chosen."""
        return self.form.wish()

    def accept(self) -> None:
        """Close and tell what was chosen, if nothing is missing."""
        trouble = self.form.trouble()
        if trouble:
            self.counts.setText(trouble)
            return
        if self._readable:
            wish = self.wish()
            super().accept()
            self.wished.emit(wish)

    def done(self, result: int) -> None:
        """Close; a preview that is still being made is not wanted any more."""
        self._previewing.done.disconnect(self._show)
        self._previewing.failed.disconnect(self._fail)
        self._previewing.cancel()
        super().done(result)

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
        self.take.setEnabled(False)
        question = self.form.question()
        if question:
            self._previewing.cancel()
            self._clear(question)
            return
        self.counts.setText("Reading…")
        self._previewing.want(self._preview_of(self.wish()))

    def _show(self, found: "ImportPreview") -> None:
        if found.units:
            self.form.show_units(found.units)
            self._clear(f"{found.why} Choose what they count.")
            return
        self._readable = found.documents > 0
        self.take.setEnabled(self._readable)
        self.counts.setText(_counted(found))
        self.text_head.setText(found.title or "The first text")
        self._show_text(found)
        self._show_labels(found)
        self._show_repairs(found)
        several = len(found.annotators) > 1 or self.wish().format == "jsonl"
        if found.annotators and several:
            self.form.prefer(Becomes.THEIRS)
        else:
            self.form.prefer(Becomes.MINE)

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

    def _show_labels(self, found: "ImportPreview") -> None:
        rows = []
        for one in found.labels:
            kind = " (relation)" if one.relation else ""
            becomes = one.title or "new: will be added"
            rows.append((f"{one.name}{kind}", becomes, f"{one.count:,}"))
        _fill(self.labels, rows)

    def _show_repairs(self, found: "ImportPreview") -> None:
        self.repairs.show_report(found.repairs, found.titles)
        if found.skipped:
            lines = [f"{one.path}: {one.reason}" for one in found.skipped[:100]]
            self.repairs.add_list("Skipped: these cannot be read.", lines, len(found.skipped))
        any_row = bool(found.repairs or found.skipped)
        self.repairs.setVisible(any_row)
        self.repairs_head.setText("Repaired or left out so far" if any_row else "")

    def _fail(self, why: str) -> None:
        self._clear(why)
        self.take.setEnabled(False)

    def _clear(self, text: str) -> None:
        self.counts.setText(text)
        self.text_head.clear()
        self.text.clear()
        self.marks.clear()
        self.labels.clear()
        self.repairs_head.clear()
        self.repairs.hide()

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Import labelled files", "", FILES)
        if names:
            self.show_files([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Import a labelled folder")
        if name:
            self.show_files([Path(name)])

    def _connect(self) -> None:
        self.form.changed.connect(self._look)
        self.form.files_wanted.connect(self._choose_files)
        self.form.folder_wanted.connect(self._choose_folder)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._previewing.done.connect(self._show)
        self._previewing.failed.connect(self._fail)

    def _lay_out(self) -> None:
        self.take.setText("Import")
        self.take.setProperty("primary", True)
        self.take.style().polish(self.take)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("The first text with its labels")
        self.repairs.setMaximumHeight(150)
        left = QVBoxLayout()
        left.addWidget(self.form)
        left.addWidget(heading("Labels"))
        left.addWidget(self.labels, 1)
        side = QWidget(self)
        left.setContentsMargins(0, 0, 0, 0)
        side.setLayout(left)
        side.setFixedWidth(450)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.text_head)
        right.addWidget(self.text, 3)
        right.addWidget(self.marks, 2)
        right.addWidget(self.repairs_head)
        right.addWidget(self.repairs)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(side)
        both.addLayout(right, 1)
        last = QHBoxLayout()
        last.addWidget(self.counts, 1)
        last.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(both, 1)
        layout.addLayout(last)
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(min(1120, room.width() - 60), min(720, room.height() - 70))


def _counted(found: "ImportPreview") -> str:
    number = counted(found.documents, "article")
    if not found.documents:
        return "Nothing was found in these files that can be imported."
    seen = f"{number} to import." if found.whole else f"More than {number}; all will be imported."
    if found.annotators:
        names = ", ".join(found.annotators)
        seen += f" Labelled by {names}."
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
    header.setStretchLastSection(False)
    if len(heads) > 2:
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, len(heads)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    else:
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
