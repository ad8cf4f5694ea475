"""Key rows: keys on the left, what each does on the right, as painted text."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.panels.keycap import KeyHint, cap_size, paint_cap

_GAP = 10
_LEADING = 5


class KeyRows(QWidget):
    """A table of keys; the words begin on one line."""

    def __init__(self, hints: Sequence[KeyHint], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints = tuple(hints)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(". ".join(f"{hint.key}: {hint.does}" for hint in hints))

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        words = QFontMetricsF(self.font())
        longest = max((words.horizontalAdvance(hint.does) for hint in self._hints), default=0)
        height = len(self._hints) * (self._pitch() + _LEADING) - _LEADING
        return QSize(self._caps() + _GAP + int(longest) + 2, max(height, 0))

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the words may be cut."""
        return QSize(self._caps() + 60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all rows."""
        painter = QPainter(self)
        caps, pitch = self._caps(), self._pitch()
        metrics = QFontMetricsF(self.font())
        for row, hint in enumerate(self._hints):
            top = row * (pitch + _LEADING)
            size = cap_size(hint.key, self.font()).toSizeF()
            paint_cap(painter, QRectF(QPointF(0, top), size), hint.key, self.font(), self.palette())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            room = QRectF(caps + _GAP, top, max(0, self.width() - caps - _GAP), size.height())
            words = metrics.elidedText(hint.does, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()

    def _caps(self) -> int:
        return max((cap_size(h.key, self.font()).width() for h in self._hints), default=0)

    def _pitch(self) -> int:
        return cap_size("0", self.font()).height()
