"""A window on a small project, and hands for its keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.app.resources import load_schema
from annotator.app.session import Session
from annotator.app.settings import SettingsFile
from annotator.commands.ingesting import ingest
from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.ids import document_id
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion, SuggestionRun
from annotator.ingest.reading import Article
from annotator.ui.main_window import MainWindow
from annotator.ui.theme import Theme

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SOURCE = "test model 1"

TEXTS = (
    (
        "Ministers meet in Kyoto\n"
        "Aiko Tanaka leads the Harbour Ministry and spoke in Kyoto on Friday.\n"
        "Bruno Vidal of Meridian Shipping met Aiko Tanaka twice.\n"
        "Read more: tides",
        "Harbour Wire",
        "2022-07-30",
    ),
    ("Ferry lines merge\nMeridian Shipping buys Coral Ferries for 3 million.", "Ledger", "2022-08"),
    ("Bridge opens early\nThe bridge opened on Monday.", "Harbour Wire", "2023-01-02"),
)


def article(text: str, source: str, published: str) -> Article:
    """Return an article whose first line is the headline and whose last may be litter."""
    head = text.index("\n") + 1
    litter = text.find("Read more")
    end = litter if litter > 0 else len(text)
    zones = [Zone(0, head, ZoneKind.HEADLINE), Zone(head, end, ZoneKind.BODY)]
    if litter > 0:
        zones.append(Zone(litter, len(text), ZoneKind.RELATED))
    facts = {"title": text[: head - 1], "source": source, "published": published}
    document = Document(document_id(text), text, facts, tuple(zones))
    return Article(document, Provenance("a.txt", "plain", "utf-8"), text.encode())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of three articles, the first with four suggestions."""
    path = tmp_path / "small.annotations"
    with Session.create(path, load_schema("news")) as session:
        ingest(session.project, [article(*one) for one in TEXTS])
        first = document_id(TEXTS[0][0])
        session.store_suggestions([SuggestionRun(first, SOURCE, suggestions())])
    return path


def suggestions() -> list[Suggestion]:
    """Return what a model proposes for the first article."""
    return [
        suggested("Aiko Tanaka", "PERSON"),
        suggested("Harbour Ministry", "ORG"),
        suggested("Friday", "DATE"),
        suggested("Bruno Vidal", "ORG"),
    ]


def suggested(string: str, label: str) -> Suggestion:
    """Return a suggestion on the first place of a string of the first article."""
    start = TEXTS[0][0].index(string)
    return Suggestion((Extent(start, start + len(string)),), f"news:{label}", SOURCE)


@pytest.fixture
def settings() -> SettingsFile:
    """Return settings of somebody who has worked before; nothing is suggested unasked."""
    settings = SettingsFile()
    settings.change(annotator="Ada", suggest=False, theme="light")
    return settings


@pytest.fixture(autouse=True)
def _looks_put_back(qapp: QApplication) -> Iterator[None]:
    """Leave font, palette and style sheet of the application as they were."""
    font, palette, style = qapp.font(), qapp.palette(), qapp.style().name()
    yield
    for theme in qapp.findChildren(Theme):
        # Each would dress the whole application again at every change.
        shiboken6.delete(theme)
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def empty_window(qtbot: QtBot, qapp: QApplication, settings: SettingsFile) -> Iterator[MainWindow]:
    """Return a window with the welcome page."""
    window = MainWindow(settings, Theme(qapp, "light"))
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    yield window
    window.close()


@pytest.fixture
def window(empty_window: MainWindow, project: Path, qtbot: QtBot) -> MainWindow:
    """Return a window with the project open at its first article."""
    empty_window.projects.open(project)
    qtbot.waitUntil(lambda: empty_window.desk is not None and empty_window.desk.sheet is not None)
    QApplication.processEvents()
    return empty_window


class Hands:
    """Press keys in the text, and look at what came of it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    @property
    def page(self):
        return self.window.work.page

    @property
    def text(self):
        return self.page.text

    @property
    def sheet(self):
        return self.window.desk.sheet

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the focus is, the text if it is nowhere in the window."""
        focus = QApplication.focusWidget()
        inside = focus is not None and focus.window() is self.window
        QTest.keyClick(focus if inside else self.text, key, modifiers)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type into the widget with the focus."""
        QTest.keyClicks(QApplication.focusWidget(), text)
        QApplication.processEvents()

    def select(self, string: str, occurrence: int = 0) -> Extent:
        """Select a string of the open article."""
        extent = self.place(string, occurrence)
        self.text.select_extent(extent)
        return extent

    def place(self, string: str, occurrence: int = 0) -> Extent:
        """Return where a string stands."""
        start = -1
        for _ in range(occurrence + 1):
            start = self.sheet.document.text.index(string, start + 1)
        return Extent(start, start + len(string))

    def label(self, string: str, key: Qt.Key, occurrence: int = 0) -> None:
        """Select a string and press the key of a label; suggestions on it do not matter."""
        self.select(string, occurrence)
        self.press(key)

    def spans(self) -> list[tuple[str, str]]:
        """Return the labels of the open article: string and label's name."""
        text = self.sheet.document.text
        schema = self.window.desk.schema
        return [(s.surface(text), schema.label(s.label).name) for s in self.sheet.work.spans]

    def pending(self) -> list[str]:
        """Return the strings of the model that are still to check."""
        text = self.sheet.document.text
        found = [one.suggestion for one in self.sheet.pending if SOURCE in one.sources]
        return [text[one.start : one.end] for one in found]

    def relations(self) -> list[tuple[str, str, str]]:
        """Return the relations of the open article: source, label's name, target."""
        text, schema = self.sheet.document.text, self.window.desk.schema
        spans = {span.id: span.surface(text) for span in self.sheet.work.spans}
        return [
            (spans[one.source], schema.label(one.label).name, spans[one.target])
            for one in self.sheet.work.relations
        ]

    def current(self) -> str:
        """Return the string of the selected span or suggestion, or ""."""
        mark = self.text.current()
        text = self.sheet.document.text
        fragments = getattr(mark, "fragments", ())
        return " … ".join(text[start:end] for start, end in fragments)

    def said(self) -> str:
        """Return what the status line says."""
        return self.window.status.message.text()


@pytest.fixture
def hands(window: MainWindow) -> Hands:
    """Return hands for the open window."""
    return Hands(window)


@pytest.fixture
def labelled(hands: Hands) -> Hands:
    """Return hands for a window with three spans made by hand and no suggestion left."""
    label_three(hands)
    return hands


def label_three(hands: Hands) -> None:
    """Label two people and a ministry in the first article."""
    hands.text.clear_current()
    while hands.sheet.pending:
        hands.press(Qt.Key.Key_X)
    hands.label("Aiko Tanaka", Qt.Key.Key_1, 1)
    hands.label("Harbour Ministry", Qt.Key.Key_2)
    hands.label("Bruno Vidal", Qt.Key.Key_1)
    hands.text.clear_current()


@pytest.fixture
def wait(qtbot: QtBot) -> Callable[[Callable[[], bool]], None]:
    """Return a function that waits until something is true."""
    return lambda true: qtbot.waitUntil(true, timeout=3000)


@pytest.fixture
def dialogs_closed(window: MainWindow) -> Iterator[None]:
    """Close what a test leaves open: a modal dialog would be taken for that of the next."""
    yield
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
