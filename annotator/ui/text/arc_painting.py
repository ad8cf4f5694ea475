"""Paint relations: full arcs for what is selected or hovered, small stubs for the rest."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from annotator.layout.arc_labels import Box, place_labels
from annotator.layout.routes import (
    Anchor,
    ArcRequest,
    Bands,
    Column,
    Route,
    RoutePlan,
    plan_routes,
)
from annotator.ui.text.geometry import PageGeometry
from annotator.ui.text.marks import Arc, MarkBook, SuggestedRelation
from annotator.ui.text.offsets import Positions
from annotator.ui.text.painting import Ink
from annotator.ui.text.planning import LinePlan

_CORNER = 3.0
_APART = 9.0


class ArcPainter:
    """Route and paint the relations of what is on the screen."""

    def __init__(self, geometry: PageGeometry, book: MarkBook) -> None:
        self._geometry = geometry
        self._book = book
        self._places: dict[str, tuple[float, float, float]] = {}
        self.positions = Positions("")

    def forget(self) -> None:
        """Drop the remembered places of spans."""
        self._places.clear()

    def place(self, span_id: str) -> tuple[float, float, float] | None:
        """Return where a span's first piece begins and ends and the top of its letters."""
        found = self._places.get(span_id)
        if found is None:
            mark = self._book.get(span_id)
            if mark is None:
                return None
            start, end = (self.positions.to_qt(offset) for offset in mark.fragments[0])
            box = self._geometry.line_at(start)
            stretches = self._geometry.rects(box, start, end) or [(box.left, box.left)]
            found = self._places[span_id] = (stretches[0][0], stretches[-1][1], box.top)
        return found

    def anchor(self, relation: Arc, span_id: str) -> Anchor | None:
        """Return where a relation meets one of its spans; its neighbours stand beside it."""
        place = self.place(span_id)
        if place is None:
            return None
        left, right, top = place
        rows = self._book.relations_of(span_id)
        at = next(i for i, row in enumerate(rows) if row.id == relation.id)
        apart = min(_APART, (right - left) / (len(rows) + 1))
        x = (left + right) / 2 + (at - (len(rows) - 1) / 2) * apart
        return Anchor(x, top)

    def plan(
        self, relations: Iterable[Arc], column: Column, bands: Bands, ink: Ink
    ) -> RoutePlan[str]:
        """Return the routes of relations drawn in full."""
        requests = []
        for relation in relations:
            source = self.anchor(relation, relation.source)
            target = self.anchor(relation, relation.target)
            if source is None or target is None:
                continue
            width = ink.fonts.width(_text(relation, ink), bold=True) + 10.0
            requests.append(ArcRequest(str(relation.id), source, target, width))
        return plan_routes(requests, column, bands)

    def paint(
        self,
        painter: QPainter,
        plan: RoutePlan[str],
        ink: Ink,
        obstacles: Sequence[Box],
        seen: tuple[float, float],
    ) -> None:
        """Paint full arcs; their lines first, so that no line crosses a label.

        ``obstacles`` are the tags that labels avoid, ``seen`` the heights on the screen.
        """
        relations = {route.key: self._book.relation(route.key) for route in plan.routes}
        known = {key: relation for key, relation in relations.items() if relation is not None}
        for route in plan.routes:
            self._paint_line(painter, route, known[route.key], ink)
        texts = {key: _text(relation, ink) for key, relation in known.items()}
        widths = {key: ink.fonts.width(text, bold=True) + 8.0 for key, text in texts.items()}
        height = ink.sizes.tag_font + 1.0
        places = place_labels(plan.routes, widths, height, obstacles, seen)
        for key, (x, y) in places.items():
            painter.setFont(ink.fonts.normal if _suggested(known[key]) else ink.fonts.bold)
            rect = QRectF(x - widths[key] / 2, y - height / 2, widths[key], height)
            painter.fillRect(rect, QColor(ink.theme.background))
            painter.setPen(_colour(known[key], ink))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, texts[key])

    def paint_stubs(
        self, painter: QPainter, spans: Iterable[str], full: Mapping[str, object], ink: Ink
    ) -> None:
        """Paint a short hook above each visible span for each relation not drawn in full.

        The hook bends towards the other end; an arrow head marks where a relation arrives.
        """
        height = ink.sizes.arc_first + 1.0
        for span_id in spans:
            for relation in self._book.relations_of(span_id):
                anchor = None if relation.id in full else self.anchor(relation, span_id)
                if anchor is None:
                    continue
                other = relation.target if relation.source == span_id else relation.source
                there = self.place(other)
                side = -6.0 if there is not None and _lies_before(there, anchor) else 6.0
                colour = _colour(relation, ink)
                painter.setPen(_pen(relation, colour, 1.0))
                x, top = round(anchor.x) + 0.5, anchor.top - height
                painter.drawLine(QPointF(x, anchor.top), QPointF(x, top))
                painter.drawLine(QPointF(x, top), QPointF(x + side, top))
                if relation.target == span_id:
                    hollow = ink.theme.background if _suggested(relation) else None
                    _paint_head(painter, QPointF(x, anchor.top), colour, 2.5, hollow)

    def _paint_line(self, painter: QPainter, route: Route[str], relation: Arc, ink: Ink) -> None:
        colour = _colour(relation, ink)
        chosen = relation.id in ink.selected
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(relation, colour, 2.0 if chosen else 1.3))
        painter.drawPath(rounded_path(route.points))
        style = ink.styles.get(relation.label)
        hollow = ink.theme.background if _suggested(relation) else None
        _paint_head(painter, QPointF(*route.points[-1]), colour, 3.2, hollow)
        if style is not None and style.symmetric:
            _paint_head(painter, QPointF(*route.points[0]), colour, 3.2, hollow)


