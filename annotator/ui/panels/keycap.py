"""Key caps: keys painted as small caps, hints made of them, and buttons that show theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from annotator.ui.panels.chip import current_tint, ink_on, mixed, small_font

_GAP = 6.0
_SIGNS = {"Shift": "⇧", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
_Role = QPalette.ColorRole


def key_text(key: str) -> str:
    """Return a key as its cap shows it: Shift and the arrow keys by their signs."""
    return "+".join(_SIGNS.get(part, part) for part in key.split("+")).replace("⇧+", "⇧")


def cap_size(key: str, font: QFont) -> QSize:
    """Return the size in pixels of a cap beside text in a font."""
    metrics = QFontMetricsF(_cap_font(font))
    height = metrics.height() + 2
    width = max(height, metrics.horizontalAdvance(key_text(key)) + 8)
    return QSize(int(width) + 1, int(height) + 1)


def paint_cap(
    painter: QPainter,
    where: QRectF,
    key: str,
    font: QFont,
    palette: QPalette,
    fill: QColor | None = None,
) -> None:
    """Paint a key: on a fill of its own, or with a thin border."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if fill is None:
        painter.setPen(QPen(palette.color(_Role.Mid), 1))
        painter.setBrush(palette.color(_Role.Base))
        painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
        ink = palette.color(_Role.Text)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(where, 3.5, 3.5)
        ink = ink_on(fill)
    painter.setPen(ink)
    painter.setFont(_cap_font(font, bold=fill is not None))
    painter.drawText(where, int(Qt.AlignmentFlag.AlignCenter), key_text(key))
    painter.restore()


def _cap_font(font: QFont, *, bold: bool = True) -> QFont:
    made = small_font(font, 0.84)
    made.setBold(bold)
    return made


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key and what it does in a word or two."""

    key: str
    does: str = ""


class KeyHints(QWidget):
    """A line of keys, each followed by what it does: "Enter accept  X reject"."""

    def __init__(self, hints: Sequence[KeyHint] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: Sequence[KeyHint] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_hints(hints)

    def show_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show other keys."""
        self._hints = tuple(hints)
        self.setAccessibleName(", ".join(f"{hint.key} {hint.does}" for hint in hints))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the whole line."""
        return self.size_of(self._hints, self.font())

    @staticmethod
    def size_of(hints: Sequence[KeyHint], font: QFont) -> QSize:
        """Return the size in pixels of a line of hints in a font."""
        width, height = 0.0, 0
        for hint in hints:
            cap = cap_size(hint.key, font)
            width += cap.width() + _word_width(hint, font) + 5
            height = max(height, cap.height())
        return QSize(int(width) + 1, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint caps and words."""
        painter = QPainter(self)
        face = small_font(self.font(), 0.92)
        at = 0.0
        for hint in self._hints:
            cap = cap_size(hint.key, self.font())
            where = QRectF(QPointF(at, (self.height() - cap.height()) / 2), cap.toSizeF())
            paint_cap(painter, where, hint.key, self.font(), self.palette())
            at += cap.width()
            painter.setPen(self.palette().color(_Role.PlaceholderText))
            painter.setFont(face)
            words = QRectF(at + 4, 0, _word_width(hint, self.font()), self.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), hint.does)
            at += _word_width(hint, self.font()) + 5
        painter.end()


def _word_width(hint: KeyHint, font: QFont) -> float:
    if not hint.does:
        return 0.0
    return QFontMetricsF(small_font(font, 0.92)).horizontalAdvance(hint.does) + 8


class KeyButton(QAbstractButton):
    """A button that shows its key; a click leaves the focus where it was.

    With a ``fill`` the key stands first on that colour (labels), without one it follows
    the title with a border (actions).
    """

    def __init__(self, title: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.fill: QColor | None = None
        self.current = False
        self.setText(title)
        self.setAccessibleName(f"{title}, key {key}" if key else title)
        self.setToolTip(f"{title} ({key})" if key else title)
        # The text keeps the keyboard: a click on a label must not take it away.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return the size with key and title."""
        width = self.width_of(self.font(), self.text(), self.key, filled=self.fill is not None)
        return QSize(width, max(28, cap_size("0", self.font()).height() + 10))

    @staticmethod
    def width_of(font: QFont, title: str, key: str, *, filled: bool = True) -> int:
        """Return the width in pixels of a button with a title and a key."""
        words = QFontMetricsF(font).horizontalAdvance(title)
        cap = cap_size(key or "0", font).width() if key or filled else 0
        gap = _GAP if cap and title else 0.0
        return int(words + gap + cap + (14 if title else 10)) + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint border, key and title."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(0.45)
        self._paint_frame(painter)
        cap = cap_size(self.key or "0", self.font())
        top = (self.height() - cap.height()) / 2
        left = 7.0 if self.text() else 5.0
        if self.fill is not None:
            where = QRectF(QPointF(left, top), cap.toSizeF())
            paint_cap(painter, where, self.key, self.font(), self.palette(), self.fill)
            left += cap.width() + _GAP
        painter.setFont(self.font())
        painter.setPen(self.palette().color(_Role.Text))
        room = self.width() - left - 7
        if self.fill is None and self.key:
            where = QRectF(QPointF(self.width() - 7 - cap.width(), top), cap.toSizeF())
            if not self.text():
                where.moveLeft((self.width() - cap.width()) / 2)
            paint_cap(painter, where, self.key, self.font(), self.palette())
            room -= cap.width() + _GAP
        title = QFontMetricsF(self.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room + 1.5
        )
        painter.drawText(
            QRectF(left, 0, room + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), title
        )
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the mouse is over the button."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the mouse has gone."""
        self.update()
        super().leaveEvent(event)

    def _paint_frame(self, painter: QPainter) -> None:
        palette = self.palette()
        back = palette.color(_Role.Base)
        border = palette.color(_Role.Mid)
        width = 1.0
        if self.current:
            back = current_tint(palette, _Role.Base)
            border = self.fill or palette.color(_Role.Highlight)
            width = 1.5
        elif self.isDown() or (self.underMouse() and self.isEnabled()):
            back = mixed(palette.color(_Role.Text), back, 0.12 if self.isDown() else 0.06)
        if self.hasFocus():
            border, width = palette.color(_Role.Highlight), 2.0
        inset = width / 2
        painter.setPen(QPen(border, width))
        painter.setBrush(back)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
