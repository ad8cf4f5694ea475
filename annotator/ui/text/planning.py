"""Plans of lines: what is painted on each line, worked out once and kept until it changes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from annotator.domain.ids import LabelId
from annotator.domain.spans import Span
from annotator.layout.lanes import assign_lanes
from annotator.layout.runs import cut_into_runs, gaps
from annotator.layout.tags import TagPlan, TagRequest, place_tags
from annotator.ui.text.geometry import LineBox, PageGeometry
from annotator.ui.text.marks import LabelStyle, Mark, MarkBook
from annotator.ui.text.offsets import Positions
from annotator.ui.text.themes import Sizes

MOST_LANES = 3
_TOGETHER = 40
"""Lines of a paragraph planned at once: nearly always all of it."""
_ELIDE_RIGHT = Qt.TextElideMode.ElideRight


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a mark on one line.

    ``lane`` 0 is the innermost; ``depth`` says how far its underline lies below that of a
    span alone: -1 for one within another, which is inset, 0 for the one around it, and on.
    """

    key: str
    mark: Mark
    left: float
    right: float
    lane: int
    depth: int


@dataclass(frozen=True, slots=True)
class LinePlan:
    """What is painted on one line; pieces from the outermost to the innermost.

    ``joints`` are the thin lines between the fragments of a span. ``levels`` is how many
    arcs fit into the band above the next line, beside the tags that hang into it.
    """

    box: LineBox
    pieces: tuple[Piece, ...]
    joints: tuple[Piece, ...]
    tags: TagPlan[str]
    texts: Mapping[str, str]
    tags_top: float
    levels: int


class TagFonts:
    """The two faces of tags, for labels and for suggestions, and how wide their texts are."""

    def __init__(self, pixels: float) -> None:
        self.bold = _tag_font(pixels, QFont.Weight.Bold)
        self.normal = _tag_font(pixels, QFont.Weight.Medium)
        self._metrics = {
            True: QFontMetricsF(self.bold),
            False: QFontMetricsF(self.normal),
        }
        self._widths: dict[tuple[str, bool], float] = {}

    def width(self, text: str, *, bold: bool) -> float:
        """Return the width of a tag's text in pixels."""
        found = self._widths.get((text, bold))
        if found is None:
            found = self._widths[text, bold] = self._metrics[bold].horizontalAdvance(text)
        return found

    def elided(self, text: str, width: float, *, bold: bool) -> str:
        """Return the text shortened to a width."""
        return self._metrics[bold].elidedText(text, _ELIDE_RIGHT, width)


