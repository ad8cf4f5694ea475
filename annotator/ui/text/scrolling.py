"""Where the page is scrolled to: bring text into view, keep it there, note what was seen."""

from PySide6.QtWidgets import QTextEdit

from annotator.domain.spans import Extent
from annotator.ui.text.page import Page
from annotator.ui.text.seen import Seen

Anchor = tuple[int, float]
"""A widget's position at the top of the screen, and how far below it the screen begins."""


class Scroller:
    """Scroll one view by its text."""

    def __init__(self, view: QTextEdit, page: Page) -> None:
        self._view = view
        self._page = page
        self._seen_at: tuple[int, int, int] | None = None
        self.seen = Seen()

    def _heights(self) -> tuple[float, float]:
        top = float(self._view.verticalScrollBar().value())
        return top, top + self._view.viewport().height()

    def visible_extent(self) -> Extent:
        """Return the text whose lines are whole on the screen."""
        return self._page.visible_extent(*self._heights())

    def clear_seen(self) -> None:
        """Forget what was seen: another article is shown."""
        self.seen.clear()
        self._seen_at = None

    def note_seen(self) -> bool:
        """Add what is on the screen to what was seen; return whether that is more."""
        size = self._view.viewport().size()
        at = (self._view.verticalScrollBar().value(), size.width(), size.height())
        if at == self._seen_at:
            return False
        self._seen_at = at
        return self.seen.add(self.visible_extent())

    def show(self, extent: Extent, *, lines: int) -> None:
        """Bring an extent into view with so many lines around it, moving as little as can be."""
        end = max(extent.end, extent.start + 1)
        found = self._page.lines_of(Extent(extent.start, end))
        if not found:
            return
        spare = lines * self._page.style.sizes.line
        top, bottom = found[0][0].top - spare, found[-1][0].bottom + spare
        first, last = self._heights()
        bar = self._view.verticalScrollBar()
        if top < first or bottom - top > last - first:
            bar.setValue(round(top))
        elif bottom > last:
            bar.setValue(round(bottom - (last - first)))
        if bar.value() != first:
            # Qt moves what is painted; what changed at the same time may lie in that part.
            self._view.viewport().update()

    def anchor(self) -> Anchor | None:
        """Return what to give to ``restore`` after the page was laid out anew."""
        if not self._page.text:
            return None
        top = self._heights()[0]
        box = self._page.geometry.nearest_line(top + self._page.style.sizes.line)
        return box.start, top - box.top

    def restore(self, anchor: Anchor | None) -> None:
        """Scroll so that the same text is at the top again."""
        self._seen_at = None
        if anchor is not None:
            position, below = anchor
            top = self._page.geometry.line_at(position).top
            self._view.verticalScrollBar().setValue(max(round(top + below), 0))
        self._view.viewport().update()
