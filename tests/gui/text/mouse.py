"""Mouse events as a hand makes them: press, a few moves, release."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def send(view, kind, point, modifiers=NONE):
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    place = view.viewport().mapToGlobal(point)
    event = QMouseEvent(kind, QPointF(point), QPointF(place), LEFT, pressed, modifiers)
    QApplication.sendEvent(view.viewport(), event)


def point_of(view, extent, *, edge="middle"):
    """Return a point of the viewport: middle, left or right of an extent on its first line."""
    box, stretches = view.page.lines_of(extent)[0]
    left, right = stretches[0][0], stretches[-1][1]
    x = {"middle": (left + right) / 2, "start": left + 1, "end": right - 1}[edge]
    y = (box.top + box.bottom) / 2 - view.verticalScrollBar().value()
    return QPoint(round(x), round(y))


def drag(view, start, end, modifiers=NONE):
    send(view, QEvent.Type.MouseButtonPress, start, modifiers)
    for part in (0.3, 0.7, 1.0):
        between = start + (end - start) * part
        send(view, QEvent.Type.MouseMove, between, modifiers)
    send(view, QEvent.Type.MouseButtonRelease, end, modifiers)
    QApplication.processEvents()


def click(view, point, modifiers=NONE):
    send(view, QEvent.Type.MouseButtonPress, point, modifiers)
    send(view, QEvent.Type.MouseButtonRelease, point, modifiers)
    QApplication.processEvents()
