"""The articles as a table model: rows are read from the project a page at a time."""

from collections import OrderedDict
from collections.abc import Iterable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.listings import Entry, Listing
from annotator.domain.ids import DocumentId
from annotator.ui.articles.wording import spoken

PAGE = 64
KEPT_PAGES = 32

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1

_Index = QModelIndex | QPersistentModelIndex


class ArticlesModel(QAbstractTableModel):
    """One column over a listing; holds some pages of it, whatever its length."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing: Listing | None = None
        self._rows = 0
        self._pages: OrderedDict[int, list[Entry]] = OrderedDict()

    def show_listing(self, listing: Listing | None) -> None:
        """Show another listing from its top."""
        self.beginResetModel()
        self._listing = listing
        self._rows = len(listing) if listing is not None else 0
        self._pages.clear()
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """Return the article of a row, or None where there is no such row any more."""
        if self._listing is None or not 0 <= row < self._rows:
            return None
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._listing.page(number * PAGE, PAGE)
            self._pages[number] = page
            if len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def row_of(self, document: DocumentId) -> int | None:
        """Return the row of an article, or None where the listing does not hold it."""
        for number, page in self._pages.items():
            for place, entry in enumerate(page):
                if entry.id == document:
                    return number * PAGE + place
        return self._listing.position(document) if self._listing is not None else None

    def refresh(self, documents: Iterable[DocumentId]) -> None:
        """Read the rows of some articles again, those of them that are held."""
        wanted = set(documents)
        for number, page in self._pages.items():
            for place, entry in enumerate(page):
                if entry.id in wanted and self._listing is not None:
                    row = number * PAGE + place
                    fresh = self._listing.page(row, 1)
                    if fresh:
                        page[place] = fresh[0]
                    index = self.index(row, 0)
                    self.dataChanged.emit(index, index)

    def refresh_all(self) -> None:
        """Read again whatever is shown next."""
        self._pages.clear()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, 0))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many articles the listing has."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return 1: an entry is painted whole."""
        return 0 if parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title, the whole for screen readers, or the entry itself."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            entry = self.entry(index.row())
            return entry.title if entry else ""
        if role == ENTRY_ROLE:
            return self.entry(index.row())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            entry = self.entry(index.row())
            return spoken(entry) if entry else ""
        return None
