"""The fields of the import dialog: files, format, and what their labels become."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from annotator.ui.import_choices import ImportChoices
from annotator.ui.panels.card import lesser

if TYPE_CHECKING:
    from annotator.app.exchange import LabelChoices
    from annotator.app.import_previews import FoundFormats

_UNIT_NAMES = {
    "code-points": "characters (code points)",
    "utf-16": "UTF-16 units, as JavaScript and Java count",
    "graphemes": "what a reader takes for one character",
    "bytes": "bytes of UTF-8",
}
_WHICH = "Which format is it? The files do not tell."
_WHICH_OF_THEM = (
    "Which of its formats is to be read? Choose one; the others stay, and can be imported after it."
)
_SCHEMES = ("", "iob2", "iob1", "bioes")


class Becomes(StrEnum):
    """What the labels of a file become."""

    MINE = "mine"
    """The work of one annotator, who is named."""
    THEIRS = "theirs"
    """The work of those whom the file names."""
    SUGGESTIONS = "suggestions"
    """Suggestions of a source."""


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What was chosen; an empty format is found for each file by itself."""

    paths: tuple[Path, ...]
    format: str
    becomes: Becomes
    annotator: str = ""
    state: str = ""
    source: str = ""
    offsets: str = ""
    scheme: str = ""
    labels: "LabelChoices | None" = None


