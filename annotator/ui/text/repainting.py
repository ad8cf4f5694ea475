"""Repaint no more than what looks different."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QTextEdit

from annotator.domain.spans import Extent
from annotator.ui.text.page import Page


class Repainter:
    """Ask one view to repaint the lines that some extents touch."""

    def __init__(self, view: QTextEdit, page: Page) -> None:
        self._view = view
        self._page = page

    def around(self, keys: Iterable[str]) -> list[Extent]:
        """Return the extents that look different when some marks are selected or hovered."""
        book = self._page.book
        found: list[Extent] = []
        for key in keys:
            mark, relation = book.get(key), book.relation(key)
            if mark is not None:
                found.append(Extent(mark.start, mark.end))
            relations = [relation] if relation is not None else book.relations_of(key)
            for row in relations:
                source, target = book.get(row.source), book.get(row.target)
                if source is not None and target is not None:
                    start = min(source.start, target.start)
                    found.append(Extent(start, max(source.end, target.end)))
        return found

    def repaint(self, extents: Sequence[Extent] | None) -> None:
        """Ask for a repaint of the lines concerned; of everything where None.

        With all arcs shown each may push others to another level, so all is repainted.
        """
        viewport = self._view.viewport()
        if extents is None or self._page.show_all_arcs:
            viewport.update()
            return
        top = float(self._view.verticalScrollBar().value())
        seen = self._page.shown_extent(top, top + viewport.height())
        heights = self._page.heights_of(extents, seen)
        if heights is not None:
            first, last = int(heights[0] - top), int(heights[1] - top) + 2
            viewport.update(0, first, viewport.width(), last - first)
