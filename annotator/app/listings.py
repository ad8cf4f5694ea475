"""The list of articles for a view: counted at once, read a page at a time."""

from collections.abc import Callable, Collection

from annotator.domain.ids import AnnotatorId, DocumentId, LabelId
from annotator.domain.queries import Query
from annotator.store import listing
from annotator.store.listing import Entry
from annotator.store.project import Project

__all__ = ["Entry", "Listing"]

Quiet = Collection[tuple[str, LabelId]]


class Listing:
    """The articles that a query found when the listing was made.

    Without a query nothing is held in memory and pages come by position from a small
    index; with one, or where those of one story are put together (``grouped``), the matching
    numbers are kept. ``quiet`` tells which sources are not heard for a label.
    """

    def __init__(
        self,
        project: Project,
        query: Query,
        annotator: AnnotatorId,
        *,
        grouped: bool = False,
        quiet: Callable[[], Quiet] = tuple,
    ) -> None:
        self._project = project
        self._annotator = annotator
        self._quiet = quiet
        self._numbers: list[int] | None = None
        with project.reading() as link:
            if query.terms or grouped:
                self._numbers = listing.numbers(link, query, annotator, grouped=grouped)
                self._count = len(self._numbers)
            else:
                self._count = listing.count(link)

    def __len__(self) -> int:
        return self._count

    def page(self, offset: int, size: int) -> list[Entry]:
        """Return up to ``size`` lines from a position on."""
        quiet = self._quiet()
        with self._project.reading() as link:
            if self._numbers is None:
                numbers = listing.page_numbers(link, offset, size)
            else:
                numbers = self._numbers[offset : offset + size]
            return listing.entries(link, numbers, self._annotator, quiet)

    def position(self, document: DocumentId) -> int | None:
        """Return where a document stands in the list, or None."""
        with self._project.reading() as link:
            number = listing.number_of(link, document)
            if number is None:
                return None
            if self._numbers is None:
                return listing.position(link, number)
        return self._numbers.index(number) if number in self._numbers else None