class ImportForm(QWidget):
    """Ask for all that an import can be told; ``wish`` is what is shown."""

    changed = Signal()
    """Something else that decides how the files are read has changed."""
    format_changed = Signal()
    """Another format was chosen."""
    files_wanted = Signal()
    """Other files are to be chosen."""
    folder_wanted = Signal()
    """A folder is to be chosen instead."""

    def __init__(
        self, formats: Sequence[str], people: Sequence[str], me: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._all_formats = tuple(formats)
        self._paths: tuple[Path, ...] = ()
        self._touched = False
        self._question = ""
        self._people = (me, *(name for name in people if name != me))
        self._names: tuple[str, ...] = ()
        """Annotators whom the files name."""
        self.files = QLabel(self)
        self.other_files = _button("Files…", self.files_wanted.emit)
        self.other_folder = _button("Folder…", self.folder_wanted.emit)
        self.format = _combo("Format")
        self.format_note = lesser()
        self.units = _combo("What the offsets count")
        self.scheme = _combo("Scheme of tags")
        for scheme in _SCHEMES:
            self.scheme.addItem(scheme.upper() or "As found", scheme)
        self.becomes = _combo("What the labels become")
        self.becomes.addItem("Labels of one annotator", Becomes.MINE)
        self.becomes.addItem("Labels of those the file names", Becomes.THEIRS)
        self.becomes.addItem("Suggestions", Becomes.SUGGESTIONS)
        self.annotator = _combo("Annotator")
        self.annotator.setEditable(True)
        self.annotator.addItems(self._people)
        self.state = _combo("How far the articles are")
        for text, value in (
            ("As the file says, else finished", ""),
            ("Finished", "finished"),
            ("In progress", "in-progress"),
        ):
            self.state.addItem(text, value)
        self.source = QLineEdit(self)
        self.source.setAccessibleName("Source of the suggestions")
        self._lay_out()
        self._connect()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files or folders that are chosen."""
        return self._paths

    def show_files(self, paths: Sequence[Path], found: "FoundFormats") -> None:
        """Show which files are to be imported, and what format they were found to be."""
        self._paths = tuple(paths)
        names = paths[0].name if paths else ""
        more = f"\nand {len(paths) - 1:,} more" if len(paths) > 1 else ""
        shown = self.files.fontMetrics().elidedText(names, Qt.TextElideMode.ElideMiddle, 190)
        self.files.setText(f"{shown}{more}")
        self.files.setToolTip("\n".join(str(path) for path in paths[:50]))
        if not self.source.text() or not self.source.isModified():
            self.source.setText(paths[0].stem if paths else "")
        self.show_units(())
        self._offer_formats(found)
        self._show_parts()

    def show_units(self, units: Sequence[str]) -> None:
        """Ask what the offsets count; no units ask nothing."""
        self.units.blockSignals(True)
        self.units.clear()
        if units:
            self.units.addItem("Choose what the offsets count…", "")
            _enable(self.units, 0, False)
            for unit in units:
                self.units.addItem(_UNIT_NAMES.get(unit, unit), unit)
        self.units.blockSignals(False)
        self._form.setRowVisible(self.units, bool(units))
        if units:
            self.units.setFocus()

    def show_names(self, names: Sequence[str]) -> None:
        """Offer the annotators whom the files name; work of nobody cannot become theirs."""
        self._names = tuple(names)
        typed = self.annotator.currentText()
        self.annotator.clear()
        self.annotator.addItems(list(dict.fromkeys((*self._people, *names))))
        self.annotator.setEditText(typed)
        theirs = self.becomes.findData(Becomes.THEIRS)
        _enable(self.becomes, theirs, bool(names))
        tip = "" if names else "The files do not say whose work it is."
        self.becomes.setItemData(theirs, tip, Qt.ItemDataRole.ToolTipRole)
        if not names and self.becomes.currentIndex() == theirs:
            self.becomes.setCurrentIndex(self.becomes.findData(Becomes.MINE))

    def take_remembered(self, choices: ImportChoices) -> None:
        """Show what was chosen for this format before, unless something was chosen now."""
        if self._touched:
            return
        if choices.annotator:
            self.annotator.setEditText(choices.annotator)
        if choices.source:
            self.source.setText(choices.source)
        self.state.setCurrentIndex(max(self.state.findData(choices.state), 0))

    def choose(self, becomes: Becomes) -> None:
        """Choose what the labels become, whatever the files say."""
        self.becomes.setCurrentIndex(self.becomes.findData(becomes))

    def prefer(self, becomes: Becomes) -> None:
        """Choose what the labels become, unless it was chosen by hand."""
        if not self._touched:
            self.becomes.setCurrentIndex(self.becomes.findData(becomes))
            self._touched = False

    def wish(self, labels: "LabelChoices | None" = None) -> ImportWish:
        """Return what is chosen, with what the labels become."""
        return ImportWish(
            self._paths,
            str(self.format.currentData() or ""),
            Becomes(self.becomes.currentData()),
            " ".join(self.annotator.currentText().split()),
            str(self.state.currentData()),
            self.source.text().strip(),
            str(self.units.currentData() or ""),
            str(self.scheme.currentData()),
            labels,
        )

    def question(self) -> str:
        """Return what is still to be answered before anything can be read; "" if nothing is."""
        if self.format.currentData() is None:
            return self._question
        if self.units.count() and not self.units.currentData():
            return "What do the offsets of this file count? It cannot be told from the file."
        return ""

    def trouble(self) -> str:
        """Return what is missing before the import can begin; "" if nothing is."""
        wish = self.wish()
        if self.question():
            return self.question()
        if wish.becomes is Becomes.MINE and not wish.annotator:
            return "Name the annotator whose work it becomes."
        several = wish.becomes is Becomes.MINE and len(self._names) > 1
        if several and wish.annotator not in self._names:
            names = ", ".join(self._names)
            return f"This is the work of several: name one of them ({names}), or take all."
        if wish.becomes is Becomes.SUGGESTIONS and not wish.source:
            return "Name who or what made the suggestions."
        return ""

    # Inside

    def _offer_formats(self, found: "FoundFormats") -> None:
        self.format.blockSignals(True)
        self.format.clear()
        first = list(found.names)
        if found.mixed:
            self.format.addItem("As found in each file", "")
            note = f"Found: {', '.join(found.names)}."
        elif found.sure:
            note = "Found by its content."
        else:
            self.format.addItem("Choose the format…", None)
            _enable(self.format, 0, False)
            note = "It could be of several formats." if first else "No format was recognised."
            note = found.told or note
        for name in (*first, *(one for one in self._all_formats if one not in first)):
            self.format.addItem(name, name)
        self._question = _WHICH_OF_THEM if found.told else _WHICH
        self.format_note.setText(note)
        self.format.setCurrentIndex(0)
        self.format.blockSignals(False)

    def _show_parts(self) -> None:
        becomes = self.becomes.currentData()
        self._form.setRowVisible(self.annotator, becomes == Becomes.MINE)
        self._form.setRowVisible(self.state, becomes != Becomes.SUGGESTIONS)
        self._form.setRowVisible(self.source, becomes == Becomes.SUGGESTIONS)
        self._form.setRowVisible(self.scheme, self.format.currentData() == "conll")
        self._form.setRowVisible(self.units, self.units.count() > 0)

    def _take_format(self) -> None:
        self.show_units(())
        self._show_parts()
        self.format_changed.emit()

    def _touch(self) -> None:
        self._touched = True
        self._show_parts()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.files, 1)
        row.addWidget(self.other_files)
        row.addWidget(self.other_folder)
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        form.addRow("From", row)
        form.addRow("&Format", self.format)
        form.addRow("", self.format_note)
        form.addRow("&Offsets", self.units)
        form.addRow("&Tags", self.scheme)
        form.addRow("&Becomes", self.becomes)
        form.addRow("&Annotator", self.annotator)
        form.addRow("A&rticles", self.state)
        form.addRow("&Source", self.source)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._take_format)
        self.units.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.scheme.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.becomes.currentIndexChanged.connect(self._touch)


def _enable(box: QComboBox, row: int, on: bool) -> None:
    cast(QStandardItemModel, box.model()).item(row).setEnabled(on)


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMaxVisibleItems(24)
    box.setMinimumWidth(120)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _button(text: str, clicked: object) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(clicked)
    return button
