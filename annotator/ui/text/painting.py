"""Paint fills and outlines under the text, and tags, chips and letters over it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from annotator.domain.ids import LabelId, SpanId
from annotator.domain.spans import Span
from annotator.layout.tags import TagRequest
from annotator.ui.text.geometry import LineBox
from annotator.ui.text.marks import LabelStyle, Mark
from annotator.ui.text.planning import LinePlan, Piece, TagFonts
from annotator.ui.text.themes import LIGHT, Sizes, TextTheme

_ROUND = 3.0


@dataclass
class Ink:
    """What every painter needs: theme, sizes, faces, label styles, and what is selected."""

    theme: TextTheme = LIGHT
    sizes: Sizes = field(default_factory=lambda: Sizes(17.0, 23.0, 190))
    fonts: TagFonts = field(default_factory=lambda: TagFonts(9.0))
    styles: Mapping[LabelId, LabelStyle] = field(default_factory=dict)
    selected: frozenset[str] = frozenset()
    hovered: str | None = None
    letters: Mapping[SpanId, str] = field(default_factory=dict)

    def colour(self, label: LabelId) -> QColor:
        """Return the colour of a label in the present theme."""
        style = self.styles.get(label)
        return QColor(style.colour if style else self.theme.unknown)


def paint_stretch(
    painter: QPainter,
    box: LineBox,
    stretches: Iterable[tuple[float, float]],
    colour: str,
) -> None:
    """Paint the background of a selection, the current word or a match on one line."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    for left, right in stretches:
        rect = QRectF(left, box.top - 1, right - left, box.bottom - box.top + 2)
        painter.drawRoundedRect(rect, 2.0, 2.0)


def paint_fills(painter: QPainter, plan: LinePlan, ink: Ink) -> None:
    """Paint the fills and underlines of one line, from the outermost span to the innermost."""
    for joint in plan.joints:
        _paint_joint(painter, plan.box, joint, ink)
    for piece in plan.pieces:
        if isinstance(piece.mark, Span):
            _paint_fill(painter, plan.box, piece, ink)


def paint_outlines(painter: QPainter, plan: LinePlan, ink: Ink) -> None:
    """Paint the dashed outlines of suggestions, and the solid one of what is selected."""
    for piece in plan.pieces:
        chosen = piece.key in ink.selected
        if isinstance(piece.mark, Span) and not chosen and piece.key != ink.hovered:
            continue
        _paint_outline(painter, plan.box, piece, ink, chosen=chosen)


def paint_tags(painter: QPainter, plan: LinePlan, ink: Ink) -> None:
    """Paint the tags beneath one line and the chip that counts those without room."""
    sizes, marks = ink.sizes, {piece.key: piece.mark for piece in plan.pieces}
    lane_height = sizes.tag_lane
    for tag in plan.tags.placed:
        mark = marks[tag.key]
        bold = isinstance(mark, Span)
        text = plan.texts[tag.key]
        if ink.fonts.width(text, bold=bold) > tag.width:
            text = ink.fonts.elided(text, tag.width, bold=bold)
        painter.setFont(ink.fonts.bold if bold else ink.fonts.normal)
        painter.setPen(ink.colour(mark.label))
        baseline = plan.tags_top + (tag.lane + 1) * lane_height - 0.5
        painter.drawText(QPointF(tag.x + 2.0, baseline), text)
    if plan.tags.left_out:
        _paint_chip(painter, plan, ink)


def paint_letters(painter: QPainter, plan: LinePlan, ink: Ink) -> None:
    """Paint the letter of each span that a relation may go to, over its first piece."""
    shown: set[str] = set()
    for piece in sorted(plan.pieces, key=lambda piece: piece.left):
        letter = ink.letters.get(SpanId(piece.key))
        if letter is None or piece.key in shown or piece.key not in plan.texts:
            continue
        shown.add(piece.key)
        width = ink.fonts.width(letter.upper(), bold=True) + 8.0
        height = ink.sizes.tag_font + 5.0
        rect = QRectF(piece.left - 3.0, plan.box.top - height + 4.0, width, height)
        painter.setPen(QPen(QColor(ink.theme.background), 1.5))
        painter.setBrush(QColor(ink.theme.accent))
        painter.drawRoundedRect(rect, _ROUND, _ROUND)
        painter.setFont(ink.fonts.bold)
        painter.setPen(QColor(ink.theme.background))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter.upper())


