"""Label chips: a label's name in its colour on a tint of it; and the colours of panels."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.domain.colours import READABLE, contrast
from annotator.domain.schema import Label

CHIP_TINT = 0.14
CURRENT_TINT = 0.13
"""How much of the accent colour lies under the current row."""

_PAD_X = 5.0
_PAD_Y = 1.5
_UNKNOWN = ("#6b7280", "#9ca3af")


def is_dark(palette: QPalette) -> bool:
    """Return whether a palette is that of a dark theme."""
    return palette.color(QPalette.ColorRole.Base).lightness() < 128


def mixed(front: QColor, back: QColor, share: float) -> QColor:
    """Return ``share`` (0 to 1) of one colour over the other, opaque."""
    return QColor.fromRgbF(
        front.redF() * share + back.redF() * (1 - share),
        front.greenF() * share + back.greenF() * (1 - share),
        front.blueF() * share + back.blueF() * (1 - share),
    )


def label_colour(label: Label | None, *, dark: bool) -> QColor:
    """Return a label's colour in a theme; grey for a label the schema does not know."""
    if label is None:
        return QColor(_UNKNOWN[dark])
    return QColor(label.dark_colour if dark else label.colour)


def readable_on(colour: QColor, page: QColor) -> QColor:
    """Return the colour, mixed with black or white as needed to be read on a page."""
    towards = QColor("#ffffff") if page.lightness() < 128 else QColor("#000000")
    for step in range(20):
        tried = mixed(towards, colour, step / 20)
        if contrast(tried.name(), page.name()) >= READABLE:
            return tried
    return towards


def ink_on(fill: QColor) -> QColor:
    """Return white or near black, whichever is easier to read on a fill."""
    white, black = QColor("#ffffff"), QColor("#15171a")
    easier = contrast(white.name(), fill.name()) >= contrast(black.name(), fill.name())
    return white if easier else black


def current_tint(palette: QPalette, page: QPalette.ColorRole) -> QColor:
    """Return the background of the current row or button: the accent, thinly on the page."""
    return mixed(palette.color(QPalette.ColorRole.Highlight), palette.color(page), CURRENT_TINT)


def accent(palette: QPalette, page: QPalette.ColorRole) -> QColor:
    """Return the accent colour as it can be read on a page."""
    return readable_on(palette.color(QPalette.ColorRole.Highlight), palette.color(page))


def small_font(font: QFont, share: float = 0.86) -> QFont:
    """Return the font, smaller by a share, whether it is measured in points or pixels."""
    made = QFont(font)
    if font.pixelSize() > 0:
        made.setPixelSize(max(9, round(font.pixelSize() * share)))
    else:
        made.setPointSizeF(max(6.5, font.pointSizeF() * share))
    return made


def chip_font(font: QFont) -> QFont:
    """Return the small bold capitals of chips beside text in a font."""
    made = small_font(font, 0.8)
    made.setBold(True)
    made.setCapitalization(QFont.Capitalization.AllUppercase)
    made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 103)
    return made


def chip_size(name: str, font: QFont) -> QSize:
    """Return the size in pixels of a chip beside text in a font."""
    metrics = QFontMetricsF(chip_font(font))
    width = metrics.horizontalAdvance(name) + 2 * _PAD_X
    return QSize(int(width) + 1, int(metrics.height() + 2 * _PAD_Y) + 1)


def paint_chip(painter: QPainter, where: QRectF, label: Label, font: QFont, page: QColor) -> None:
    """Paint a label's chip into a rectangle that lies on a page of some colour."""
    colour = label_colour(label, dark=page.lightness() < 128)
    tint = mixed(colour, page, CHIP_TINT)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawRoundedRect(where, 4, 4)
    painter.setPen(readable_on(colour, tint))
    face = chip_font(font)
    painter.setFont(face)
    room = where.adjusted(_PAD_X, 0, -_PAD_X, 0)
    name = QFontMetricsF(face).elidedText(
        label.name, Qt.TextElideMode.ElideRight, room.width() + 1.5
    )
    painter.drawText(QRectF(room), _CENTRE, name)
    painter.restore()


_CENTRE = (
    int(Qt.AlignmentFlag.AlignVCenter)
    | int(Qt.AlignmentFlag.AlignLeft)
    | int(Qt.TextFlag.TextSingleLine)
)


class LabelChip(QWidget):
    """The chip of one label as a widget; empty and of no width without a label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label: Label | None = None
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_label(self, label: Label | None) -> None:
        """Show a label, or nothing."""
        self._label = label
        self.setAccessibleName(f"Label {label.title}" if label else "")
        self.setToolTip(label.title if label else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the chip."""
        return chip_size(self._label.name, self.font()) if self._label else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        """Return a width at which a long name still shows its beginning."""
        return self.sizeHint().boundedTo(QSize(60, 100))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chip."""
        if self._label is not None:
            painter = QPainter(self)
            page = self.palette().color(QPalette.ColorRole.Base)
            rect = QRectF(QPointF(0, 0), self.rect().size().toSizeF())
            paint_chip(painter, rect, self._label, self.font(), page)
            painter.end()
