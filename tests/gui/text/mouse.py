"""Mouse events as a hand makes them: press, a few moves, release."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def send(view, kind, point, modifiers=NONE):
    pressed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    place = view.viewport().mapToGlobal(point)
    event = QMouseEvent(kind, QPointF(point), QPointF(place), LEFT, pressed, modifiers)
    QApplication.sendEvent(view.viewport(), event)


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
