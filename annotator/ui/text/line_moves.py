"""Move by lines of the screen, keeping the column one set out from."""

from annotator.ui.text.page import Page


class LineMoves:
    """Find the offset a line up or down, and the ends of a line."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._x: float | None = None

    def forget_column(self) -> None:
        """Start from where the word cursor is next time."""
        self._x = None

    def to_line(self, offset: int, forward: bool) -> int:
        """Return the offset below or above an offset; the offset itself at the ends."""
        geometry, positions = self._page.geometry, self._page.positions
        box = geometry.line_at(positions.to_qt(offset))
        if self._x is None:
            stretches = geometry.rects(box, positions.to_qt(offset), positions.to_qt(offset + 1))
            self._x = sum(stretches[0]) / 2 if stretches else box.left
        other = geometry.neighbour(box, forward=forward)
        if other is None:
            return offset
        return positions.from_qt(geometry.position_on(other, self._x))

    def to_edge(self, offset: int, forward: bool) -> int:
        """Return the end (or start) of the line that holds an offset."""
        box = self._page.geometry.line_at(self._page.positions.to_qt(offset))
        return self._page.positions.from_qt(box.end if forward else box.start)
