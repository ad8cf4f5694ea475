"""Paint an article of the list: its state, the headline, source, date and counts."""

from unicodedata import bidirectional

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.app.listings import Entry
from annotator.domain.annotation_sets import State
from annotator.ui.articles.model import ENTRY_ROLE
from annotator.ui.articles.wording import meta_line
from annotator.ui.theme import LIGHT, Chrome

LINES = 3
_STRONG = frozenset({"L", "R", "AL"})
_PAD = 9.0
_LEFT = 36.0
_RIGHT = 12.0
_MARGIN = 10.0
_GLYPH = 11.0


class ArticleDelegate(QStyledItemDelegate):
    """Three lines an entry: up to two of the headline, the rest for source, date, counts."""

    chrome: Chrome = LIGHT
    open_row = -1
    """The row of the article that is open."""
    grouped = False
    """Whether versions of one story stand together; then a line joins them."""

    def height(self, font: QFont) -> int:
        """Return the height of every row in pixels."""
        return round(LINES * _line(font) + 2 * _PAD)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a row."""
        return QSize(200, self.height(option.font))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one entry."""
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        rect = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, index.row(), state)
        font = QFont(option.font)
        line = _line(font)
        top = rect.top() + _PAD
        middle = QPointF(rect.left() + _MARGIN + 15.0, top + line / 2)
        paint_state(painter, middle, entry, self.chrome)
        if self.grouped and entry.story:
            self._paint_story(painter, rect, index, entry)
        width = rect.width() - _LEFT - _RIGHT - 2.0
        left = rect.left() + _LEFT
        title_font = QFont(font)
        title_font.setWeight(QFont.Weight.Medium)
        painter.setPen(QColor(self.chrome.text))
        used = _paint_lines(painter, entry.title, title_font, left, top, width, 2)
        painter.setPen(QColor(self.chrome.muted))
        small = _small(font)
        meta = _fitting_meta(entry, QFontMetricsF(small), width if used == LINES - 1 else 2 * width)
        _paint_lines(painter, meta, small, left, top + used * line, width, LINES - used)
        painter.restore()

    def _paint_story(
        self,
        painter: QPainter,
        rect: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        entry: Entry,
    ) -> None:
        """Paint the line that joins the versions of a story, from first to last."""
        above, below = (
            _story(index.model().index(index.row() + by, 0)) == entry.story for by in (-1, 1)
        )
        x = rect.left() + _MARGIN - 4.0
        top = rect.top() if above else rect.top() + _PAD
        bottom = rect.bottom() + 1.0 if below else rect.bottom() - _PAD
        painter.setPen(QPen(QColor(self.chrome.muted), 2.0))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))

    def _paint_ground(
        self, painter: QPainter, rect: QRectF, row: int, state: QStyle.StateFlag
    ) -> None:
        ground = rect.adjusted(_MARGIN, 1.0, -_MARGIN + 4.0, -1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        if row == self.open_row:
            painter.setBrush(QColor(self.chrome.soft))
            painter.drawRoundedRect(ground, 7.0, 7.0)
        elif state & QStyle.StateFlag.State_MouseOver:
            hover = QColor(self.chrome.text)
            hover.setAlphaF(0.05)
            painter.setBrush(hover)
            painter.drawRoundedRect(ground, 7.0, 7.0)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.chrome.accent), 1.2))
            painter.drawRoundedRect(ground.adjusted(0.6, 0.6, -0.6, -0.6), 7.0, 7.0)


def _story(index: QModelIndex) -> int:
    entry = index.data(ENTRY_ROLE) if index.isValid() else None
    return entry.story if isinstance(entry, Entry) else 0


def paint_state(painter: QPainter, middle: QPointF, entry: Entry, chrome: Chrome) -> None:
    """Paint the sign of a state: circle, half, full, bar; a square where it is flagged."""
    half = _GLYPH / 2
    box = QRectF(middle.x() - half, middle.y() - half, _GLYPH, _GLYPH)
    painter.setPen(Qt.PenStyle.NoPen)
    if entry.flag:
        painter.setBrush(QColor(chrome.flagged))
        painter.drawRoundedRect(box, 2.0, 2.0)
        return
    if entry.state is State.FINISHED:
        painter.setBrush(QColor(chrome.done))
        painter.drawEllipse(box)
        return
    aside = entry.state is State.SET_ASIDE
    started = entry.state is State.IN_PROGRESS
    colour = QColor(chrome.accent if started else chrome.muted)
    if started:
        path = QPainterPath(middle)
        path.arcTo(box, 90.0, 180.0)
        painter.fillPath(path, QBrush(colour))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.2))
    painter.drawEllipse(box.adjusted(0.6, 0.6, -0.6, -0.6))
    if aside:
        painter.drawLine(
            QPointF(box.left() + 3.0, middle.y()), QPointF(box.right() - 3.0, middle.y())
        )


def _fitting_meta(entry: Entry, metrics: QFontMetricsF, room: float) -> str:
    """Return the meta line, the source shortened where date and counts would be cut off."""
    meta = meta_line(entry)
    over = metrics.horizontalAdvance(meta) - room
    if over <= 0 or not entry.source:
        return meta
    left = metrics.horizontalAdvance(entry.source) - over - 2.0
    source = metrics.elidedText(entry.source, Qt.TextElideMode.ElideRight, max(left, 24.0))
    return meta.replace(entry.source, source, 1)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(font.pixelSize() - 2, 9))
    return small


def _line(font: QFont) -> float:
    return QFontMetricsF(font).height() + 1.0


def _paint_lines(
    painter: QPainter, text: str, font: QFont, left: float, top: float, width: float, most: int
) -> int:
    """Paint text in up to ``most`` lines, the last one shortened; return how many."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    metrics = QFontMetricsF(font)
    step = metrics.height() + 1.0
    painter.setFont(font)
    units = text.encode("utf-16-le")
    from_right = next((b for b in map(bidirectional, text) if b in _STRONG), "L") != "L"
    count = 0
    while count < most and (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 20.0))
        # Qt counts UTF-16 units here.
        start, end = line.textStart(), line.textStart() + line.textLength()
        cut = count == most - 1 and 2 * end < len(units)
        piece = units[2 * start : None if cut else 2 * end].decode("utf-16-le")
        if cut:
            piece = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, width)
        piece = piece.rstrip()
        start_x = left + width - metrics.horizontalAdvance(piece) if from_right else left
        painter.drawText(QPointF(start_x, top + count * step + metrics.ascent()), piece)
        count += 1
    layout.endLayout()
    return max(count, 1)
