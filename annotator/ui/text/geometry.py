"""Where letters are: the lines of blocks, rectangles of extents, the offset at a point.

All positions here are the widget's (UTF-16), all lengths pixels of the document, whose
origin is the top left of the unscrolled page. Only blocks that are asked for are read.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontInfo, QTextBlock, QTextDocument, QTextLayout, QTextLine

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MANY = 60
"""A paragraph of more lines is not looked through from end to end."""
_ASCENT = 0.92
_DESCENT = 0.27
"""Where Latin letters end, in parts of the font size; other scripts use the line's own."""


@dataclass(frozen=True, slots=True)
class LineBox:
    """One line on the page: positions [start, end), where its letters are, and the gap.

    ``top`` and ``bottom`` enclose the letters, ``left`` and ``right`` the written part,
    ``gap`` is the y at which the letters of the next line begin.
    """

    block: int
    number: int
    start: int
    end: int
    left: float
    right: float
    top: float
    baseline: float
    bottom: float
    next_top: float
    line: QTextLine = field(compare=False, repr=False)
    origin: float = 0.0
    """The x of the block: the line counts from there."""

    @property
    def gap(self) -> float:
        """The free room beneath the letters of this line."""
        return self.next_top - self.bottom


class PageGeometry:
    """Read lines from the laid-out document, and remember them until told to forget."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._lines: dict[int, tuple[LineBox, ...]] = {}
        self._mixed: set[int] = set()

    def set_text(self, text: str) -> None:
        """Note which blocks hold right-to-left letters; they take the longer way."""
        self._mixed = set()
        if not text.isascii() and _RIGHT_TO_LEFT.search(text):
            lines = text.split("\n")
            self._mixed = {at for at, line in enumerate(lines) if _RIGHT_TO_LEFT.search(line)}
        self.forget()

    def forget(self) -> None:
        """Drop everything remembered: the page was laid out anew."""
        self._lines.clear()

    def block_number(self, position: int) -> int:
        """Return the number of the block that holds a position."""
        return self._document.findBlock(position).blockNumber()

    def runs_leftwards(self, position: int) -> bool:
        """Return whether the paragraph of a position is read from right to left."""
        block = self._document.findBlock(position)
        if block.blockNumber() not in self._mixed:
            return False
        return block.textDirection() == Qt.LayoutDirection.RightToLeft

    def block_at(self, y: float) -> QTextBlock:
        """Return the block at a height of the page; the first or last beyond its ends."""
        layout = self._document.documentLayout()
        position = layout.hitTest(QPointF(0.0, max(y, 0.0)), Qt.HitTestAccuracy.FuzzyHit)
        return self._document.findBlock(max(position, 0))

    def blocks_between(self, top: float, bottom: float) -> Iterator[int]:
        """Yield the numbers of the blocks that are seen between two heights."""
        layout = self._document.documentLayout()
        block = self.block_at(top)
        while block.previous().isValid() and layout.blockBoundingRect(block).top() > top:
            block = block.previous()
        while block.isValid() and layout.blockBoundingRect(block).top() < bottom:
            yield block.blockNumber()
            block = block.next()

    def lines(self, number: int) -> tuple[LineBox, ...]:
        """Return the lines of a block."""
        found = self._lines.get(number)
        if found is None:
            found = self._lines[number] = self._read(self._document.findBlockByNumber(number))
        return found

    def lines_between(self, top: float, bottom: float) -> list[LineBox]:
        """Return the lines seen between two heights; of short paragraphs all lines."""
        found: list[LineBox] = []
        for number in self.blocks_between(top, bottom):
            lines = self.lines(number)
            if len(lines) > _MANY:
                first = bisect_left(lines, top, key=lambda box: box.next_top)
                lines = lines[first : bisect_left(lines, bottom, key=lambda box: box.top)]
            found.extend(lines)
        return found

    def line_at(self, position: int) -> LineBox:
        """Return the line that holds a position."""
        lines = self.lines(self._document.findBlock(position).blockNumber())
        return lines[max(bisect_right(lines, position, key=lambda box: box.start) - 1, 0)]

    def rects(self, box: LineBox, start: int, end: int) -> list[tuple[float, float]]:
        """Return the [left, right] stretches that [start, end) covers on one line."""
        start, end = max(start, box.start), min(end, box.end)
        if start >= end:
            return []
        base = self._document.findBlockByNumber(box.block).position()
        if box.block in self._mixed:
            return _bidirectional(box, start - base, end - base)
        left = _x(box.line, start - base)
        right = _x(box.line, end - base)
        right = min(right, box.right - box.origin)
        if right < left:
            left, right = right, left
        return [(box.origin + left, box.origin + right)]

    def position_at(self, x: float, y: float) -> int:
        """Return the widget's position nearest to a point of the page."""
        return self.position_on(self.nearest_line(y), x)

    def position_on(self, box: LineBox, x: float) -> int:
        """Return the widget's position nearest to an x on one line."""
        if not box.line.isValid():
            return box.start
        base = self._document.findBlockByNumber(box.block).position()
        return base + box.line.xToCursor(x - box.origin)

    def character_at(self, x: float, y: float) -> int | None:
        """Return the position of the character under a point, None beside the letters."""
        box = self.nearest_line(y)
        hit = box.top <= y <= box.bottom and box.left <= x <= box.right
        if not hit or not box.line.isValid():
            return None
        base = self._document.findBlockByNumber(box.block).position()
        where = QTextLine.CursorPosition.CursorOnCharacter
        return base + box.line.xToCursor(x - box.origin, where)

    def nearest_line(self, y: float) -> LineBox:
        """Return the line whose letters and gap hold a height."""
        lines = self.lines(self.block_at(y).blockNumber())
        at = bisect_right(lines, y, key=lambda box: box.next_top - box.gap / 2)
        return lines[min(at, len(lines) - 1)]

    def neighbour(self, box: LineBox, *, forward: bool) -> LineBox | None:
        """Return the written line after (or before) a line, None at the ends of the text."""
        lines = self.lines(box.block)
        at = box.number + (1 if forward else -1)
        if 0 <= at < len(lines):
            return lines[at]
        block = self._document.findBlockByNumber(box.block)
        block = block.next() if forward else block.previous()
        while block.isValid() and block.length() <= 1:
            block = block.next() if forward else block.previous()
        if not block.isValid():
            return None
        return self.lines(block.blockNumber())[0 if forward else -1]

    def _read(self, block: QTextBlock) -> tuple[LineBox, ...]:
        outline = self._document.documentLayout().blockBoundingRect(block)
        layout: QTextLayout = block.layout()
        origin = layout.position()
        size = _font_pixels(block)
        number, base = block.blockNumber(), block.position()
        below = self._top_below(block, outline.bottom())
        made: list[LineBox] = []
        count = layout.lineCount()
        if count == 0:  # an empty text need not be laid out
            x, y = origin.x(), origin.y()
            return (LineBox(number, 0, base, base, x, x, y, y, y, below, QTextLine(), x),)
        tops: list[float] = []
        for at in range(count):
            line = layout.lineAt(at)
            tops.append(origin.y() + line.y() + line.ascent() - _rise(line, size))
        for at in range(count):
            line = layout.lineAt(at)
            written = line.naturalTextRect()
            baseline = origin.y() + line.y() + line.ascent()
            start = base + line.textStart()
            made.append(
                LineBox(
                    number,
                    at,
                    start,
                    start + line.textLength() + (at == count - 1),
                    origin.x() + written.left(),
                    origin.x() + written.right(),
                    tops[at],
                    baseline,
                    baseline + _fall(line, size),
                    tops[at + 1] if at + 1 < count else below,
                    line,
                    origin.x(),
                )
            )
        return tuple(made)

    def _top_below(self, block: QTextBlock, bottom: float) -> float:
        """Return where the letters of the next written block begin."""
        following = block.next()
        layout = self._document.documentLayout()
        while following.isValid() and following.length() <= 1:
            following = following.next()
        if not following.isValid():
            return bottom
        layout.blockBoundingRect(following)
        made: QTextLayout = following.layout()
        if made.lineCount() == 0:
            return bottom
        line = made.lineAt(0)
        rise = _rise(line, _font_pixels(following))
        return made.position().y() + line.y() + line.ascent() - rise


