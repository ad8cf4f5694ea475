"""Build the widget's document from the canonical text, and restyle it when zones change."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetricsF,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QApplication

from annotator.domain.documents import Zone, ZoneKind
from annotator.ui.text.offsets import shown_text
from annotator.ui.text.themes import (
    DEFAULT_PITCH,
    DEFAULT_POINTS,
    LIGHT,
    Sizes,
    TextTheme,
)
from annotator.ui.text.zone_styles import (
    block_format,
    char_format,
    empty_block_format,
    text_font,
)

Look = ZoneKind | None
"""The zone of a block, or None for an empty line (which looks the same in each)."""

_SAMPLE = "semiconductors, Trade Minister Koichi Hagiuda said after talks in Washington on F"
TOP_MARGIN = 34.0
BOTTOM_MARGIN = 90.0
NAMES_WIDTH = 104.0
"""Pixels to the left of the column, for the names of zones and one gutter."""
RIGHT_MARGIN = 30.0


@dataclass
class PageStyle:
    """Text size in points, line pitch in per cent and theme, with what follows from them."""

    points: float = DEFAULT_POINTS
    pitch: int = DEFAULT_PITCH
    theme: TextTheme = LIGHT
    font: QFont = field(init=False)
    sizes: Sizes = field(init=False)
    column: float = field(init=False)
    """The width of a line of about 75 characters."""

    def __post_init__(self) -> None:
        self.font = text_font(self.points)
        metrics = QFontMetricsF(self.font)
        self.sizes = Sizes(QFontInfo(self.font).pixelSize(), metrics.height(), self.pitch)
        self.column = metrics.horizontalAdvance(_SAMPLE)

    def margins(self, width: float) -> tuple[float, float]:
        """Return the left and right margin of the page in a viewport of this width."""
        column = min(self.column, width - NAMES_WIDTH - RIGHT_MARGIN)
        left = max(NAMES_WIDTH, (width - column) / 2)
        return float(round(left)), float(max(round(width - left - column), RIGHT_MARGIN))


class PageBuilder:
    """Fill one QTextDocument and keep its blocks in the look of their zones."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._looks: list[Look] = []
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)

    @property
    def looks(self) -> Sequence[Look]:
        """The zone of each block, None for empty lines."""
        return self._looks

    def build(self, text: str, zones: Sequence[Zone], style: PageStyle, width: float) -> None:
        """Show a text; zones may be empty, then all is body."""
        document = self._document
        document.setDefaultFont(style.font)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(block_format(ZoneKind.BODY, style.sizes))
        cursor.setCharFormat(self._face(ZoneKind.BODY, style))
        cursor.insertText(shown_text(text))
        looks = self._wanted(text, zones)
        self._looks = [ZoneKind.BODY] * len(looks)
        self._apply(looks, style)
        self.set_margins(style, width)
        cursor.endEditBlock()  # one change of the whole: Qt lays out what is seen, then the rest

    def restyle(self, text: str, zones: Sequence[Zone], style: PageStyle, *, all_: bool) -> None:
        """Give changed blocks (or all, after a change of size or theme) their look."""
        if all_:
            self._looks = ["?"] * self._document.blockCount()  # type: ignore[list-item]
            self._document.setDefaultFont(style.font)
        self._apply(self._wanted(text, zones), style)

    def set_margins(self, style: PageStyle, width: float) -> None:
        """Centre the column in a viewport of this width."""
        left, right = style.margins(width)
        frame = self._document.rootFrame()
        made = frame.frameFormat()
        if (made.leftMargin(), made.rightMargin()) == (left, right):
            return
        made.setLeftMargin(left)
        made.setRightMargin(right)
        made.setTopMargin(TOP_MARGIN)
        made.setBottomMargin(BOTTOM_MARGIN)
        frame.setFrameFormat(made)

    def _wanted(self, text: str, zones: Sequence[Zone]) -> list[Look]:
        starts = [zone.start for zone in zones]
        looks: list[Look] = []
        at = 0
        for line in text.split("\n"):
            if not line or line.isspace():
                looks.append(None)
            elif starts:
                first = at + len(line) - len(line.lstrip())
                looks.append(zones[max(bisect_right(starts, first) - 1, 0)].kind)
            else:
                looks.append(ZoneKind.BODY)
            at += len(line) + 1
        return looks

    def _apply(self, looks: list[Look], style: PageStyle) -> None:
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        changed = [at for at, look in enumerate(looks) if look != self._looks[at]]
        for look, numbers in groupby(_stretches(changed, looks), key=lambda row: row[0]):
            for _, first, last in numbers:
                self._dress(cursor, look, first, last, style)
        cursor.endEditBlock()
        self._looks = looks

    def _dress(
        self, cursor: QTextCursor, look: Look, first: int, last: int, style: PageStyle
    ) -> None:
        """Format the blocks from first to last, all of one look."""
        start = self._document.findBlockByNumber(first)
        end = self._document.findBlockByNumber(last)
        cursor.setPosition(start.position())
        cursor.setPosition(_end(end), QTextCursor.MoveMode.KeepAnchor)
        if look is None:
            cursor.setBlockFormat(empty_block_format(style.sizes, first=True))
            if last > first:
                cursor.setPosition(end.position())
                cursor.setPosition(start.next().position(), QTextCursor.MoveMode.KeepAnchor)
                cursor.setBlockFormat(empty_block_format(style.sizes, first=False))
            return
        cursor.setBlockFormat(block_format(look, style.sizes))
        face = self._face(look, style)
        cursor.setCharFormat(face)
        cursor.setBlockCharFormat(face)

    def _face(self, look: ZoneKind, style: PageStyle):  # type: ignore[no-untyped-def]
        return char_format(look, style.theme, style.points, QApplication.font().family())


def _end(block: QTextBlock) -> int:
    return block.position() + block.length() - 1


def _stretches(numbers: list[int], looks: Sequence[Look]) -> list[tuple[Look, int, int]]:
    """Join neighbouring block numbers of one look to (look, first, last)."""
    rows: list[tuple[Look, int, int]] = []
    for number in numbers:
        if rows and rows[-1][2] == number - 1 and rows[-1][0] == looks[number]:
            rows[-1] = (looks[number], rows[-1][1], number)
        else:
            rows.append((looks[number], number, number))
    return rows
