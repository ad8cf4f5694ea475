"""The text never moves, whatever is marked; and what is marked is painted."""

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.ids import LabelId, SpanId, document_id
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion
from annotator.layout.routes import Bands
from annotator.ui.text.arc_painting import bands_of
from annotator.ui.text.document_builder import PageStyle
from annotator.ui.text.marks import Marks
from annotator.ui.text.painting import chip_rect
from annotator.ui.text.themes import DARK


def geometry_of(view):
    layout = view.document().documentLayout()
    found, block = [], view.document().begin()
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        made = block.layout()
        lines = [made.lineAt(i).rect().getRect() for i in range(made.lineCount())]
        found.append((rect.getRect(), lines))
        block = block.next()
    return found


def picture(view) -> QImage:
    QApplication.processEvents()
    return view.viewport().grab().toImage()


def on_screen(view) -> QImage:
    """Return what was really painted, which grabbing a widget would paint anew."""
    QApplication.processEvents()
    return view.screen().grabWindow(view.winId()).toImage()


def count_colour(image: QImage, rect: QRect, colour: QColor) -> int:
    return sum(
        image.pixelColor(x, y) == colour
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    )


def marked(desk):
    desk.show(
        desk.span("a", desk.extent("Trade Minister Koichi Hagiuda"), label="PERSON"),
        desk.span("b", desk.extent("Koichi Hagiuda"), label="PERSON"),
        desk.span("c", desk.extent("Hagiuda said"), label="PERSON"),
        desk.span("d", desk.extent("Japan"), label="GPE"),
        desk.span("e", desk.extent("shared"), desk.extent("centre")),
        Suggestion((desk.extent("Friday"),), LabelId("GPE"), "model", 0.9),
        desk.relation("r1", "a", "d"),
        desk.relation("r2", "b", "e"),
    )


def test_no_line_moves_when_marks_come_change_and_go(desk):
    view = desk.view
    before = geometry_of(view)
    scrolled = view.verticalScrollBar().value()
    marked(desk)
    assert geometry_of(view) == before
    view.select_span("a")
    view.show_all_arcs = True
    view.set_targets({SpanId("d"): "a"})
    view.find_text("chips")
    QApplication.processEvents()
    assert geometry_of(view) == before
    desk.show()
    assert geometry_of(view) == before
    assert view.verticalScrollBar().value() == scrolled


def test_themes_and_label_styles_move_nothing(desk):
    before = geometry_of(desk.view)
    desk.view.set_theme(DARK)
    desk.view.set_label_styles({})
    assert geometry_of(desk.view) == before


def test_a_span_is_underlined_in_its_colour_and_goes_again(desk):
    extent = desk.extent("Japan")
    box, stretches = desk.view.page.lines_of(extent)[0]
    left, right = stretches[0]
    place = QRect(round(left), round(box.bottom) - 3, round(right - left), 8)
    green = QColor("#15803d")
    assert count_colour(picture(desk.view), place, green) == 0
    desk.show(desk.span("a", extent, label="GPE"))
    painted = count_colour(picture(desk.view), place, green)
    assert painted >= (right - left) * 1.5
    desk.show()
    assert count_colour(picture(desk.view), place, green) == 0


def test_what_a_change_repaints_is_what_a_whole_repaint_shows(desk):
    """Partial repaints must not leave anything behind or out."""
    empty = on_screen(desk.view)
    marked(desk)
    assert on_screen(desk.view) != empty
    for step in (
        lambda: desk.view.select_span("a"),
        lambda: desk.view.select_span("e"),
        lambda: desk.view.set_hovered("b"),
        lambda: desk.view.clear_current(),
        lambda: desk.view.select_relation("r2"),
        lambda: desk.view.next_mark(),
        lambda: desk.view.choose(None, desk.extent("chips").start),
        lambda: desk.show(desk.span("d", desk.extent("Japan"), label="GPE")),
    ):
        step()
        partly = on_screen(desk.view)
        desk.view.viewport().update()
        assert on_screen(desk.view) == partly


def test_zones_change_the_look_and_keep_the_text_at_the_top(make_desk):
    desk = make_desk("\n\n".join(f"Paragraph {n} " + "tells of chips " * 12 for n in range(60)))
    view = desk.view
    view.scroll_to(desk.extent("Paragraph 40"))
    QApplication.processEvents()
    top = view.visible_extent().start
    start = desk.extent("Paragraph 3 ").start
    end = desk.extent("Paragraph 30 ").start
    zones = (
        Zone(0, start, ZoneKind.BODY),
        Zone(start, end, ZoneKind.HEADLINE),
        Zone(end, len(desk.text), ZoneKind.BODY),
    )
    view.set_zones(zones)
    QApplication.processEvents()
    assert abs(view.visible_extent().start - top) < 120
    view.set_text_size(18)
    QApplication.processEvents()
    assert abs(view.visible_extent().start - top) < 240


def test_selection_stays_with_its_span_when_marks_change(desk):
    span = desk.span("a", desk.extent("Japan"))
    desk.show(span)
    desk.view.select_span("a")
    longer = desk.span("a", desk.extent("Japan will"))
    desk.show(longer, desk.span("b", desk.extent("Friday")))
    assert desk.view.current() == longer
    desk.show(desk.span("b", desk.extent("Friday")))
    assert desk.view.current() is None


