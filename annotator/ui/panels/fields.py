"""Fields of the inspector: a note edited in place, choices, and links."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSizePolicy, QWidget

from annotator.ui.panels.chip import accent
from annotator.ui.panels.inspector_content import AttributeChoice

BARE_LINE = (
    "QLineEdit, QLineEdit:focus { border: none; border-radius: 0; padding: 0;"
    " background: transparent; }"
)
"""Takes a line's frame away, also where the window's style sheet gives it one."""


class NoteLine(QLineEdit):
    """A line that looks like text until it is clicked; Enter keeps it, Esc takes it back.

    Leaving the line keeps what was typed too: a note is never lost to a click elsewhere.
    """

    committed = Signal(str)
    ended = Signal()
    """Editing is over, with or without a change, by Enter or Esc."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.setFrame(False)
        self.setStyleSheet(BARE_LINE)
        self.setPlaceholderText("Add a note (;)")
        self.setAccessibleName("Note")
        # The line itself keeps two pixels free on the left: the text starts where others do.
        self.setTextMargins(-2, 1, 2, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_note(self, note: str) -> None:
        """Show a note; what is being typed is left alone."""
        typing = self.hasFocus() and self.text() != self._kept
        self._kept = note
        if not typing:
            self.setText(note)
            self.setCursorPosition(0)
        self.setToolTip(note)

    def commit(self) -> None:
        """Tell of the note if it was changed."""
        if self.text().strip() != self._kept:
            self._kept = self.text().strip()
            self.setText(self._kept)
            self.committed.emit(self._kept)

    def event(self, event: QEvent) -> bool:
        """Claim Enter and Esc before the window's shortcuts for them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _ENDS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit with Enter, take back with Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._kept)
        else:
            super().keyPressEvent(event)
            return
        self.clearFocus()
        self.ended.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit when the focus goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
            self.setCursorPosition(0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, underlined in the accent colour while it is edited."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            bar = QRectF(0, self.height() - 1.5, self.width(), 1.5)
            painter.fillRect(bar, self.palette().color(QPalette.ColorRole.Highlight))
            painter.end()


class ChoiceBox(QComboBox):
    """A combo box that the wheel cannot change by accident."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def sizeHint(self) -> QSize:
        """Return a height as that of the buttons."""
        height = int(QFontMetricsF(self.font()).height()) + 10
        return QSize(super().sizeHint().width(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box like the buttons beside it: frame, value and a small arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, role = self.palette(), QPalette.ColorRole
        focused = self.hasFocus()
        inset = 1.0 if focused else 0.5
        painter.setPen(QPen(palette.color(role.Highlight if focused else role.Mid), 2 * inset))
        painter.setBrush(palette.color(role.Base))
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, 6, 6)
        set_at_all = bool(self.currentData())
        painter.setPen(palette.color(role.Text if set_at_all else role.PlaceholderText))
        room = QRectF(self.rect()).adjusted(8, 0, -24, 0)
        value = QFontMetricsF(self.font()).elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), value)
        tip = QPointF(self.width() - 13, self.height() / 2 + 2)
        painter.setPen(QPen(palette.color(role.PlaceholderText), 1.4))
        painter.drawPolyline([tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)])
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the column around, unless the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class AttributeBox(ChoiceBox):
    """The values of one attribute; the first entry is "not set"."""

    value_chosen = Signal(str, str)
    """The attribute's id and the value, empty for not set."""

    def __init__(self, choice: AttributeChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setAccessibleName(choice.name)
        self.addItem("not set", "")
        for value in _with_current(choice):
            self.addItem(value, value)
        self.show_value(choice.value)
        self.activated.connect(
            lambda _: self.value_chosen.emit(self.choice.id, str(self.currentData()))
        )

    def show_value(self, value: str) -> None:
        """Show a value; no signal."""
        self.setCurrentIndex(max(0, self.findData(value)))


def _with_current(choice: AttributeChoice) -> Sequence[str]:
    """Return the values, and one from before a change of the schema that is still set."""
    if choice.value and choice.value not in choice.values:
        return [*choice.values, choice.value]
    return choice.values


class LinkButton(QAbstractButton):
    """Words that can be clicked, in the accent colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the words."""
        metrics = QFontMetricsF(self.font())
        return QSize(int(metrics.horizontalAdvance(self.text())) + 4, int(metrics.height()) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, underlined under the mouse, with a ring while focused."""
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        painter.setPen(accent(self.palette(), QPalette.ColorRole.Base))
        words = QFontMetricsF(font).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(
            QRectF(self.rect()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            words,
        )
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.end()


_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