def chip_rect(plan: LinePlan, ink: Ink) -> QRectF:
    """Return where the chip of one line stands: behind its last tag and letter."""
    text = chip_text(plan.tags.left_out)
    lane = max(plan.tags.lanes - 1, 0)
    right = max((tag.x + tag.width for tag in plan.tags.placed if tag.lane == lane), default=0.0)
    width = ink.fonts.width(text, bold=True) + 6.0
    top = plan.tags_top + lane * ink.sizes.tag_lane
    return QRectF(right + 4.0, top + 0.5, width, ink.sizes.tag_lane)


def chip_text(left_out: Sequence[TagRequest[str]]) -> str:
    """Return the text of a chip: how many tags found no room."""
    return f"+{len(left_out)}"


def _paint_chip(painter: QPainter, plan: LinePlan, ink: Ink) -> None:
    rect = chip_rect(plan, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink.theme.caret))
    painter.drawRoundedRect(rect, _ROUND, _ROUND)
    painter.setFont(ink.fonts.bold)
    painter.setPen(QColor(ink.theme.muted))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chip_text(plan.tags.left_out))


def _paint_fill(painter: QPainter, box: LineBox, piece: Piece, ink: Ink) -> None:
    colour = ink.colour(piece.mark.label)
    rect = piece_rect(box, piece, ink.sizes)
    soft = QColor(colour)
    soft.setAlphaF(ink.theme.fill / 100)
    _fill_rounded_above(painter, rect.toRect(), soft, colour)


def _fill_rounded_above(painter: QPainter, rect: QRect, soft: QColor, line: QColor) -> None:
    """Fill whole pixels, two corners rounded by hand, the lowest two rows with ``line``.

    Smooth rounded rectangles cost ten times as much, and there are many on a page.
    """
    x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
    painter.fillRect(x + 2, y, width - 4, 1, soft)
    painter.fillRect(x + 1, y + 1, width - 2, 1, soft)
    painter.fillRect(x, y + 2, width, height - 4, soft)
    painter.fillRect(x, y + height - 2, width, 2, line)


def piece_rect(box: LineBox, piece: Piece, sizes: Sizes) -> QRectF:
    """Return the rectangle of a piece; outer ones reach a little further up and down."""
    depth = min(piece.depth, 3)
    top = box.top - 1.5 * depth
    bottom = box.bottom + 1.0 + sizes.underline * depth
    return QRectF(piece.left, top, piece.right - piece.left, bottom - top)


def _paint_outline(
    painter: QPainter, box: LineBox, piece: Piece, ink: Ink, *, chosen: bool
) -> None:
    rect = piece_rect(box, piece, ink.sizes)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if chosen:
        painter.setPen(QPen(QColor(ink.theme.accent), 2.0))
        painter.drawRoundedRect(rect.adjusted(-2.0, -1.0, 2.0, 0.5), 4.0, 4.0)
        return
    pen = QPen(ink.colour(piece.mark.label), 1.0)
    if not isinstance(piece.mark, Span):
        pen.setDashPattern([3.0, 2.5])
    painter.setPen(pen)
    painter.drawRoundedRect(rect.adjusted(-0.5, 0.5, 0.5, -0.5), _ROUND, _ROUND)


def _paint_joint(painter: QPainter, box: LineBox, piece: Piece, ink: Ink) -> None:
    pen = QPen(ink.colour(piece.mark.label), 1.0)
    if not isinstance(piece.mark, Span):
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    y = piece_rect(box, piece, ink.sizes).bottom() - 1.0
    painter.drawLine(QPointF(piece.left, y), QPointF(piece.right, y))


def marks_at(plan: LinePlan, x: float, y: float, ink: Ink) -> list[Mark]:
    """Return the marks under a point of the page, the innermost first; a chip gives its own."""
    point, found = QPointF(x, y), dict[str, Mark]()
    for piece in reversed(plan.pieces):
        rect = piece_rect(plan.box, piece, ink.sizes).adjusted(-1.0, -1.0, 1.0, 1.0)
        if rect.contains(point):
            found.setdefault(piece.key, piece.mark)
    height = ink.sizes.tag_lane
    keys = [
        tag.key
        for tag in plan.tags.placed
        if QRectF(tag.x, plan.tags_top + tag.lane * height, tag.width, height).contains(point)
    ]
    if plan.tags.left_out and chip_rect(plan, ink).contains(point):
        keys.extend(request.key for request in plan.tags.left_out)
    for key in keys:
        found.update((piece.key, piece.mark) for piece in plan.pieces if piece.key == key)
    return list(found.values())
