"""What the dialogs of import and export share: fields, a preview in the background, two buttons."""

import re
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.panels.card import heading
from annotator.ui.previewing import Previewing

_FIELDS_WIDTH = 450
_OPTION = re.compile(r"(?: with --[a-z]+| \((?:no )?--[a-z]+(?: [A-Z]+)?\))(?![a-z])")


class PreviewDialog(QDialog):
    """Show fields on the left, what would come of them on the right, a line and two buttons.

    ``wished`` tells what was chosen. Whoever makes one says in ``show_found`` and
    ``show_failure`` how a preview is shown, and why there is none.
    """

    wished = Signal(object)

    def __init__(
        self, title: str, action: str, previewing: Previewing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.previewing = previewing
        self.counts = QLabel(self)
        self.counts.setObjectName("arrivalsHead")
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.counts.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.begin = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        """The button that begins; named after what it does."""
        self.begin.setText(action)
        self.begin.setProperty("primary", True)
        self.begin.style().polish(self.begin)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        previewing.done.connect(self.show_found)
        previewing.failed.connect(self._fail)

    def show_found(self, found: Any) -> None:
        """Show what the preview found."""
        raise NotImplementedError

    def show_failure(self, why: str) -> None:
        """Say why there is no preview, where it would stand."""
        raise NotImplementedError

    def done(self, result: int) -> None:
        """Close; a preview that is still being made is not wanted any more."""
        self.previewing.done.disconnect(self.show_found)
        self.previewing.failed.disconnect(self._fail)
        self.previewing.cancel()
        super().done(result)

    def put_together(self, fields: QWidget, preview: QVBoxLayout) -> None:
        """Lay out the fields and the preview, as large as the window has room for."""
        fields.setFixedWidth(_FIELDS_WIDTH)
        preview.setSpacing(6)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(fields)
        both.addLayout(preview, 1)
        last = QHBoxLayout()
        last.addWidget(self.counts, 1)
        last.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(both, 1)
        layout.addLayout(last)
        parent = self.parentWidget()
        room = parent.window().size() if parent else self.screen().availableSize()
        self.resize(min(1120, room.width() - 60), min(720, room.height() - 70))

    def _fail(self, why: str) -> None:
        self.show_failure(without_options(why))
        self.begin.setEnabled(False)


class Heading(QLabel):
    """A heading that never asks for more width than there is: what is too long is cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        like = heading()
        self.setFont(like.font())
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(like.foregroundRole())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Ask for no width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as fits, with an ellipsis behind it."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            " ".join(self.text().split()), Qt.TextElideMode.ElideRight, self.width()
        )
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        role = self.foregroundRole()
        self.style().drawItemText(
            painter, self.rect(), int(where), self.palette(), self.isEnabled(), shown, role
        )
        painter.end()


def without_options(text: str) -> str:
    """Return a message without the options of the command line that it names."""
    return _OPTION.sub("", text)
