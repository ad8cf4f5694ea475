"""What the mouse does: click, drag, edges, relations, fragments, menus."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from annotator.domain.ids import LabelId
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion
from tests.gui.text.mouse import LEFT, click, drag, send


def test_click_puts_the_word_cursor(qtbot, desk):
    qtbot.mouseClick(desk.view.viewport(), LEFT, pos=desk.point(desk.extent("talks")))
    assert desk.string(desk.view.word()) == "talks"
    assert desk.view.selection() is None


def test_click_selects_a_mark_and_decides_nothing(qtbot, desk):
    span = desk.span("a", desk.extent("Japan"))
    suggestion = Suggestion((desk.extent("Friday"),), LabelId("GPE"), "model", 0.9)
    desk.show(span, suggestion)
    view = desk.view
    asked = []
    for signal in (
        view.fragments_change_requested,
        view.relation_requested,
        view.fragment_requested,
    ):
        signal.connect(lambda *args: asked.append(args))
    click(view, desk.point(desk.extent("Japan")))
    assert view.current() == span
    click(view, desk.point(desk.extent("Friday")))
    assert view.current() == suggestion
    click(view, desk.point(desk.extent("talks")))
    assert view.current() is None
    assert asked == []


def test_clicking_again_goes_through_nested_spans(desk):
    outer = desk.span("a", desk.extent("Trade Minister Koichi Hagiuda"))
    inner = desk.span("b", desk.extent("Koichi Hagiuda"))
    desk.show(outer, inner)
    point = desk.point(desk.extent("Hagiuda"))
    chosen = []
    for _ in range(3):
        click(desk.view, point)
        chosen.append(desk.view.current())
    assert chosen == [inner, outer, inner]


def test_drag_snaps_to_words_and_trims(desk):
    view = desk.view
    drag(view, desk.point(desk.extent("Gina")), desk.point(desk.extent("who")))
    assert desk.string(view.selection()) == "Gina Raimondo, who"
    drag(view, desk.point(desk.extent("Raimondo"), edge="end"), desk.point(desk.extent("Gina")))
    assert desk.string(view.selection()) == "Gina Raimondo"


def test_drag_across_lines(desk):
    drag(desk.view, desk.point(desk.extent("Japan")), desk.point(desk.extent("Friday")))
    selected = desk.string(desk.view.selection())
    assert selected.startswith("Japan will") and selected.endswith("Friday")


def test_drag_with_shift_selects_characters(desk):
    word = desk.extent("semiconductors")
    start, end = Extent(word.start + 4, word.start + 5), Extent(word.end - 1, word.end)
    shift = Qt.KeyboardModifier.ShiftModifier
    drag(desk.view, desk.point(start, edge="start"), desk.point(end, edge="start"), shift)
    assert desk.string(desk.view.selection()) == "conductor"


def test_double_click_selects_the_word(qtbot, desk):
    qtbot.mouseDClick(desk.view.viewport(), LEFT, pos=desk.point(desk.extent("talks")))
    assert desk.string(desk.view.selection()) == "talks"


def test_dragging_an_edge_asks_for_new_fragments(qtbot, desk):
    desk.show(desk.span("a", desk.extent("Koichi Hagiuda")))
    desk.view.select_span("a")
    start = desk.point(desk.extent("Hagiuda"), edge="end")
    with qtbot.waitSignal(desk.view.fragments_change_requested) as told:
        drag(desk.view, start, desk.point(desk.extent("said"), edge="end"))
    assert told.args == ["a", (desk.extent("Koichi Hagiuda said"),)]
    with qtbot.waitSignal(desk.view.fragments_change_requested) as told:
        drag(
            desk.view,
            desk.point(desk.extent("Koichi"), edge="start"),
            desk.point(desk.extent("Trade"), edge="start"),
        )
    assert told.args == ["a", (desk.extent("Trade Minister Koichi Hagiuda"),)]


def test_dragging_from_the_selected_span_to_another_asks_for_a_relation(qtbot, desk):
    desk.show(
        desk.span("a", desk.extent("Gina Raimondo")),
        desk.span("b", desk.extent("Japan")),
    )
    desk.view.select_span("a")
    with qtbot.waitSignal(desk.view.relation_requested) as told:
        drag(desk.view, desk.point(desk.extent("Raimondo")), desk.point(desk.extent("Japan")))
    assert told.args == ["a", "b"]
    assert desk.view.current().id == "a"


def test_dropping_beside_a_span_asks_for_nothing(qtbot, desk):
    desk.show(desk.span("a", desk.extent("Gina Raimondo")))
    desk.view.select_span("a")
    with qtbot.assertNotEmitted(desk.view.relation_requested):
        drag(desk.view, desk.point(desk.extent("Raimondo")), desk.point(desk.extent("talks")))


def test_ctrl_drag_asks_for_a_fragment(qtbot, desk):
    desk.show(desk.span("a", desk.extent("shared")))
    desk.view.select_span("a")
    control = Qt.KeyboardModifier.ControlModifier
    start, end = desk.point(desk.extent("centre"), edge="start"), desk.point(desk.extent("centre"))
    with qtbot.waitSignal(desk.view.fragment_requested) as told:
        drag(desk.view, start, end, control)
    assert told.args == [desk.extent("centre")]
    assert desk.view.selection() is None
    assert desk.view.current().id == "a"


def test_escape_gives_up_a_drag(qtbot, desk):
    desk.show(desk.span("a", desk.extent("Gina Raimondo")), desk.span("b", desk.extent("Japan")))
    desk.view.select_span("a")
    start, end = desk.point(desk.extent("Raimondo")), desk.point(desk.extent("Japan"))
    with qtbot.assertNotEmitted(desk.view.relation_requested):
        send(desk.view, QEvent.Type.MouseButtonPress, start)
        send(desk.view, QEvent.Type.MouseMove, end)
        qtbot.keyClick(desk.view, Qt.Key.Key_Escape)
        send(desk.view, QEvent.Type.MouseButtonRelease, end)
    assert desk.view.current().id == "a"


def ask_menu(view, point):
    reason = QContextMenuEvent.Reason.Mouse
    place = view.viewport().mapToGlobal(point)
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, point, place))


def test_menus_of_marks_and_of_zones(qtbot, desk):
    span = desk.span("a", desk.extent("Japan"))
    desk.show(span)
    with qtbot.waitSignal(desk.view.mark_menu_requested) as told:
        ask_menu(desk.view, desk.point(desk.extent("Japan")))
    assert told.args[0] == span
    headline = desk.point(desk.extent("Two"))
    with qtbot.waitSignal(desk.view.zone_menu_requested) as told:
        ask_menu(desk.view, QPoint(40, headline.y()))
    assert told.args[0] == desk.extent("Two allies bet on a joint lab")