def _x(line: QTextLine, position: int) -> float:
    found: tuple[float, int] = line.cursorToX(position)  # type: ignore[assignment]
    return found[0]


def reads_backwards(character: str) -> bool:
    """Return whether a character is written from right to left."""
    return bidirectional(character) in ("R", "AL")


_PIXELS: dict[float, float] = {}


def _font_pixels(block: QTextBlock) -> float:
    """Return the size of a block's font in pixels of this screen."""
    points = block.charFormat().fontPointSize()
    found = _PIXELS.get(points)
    if found is None:
        found = _PIXELS[points] = float(QFontInfo(block.charFormat().font()).pixelSize())
    return found


def _rise(line: QTextLine, size: float) -> float:
    """Return how far letters rise above the baseline of a line."""
    return _ASCENT * size if line.ascent() < 1.2 * size else line.ascent()


def _fall(line: QTextLine, size: float) -> float:
    return _DESCENT * size if line.descent() < 0.4 * size else line.descent()


def _bidirectional(box: LineBox, start: int, end: int) -> list[tuple[float, float]]:
    """Return the stretches of [start, end) from the glyphs themselves.

    At the border of two directions a cursor has two places and Qt names one of them, so
    the cursor cannot say what a character covers; its glyphs can.
    """
    found: list[tuple[float, float]] = []
    for run in box.line.glyphRuns(start, end - start):
        widths = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
        places = run.positions()
        if places:
            left = min(place.x() for place in places)
            right = max(p.x() + w.x() for p, w in zip(places, widths, strict=True))
            found.append((box.origin + left, box.origin + right))
    return _joined(found)


def _joined(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for left, right in sorted(stretches):
        if joined and left <= joined[-1][1] + 0.75:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined
