"""The inspector: the selected span, suggestion or relation, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.schema import Label
from annotator.ui.panels.card import Card, heading, lesser
from annotator.ui.panels.chip import LabelChip, small_font
from annotator.ui.panels.fields import AttributeBox, ChoiceBox, LinkButton, NoteLine
from annotator.ui.panels.inspector_content import (
    AttributeChoice,
    RelationContent,
    SpanContent,
    SuggestionContent,
)
from annotator.ui.panels.key_rows import KeyRows
from annotator.ui.panels.keycap import KeyButton, KeyHint
from annotator.ui.panels.runs import FlowingText, shortened
from annotator.ui.text.themes import SERIF_FAMILIES

_TOP = Qt.AlignmentFlag.AlignTop
_TITLE_WIDTH = 62

Content = SpanContent | SuggestionContent | RelationContent

FIRST_KEYS = (
    KeyHint("Shift+Right", "select words"),
    KeyHint("1 … 9", "label them"),
    KeyHint("/", "find a label"),
    KeyHint("Tab", "next span"),
    KeyHint("Enter", "accept"),
    KeyHint("X", "reject"),
    KeyHint("Ctrl+Enter", "finish, next"),
    KeyHint("?", "all keys"),
)


class Inspector(QWidget):
    """Shows one selection at a time and asks for changes; it changes nothing itself."""

    note_changed = Signal(str)
    """A note was edited; ``shown_id`` tells of what, also while the selection is changing."""
    attribute_changed = Signal(str, str)
    """An attribute's id and its new value, empty for not set."""
    accept_requested = Signal()
    reject_requested = Signal()
    delete_requested = Signal()
    relation_label_changed = Signal(str)
    also_in_requested = Signal(str)
    """The surface whose other occurrences are wanted."""
    spread_requested = Signal()
    """All equal strings are to be labelled as the span that is shown."""
    editing_ended = Signal()
    """Enter or Esc ended the editing of the note: the focus can go back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Inspector")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._content: Content | None = None
        self._heading = heading()
        self._card = Card()
        self._surface = FlowingText()
        self._chip = LabelChip()
        self._origin = lesser()
        self.note = NoteLine()
        self.relation_label = ChoiceBox()
        self._offered: list[Label] = []
        self.relation_label.setAccessibleName("Relation label")
        self.also_in = LinkButton()
        self.label_all = LinkButton()
        self.label_all.setText("label all…")
        self.label_all.setAccessibleName("Label all equal strings in all articles")
        self.label_all.setToolTip("Label all equal strings in all articles (Shift+A)")
        self.accept = KeyButton("Accept", "Enter")
        self.reject = KeyButton("Reject", "X")
        self.delete = KeyButton("Delete", "Del")
        self._extent, self._chain, self._along = _value(), _value(), _value()
        self._help = KeyRows(FIRST_KEYS)
        self._attributes = _Attributes()
        self._attributes.value_chosen.connect(self.attribute_changed)
        self._grid = QGridLayout()
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}
        self._lay_out()
        self._connect()
        self._set_faces()
        self.show_nothing()

    @property
    def shown_id(self) -> str | None:
        """The id of what is shown, or None."""
        return self._content.id if self._content else None

    def show_span(self, content: SpanContent) -> None:
        """Show a span: its label, place, note, attributes and chain."""
        self._begin(content)
        self._show_surface(content.surface, content.label)
        self._show_also_in(content.also_in)
        self._chain.setText(", ".join(shortened(member, 40) for member in content.chain))
        self._show_rows(
            extent=content.extent, also_in=content.also_in, chain=content.chain, note=True
        )
        self.note.show_note(content.note)
        self._attributes.show_attributes(content.attributes)
        self._show_buttons(self.delete)

    def show_suggestion(self, content: SuggestionContent) -> None:
        """Show a suggestion: who proposes it, and the buttons to decide."""
        self._begin(content)
        self._show_surface(content.surface, content.label)
        self._show_also_in(content.also_in)
        self._along.setText(content.along)
        self._show_rows(extent=content.extent, also_in=content.also_in, along=content.along)
        self._attributes.show_attributes(())
        self._show_buttons(self.accept, self.reject)

    def show_relation(self, content: RelationContent) -> None:
        """Show a relation: its ends, label, note and attributes."""
        self._begin(content)
        arrow = "↔" if content.label and content.label.symmetric else "→"
        ends = f"{shortened(content.source, 80)} {arrow} {shortened(content.target, 80)}"
        self._show_surface(ends, None)
        self._fill_labels(content.allowed, content.label)
        self._show_rows(label=True, note=True)
        self.note.show_note(content.note)
        self._attributes.show_attributes(content.attributes)
        self._show_buttons(self.delete)

    def show_nothing(self) -> None:
        """Show the main keys, for nothing is selected."""
        self._end_note(None)
        self._content = None
        self._heading.setText("Nothing selected")
        for widget in (self._surface, self._chip, self._origin):
            widget.hide()
        self._show_rows()
        self._attributes.show_attributes(())
        self._show_buttons()
        self._help.show()

    def edit_note(self) -> bool:
        """Start editing the note; return whether what is shown has one."""
        if not isinstance(self._content, SpanContent | RelationContent):
            return False
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.note.end(False)
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Take over a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_surface"):
            self._set_faces()

    def _begin(self, content: Content) -> None:
        self._end_note(content.id)
        self._content = content
        self._heading.setText(content.heading)
        self._help.hide()
        self._surface.show()
        self._origin.setText(content.origin)
        self._origin.setVisible(bool(content.origin))

    def _end_note(self, next_id: str | None) -> None:
        """Keep a half-typed note before another selection is shown."""
        if self._content is not None and self._content.id != next_id:
            if self.note.isVisible():
                self.note.commit()
            self.note.clearFocus()

    def _show_surface(self, surface: str, label: Label | None) -> None:
        self._surface.show_text(surface)
        self._chip.show_label(label)
        self._chip.setVisible(label is not None)

    def _show_also_in(self, also_in: str) -> None:
        self.also_in.setText(f"{also_in} · list them")
        self.also_in.setAccessibleName(f"Also in {also_in}: list them")
        self.also_in.setToolTip("Filter the articles for this string")
        self.label_all.setVisible(isinstance(self._content, SpanContent))

    def _fill_labels(self, allowed: Sequence[Label], current: Label | None) -> None:
        labels = list(allowed)
        if current is not None and all(label.id != current.id for label in labels):
            labels.append(current)
        if labels != self._offered:
            self._offered = labels
            self.relation_label.clear()
            for label in labels:
                self.relation_label.addItem(label.title, label.id)
        if current is not None:
            self.relation_label.setCurrentIndex(self.relation_label.findData(current.id))

    def _show_rows(
        self,
        *,
        extent: str = "",
        also_in: str = "",
        chain: Sequence[str] = (),
        along: str = "",
        label: bool = False,
        note: bool = False,
    ) -> None:
        self._extent.setText(extent)
        wanted = {
            "Span": bool(extent),
            "Label": label,
            "Also in": bool(also_in),
            "Chain": bool(chain),
            "Accepts": bool(along),
            "Note": note,
        }
        for name, widgets in self._rows.items():
            for widget in widgets:
                widget.setVisible(wanted[name])

    def _show_buttons(self, *shown: KeyButton) -> None:
        for button in (self.accept, self.reject, self.delete):
            button.setVisible(button in shown)

    def _lay_out(self) -> None:
        origin = QHBoxLayout()
        origin.setSpacing(6)
        origin.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        origin.addWidget(self._origin, 1)
        fields: list[tuple[str, QWidget]] = [
            ("Span", self._extent),
            ("Label", self.relation_label),
            ("Also in", self._also_in_field()),
            ("Chain", self._chain),
            ("Accepts", self._along),
            ("Note", self.note),
        ]
        for row, (name, field) in enumerate(fields):
            title = lesser(name)
            title.setBuddy(field)
            self._rows[name] = (title, field)
            middle = isinstance(field, ChoiceBox | NoteLine)
            self._grid.addWidget(title, row, 0, Qt.AlignmentFlag(0) if middle else _TOP)
            self._grid.addWidget(field, row, 1)
        _space(self._grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.accept, self.reject, self.delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(12, 10, 12, 10)
        inside.setSpacing(8)
        inside.addWidget(self._help)
        inside.addWidget(self._surface)
        for part in (origin, self._grid):
            inside.addLayout(part)
        inside.addWidget(self._attributes)
        inside.addLayout(buttons)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(6)
        outside.addWidget(self._heading)
        outside.addWidget(self._card)
        outside.addStretch(1)

    def _also_in_field(self) -> QWidget:
        field = QWidget()
        lines = QVBoxLayout(field)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(1)
        lines.addWidget(self.also_in)
        lines.addWidget(self.label_all)
        return field

    def _connect(self) -> None:
        self.note.committed.connect(self.note_changed)
        self.note.ended.connect(self.editing_ended)
        self.accept.clicked.connect(self.accept_requested)
        self.reject.clicked.connect(self.reject_requested)
        self.delete.clicked.connect(self.delete_requested)
        self.relation_label.activated.connect(
            lambda _: self.relation_label_changed.emit(str(self.relation_label.currentData()))
        )
        self.also_in.clicked.connect(self._ask_also_in)
        self.label_all.clicked.connect(self.spread_requested)

    def _ask_also_in(self) -> None:
        if isinstance(self._content, SpanContent | SuggestionContent):
            self.also_in_requested.emit(self._content.surface)

    def _set_faces(self) -> None:
        serif = QFont(self.font())
        serif.setFamilies(list(SERIF_FAMILIES))
        serif.setBold(True)
        if serif.pixelSize() > 0:
            serif.setPixelSize(round(serif.pixelSize() * 1.12))
        else:
            serif.setPointSizeF(serif.pointSizeF() * 1.12)
        self._surface.setFont(serif)
        self._origin.setFont(small_font(self.font(), 0.92))


class _Attributes(QWidget):
    """The attributes of the selection, one combo box each."""

    value_chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        _space(self._grid)
        self._boxes: list[AttributeBox] = []

    def show_attributes(self, choices: Sequence[AttributeChoice]) -> None:
        """Show the attributes; boxes for the same ones stay, open lists included."""
        if [_shape(box.choice) for box in self._boxes] != [_shape(c) for c in choices]:
            self._rebuild(choices)
        for box, choice in zip(self._boxes, choices, strict=True):
            box.choice = choice
            box.show_value(choice.value)
        self.setVisible(bool(choices))

    def _rebuild(self, choices: Sequence[AttributeChoice]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = []
        for row, choice in enumerate(choices):
            box = AttributeBox(choice)
            box.value_chosen.connect(self.value_chosen)
            title = lesser(choice.name)
            title.setBuddy(box)
            title.setFixedWidth(_TITLE_WIDTH)
            self._grid.addWidget(title, row, 0)
            self._grid.addWidget(box, row, 1)
            title.show()
            box.show()
            self._boxes.append(box)


def _shape(choice: AttributeChoice) -> tuple[str, str, tuple[str, ...], bool]:
    unknown = bool(choice.value) and choice.value not in choice.values
    return choice.id, choice.name, tuple(choice.values), unknown


def _space(grid: QGridLayout) -> None:
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(5)
    grid.setColumnMinimumWidth(0, _TITLE_WIDTH)
    grid.setColumnStretch(1, 1)


def _value() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