def paint_arc_chips(
    painter: QPainter, left_out: Mapping[float, Sequence[str]], column: Column, ink: Ink
) -> None:
    """Paint, beside the column, how many arcs found no room above a line."""
    painter.setFont(ink.fonts.bold)
    for top, keys in left_out.items():
        text = f"+{len(keys)}"
        width = ink.fonts.width(text, bold=True) + 6.0
        rect = QRectF(
            column.right + 2.0,
            top - ink.sizes.tag_lane - 2.0,
            width,
            ink.sizes.tag_lane,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink.theme.caret))
        painter.drawRoundedRect(rect, 3.0, 3.0)
        painter.setPen(QColor(ink.theme.accent))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def bands_of(lines: Sequence[LinePlan], ink: Ink) -> Bands:
    """Return the room above each visible line, which the tags of the line before leave."""
    capacity = {below.box.top: above.levels for above, below in itertools.pairwise(lines)}
    return Bands(capacity, 3, ink.sizes.arc_first, ink.sizes.arc_pitch)


def rounded_path(points: Sequence[tuple[float, float]]) -> QPainterPath:
    """Return the corner points as a path with small round corners."""
    path = QPainterPath(QPointF(*points[0]))
    for at in range(1, len(points) - 1):
        before, corner, after = points[at - 1], points[at], points[at + 1]
        path.lineTo(_towards(corner, before))
        path.quadTo(QPointF(*corner), _towards(corner, after))
    path.lineTo(QPointF(*points[-1]))
    return path


def _lies_before(place: tuple[float, float, float], anchor: Anchor) -> bool:
    """Return whether a span begins on an earlier line, or on this one to the left."""
    left, _, top = place
    return top < anchor.top or (top == anchor.top and left < anchor.x)


def _towards(corner: tuple[float, float], other: tuple[float, float]) -> QPointF:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    if length == 0:
        return QPointF(*corner)
    step = min(_CORNER, length / 2) / length
    return QPointF(corner[0] + dx * step, corner[1] + dy * step)


def _paint_head(
    painter: QPainter, tip: QPointF, colour: QColor, size: float, hollow: str | None = None
) -> None:
    """Paint an arrow head that points down to the letters; ``hollow`` is what it is filled with."""
    painter.setPen(QPen(colour, 1.0) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hollow) if hollow else colour)
    top = tip.y() - size * 1.4
    corners = [tip, QPointF(tip.x() - size, top), QPointF(tip.x() + size, top)]
    painter.drawPolygon(QPolygonF(corners))


def _suggested(relation: Arc) -> bool:
    return isinstance(relation, SuggestedRelation)


def _pen(relation: Arc, colour: QColor, width: float) -> QPen:
    """Return the pen of an arc: dashed as the outlines of suggestions, solid when decided."""
    pen = QPen(colour, width)
    if _suggested(relation):
        pen.setDashPattern([3.0, 2.5])
    return pen


def _text(relation: Arc, ink: Ink) -> str:
    style = ink.styles.get(relation.label)
    return style.text if style else str(relation.label)


def _colour(relation: Arc, ink: Ink) -> QColor:
    style = ink.styles.get(relation.label)
    return QColor(style.colour if style else ink.theme.accent)
