"""Runs of text with faces of their own, laid out in lines that also break long words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.text.offsets import Positions

SHOWN_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line; ``colour`` None is the colour of the text around it."""

    text: str
    bold: bool = False
    colour: QColor | None = None


def shortened(text: str, length: int = SHOWN_LENGTH) -> str:
    """Return the text on one line, its middle left out where it is longer than ``length``."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    half = (length - 3) // 2
    return f"{line[:half].rstrip()} … {line[-half:].lstrip()}"


def laid_out(runs: Sequence[Run], font: QFont, width: float) -> QTextLayout:
    """Return the runs laid out in lines of a width in pixels, ready to be drawn."""
    layout = QTextLayout("".join(run.text for run in runs), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(runs))
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 10.0))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def _formats(runs: Sequence[Run]) -> list[QTextLayout.FormatRange]:
    ranges = []
    positions = Positions("".join(run.text for run in runs))
    start = 0
    for run in runs:
        first, after = positions.to_qt(start), positions.to_qt(start + len(run.text))
        face = QTextCharFormat()
        if run.bold:
            face.setFontWeight(QFont.Weight.DemiBold)
        if run.colour is not None:
            face.setForeground(run.colour)
        made = QTextLayout.FormatRange()
        made.start, made.length = first, after - first
        made.format = face
        ranges.append(made)
        start += len(run.text)
    return ranges


class FlowingText(QWidget):
    """Plain text over as many lines as it needs; its whole text is the tooltip if cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str) -> None:
        """Show a text."""
        self._shown = shortened(text)
        self.setToolTip(text if self._shown != text else "")
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines at a width."""
        layout = laid_out([Run(self._shown)], self.font(), width)
        return int(layout.boundingRect().height()) + 1

    def hasHeightForWidth(self) -> bool:
        """Say that the height depends on the width."""
        return True

    def sizeHint(self) -> QSize:
        """Return a size for layouts that do not ask for a height."""
        width = self.width() if self.width() > 60 else 220
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        laid_out([Run(self._shown)], self.font(), self.width()).draw(painter, QPointF(0, 0))
        painter.end()
