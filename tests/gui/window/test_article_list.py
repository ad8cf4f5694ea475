"""The list holds a million articles and paints each in words and signs."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from annotator.app.listings import Entry
from annotator.domain.annotation_sets import State
from annotator.domain.ids import DocumentId
from annotator.ui.articles.model import ENTRY_ROLE, KEPT_PAGES, PAGE, ArticlesModel
from annotator.ui.articles.pane import ArticlesPane
from annotator.ui.articles.wording import counted, meta_line, short_date, spoken


def entry(number=0, **changes):
    values = {
        "number": number,
        "id": DocumentId(f"d{number}"),
        "title": f"Article {number}",
        "source": "Harbour Wire",
        "published": "2022-07-30",
        "state": State.NEW,
        "flag": "",
        "spans": 0,
        "suggestions": 0,
    }
    return Entry(**(values | changes))


class LongListing:
    """A million articles made up as they are asked for; counts the pages read."""

    def __init__(self, length=1_000_000):
        self.length = length
        self.reads = 0

    def __len__(self):
        return self.length

    def page(self, offset, size):
        self.reads += 1
        return [entry(n) for n in range(offset, min(offset + size, self.length))]

    def position(self, document):
        return int(document[1:])


def test_a_million_rows_cost_a_few_pages(qtbot):
    listing = LongListing()
    pane = ArticlesPane()
    qtbot.addWidget(pane)
    pane.resize(280, 800)
    pane.show()
    began = time.perf_counter()
    pane.show_listing(listing, len(listing))
    pane.show_open(DocumentId("d987654"))
    pane.grab()
    assert time.perf_counter() - began < 2.0
    assert listing.reads < 10
    assert pane.table.indexAt(pane.table.rect().center()).row() > 980_000


def test_pages_are_let_go_of(qapp):
    model, listing = ArticlesModel(), LongListing()
    model.show_listing(listing)
    for row in range(0, 100 * PAGE, PAGE):
        assert model.entry(row).number == row
    assert len(model._pages) == KEPT_PAGES
    model.entry(0)
    assert listing.reads == 101


def test_a_changed_article_is_read_again(qapp, qtbot):
    model, listing = ArticlesModel(), LongListing(200)
    model.show_listing(listing)
    model.entry(10)
    listing.page = lambda offset, size: [entry(offset, flag="odd")][:size]
    with qtbot.waitSignal(model.dataChanged):
        model.refresh([DocumentId("d10")])
    assert model.entry(10).flag == "odd"
    assert model.entry(11).flag == ""


def test_the_model_speaks(qapp):
    model = ArticlesModel()
    model.show_listing(LongListing(3))
    index = model.index(1, 0)
    assert index.data() == "Article 1"
    assert isinstance(index.data(ENTRY_ROLE), Entry)
    assert "to do" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.entry(3) is None


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Harbour Wire · 30 Jul 2022"),
        ({"suggestions": 31}, "Harbour Wire · 30 Jul 2022 · 31 suggestions"),
        (
            {"state": State.IN_PROGRESS, "spans": 24, "suggestions": 9},
            "Harbour Wire · 30 Jul 2022 · 24 labels, 9 to check",
        ),
        (
            {"state": State.FINISHED, "spans": 1, "suggestions": 9},
            "Harbour Wire · 30 Jul 2022 · 1 label",
        ),
        ({"flag": "quotes"}, "Harbour Wire · 30 Jul 2022 · flagged: quotes"),
        ({"state": State.SET_ASIDE, "source": ""}, "30 Jul 2022 · set aside"),
    ],
)
def test_the_line_beneath_the_headline(changes, line):
    assert meta_line(entry(**changes)) == line


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2022-07-30T12:00:00", "30 Jul 2022"),
        ("2022-07", "Jul 2022"),
        ("2022", "2022"),
        ("", ""),
        ("sometime in spring", "sometime in spring"),
        ("2022-13-01", "2022-13-01"),
    ],
)
def test_dates_as_people_write_them(published, shown):
    assert short_date(published) == shown


def test_numbers_with_their_nouns():
    assert counted(1, "label") == "1 label"
    assert counted(1200, "label") == "1,200 labels"


def test_screen_readers_hear_state_and_flag():
    heard = spoken(entry(state=State.FINISHED, flag="odd"))
    assert "done" in heard
    assert "flagged: odd" in heard


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_a_sign_of_its_own(qtbot, state):
    """Told apart by shape, not by colour alone: no two signs cover the same pixels."""
    signs = {}
    for one in State:
        listing = LongListing(1)
        listing.page = lambda offset, size, one=one: [entry(0, state=one)]
        pane = ArticlesPane()
        qtbot.addWidget(pane)
        pane.resize(280, 300)
        pane.show_listing(listing, 1)
        pane.show()
        image = pane.table.grab().toImage()
        ground = QColor(image.pixelColor(2, 2))
        signs[one] = frozenset(
            (x, y) for x in range(16, 34) for y in range(8, 28) if image.pixelColor(x, y) != ground
        )
        pane.close()
    assert all(signs[state] != sign for one, sign in signs.items() if one is not state)


def test_emoji_and_endless_words_stay_in_their_row(qtbot):
    listing = LongListing(1)
    title = "🎆 " + "Donaudampfschifffahrtsgesellschaft" * 9
    listing.page = lambda offset, size: [entry(0, title=title, source="S" * 90)]
    pane = ArticlesPane()
    qtbot.addWidget(pane)
    pane.resize(280, 300)
    pane.show_listing(listing, 1)
    pane.show()
    image = pane.table.grab().toImage()
    height = pane.table.rowHeight(0)
    below = {image.pixelColor(x, height + 6).name() for x in range(10, 240)}
    assert len(below) == 1