class PagePlanner:
    """Make and keep the plans of lines."""

    def __init__(self, geometry: PageGeometry, book: MarkBook) -> None:
        self._geometry = geometry
        self._book = book
        self._plans: dict[int, dict[int, tuple[LinePlan, ...]]] = {}
        self.positions = Positions("")
        self.styles: Mapping[LabelId, LabelStyle] = {}
        self.sizes = Sizes(17.0, 23.0, 190)
        self.fonts = TagFonts(9.0)
        self.right_edge: Callable[[], float] = lambda: 0.0

    def forget(self, blocks: Iterable[int] | None = None) -> None:
        """Drop the plans of some blocks, or all."""
        if blocks is None:
            self._plans.clear()
            return
        for block in blocks:
            self._plans.pop(block, None)

    def plan(self, box: LineBox) -> LinePlan:
        """Return the plan of a line; it is made for some lines of its paragraph at a time."""
        chunk, at = divmod(box.number, _TOGETHER)
        chunks = self._plans.setdefault(box.block, {})
        found = chunks.get(chunk)
        if found is None:
            lines = self._geometry.lines(box.block)
            found = self._make(lines[chunk * _TOGETHER : (chunk + 1) * _TOGETHER])
            chunks[chunk] = found
        return found[at]

    def tag_text(self, mark: Mark) -> str:
        """Return what stands on a mark's tag."""
        style = self.styles.get(mark.label)
        text = style.text if style else str(mark.label)
        if isinstance(mark, Span) or mark.score is None:
            return text
        return f"{text} {mark.score * 100:.0f}"

    def _make(self, boxes: Sequence[LineBox]) -> tuple[LinePlan, ...]:
        extent = self.positions.extent(boxes[0].start, boxes[-1].end)
        marks = self._book.overlapping(extent.start, max(extent.end, extent.start + 1))
        lanes = assign_lanes([(key, mark.start, mark.end) for key, mark in marks])
        depths = _depths(marks, lanes)
        pieces: list[list[Piece]] = [[] for _ in boxes]
        joints: list[list[Piece]] = [[] for _ in boxes]
        tags: list[dict[str, tuple[Mark, float, float]]] = [{} for _ in boxes]
        starts = [box.start for box in boxes]
        end = boxes[-1].end
        for key, mark in marks:
            level = lanes[key], depths[key]
            to_qt = self.positions.to_qt
            fragments = [(to_qt(a), to_qt(b)) for a, b in mark.fragments]
            for run in cut_into_runs(fragments, starts, end):
                made = self._pieces(boxes[run.line], run.start, run.end, key, mark, level)
                pieces[run.line].extend(made)
                if made and run.opens and run.start == fragments[0][0]:
                    tags[run.line][key] = (mark, made[0].left, made[-1].right)
            for run in cut_into_runs(gaps(fragments), starts, end):
                made = self._pieces(boxes[run.line], run.start, run.end, key, mark, level)
                joints[run.line].extend(made)
        return tuple(
            self._line(box, pieces[at], joints[at], tags[at]) for at, box in enumerate(boxes)
        )

    def _pieces(
        self, box: LineBox, start: int, end: int, key: str, mark: Mark, level: tuple[int, int]
    ) -> list[Piece]:
        stretches = self._geometry.rects(box, start, end)
        return [Piece(key, mark, left, right, *level) for left, right in stretches]

    def _line(
        self,
        box: LineBox,
        pieces: list[Piece],
        joints: list[Piece],
        tags: dict[str, tuple[Mark, float, float]],
    ) -> LinePlan:
        sizes = self.sizes
        depth = max((piece.depth for piece in (*pieces, *joints)), default=0)
        depth = max(depth, 0)
        tags_top = box.bottom + 2.0 + sizes.underline * min(depth, MOST_LANES)
        room = box.next_top - tags_top - sizes.arc_first
        lanes = max(1, min(MOST_LANES, int((room + 0.5) / sizes.tag_lane)))
        texts = {key: self.tag_text(mark) for key, (mark, _, _) in tags.items()}
        requests = [
            TagRequest(
                key,
                left,
                right,
                self.fonts.width(texts[key], bold=isinstance(mark, Span)) + 3,
            )
            for key, (mark, left, right) in tags.items()
        ]
        plan = place_tags(requests, lanes, self.right_edge() + 24.0)
        free = box.next_top - tags_top - plan.lanes * sizes.tag_lane - sizes.arc_first
        levels = max(0, min(MOST_LANES, 1 + int((free + 1.0) / sizes.arc_pitch)))
        pieces.sort(key=lambda piece: -piece.lane)
        return LinePlan(box, tuple(pieces), tuple(joints), plan, texts, tags_top, levels)


def _depths(marks: Sequence[tuple[str, Mark]], lanes: Mapping[str, int]) -> dict[str, int]:
    """Return the depth of each mark's underline; those within another one are inset."""
    depths: dict[str, int] = {}
    around: list[tuple[int, int]] = []
    for key, mark in sorted(marks, key=lambda row: -lanes[row[0]]):
        lane = lanes[key]
        inside = lane == 0 and any(start < mark.end and mark.start < end for start, end in around)
        depths[key] = lane - 1 if lane > 0 or inside else 0
        if lane > 0:
            around.append((mark.start, mark.end))
    return depths


def _tag_font(pixels: float, weight: QFont.Weight) -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(round(pixels))
    font.setWeight(weight)
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.3)
    return font
