"""The page: one laid-out article with its marks, painted for the part that is seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtGui import QPainter, QTextDocument

from annotator.domain.documents import Zone
from annotator.domain.ids import LabelId
from annotator.domain.spans import Extent
from annotator.layout.arc_labels import Box
from annotator.layout.routes import Column, RoutePlan
from annotator.ui.text.arc_painting import ArcPainter, bands_of, paint_arc_chips
from annotator.ui.text.document_builder import PageBuilder, PageStyle
from annotator.ui.text.finding import Matches
from annotator.ui.text.geometry import LineBox, PageGeometry
from annotator.ui.text.margin import paint_margin
from annotator.ui.text.marks import Arc, LabelStyle, Mark, MarkBook
from annotator.ui.text.navigation import Caret
from annotator.ui.text.offsets import Positions
from annotator.ui.text.painting import (
    Ink,
    marks_at,
    paint_fills,
    paint_letters,
    paint_outlines,
    paint_stretch,
    paint_tags,
)
from annotator.ui.text.planning import LinePlan, PagePlanner, TagFonts

REACH = 80.0
"""Pixels above and below what is to be painted that tags and arcs may come from."""


class Page:
    """Geometry, plans and painters of the open article, in coordinates of the page."""

    def __init__(self, document: QTextDocument, book: MarkBook) -> None:
        self.text = ""
        self.zones: Sequence[Zone] = ()
        self.style = PageStyle()
        self.book = book
        self.builder = PageBuilder(document)
        self.geometry = PageGeometry(document)
        self.planner = PagePlanner(self.geometry, book)
        self.arcs = ArcPainter(self.geometry, book)
        self.positions = Positions("")
        self.ink = Ink()
        self.matches = Matches()
        self.show_all_arcs = False
        self.column = Column(0.0, 0.0)
        self._width = 0.0

    def show(self, text: str, zones: Sequence[Zone], width: float) -> None:
        """Lay out a text in a viewport of this width."""
        self.text, self.zones = text, zones
        self.positions = Positions(text)
        self.planner.positions = self.arcs.positions = self.positions
        self.geometry.set_text(text)
        self.matches = Matches()
        self.builder.build(text, zones, self.style, width)
        self.set_width(width)
        self.restyled()

    def set_width(self, width: float) -> None:
        """Centre the column; what was known of lines is forgotten."""
        self._width = width
        self.builder.set_margins(self.style, width)
        left, right = self.style.margins(width)
        self.column = Column(left, width - right)
        self.planner.right_edge = lambda: width - right
        self.forget()

    def set_style(self, style: PageStyle) -> None:
        """Take another text size, pitch or theme, and lay everything out anew."""
        self.style = style
        self.builder.restyle(self.text, self.zones, style, all_=True)
        self.restyled()
        self.set_width(self._width)

    def set_zones(self, zones: Sequence[Zone]) -> None:
        """Give paragraphs whose zone changed their new look."""
        self.zones = zones
        self.builder.restyle(self.text, zones, self.style, all_=False)
        self.forget()

    def set_label_styles(self, styles: Mapping[LabelId, LabelStyle]) -> None:
        """Take other tag texts and colours."""
        self.ink.styles = self.planner.styles = styles
        self.planner.forget()

    def restyled(self) -> None:
        """Hand sizes and faces on to those who measure and paint."""
        fonts = TagFonts(self.style.sizes.tag_font)
        self.ink.theme, self.ink.sizes, self.ink.fonts = (
            self.style.theme,
            self.style.sizes,
            fonts,
        )
        self.planner.sizes, self.planner.fonts = self.style.sizes, fonts
        self.forget()

    def with_style(self, **changes: object) -> PageStyle:
        """Return the present style with some fields changed."""
        return replace(self.style, **changes)  # type: ignore[arg-type]

    def forget(self) -> None:
        """Drop all geometry: the page was laid out anew."""
        self.geometry.forget()
        self.planner.forget()
        self.arcs.forget()

    def marks_changed(self, extents: Sequence[Extent] | None) -> None:
        """Drop the plans of the blocks that changed marks touch; all where None."""
        self.arcs.forget()
        if extents is None:
            self.planner.forget()
            return
        for extent in extents:
            first = self.geometry.block_number(self.positions.to_qt(extent.start))
            last = self.geometry.block_number(self.positions.to_qt(max(extent.end - 1, 0)))
            self.planner.forget(range(first, last + 1))

    def lines_of(self, extent: Extent) -> list[tuple[LineBox, list[tuple[float, float]]]]:
        """Return each line an extent lies on, with the stretches it covers there."""
        start, end = self.positions.to_qt(extent.start), self.positions.to_qt(extent.end)
        box: LineBox | None = self.geometry.line_at(start)
        boxes: list[LineBox] = []
        while box is not None and (box.start < end or not boxes):
            boxes.append(box)
            box = self.geometry.neighbour(box, forward=True)
        return [(box, self.geometry.rects(box, start, end)) for box in boxes]

    def heights_of(self, extents: Iterable[Extent], seen: Extent) -> tuple[float, float] | None:
        """Return from where to where extents, their tags and arcs may show; None if unseen."""
        top, bottom, sizes = float("inf"), float("-inf"), self.style.sizes
        for extent in extents:
            start, end = max(extent.start, seen.start), min(extent.end, seen.end)
            if start > end:
                continue
            first = self.geometry.line_at(self.positions.to_qt(start))
            last = self.geometry.line_at(self.positions.to_qt(max(end - 1, start)))
            top = min(top, first.top - sizes.gap - sizes.line)
            deepest = last.bottom + 3 * sizes.underline + sizes.tag_lane + 4.0
            bottom = max(bottom, last.next_top + 8.0, deepest)
        return (top, bottom) if top < bottom else None

    def marks_at(self, x: float, y: float) -> list[Mark]:
        """Return the marks under a point of the page, the innermost first."""
        for box in self.geometry.lines_between(y - REACH, y + 1.0):
            if box.top - 6.0 <= y <= box.next_top:
                found = marks_at(self.planner.plan(box), x, y, self.ink)
                if found:
                    return found
        return []

    def offset_at(self, x: float, y: float) -> int:
        """Return the code point nearest to a point of the page."""
        return self.positions.from_qt(self.geometry.position_at(x, y))

    def character_at(self, x: float, y: float) -> int:
        """Return the code point whose letter is under a point, else the nearest position."""
        position = self.geometry.character_at(x, y)
        if position is None:
            return self.offset_at(x, y)
        return self.positions.from_qt(position)

    def visible_extent(self, top: float, bottom: float) -> Extent:
        """Return the text of the lines whose letters are seen whole between two heights."""
        boxes = [
            box
            for box in self.geometry.lines_between(top, bottom)
            if box.top >= top - 1.0 and box.bottom <= bottom + 1.0
        ]
        return self.positions.extent(boxes[0].start, boxes[-1].end) if boxes else Extent(0, 0)

    def shown_extent(self, top: float, bottom: float) -> Extent:
        """Return the text of all lines of which anything is seen between two heights."""
        boxes = self.geometry.lines_between(top, bottom)
        return self.positions.extent(boxes[0].start, boxes[-1].end) if boxes else Extent(0, 0)

    def paint_under(
        self, painter: QPainter, top: float, bottom: float, caret: Caret, *, focus: bool
    ) -> None:
        """Paint what lies under the letters: selection, current word, matches and fills."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self.geometry.lines_between(top - REACH, bottom + REACH)
        theme = self.ink.theme
        if focus and not caret.selecting:
            self._paint_extent(painter, caret.word, boxes, theme.caret)
        self._paint_matches(painter, boxes)
        for box in boxes:
            paint_fills(painter, self.planner.plan(box), self.ink)
        selection = caret.selection
        if selection is not None:
            self._paint_extent(painter, selection, boxes, theme.selection)

    def _paint_extent(
        self, painter: QPainter, extent: Extent, boxes: Sequence[LineBox], colour: str
    ) -> None:
        start, end = self.positions.to_qt(extent.start), self.positions.to_qt(extent.end)
        for box in boxes:
            if box.start < end and start < box.end:
                paint_stretch(painter, box, self.geometry.rects(box, start, end), colour)

    def _paint_matches(self, painter: QPainter, boxes: Sequence[LineBox]) -> None:
        if not len(self.matches) or not boxes:
            return
        start, end = self.positions.extent(boxes[0].start, boxes[-1].end)
        for match in self.matches.between(start, end):
            self._paint_extent(painter, match, boxes, self.ink.theme.match)

    def paint_over(
        self, painter: QPainter, top: float, bottom: float, seen: tuple[float, float]
    ) -> None:
        """Paint what lies over the letters: outlines, tags, arcs, letters and the margin.

        ``seen`` are the heights on the screen, of which [top, bottom] may be a part.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self.geometry.lines_between(top - REACH, bottom + REACH)
        blocks = dict.fromkeys(box.block for box in boxes)
        plans = [self.planner.plan(box) for box in boxes]
        for plan in plans:
            paint_tags(painter, plan, self.ink)
        self._paint_arcs(painter, plans, seen)
        for plan in plans:
            paint_outlines(painter, plan, self.ink)
        if self.ink.letters:
            for plan in plans:
                paint_letters(painter, plan, self.ink)
        paint_margin(
            painter,
            blocks,
            self.builder.looks,
            self.geometry,
            self.style,
            self.column.left,
        )

    def _paint_arcs(
        self,
        painter: QPainter,
        plans: Sequence[LinePlan],
        seen: tuple[float, float],
    ) -> None:
        spans = {
            piece.key: None
            for plan in plans
            for piece in plan.pieces
            if self.book.relations_of(piece.key)
        }
        full = self.full_relations(spans)
        if not spans and not full:
            return
        above = self.geometry.neighbour(plans[0].box, forward=False)
        before = [self.planner.plan(above)] if above is not None else []
        written = [plan for plan in plans if plan.box.right > plan.box.left]
        bands = bands_of([*before, *written], self.ink)
        self.arcs.paint_stubs(painter, spans, full, self.ink)
        if full:
            plan: RoutePlan[str] = self.arcs.plan(full.values(), self.column, bands, self.ink)
            self.arcs.paint(painter, plan, self.ink, self._tag_boxes(plans), seen)
            paint_arc_chips(painter, plan.left_out, self.column, self.ink)

    def full_relations(self, spans: Iterable[str]) -> dict[str, Arc]:
        """Return, by id, the relations to draw in full, those of the selected ones first."""
        found: dict[str, Arc] = {}
        keys = [
            *sorted(self.ink.selected),
            *([self.ink.hovered] if self.ink.hovered else []),
        ]
        for key in keys:
            relation = self.book.relation(key)
            if relation is not None:
                return {key: relation}
            for row in self.book.relations_of(key):
                found[row.id] = row
        if self.show_all_arcs:
            for key in spans:
                for row in self.book.relations_of(key):
                    found.setdefault(row.id, row)
        return found

    def _tag_boxes(self, plans: Sequence[LinePlan]) -> list[Box]:
        """Return where tags stand."""
        height = self.ink.sizes.tag_lane
        return [
            Box(tag.x, top, tag.x + tag.width, top + height)
            for plan in plans
            for tag in plan.tags.placed
            for top in (plan.tags_top + tag.lane * height,)
        ]
