"""The articles that came in, as a table: rows are read from the project a page at a time."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.app.facts import ArticleFacts
from annotator.ui.facts.wording import Remarks, remark_names, short_encoding

PAGE = 64
KEPT_PAGES = 16
COLUMNS = ("Title", "Source", "Published", "Language", "Encoding", "To check")
_FACTS = ("title", "source", "published", "language")
_Index = QModelIndex | QPersistentModelIndex


class ArrivalsModel(QAbstractTableModel):
    """Some pages of articles by their local numbers; facts are edited in place."""

    def __init__(
        self,
        read: Callable[[Sequence[int]], list[ArticleFacts]],
        correct: Callable[[ArticleFacts, str, str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._correct = correct
        self.numbers: list[int] = []
        self.remarks: Mapping[str, Remarks] = {}
        self._pages: OrderedDict[int, list[ArticleFacts]] = OrderedDict()

    def show_numbers(self, numbers: Sequence[int], remarks: Mapping[str, Remarks]) -> None:
        """Show other articles, or the same read anew; the rows stay where they are."""
        self._pages.clear()
        self.remarks = remarks
        if len(numbers) == len(self.numbers):
            self.numbers = list(numbers)
            if numbers:
                last = self.index(len(numbers) - 1, len(COLUMNS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.numbers = list(numbers)
        self.endResetModel()

    def article(self, row: int) -> ArticleFacts | None:
        """Return the article of a row, or None where it is gone."""
        if not 0 <= row < len(self.numbers):
            return None
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._read(self.numbers[number * PAGE : (number + 1) * PAGE])
            self._pages[number] = page
            if len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        return page[place] if place < len(page) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many articles are shown."""
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many facts have a column."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return that facts can be edited; where they are frozen it is told why not."""
        # Asked of every row that is selected: nothing may be read here.
        editable = index.column() < len(_FACTS)
        more = Qt.ItemFlag.ItemIsEditable if editable else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | more

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what stands in a cell; a tooltip tells what may be cut off."""
        article = self.article(index.row()) if index.isValid() else None
        if article is None:
            return None
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole)
        return self._told(article, index.column()) if role in shown else None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Correct a fact in place."""
        article = self.article(index.row())
        if article is None or role != Qt.ItemDataRole.EditRole or index.column() >= len(_FACTS):
            return False
        name = _FACTS[index.column()]
        if str(value) == article.facts.get(name, ""):
            return False
        return self._correct(article, name, str(value))

    def _told(self, article: ArticleFacts, column: int) -> str:
        if column < len(_FACTS):
            value = article.facts.get(_FACTS[column], "")
            return value
        if COLUMNS[column] == "Encoding":
            return short_encoding(article.encoding)
        remarks = remark_names(self.remarks.get(article.document, {}))
        versions = f"same story {article.versions} times" if article.versions > 1 else ""
        return ", ".join(part for part in (remarks, versions) if part)
