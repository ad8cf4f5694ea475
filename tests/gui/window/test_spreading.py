"""A and Shift+A label all equal strings: the list comes first, one step takes all back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressDialog

from annotator.commands.ingesting import ingest
from annotator.commands.progress import SetState
from annotator.commands.triage import RejectSuggestions
from annotator.domain.annotation_sets import State
from annotator.domain.ids import document_id
from annotator.domain.spans import Extent, Origin, Span
from annotator.domain.suggestions import Suggestion, SuggestionRun
from annotator.ui.articles.wording import counted
from annotator.ui.panels.spread_dialog import SpreadDialog
from tests.gui.window.conftest import CTRL, NONE, SHIFT, SOURCE, TEXTS, article

KEY = Qt.Key
MORE = (
    "Meridian Shipping grows\nShares of Meridian Shipping rose. So did those of Coral Ferries.",
    "Port news\nMeridian Shipping paid. The Meridian Shippings did not.",
)


@pytest.fixture
def shown(hands, qtbot):
    """Hands for a window with five articles, four of which name Meridian Shipping."""
    session = hands.window.session
    ingest(session.project, [article(one, "Ledger", "2022-09") for one in MORE])
    session.refresh("Add articles")
    while hands.sheet.pending:
        hands.press(KEY.Key_X)
    hands.label("Meridian Shipping", KEY.Key_2)
    return hands


def dialog_of(hands):
    """Return the open dialog; None where there is none."""
    found = [one for one in hands.page.findChildren(SpreadDialog) if one.isVisible()]
    return found[0] if found else None


def opened(hands, wait, modifiers=SHIFT):
    """Press the key and return the dialog."""
    hands.press(KEY.Key_A, modifiers)
    wait(lambda: dialog_of(hands) is not None)
    return dialog_of(hands)


def key(dialog, one, modifiers=NONE):
    """Press a key where the focus is in the dialog."""
    QTest.keyClick(dialog.focusWidget() or dialog, one, modifiers)
    QApplication.processEvents()


def spread_in(hands, text):
    """Return the strings that were labelled by spreading in an article."""
    spans = hands.window.session.annotation_set(document_id(text)).spans
    return [one.surface(text) for one in spans if one.origin is Origin.SPREAD]


def everything(hands):
    return [len(spread_in(hands, text)) for text in (*(one[0] for one in TEXTS), *MORE)]


def test_shift_a_lists_the_places_everywhere_and_enter_labels_them_as_one_step(shown, wait):
    dialog = opened(shown, wait)
    assert dialog.heading_text == "Label “Meridian Shipping” as Organisation: 4 of 5 places"
    assert dialog.run.text() == "Label 4 places"
    key(dialog, KEY.Key_Return)
    assert shown.said() == "Labelled 4 equal strings in 3 articles. Ctrl+Z takes it back."
    assert everything(shown) == [0, 1, 0, 2, 1]
    assert shown.window.focusWidget() is shown.text
    shown.press(KEY.Key_Z, CTRL)
    assert everything(shown) == [0, 0, 0, 0, 0]
    assert shown.spans() == [("Meridian Shipping", "ORG")]
    shown.press(KEY.Key_Z, CTRL | SHIFT)
    assert everything(shown) == [0, 1, 0, 2, 1]


def test_a_labels_in_this_article_alone(hands, wait):
    while hands.sheet.pending:
        hands.press(KEY.Key_X)
    hands.label("Kyoto", KEY.Key_3)
    dialog = opened(hands, wait, NONE)
    # The first place is the label itself, in the headline.
    assert dialog.heading_text.endswith("1 of 2 places")
    key(dialog, KEY.Key_Return)
    assert hands.said() == "Labelled 1 equal string in 1 article. Ctrl+Z takes it back."
    assert [name for name, _ in hands.spans()] == ["Kyoto", "Kyoto"]
    # Where it was asked for, the label is still selected; nothing is left to label.
    hands.press(KEY.Key_A)
    assert dialog_of(hands) is None
    assert hands.said() == "All 2 places of “Kyoto” are labelled already."


def test_a_place_is_left_out_by_space_and_esc_labels_nothing(shown, wait):
    dialog = opened(shown, wait)
    key(dialog, KEY.Key_Space)
    key(dialog, KEY.Key_Down)
    key(dialog, KEY.Key_Space)
    assert dialog.run.text() == "Label 2 places"
    key(dialog, KEY.Key_Escape)
    assert everything(shown) == [0, 0, 0, 0, 0]
    dialog = opened(shown, wait)
    key(dialog, KEY.Key_Space)
    QTest.mouseClick(dialog.run, Qt.MouseButton.LeftButton)
    assert sum(everything(shown)) == 3


def test_rejected_and_finished_places_are_not_ticked_unless_asked_for(shown, wait):
    session = shown.window.session
    ferry, last = document_id(TEXTS[1][0]), document_id(MORE[1])
    start = TEXTS[1][0].index("Meridian Shipping")
    proposed = Suggestion((Extent(start, start + 17),), "news:ORG", SOURCE)
    session.store_suggestions([SuggestionRun(ferry, SOURCE, [proposed])])
    session.run(RejectSuggestions(ferry, [proposed]))
    session.run(SetState(last, State.FINISHED))
    dialog = opened(shown, wait)
    rows = dialog.table.model().entries
    assert {row.note: row.ticked for row in rows if row.note} == {
        "labelled already": False,
        "rejected here": False,
        "article is finished": False,
    }
    assert dialog.heading_text.endswith("2 of 5 places")
    key(dialog, KEY.Key_A, CTRL)
    assert dialog.heading_text.endswith("4 of 5 places")
    key(dialog, KEY.Key_Return)
    assert everything(shown) == [0, 1, 0, 2, 1]


def test_what_is_not_a_label_is_not_spread(hands):
    hands.press(KEY.Key_Tab)
    hands.press(KEY.Key_A)
    assert hands.said() == "●  Accept it first, then press A."
    hands.text.clear_current()
    hands.select("Meridian Shipping")
    hands.press(KEY.Key_A, SHIFT)
    assert hands.said() == "●  Label it first, then press Shift+A."
    assert dialog_of(hands) is None


def test_the_inspector_offers_it_for_labels_alone(hands, wait):
    hands.text.select_mark(hands.sheet.pending[0].suggestion)
    inspector = hands.page.side.inspector
    wait(lambda: inspector.shown_id is not None)
    assert not inspector.label_all.isVisibleTo(inspector.also_in.parentWidget())


def test_a_string_that_stands_once_has_no_list(shown, wait):
    shown.label("twice", KEY.Key_2)
    shown.press(KEY.Key_A)
    assert shown.said() == "“twice” stands nowhere else here. Shift+A looks in all articles."
    shown.press(KEY.Key_A, SHIFT)
    wait(lambda: shown.said() == "“twice” stands nowhere else.")
    assert dialog_of(shown) is None


def test_a_label_of_two_fragments_is_not_spread(shown):
    shown.press(KEY.Key_Escape)
    shown.select("twice")
    shown.press(KEY.Key_F, SHIFT)
    assert isinstance(shown.text.current(), Span) and len(shown.text.current().fragments) == 2
    shown.press(KEY.Key_A)
    assert shown.said() == "●  A label of several fragments has no equal strings to label."


def test_in_relation_mode_a_is_a_letter(labelled):
    labelled.text.select_mark(labelled.sheet.work.spans[0])
    labelled.press(KEY.Key_R)
    assert labelled.window.work.relating.active
    labelled.press(KEY.Key_A)
    assert dialog_of(labelled) is None
    assert labelled.relations() or labelled.page.labels.mode == "relations"


def test_the_mouse_reaches_it_from_the_menu_and_from_the_inspector(shown, wait):
    span = shown.sheet.work.spans[0]
    menu = shown.window.mark_menu.menu(span)
    titles = {one.text(): one for one in menu.actions()}
    titles["Label all equal strings here…\tA"].trigger()
    assert "nowhere else here" in shown.said()
    titles["Label all equal strings everywhere…\tShift+A"].trigger()
    wait(lambda: dialog_of(shown) is not None)
    key(dialog_of(shown), KEY.Key_Escape)
    link = shown.page.side.inspector.label_all
    wait(link.isVisible)
    assert "Shift+A" in link.toolTip()
    QTest.mouseClick(link, Qt.MouseButton.LeftButton, NONE, QPoint(8, 8))
    wait(lambda: dialog_of(shown) is not None)


@pytest.fixture
def many(hands):
    """Hands for a window where "Elm Ltd" stands in 400 articles, labelled in the first."""
    texts = [f"Elm Ltd number {n}\nShares of Elm Ltd rose by {n}." for n in range(400)]
    session = hands.window.session
    ingest(session.project, [article(one, "Ledger", "2022-09") for one in texts])
    session.refresh("Add articles")
    hands.page.open_article(document_id(texts[0]))
    hands.label("Elm Ltd", KEY.Key_2)
    return hands, texts


def test_hundreds_are_labelled_behind_a_bar(many, wait):
    hands, texts = many
    dialog = opened(hands, wait)
    assert dialog.run.text() == "Label 799 places"
    key(dialog, KEY.Key_Return)
    assert any(bar.isVisible() for bar in hands.page.findChildren(QProgressDialog))
    wait(lambda: "Labelled" in hands.said())
    assert hands.said() == f"Labelled {counted(799, 'equal string')} in 400 articles." + (
        " Ctrl+Z takes it back."
    )
    assert spread_in(hands, texts[399]) == ["Elm Ltd", "Elm Ltd"]
    wait(lambda: len(hands.spans()) == 2)
    assert not hands.window.work.spreading.busy


def test_stopped_half_way_nothing_is_labelled(many, wait):
    hands, texts = many
    key(opened(hands, wait), KEY.Key_Return)
    bar = next(one for one in hands.page.findChildren(QProgressDialog) if one.isVisible())
    QTest.keyClick(bar, KEY.Key_Escape)
    wait(lambda: not hands.window.work.spreading.busy)
    assert hands.said() == "Stopped. Nothing was labelled."
    assert sum(len(spread_in(hands, text)) for text in texts) == 0
    assert hands.spans() == [("Elm Ltd", "ORG")]


def test_closing_the_project_stops_it(many, wait):
    hands, _ = many
    key(opened(hands, wait), KEY.Key_Return)
    hands.window.projects.close()
    QApplication.processEvents()
    assert hands.window.session is None


def test_what_was_labelled_just_before_closing_is_kept(many, wait, project, qtbot):
    hands, texts = many
    key(opened(hands, wait), KEY.Key_Return)
    # The task ends while the window has not looked at it yet.
    hands.window.work.spreading.waiting._task.result()
    hands.window.projects.close()
    qtbot.wait(200)
    hands.window.projects.open(project)
    assert spread_in(hands, texts[399]) == ["Elm Ltd", "Elm Ltd"]
