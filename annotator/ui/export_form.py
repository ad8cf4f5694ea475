"""The fields of the export dialog: format, whose work, which articles, options of the format."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from annotator.app.format_options import KNOWS, WHOLE
from annotator.formats.format import Format
from annotator.ui.export_choices import EVERYBODY, GROUPS, RULES, SCHEMES, ExportChoices
from annotator.ui.panels.card import lesser

_ROLE = int(Qt.ItemDataRole.UserRole)
_ABOUT_WIDTH = 340
_RULE_NAMES = {
    "longest": "keep the longest",
    "outer": "keep the outer ones",
    "inner": "keep the inner ones",
}


class ExportForm(QWidget):
    """Ask for all that an export can be told; ``choices`` is what is shown."""

    changed = Signal()
    """Something else is chosen."""

    def __init__(
        self,
        formats: Sequence[Format],
        people: Sequence[tuple[str, str]],
        listed: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._formats = {one.name: one for one in formats}
        self._places: dict[str, str] = {}
        self.format = _format_box(self._formats)
        self.about = lesser()
        self.people = _people_list(people)
        self.articles = QComboBox()
        self.articles.setAccessibleName("Which articles")
        self.articles.addItem("All articles", False)
        if listed:
            self.articles.addItem(f"Those in the list ({listed})", True)
        self.all_states = QCheckBox("Articles that are not finished too")
        self.split = QCheckBox("Split into train, dev and test")
        self.shares = [_spin(f"Per cent for {name}", 0, 100) for name in ("train", "dev", "test")]
        self.seed = _spin("Seed of the split", 0, 1_000_000)
        self.scheme = _combo("Scheme of tags", [(one.upper(), one) for one in SCHEMES])
        self.flatten = _combo("Of overlapping spans", [(_RULE_NAMES[one], one) for one in RULES])
        self.expand = QCheckBox("Spans that cut a token grow to its edges")
        self.window_size = _spin("Tokens in a window", 0, 100_000)
        self.window_size.setSpecialValueText("as the format has it")
        self._lay_out()
        self._connect()

    @property
    def chosen(self) -> Format:
        """The format that is chosen."""
        return self._formats[str(self.format.currentData())]

    def show_choices(self, choices: ExportChoices) -> None:
        """Show what was chosen before; what is not there any more is left out."""
        self.blockSignals(True)
        self._places = dict(choices.places)
        self.format.setCurrentIndex(max(self.format.findData(choices.format), 1))
        for item in self._items():
            chosen = item.data(_ROLE) in choices.people
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.articles.setCurrentIndex(max(self.articles.findData(choices.listed), 0))
        self.all_states.setChecked(choices.all_states)
        self.split.setChecked(choices.split)
        for box, share in zip(self.shares, choices.shares, strict=True):
            box.setValue(share)
        self.seed.setValue(choices.seed)
        self.scheme.setCurrentIndex(max(self.scheme.findData(choices.scheme), 0))
        self.flatten.setCurrentIndex(max(self.flatten.findData(choices.flatten), 0))
        self.expand.setChecked(choices.expand)
        self.window_size.setValue(choices.window)
        self.blockSignals(False)
        self._take_format()

    def choices(self) -> ExportChoices:
        """Return what is chosen."""
        people = tuple(
            str(item.data(_ROLE))
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked and not item.isHidden()
        )
        return ExportChoices(
            self.chosen.name,
            people,
            bool(self.articles.currentData()),
            self.all_states.isChecked(),
            self.split.isChecked(),
            tuple(box.value() for box in self.shares),
            self.seed.value(),
            str(self.scheme.currentData()),
            str(self.flatten.currentData()),
            self.expand.isChecked(),
            self.window_size.value(),
            dict(self._places),
        )

    def choices_at(self, place: str) -> ExportChoices:
        """Return what is chosen, with the place the format is written to."""
        found = self.choices()
        return replace(found, places={**found.places, found.format: place})

    # Inside

    def _items(self) -> list[QListWidgetItem]:
        return [self.people.item(row) for row in range(self.people.count())]

    def _take_format(self) -> None:
        chosen = self.chosen
        lacks = "".join(f"\n•  {one}" for one in chosen.cannot_hold)
        self.about.setText(f"{chosen.title}.{' It cannot hold:' if lacks else ''}{lacks}")
        # A label that wraps asks for more height than it needs.
        self.about.setFixedHeight(self.about.heightForWidth(_ABOUT_WIDTH))
        for name, widgets in self._optional.items():
            for widget in widgets:
                self._form.setRowVisible(widget, self._knows(name))
        everybody = next(one for one in self._items() if one.data(_ROLE) == EVERYBODY)
        everybody.setHidden(chosen.name != "jsonl")
        rows = min(sum(not one.isHidden() for one in self._items()), 5)
        self.people.setFixedHeight(rows * (self.people.fontMetrics().height() + 6) + 12)
        self._keep_one(everybody if not everybody.isHidden() else None)
        self._show_parts()

    def _knows(self, option: str) -> bool:
        if option == "split":
            return self.chosen.name not in WHOLE
        return self.chosen.name in KNOWS[option]

    def _keep_one(self, touched: QListWidgetItem | None) -> None:
        """Keep gold, everybody and single annotators apart: they go out one kind at a time."""
        self.people.blockSignals(True)
        on, off = Qt.CheckState.Checked, Qt.CheckState.Unchecked
        chosen = [one for one in self._items() if one.checkState() is on and not one.isHidden()]
        apart = [one for one in chosen if one.data(_ROLE) in (EVERYBODY, "gold")]
        if touched is not None and touched in chosen:
            alone = touched in apart
            for one in chosen:
                if one is not touched and (alone or one in apart):
                    one.setCheckState(off)
        elif not chosen:
            first = next(one for one in self._items() if not one.isHidden())
            first.setCheckState(on)
        self.people.blockSignals(False)

    def _take_person(self, item: QListWidgetItem) -> None:
        self._keep_one(item)
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        choices = self.choices()
        everybody = EVERYBODY in choices.people
        self.all_states.setEnabled(not everybody)
        self.all_states.setToolTip("The work of everybody goes out whole." if everybody else "")
        split = self._knows("split") and self.split.isChecked()
        for widget in (self._shares, self.seed):
            self._form.setRowVisible(widget, split)

    def _lay_out(self) -> None:
        shares = QHBoxLayout()
        for number, box in enumerate(self.shares):
            if number:
                shares.addWidget(QLabel("/"))
            shares.addWidget(box)
        shares.addWidget(QLabel("per cent"))
        shares.addStretch(1)
        self._shares = QWidget()
        shares.setContentsMargins(22, 0, 0, 0)
        self._shares.setLayout(shares)
        self._shares.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for widget in (self.format, self.articles):
            widget.setMinimumWidth(120)
        self.about.setFixedWidth(_ABOUT_WIDTH)
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 12, 0)
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Format", self.format)
        form.addRow("", self.about)
        form.addRow("&Work of", self.people)
        form.addRow("&Articles", self.articles)
        form.addRow("", self.all_states)
        form.addRow("", self.split)
        form.addRow("", self._shares)
        form.addRow("&Seed", self.seed)
        form.addRow("Ta&gs", self.scheme)
        form.addRow("&Overlaps", self.flatten)
        form.addRow("", self.expand)
        form.addRow("W&indow", self.window_size)
        self._optional: dict[str, tuple[QWidget, ...]] = {
            "split": (self.split, self._shares, self.seed),
            "scheme": (self.scheme,),
            "flatten": (self.flatten,),
            "expand": (self.expand,),
            "window": (self.window_size,),
        }

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._format_changed)
        self.people.itemChanged.connect(self._take_person)
        for box in (self.articles, self.scheme, self.flatten):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        for check in (self.all_states, self.split, self.expand):
            check.toggled.connect(self._toggled)
        for spin in (*self.shares, self.seed, self.window_size):
            spin.valueChanged.connect(lambda _: self.changed.emit())

    def _format_changed(self) -> None:
        self._take_format()
        self.changed.emit()

    def _toggled(self) -> None:
        self._show_parts()
        self.changed.emit()


def _format_box(formats: dict[str, Format]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName("Format")
    box.setMaxVisibleItems(30)
    known = {name for names in GROUPS.values() for name in names}
    rest = tuple(name for name in formats if name not in known)
    for group, names in (*GROUPS.items(), ("Others", rest)):
        present = [name for name in names if name in formats]
        if not present:
            continue
        box.addItem(group)
        heading = cast(QStandardItemModel, box.model()).item(box.count() - 1)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        for name in present:
            box.addItem(name, name)
            box.setItemData(box.count() - 1, formats[name].title, Qt.ItemDataRole.ToolTipRole)
    return box


def _people_list(people: Sequence[tuple[str, str]]) -> QListWidget:
    shown = QListWidget()
    shown.setAccessibleName("Whose work")
    for key, name in ((EVERYBODY, "Everybody, with all sets"), *people):
        item = QListWidgetItem(name)
        item.setData(_ROLE, key)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        shown.addItem(item)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setCurrentRow(0)
    return shown


def _combo(name: str, entries: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for shown, value in entries:
        box.addItem(shown, value)
    return box


def _spin(name: str, least: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setAccessibleName(name)
    box.setRange(least, most)
    return box
