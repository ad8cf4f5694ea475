"""The same story in several articles: marked, listed, filtered, put side by side."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.app.listings import Entry
from annotator.app.resources import load_schema
from annotator.app.session import Session
from annotator.commands.ingesting import ingest
from annotator.domain.annotation_sets import State
from annotator.domain.ids import DocumentId
from annotator.ui.articles.wording import meta_line, spoken
from tests.gui.window.conftest import Hands, article

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
WIRE = (
    "The harbour board said on Friday that it would close the northern gate for six weeks so"
    " that divers can repair the lock, which was damaged by a freighter in March."
)
TEXTS = (
    (f"Gate closes\n{WIRE}", "Coast Post", "2022-07-10"),
    ("Bridge opens early\nThe bridge opened on Monday, a week before it was planned.", "Wire", ""),
    (f"Northern gate shut\n{WIRE} More follows.", "Ledger", "2022-07-11"),
    ("Ferry lines merge\nMeridian Shipping buys Coral Ferries for 3 million.", "Ledger", ""),
    (f"Six weeks without a gate\n{WIRE} So says the board.", "Evening & Sun", "2022-07-12"),
)


@pytest.fixture
def project(tmp_path):
    """Return a project in which three of five articles tell one story."""
    path = tmp_path / "wire.annotations"
    with Session.create(path, load_schema("news")) as session:
        ingest(session.project, [article(*one) for one in TEXTS])
    return path


def titles(hands):
    model = hands.page.articles.model
    return [model.entry(row).title for row in range(model.rowCount())]


STORY = ["Gate closes", "Northern gate shut", "Six weeks without a gate"]


def test_the_list_marks_versions_in_words():
    entry = Entry(
        1, DocumentId("d"), "Gate closes", "Ledger", "2022", State.NEW, "", 0, 0, 3, story=1
    )
    assert meta_line(entry) == "Ledger · 2022 · 3 versions"
    assert "The same story in 3 articles" in spoken(entry)


def test_v_lists_the_versions_and_goes_to_one(hands: Hands):
    assert hands.sheet.document.title == "Gate closes"
    hands.press(Key.Key_V)
    popup = hands.window.work.versions._popup
    assert popup.isVisible()
    assert [choice.title for choice in popup.shown] == [*STORY[1:], STORY[0]]
    assert popup.shown[0].detail == "Ledger · 11 Jul 2022 · to do"
    assert popup.shown[-1].aside == "open now"
    QTest.keyClicks(popup.line, "evening")
    QTest.keyClick(popup.line, Key.Key_Return)
    assert hands.sheet.document.title == "Six weeks without a gate"
    assert QApplication.focusWidget() is hands.text


def test_a_story_told_once_is_said(hands: Hands):
    hands.page.next_article()
    for key, modifiers in ((Key.Key_V, Qt.KeyboardModifier.NoModifier), (Key.Key_V, SHIFT)):
        hands.press(key, modifiers)
        assert hands.said() == "No other article tells this story."
    assert len(titles(hands)) == 5


def test_shift_v_shows_the_story_alone_and_all_again(hands: Hands, wait):
    hands.press(Key.Key_V, SHIFT)
    wait(lambda: titles(hands) == STORY)
    assert hands.page.articles.filter.text().startswith("story:")
    hands.press(Key.Key_V, SHIFT)
    wait(lambda: len(titles(hands)) == 5)


def test_versions_stand_side_by_side_joined_by_a_line(hands: Hands):
    before = hands.page.articles.table.grab().toImage()
    hands.window.run(hands.window.registry.get("view.group"))
    assert titles(hands) == [*STORY, "Bridge opens early", "Ferry lines merge"]
    assert hands.page.articles.open_row() == 0
    after = hands.page.articles.table.grab().toImage()
    height = hands.page.articles.table.rowHeight(0)
    joined = [y for y in range(3 * height) if after.pixelColor(5, y) != before.pixelColor(5, y)]
    assert len(joined) > 2.5 * height
    assert after.pixelColor(5, 4 * height - 10) == before.pixelColor(5, 4 * height - 10)
    hands.window.run(hands.window.registry.get("view.group"))
    assert titles(hands)[1] == "Bridge opens early"


def test_the_menu_of_the_list_leads_to_the_other_versions(hands: Hands, wait):
    table = hands.page.articles.table
    place = table.visualRect(hands.page.articles.model.index(2, 0)).center()
    table.customContextMenuRequested.emit(QPoint(place))
    wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert hands.sheet.document.title == "Northern gate shut"
    shown = [entry.text() for entry in menu.actions() if entry.text()]
    assert shown[0] == "Facts and encoding…\tI"
    assert shown[-1] == "Evening && Sun · 12 Jul 2022 · to do: Six weeks without a gate"
    entry = menu.actions()[-1]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())
    wait(lambda: hands.sheet.document.title == "Six weeks without a gate")
