"""The dialog that asks what to export, and shows beforehand how it will look and what is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.app.session import Session
from annotator.app.settings import SettingsFile
from annotator.app.tasks import Progress
from annotator.domain.annotation_sets import GOLD
from annotator.ui.articles.wording import counted
from annotator.ui.export_choices import EVERYBODY, ExportChoices, remember, remembered
from annotator.ui.export_form import ExportForm
from annotator.ui.panels.card import heading, lesser
from annotator.ui.preview_dialog import Heading, PreviewDialog
from annotator.ui.previewing import Previewing
from annotator.ui.report_view import ReportTree, documents_in

if TYPE_CHECKING:
    from annotator.app.previews import ExportPreview

_LONG_LINE = 300
"""Characters from which lines are wrapped: nobody scrolls through a document on one line."""


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What was chosen, and where it is to be written; ``query`` chooses the articles."""

    destination: Path
    choices: ExportChoices
    query: str = ""


PreviewOf = Callable[[ExportWish], Callable[[Progress], "ExportPreview"]]


class ExportDialog(PreviewDialog):
    """Ask what to export and where to, and show how it begins and what is lost."""

    def __init__(
        self,
        session: Session,
        settings: SettingsFile,
        previewing: Previewing,
        preview_of: PreviewOf,
        query: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Export", "Export", previewing, parent)
        # Here: the formats bring libraries that the window does not need at its start.
        from annotator.formats.registry import FORMATS

        self._session, self._settings = session, settings
        self._preview_of, self._query = preview_of, query
        listed = f"“{query}”" if query else ""
        self.form = ExportForm(
            [one for one in FORMATS.values() if one.writes], _people(session), listed
        )
        self.place = QLineEdit(self)
        self.place.setAccessibleName("Where to")
        self.choose = QPushButton("Choose…", self)
        self.choose.setAutoDefault(False)
        self.note = lesser()
        self.file_name = Heading()
        self.beginning = QPlainTextEdit(self)
        self.losses = ReportTree("What the first articles would lose", self)
        self.losses_head = heading()
        self._typed = False
        """Whether the place was typed or chosen, so that it is left as it is."""
        self._lay_out()
        first = ExportChoices(people=(EVERYBODY,))
        self.form.show_choices(remembered(settings, session.path) or first)
        self._format = self.form.chosen.name
        self._connect()
        self._suggest_place()
        self._look()
        self.form.format.setFocus(Qt.FocusReason.OtherFocusReason)

    def wish(self) -> ExportWish:
        """Return what is chosen."""
        choices = self.form.choices()
        place = Path(self.place.text().strip()).expanduser()
        return ExportWish(place, choices, self._query if choices.listed else "")

    def accept(self) -> None:
        """Close and tell what was chosen, if a place is named."""
        trouble = self._trouble()
        if trouble:
            self.show_failure(trouble)
            return
        place = self.place.text().strip()
        remember(self._settings, self._session.path, self.form.choices_at(place))
        super().accept()
        self.wished.emit(self.wish())

    # Inside

    def _look(self) -> None:
        """Begin with the preview of what is chosen now."""
        trouble = self._trouble()
        self.begin.setEnabled(not trouble)
        if trouble:
            self.previewing.cancel()
            self.show_failure(trouble)
            return
        self.counts.setText("Looking…")
        self.previewing.want(self._preview_of(self.wish()))

    def show_found(self, found: "ExportPreview") -> None:
        """Show how the first articles would be written, and what they would lose."""
        out, asked = f"{found.outgoing:,}", counted(found.asked, "article")
        self.counts.setText(f"{out} of {asked} will be exported.")
        self.begin.setEnabled(found.outgoing > 0)
        if not found.outgoing:
            self.show_failure(
                "Nothing to export: none of these articles is finished by those chosen."
            )
            return
        name = found.name.replace("preview.", f"{self._session.path.stem}.")
        self.file_name.setText(f"The beginning of {name}")
        binary = "This file is not text. Files: " + ", ".join(found.files)
        more = "\n…" if found.cut else ""
        long = any(len(line) > _LONG_LINE for line in found.beginning.splitlines())
        wrap = QPlainTextEdit.LineWrapMode
        self.beginning.setLineWrapMode(wrap.WidgetWidth if long else wrap.NoWrap)
        self.beginning.setPlainText(f"{found.beginning}{more}" if found.beginning else binary)
        first = counted(found.documents, "article")
        if found.losses:
            self.losses_head.setText(f"The first {first} would lose")
        else:
            self.losses_head.setText(f"The first {first} would lose nothing.")
        self.losses.setVisible(bool(found.losses))
        self.losses.show_report(found.losses, self._titles(documents_in(found.losses)))

    def show_failure(self, why: str) -> None:
        """Say why nothing is shown."""
        self.counts.setText(why)
        self.file_name.clear()
        self.beginning.clear()
        self.losses_head.clear()
        self.losses.hide()

    def _trouble(self) -> str:
        choices = self.form.choices()
        if not self.place.text().strip():
            return "Say where to export to."
        if choices.split and choices.format != "jsonl" and sum(choices.shares) != 100:
            return "The shares of the split must add up to 100."
        return ""

    def _titles(self, documents: list[str]) -> dict[str, str]:
        from annotator.app.facts import titles_of
        from annotator.domain.ids import DocumentId

        found = titles_of(self._session, [DocumentId(one) for one in documents])
        return {str(one): title for one, title in found.items()}

    def _suggest_place(self) -> None:
        choices = self.form.choices()
        before = choices.places.get(choices.format)
        path = self._session.path
        if self._one_file():
            usual = path.with_name(f"{path.stem}{self._suffix()}")
        else:
            usual = path.with_name(f"{path.stem}-{choices.format}")
        fits = before and bool(Path(before).suffix) == self._one_file()
        self.place.setText(before if before and fits else str(usual))
        self._typed = False
        self._note_place()

    def _note_place(self) -> None:
        place = Path(self.place.text().strip() or ".").expanduser()
        kind = "One file." if place.suffix == self._suffix() else "A folder."
        if self._one_file() is False and place.suffix == self._suffix():
            kind = "A folder: there are several files to write."
        there = " An earlier export there is replaced." if place.exists() else ""
        self.note.setText(f"{kind}{there} The report of losses is written with it.")
        if self.form.chosen.name == "jsonl":
            self.note.setText(f"{kind}{there}")

    def _one_file(self) -> bool:
        from annotator.app.previews import one_file

        choices = self.form.choices()
        split = choices.split and choices.format != "jsonl"
        return one_file(choices.format) and not split and len(choices.people) < 2

    def _suffix(self) -> str:
        return self.form.chosen.suffixes[0]

    def _choose(self) -> None:
        if self._one_file():
            name, _ = QFileDialog.getSaveFileName(self, "Export to", self.place.text())
        else:
            name = QFileDialog.getExistingDirectory(
                self, "Export into a folder", str(Path(self.place.text()).parent)
            )
        if name:
            self.place.setText(name)
            self._typed = True

    def _take_change(self) -> None:
        # A place typed for another format is not kept.
        format_changed, self._format = self._format != self.form.chosen.name, self.form.chosen.name
        if format_changed or not self._typed:
            self._suggest_place()
        self._look()

    def _take_typed(self) -> None:
        self._typed = True

    def _connect(self) -> None:
        self.form.changed.connect(self._take_change)
        self.place.textEdited.connect(self._take_typed)
        self.place.textChanged.connect(lambda _: self._note_place())
        self.place.editingFinished.connect(self._look_if_empty)
        self.choose.clicked.connect(self._choose)

    def _look_if_empty(self) -> None:
        self.begin.setEnabled(not self._trouble())

    def _lay_out(self) -> None:
        self.beginning.setReadOnly(True)
        self.beginning.setTabChangesFocus(True)
        self.beginning.setAccessibleName("How the export begins")
        self.beginning.setFont(fixed_font(self.font()))
        self.losses.setMaximumHeight(220)
        right = QVBoxLayout()
        right.addWidget(self.file_name)
        right.addWidget(self.beginning, 1)
        right.addWidget(self.losses_head)
        right.addWidget(self.losses)
        self.put_together(self._left(), right)

    def _left(self) -> QWidget:
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The rows stay together at the top, however high the dialog is.
        upper = QWidget(scroll)
        rows = QVBoxLayout(upper)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.form)
        rows.addStretch(1)
        scroll.setWidget(upper)
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(self.choose)
        to = QLabel("&To")
        to.setBuddy(self.place)
        where = QFormLayout()
        where.setHorizontalSpacing(14)
        where.addRow(to, place)
        where.addRow("", self.note)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll, 1)
        column.addLayout(where)
        return left


def fixed_font(like: QFont) -> QFont:
    """Return the system's font of equal widths, as large as another font."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(max(like.pixelSize() - 1, 11))
    return font


def _people(session: Session) -> list[tuple[str, str]]:
    """Return those whose work can go out: ids and names, gold last where there is any."""
    from annotator.commands.exporting import has_gold

    people = [(str(one.id), one.name) for one in session.annotators()]
    mine = str(session.annotator.id)
    people.sort(key=lambda one: one[0] != mine)
    return [*people, *([(str(GOLD), "Gold")] if has_gold(session.project) else [])]
