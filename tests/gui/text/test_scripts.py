"""Offsets from the text to the screen and back, in scripts that make it hard."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.domain.spans import Extent
from annotator.ui.text.offsets import Positions, shown_text
from tests.gui.text.mouse import drag

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1ef\U0001f1f5"
TEXTS = [
    ("Before 🎌 Tokyo after", "Tokyo"),
    (f"Her {FAMILY} in Kyiv {FLAG} and Rome", "Kyiv"),
    ("Visit to Ciudad Jua\u0301rez today", "Jua\u0301rez"),
    ("Paid 5\u00a0000\u00a0euro to Bonn", "Bonn"),
    ("שלום ירושלים וגם תל אביב", "ירושלים"),
    ("The city of ירושלים said so", "ירושלים"),
    ("زار الوزير مدينة القاهرة أمس", "القاهرة"),
    ("Minister الوزير met 12 envoys", "envoys"),
    ("東京の研究所は来年開く。", "研究所"),
    ("𝕊emi 𐍈 conductors", "conductors"),
]


def drag_over(view, extent: Extent, *, exact: bool) -> None:
    """Drag from the outer edge of the first character to that of the last."""
    page = view.page

    def edge(at: int, *, first: bool) -> QPointF:
        box, stretches = page.lines_of(Extent(at, at + 1))[0]
        left, right = stretches[0]
        letter = view.words.text[at]
        backwards = "\u0590" <= letter <= "\u08ff"
        x = left + 0.6 if first != backwards else right - 0.6
        return QPointF(x, (box.top + box.bottom) / 2)

    modifiers = Qt.KeyboardModifier.ShiftModifier if exact else Qt.KeyboardModifier.NoModifier
    start, end = edge(extent.start, first=True), edge(extent.end - 1, first=False)
    points = [start, (start + end) / 2, end]
    kinds = [QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseMove]
    for kind, point in [
        *zip(kinds, points, strict=True),
        (QEvent.Type.MouseButtonRelease, end),
    ]:
        held = Qt.MouseButton.LeftButton
        if kind == QEvent.Type.MouseButtonRelease:
            held = Qt.MouseButton.NoButton
        place = QPointF(view.viewport().mapToGlobal(point.toPoint()))
        event = QMouseEvent(kind, point, place, Qt.MouseButton.LeftButton, held, modifiers)
        QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_a_string_dragged_over_is_selected(make_desk, text, wanted):
    desk = make_desk(text)
    drag_over(desk.view, desk.extent(wanted), exact=True)
    assert desk.string(desk.view.selection()) == wanted


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_a_click_anywhere_on_a_letter_takes_the_word_it_is_in(make_desk, qtbot, text, wanted):
    desk = make_desk(text)
    extent = desk.extent(wanted)
    for at in range(*extent):
        box, stretches = desk.view.page.lines_of(Extent(at, at + 1))[0]
        left, right = stretches[0]
        if right - left < 3:
            continue
        for x in (left + 1, right - 1.5):
            point = QPoint(round(x), round((box.top + box.bottom) / 2))
            qtbot.mouseClick(desk.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
            word = desk.view.word()
            assert word.start <= at < word.end


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_rectangles_cover_the_letters_and_no_others(make_desk, text, wanted):
    desk = make_desk(text)
    page = desk.view.page
    extent = desk.extent(wanted)
    box, stretches = page.lines_of(extent)[0]
    letters = [page.lines_of(Extent(at, at + 1))[0][1] for at in range(len(desk.text.rstrip("\n")))]
    inside = sum(right - left for rects in letters[slice(*extent)] for left, right in rects)
    covered = sum(right - left for left, right in stretches)
    assert covered == pytest.approx(inside, abs=2.0)
    for at, rects in enumerate(letters):
        for left, right in rects:
            middle = (left + right) / 2
            hit = any(a < middle < b for a, b in stretches)
            if right - left > 1.0:
                assert hit == (extent.start <= at < extent.end)
    assert box.top < box.baseline < box.bottom


def test_hebrew_is_covered_where_it_is_written(make_desk):
    """The first letter of a right-to-left word stands at its right end."""
    desk = make_desk("The city of ירושלים said so")
    word = desk.extent("ירושלים")
    [(left, right)] = desk.view.page.lines_of(word)[0][1]
    [(first_left, first_right)] = desk.view.page.lines_of(Extent(word.start, word.start + 1))[0][1]
    [(last_left, _)] = desk.view.page.lines_of(Extent(word.end - 1, word.end))[0][1]
    assert first_right == pytest.approx(right, abs=1.0)
    assert last_left == pytest.approx(left, abs=1.0)
    assert first_left > left
    before = desk.view.page.lines_of(desk.extent("of "))[0][1][-1]
    assert before[1] == pytest.approx(left, abs=1.0)


def test_a_span_over_both_directions_has_two_rectangles(make_desk):
    desk = make_desk("abc אבגד def")
    start = desk.text.index("ג")
    stretches = desk.view.page.lines_of(Extent(start, start + 6))[0][1]
    assert len(stretches) == 2


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_positions_come_back(text, wanted):
    positions = Positions(text)
    for at in range(len(text) + 1):
        assert positions.from_qt(positions.to_qt(at)) == at
        assert positions.to_qt(at) == len(text[:at].encode("utf-16-le")) // 2


def test_what_is_shown_is_as_long_in_the_widget(make_desk):
    text = "one\u2028two\u2029three\ufdd0four\ufffcfive\u00a0six\u200bseven\x0ceight"
    assert len(shown_text(text)) == len(text)
    desk = make_desk(text)
    assert desk.view.document().characterCount() - 1 == len(desk.text)
    assert desk.view.document().blockCount() == desk.text.count("\n") + 1


def test_a_span_on_part_of_a_token(make_desk):
    desk = make_desk("The US-Japan chips")
    desk.show(desk.span("a", desk.extent("Japan")))
    desk.view.select_span("a")
    [(left, right)] = desk.view.page.lines_of(desk.extent("Japan"))[0][1]
    [(whole_left, whole_right)] = desk.view.page.lines_of(desk.extent("US-Japan"))[0][1]
    assert left > whole_left and right == pytest.approx(whole_right)
    assert desk.string(Extent(desk.view.current().start, desk.view.current().end)) == "Japan"


def test_in_hebrew_the_left_arrow_leads_on(make_desk, qtbot):
    desk = make_desk("שלום ירושלים וגם תל אביב")
    qtbot.keyClick(desk.view, Qt.Key.Key_Left)
    assert desk.string(desk.view.word()) == "ירושלים"
    qtbot.keyClick(desk.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(desk.view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert desk.string(desk.view.selection()) == "ירושלים וגם"
    qtbot.keyClick(desk.view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert desk.string(desk.view.selection()) == "ירושלים"


def test_the_end_of_a_hebrew_span_is_dragged_by_its_left_edge(make_desk, qtbot):
    desk = make_desk("שלום ירושלים וגם תל אביב")
    word, following = desk.extent("ירושלים"), desk.extent("וגם")
    desk.show(desk.span("a", word))
    desk.view.select_span("a")
    drag_over_edges = desk.view.page.lines_of(Extent(word.end - 1, word.end))[0]
    box, [(left, _)] = drag_over_edges
    [(target, _)] = desk.view.page.lines_of(following)[0][1]
    y = (box.top + box.bottom) / 2
    with qtbot.waitSignal(desk.view.fragments_change_requested) as told:
        drag(desk.view, QPoint(round(left) + 1, round(y)), QPoint(round(target) + 1, round(y)))
    assert told.args == ["a", (Extent(word.start, following.end),)]
