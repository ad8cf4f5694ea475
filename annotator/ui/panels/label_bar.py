"""The label bar: the labels with their keys beneath the text; a click is as good as a key."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from annotator.domain.schema import Label, Schema
from annotator.ui.panels.chip import is_dark, label_colour
from annotator.ui.panels.flow import Flow, flow
from annotator.ui.panels.keycap import KeyButton, KeyHint, KeyHints, key_text
from annotator.ui.panels.tips import label_tip

Mode = Literal["spans", "relations", "proposed"]
"""Labels for spans, for a relation that is being drawn, for one that is proposed."""

MOST_ROWS = 2
_GAP = 7
_MARGIN = 12
_WIDEST = 10.5
"""The width of a label with a long title, in heights of a line."""
_HINTS: dict[Mode, tuple[KeyHint, ...]] = {
    "spans": (KeyHint("Enter", "accept"), KeyHint("X", "reject")),
    "relations": (KeyHint("Esc", "no relation"),),
    "proposed": (KeyHint("Enter", "accept"), KeyHint("X", "reject")),
}


class LabelBar(QWidget):
    """The labels as buttons in at most two rows; what does not fit is in a menu ("+4").

    The height depends on the schema and the width alone, never on the mode, so that the
    text above does not move while a relation is drawn.
    """

    label_chosen = Signal(str)
    """The id of a label that was clicked: a span label, or in relation mode a relation's."""
    relation_requested = Signal()
    keys_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Labels")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._schema = Schema("")
        self._dark: bool | None = None
        self._mode: Mode = "spans"
        self._allowed: Sequence[Label] = ()
        self._current: str | None = None
        self._relation_possible = True
        self._labels: list[Label] = []
        self._buttons: list[KeyButton] = []
        self._hints = KeyHints(_HINTS["spans"], self)
        self._keys = KeyButton("", "?", self)
        self._keys.setAccessibleName("All keys")
        self._keys.setToolTip("All keys (?)")
        self._keys.clicked.connect(self.keys_requested)
        self._relation = KeyButton("Relation", "R", self)
        self._relation.setToolTip("Relation from the selected span (R)")
        self._relation.clicked.connect(self.relation_requested)
        self._more = KeyButton("", "", self)
        self._more.clicked.connect(self._open_menu)
        self._rebuild()

    def show_schema(self, schema: Schema, dark: bool | None = None) -> None:
        """Show the labels of a schema; ``dark`` None takes the theme from the palette."""
        self._schema = schema
        self._dark = dark
        self._rebuild()

    def set_mode(self, mode: Mode, allowed: Sequence[Label] | None = None) -> None:
        """Show span labels, or the relation labels allowed here (all of the schema if None)."""
        wanted = self._schema.relation_labels if allowed is None else allowed
        if mode == self._mode and (mode == "spans" or list(wanted) == list(self._allowed)):
            return
        self._mode = mode
        self._allowed = tuple(wanted)
        self._hints.show_hints(_HINTS[mode])
        self.setAccessibleName("Labels" if mode == "spans" else "Relation labels")
        self._rebuild()

    @property
    def mode(self) -> Mode:
        """What the buttons stand for now."""
        return self._mode

    @property
    def shown_labels(self) -> list[Label]:
        """The labels shown, in order, those in the menu included."""
        return list(self._labels)

    @property
    def hidden_labels(self) -> list[Label]:
        """The labels that do not fit and are in the menu."""
        pairs = zip(self._labels, self._buttons, strict=True)
        return [label for label, button in pairs if button.isHidden()]

    def button(self, label_id: str) -> KeyButton | None:
        """Return the button of a label, or None where it has none now."""
        pairs = zip(self._labels, self._buttons, strict=True)
        return next((button for label, button in pairs if label.id == label_id), None)

    def set_current(self, label_id: str | None) -> None:
        """Highlight the label of what is selected, or none."""
        self._current = label_id
        for label, button in zip(self._labels, self._buttons, strict=True):
            button.current = label.id == label_id
            button.update()
        self._name_more()

    def set_relation_possible(self, possible: bool) -> None:
        """Enable or disable the entry for relations: one needs a selected span."""
        self._relation_possible = possible
        self._relation.setEnabled(possible)

    def overflow_menu(self) -> QMenu:
        """Return a menu of the labels that do not fit."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for label in self.hidden_labels:
            title = f"{label.title}\t{key_text(label.key)}" if label.key else label.title
            action = menu.addAction(self._icon(label), title)
            action.setToolTip(label_tip(label))
            action.setCheckable(label.id == self._current)
            action.setChecked(label.id == self._current)
            action.triggered.connect(lambda _=False, chosen=label: self._choose(chosen))
        return menu

    def sizeHint(self) -> QSize:
        """Return the size of one row of labels."""
        return QSize(640, self._row_height() + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: the bar flows, so little width is needed."""
        return QSize(240, self._row_height() + 2 * _MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flow the buttons anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Take the label colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dark = None
            self._colour()
        elif event.type() == QEvent.Type.FontChange:
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line that parts the bar from the text."""
        painter = QPainter(self)
        painter.fillRect(
            QRectF(0, 0, self.width(), 1), self.palette().color(QPalette.ColorRole.Mid)
        )
        painter.end()

    def _rebuild(self) -> None:
        spans = self._mode == "spans"
        self._labels = list(self._schema.span_labels if spans else self._allowed)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [self._button_for(label) for label in self._labels]
        self._relation.setEnabled(self._relation_possible)
        self._colour()
        self.set_current(self._current)
        self._arrange()

    def _button_for(self, label: Label) -> KeyButton:
        button = KeyButton(label.title, label.key, self)
        button.setToolTip(label_tip(label))
        button.clicked.connect(lambda _=False, chosen=label: self._choose(chosen))
        return button

    def _choose(self, label: Label) -> None:
        self.label_chosen.emit(label.id)

    def _is_dark(self) -> bool:
        return is_dark(self.palette()) if self._dark is None else self._dark

    def _colour(self) -> None:
        dark = self._is_dark()
        for label, button in zip(self._labels, self._buttons, strict=True):
            button.fill = label_colour(label, dark=dark)
            button.update()
        self._relation.fill = label_colour(None, dark=dark)
        self._relation.update()

    def _arrange(self) -> None:
        rooms, rows = self._rooms()
        widths = [self._width(label) for label in self._labels]
        tail = [self._relation] if self._has_relation() and self._mode == "spans" else []
        placed = flow(widths, [b.sizeHint().width() for b in tail], rooms, _GAP, rows)
        if len(placed.places) < len(widths):
            self._more.setText(f"+{len(widths)}")
            tail = [self._more, *tail]
            placed = flow(widths, [b.sizeHint().width() for b in tail], rooms, _GAP, rows)
        self._relation.setVisible(self._relation in tail)
        self._more.setVisible(self._more in tail)
        for index, button in enumerate(self._buttons):
            button.setVisible(index < len(placed.places))
        shown = self._buttons[: len(placed.places)]
        sizes = [*widths[: len(shown)], *(button.sizeHint().width() for button in tail)]
        for button, width, (row, left) in zip(
            [*shown, *tail], sizes, [*placed.places, *placed.tail], strict=True
        ):
            width = min(width, max(40, rooms[min(row, 1)] - left))
            top = _MARGIN + row * (self._row_height() + _GAP)
            button.setGeometry(_MARGIN + left, top, width, self._row_height())
        self._name_more()
        height = rows * (self._row_height() + _GAP) - _GAP + 2 * _MARGIN
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _rooms(self) -> tuple[tuple[int, int], int]:
        """Place the hints; return the room of the first and of other rows, and the rows.

        The words beside the keys go where they would cost a row: the inspector has them too.
        """
        whole = self.width() - 2 * _MARGIN
        keys = self._keys.sizeHint()
        words = self._hints.sizeHint()
        narrow = whole - keys.width() - 2 * _GAP
        wordy = narrow - words.width() - 2
        rows = self._flow(self._schema.span_labels, narrow, MOST_ROWS).rows
        without, with_words = (self._flow(self._labels, room, rows) for room in (narrow, wordy))
        roomy = wordy > whole // 2 and len(with_words.places) == len(without.places)
        roomy = roomy and with_words.rows == without.rows
        self._hints.setVisible(roomy)
        middle = _MARGIN + self._row_height() // 2
        left = self.width() - _MARGIN - keys.width()
        self._keys.setGeometry(left, middle - keys.height() // 2, keys.width(), keys.height())
        left -= words.width() + 2
        self._hints.setGeometry(left, middle - words.height() // 2, words.width(), words.height())
        return (wordy if roomy else narrow, whole), rows

    def _flow(self, labels: Sequence[Label], first: int, rows: int) -> Flow:
        """Place span labels with the entry for relations, or relation labels without it."""
        spans = labels is not self._labels or self._mode == "spans"
        tail = [self._relation.sizeHint().width()] if self._has_relation() and spans else []
        widths = [self._width(label) for label in labels]
        return flow(widths, tail, (first, self.width() - 2 * _MARGIN), _GAP, rows)

    def _width(self, label: Label) -> int:
        wanted = KeyButton.width_of(self.font(), label.title, label.key)
        return min(wanted, round(_WIDEST * self.fontMetrics().height()))

    def _row_height(self) -> int:
        return self._relation.sizeHint().height()

    def _has_relation(self) -> bool:
        return bool(self._schema.relation_labels)

    def _name_more(self) -> None:
        hidden = self.hidden_labels
        if not hidden:
            return
        self._more.setText(f"+{len(hidden)}")
        names = ", ".join(label.title for label in hidden)
        self._more.setAccessibleName(f"{len(hidden)} more labels")
        self._more.setToolTip(f"{len(hidden)} more: {names}. Type / to find a label by name.")
        self._more.current = any(label.id == self._current for label in hidden)
        self._more.update()

    def _open_menu(self) -> None:
        menu = self.overflow_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(self._more.rect().topLeft()))

    def _icon(self, label: Label) -> QIcon:
        square = QPixmap(12, 12)
        square.fill(label_colour(label, dark=self._is_dark()))
        return QIcon(square)
