"""Paint the names of zones beside their first line, and the bar of captions."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication

from annotator.ui.text.document_builder import Look, PageStyle
from annotator.ui.text.geometry import PageGeometry
from annotator.ui.text.zone_styles import ZONE_STYLES, zone_is_faint

AWAY = 20.0
"""Pixels from the end of a zone's name to the column; the gutter lies between them."""


def paint_margin(
    painter: QPainter,
    blocks: Iterable[int],
    looks: Sequence[Look],
    geometry: PageGeometry,
    style: PageStyle,
    left: float,
) -> None:
    """Paint what stands to the left of the column at ``left`` for the visible blocks."""
    font = QFont(QApplication.font())
    font.setPixelSize(round(max(11.0, 11.0 * style.sizes.scale)))
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for block in blocks:
        look = looks[block] if block < len(looks) else None
        lines = geometry.lines(block)
        if look is None or not lines:
            continue
        if ZONE_STYLES[look].bar:
            top, bottom = lines[0].top - 2.0, lines[-1].bottom + 2.0
            painter.fillRect(QRectF(left, top, 2.5, bottom - top), QColor(style.theme.bar))
        if starts_zone(block, looks):
            colour = style.theme.faint if zone_is_faint(look) else style.theme.muted
            painter.setPen(QColor(colour))
            name = look.value
            x = left - AWAY - metrics.horizontalAdvance(name)
            painter.drawText(QPointF(x, lines[0].baseline - 1.0), name)


def starts_zone(block: int, looks: Sequence[Look]) -> bool:
    """Return whether a block is the first of its zone, empty lines aside."""
    before = block - 1
    while before >= 0 and looks[before] is None:
        before -= 1
    return before < 0 or looks[before] != looks[block]
