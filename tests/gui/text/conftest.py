"""A small article with marks in the reading pane, and its texts by name."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.ids import LabelId, RelationId, SpanId, document_id
from annotator.domain.spans import Extent, Relation, Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.text.marks import LabelStyle, Marks
from annotator.ui.text.view import ArticleView
from tests.gui.text.mouse import point_of

PARAGRAPHS = [
    (ZoneKind.NAVIGATION, "Type to search"),
    (ZoneKind.HEADLINE, "Two allies bet on a joint lab"),
    (
        ZoneKind.BODY,
        "The United States and Japan will open a shared research centre for advanced "
        "semiconductors, Trade Minister Koichi Hagiuda said after talks in Washington on "
        "Friday. Gina Raimondo, who heads the US Commerce Department, called chips the "
        "linchpin of national security.",
    ),
    (ZoneKind.BODY, "Mitsui & Co owns part of Sakhalin-2. Tokyo means to keep it."),
]


def document_of(paragraphs: list[tuple[ZoneKind, str]]) -> Document:
    text, zones = "", []
    for kind, paragraph in paragraphs:
        start = len(text)
        text += paragraph + "\n\n"
        zones.append(Zone(start, len(text), kind))
    return Document(document_id(text), text, {}, tuple(zones))


class Desk:
    """A view with an article, and short ways to its places."""

    def __init__(self, view: ArticleView, document: Document) -> None:
        self.view = view
        self.document = document
        self.text = document.text

    def extent(self, wanted: str, nth: int = 0) -> Extent:
        at = -1
        for _ in range(nth + 1):
            at = self.text.index(wanted, at + 1)
        return Extent(at, at + len(wanted))

    def span(self, name: str, *extents: Extent, label: str = "ORG") -> Span:
        return Span(SpanId(name), tuple(sorted(extents)), LabelId(label))

    def show(self, *marks: Span | Suggestion | Relation) -> None:
        self.view.set_marks(
            Marks(
                tuple(sorted((m for m in marks if isinstance(m, Span)), key=_place)),
                tuple(m for m in marks if isinstance(m, Relation)),
                tuple(sorted((m for m in marks if isinstance(m, Suggestion)), key=_place)),
            )
        )
        QApplication.processEvents()

    def relation(self, name: str, source: str, target: str) -> Relation:
        return Relation(RelationId(name), LabelId("heads"), SpanId(source), SpanId(target))

    def point(self, extent: Extent, *, edge: str = "middle") -> QPoint:
        """A point of the viewport: the middle, start or end of an extent on its first line."""
        return point_of(self.view, extent, edge=edge)

    def string(self, extent: Extent | None) -> str | None:
        return None if extent is None else self.text[extent.start : extent.end]


def _place(mark: Span | Suggestion) -> tuple[int, int]:
    return mark.start, -mark.end


STYLES = {
    LabelId(name): LabelStyle(name, colour, title)
    for name, colour, title in [
        ("PERSON", "#c2410c", "Person"),
        ("GPE", "#15803d", "Place"),
        ("ORG", "#1f5fa8", "Organisation"),
        ("heads", "#2f5fd0", "heads"),
    ]
}

MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(qtbot: QtBot) -> MakeDesk:
    def make(text: str | None = None, *, width: int = 840, height: int = 700) -> Desk:
        view = ArticleView()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_label_styles(STYLES)
        view.show()
        qtbot.waitExposed(view)
        document = document_of(PARAGRAPHS if text is None else [(ZoneKind.BODY, text)])
        view.show_article(document, Marks())
        view.setFocus()
        QApplication.processEvents()
        return Desk(view, document)

    return make


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()