def test_arcs_keep_clear_of_the_letters_of_every_line(desk):
    marked(desk)
    page = desk.view.page
    blocks = range(desk.view.document().blockCount())
    boxes = [box for block in blocks for box in page.geometry.lines(block)]
    plans = [page.planner.plan(box) for box in boxes]
    bands: Bands = bands_of([plan for plan in plans if plan.box.right > plan.box.left], page.ink)
    routed = page.arcs.plan(page.book.marks.relations, page.column, bands, page.ink)
    assert len(routed.routes) == 2
    for route in routed.routes:
        for (x1, y1), (x2, y2) in zip(route.points, route.points[1:], strict=False):
            for plan in plans:
                box = plan.box
                inside = max(x1, x2) > page.column.left and min(x1, x2) < page.column.right
                if box.right > box.left and inside:
                    low, high = min(y1, y2), max(y1, y2)
                    assert high <= box.top or low >= box.bottom


def test_tags_hang_in_the_gap_beneath_their_line_and_do_not_overlap(desk):
    marked(desk)
    page = desk.view.page
    height = page.ink.sizes.tag_lane
    for block in range(desk.view.document().blockCount()):
        for plan in map(page.planner.plan, page.geometry.lines(block)):
            lanes: dict[int, float] = {}
            for tag in plan.tags.placed:
                top = plan.tags_top + tag.lane * height
                assert plan.box.bottom <= top and top + height <= plan.box.next_top
                assert tag.x >= lanes.get(tag.lane, 0.0)
                lanes[tag.lane] = tag.x + tag.width


def test_what_was_on_the_screen_is_told(qtbot, make_desk):
    desk = make_desk("\n\n".join("Talks on chips went on. " * 20 for _ in range(40)), height=400)
    first = desk.view.seen()
    assert len(first) == 1 and first[0].start == 0 and first[0].end < len(desk.text) / 2
    with qtbot.waitSignal(desk.view.viewed_changed):
        bar = desk.view.verticalScrollBar()
        bar.setValue(bar.maximum())
    assert len(desk.view.seen()) == 2
    assert desk.view.seen()[1].end >= len(desk.text.rstrip())


def test_an_empty_article_can_be_shown_moved_in_and_clicked(make_desk, qtbot):
    desk = make_desk("")
    view, empty = desk.view, Document(document_id(""), "")
    view.show_article(empty, Marks())
    view.show_article(empty, Marks())
    view.resize(500, 300)
    QApplication.processEvents()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Tab):
        qtbot.keyClick(view, key)
        qtbot.keyClick(view, key, Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 45))
    assert view.selection() is None
    assert view.visible_extent() == Extent(0, 0)
    assert not view.next_mark()


def test_a_far_span_is_scrolled_to_right_after_opening(make_desk, qtbot):
    desk = make_desk("\n\n".join(f"Talk {n} on chips went on for long. " * 6 for n in range(900)))
    extent = desk.extent("Talk 890")
    desk.view.show_article(desk.document, Marks((desk.span("a", extent),)))
    desk.view.select_span("a")
    QApplication.processEvents()
    visible = desk.view.visible_extent()
    assert visible.start <= extent.start and extent.end <= visible.end


def test_the_column_is_readable_and_centred(make_desk):
    view = make_desk(width=1600).view
    column = view.page.column
    style = PageStyle()
    assert 60 <= (column.right - column.left) / (style.column / 80) <= 82
    width = view.viewport().width()
    assert abs(column.left - (width - column.right)) <= 2
    assert Extent(0, 4) == view.word()


def test_ctrl_and_the_wheel_leave_the_text_as_it_is(desk):
    before = geometry_of(desk.view)
    point = QPointF(300, 300)
    wheel = QWheelEvent(
        point,
        point,
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(desk.view.viewport(), wheel)
    assert geometry_of(desk.view) == before


def test_after_a_change_of_font_spans_are_where_their_letters_are(desk):
    extent = desk.extent("Gina Raimondo")
    desk.view.setFont(QFont("Noto Sans", 21))
    QApplication.processEvents()
    box, stretches = desk.view.page.lines_of(extent)[0]
    block = desk.view.document().findBlock(extent.start)
    line = block.layout().lineForTextPosition(extent.start - block.position())
    x = line.cursorToX(extent.start - block.position())[0]
    origin = block.layout().position()
    assert abs(stretches[0][0] - origin.x() - x) < 0.5
    assert abs(box.baseline - origin.y() - line.y() - line.ascent()) < 0.5


def test_a_chip_counts_the_tags_without_room_and_selects_what_they_name(desk):
    extent = desk.extent("US")
    names = "abcdefgh"
    desk.show(*(desk.span(name, extent, label=name.upper() * 9) for name in names))
    page = desk.view.page
    plan = page.planner.plan(page.geometry.line_at(extent.start))
    assert len(plan.tags.placed) + len(plan.tags.left_out) == len(names)
    assert plan.tags.left_out
    middle = chip_rect(plan, page.ink).center()
    marks = page.marks_at(middle.x(), middle.y())
    assert [mark.id for mark in marks] == [row.key for row in plan.tags.left_out]


def test_equal_marks_given_anew_change_no_selection(qtbot, desk):
    desk.show(desk.span("a", desk.extent("Japan")))
    desk.view.select_span("a")
    with qtbot.assertNotEmitted(desk.view.current_changed):
        desk.show(desk.span("a", desk.extent("Japan")), desk.span("b", desk.extent("Friday")))
    assert desk.view.accessibleDescription().endswith("1 of 2")


def test_after_a_change_of_width_spans_are_where_their_letters_are(desk):
    desk.show(desk.span("a", desk.extent("Gina Raimondo")))
    for width in (420, 1500, 700):
        desk.view.resize(width, 600)
        QApplication.processEvents()
        point = desk.point(desk.extent("Raimondo"))
        page_point = desk.view.to_page(QPointF(point))
        marks = desk.view.page.marks_at(page_point.x(), page_point.y())
        assert [mark.id for mark in marks] == ["a"]
        assert desk.view.page.character_at(page_point.x(), page_point.y()) in range(
            *desk.extent("Raimondo")
        )
