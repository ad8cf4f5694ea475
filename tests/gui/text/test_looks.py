"""What zones, tooltips, targets and found places look like."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QHelpEvent, QTextBlock
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.ids import LabelId, SpanId
from annotator.domain.suggestions import Suggestion
from annotator.ui.text.margin import starts_zone
from annotator.ui.text.themes import DARK, LIGHT


def block_of(desk, wanted: str) -> QTextBlock:
    return desk.view.document().findBlock(desk.extent(wanted).start)


def colours_in(desk, rect: QRect) -> set[str]:
    QApplication.processEvents()
    image = desk.view.viewport().grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    }


def test_zones_have_their_faces(desk):
    headline = block_of(desk, "Two allies").charFormat()
    body = block_of(desk, "The United").charFormat()
    navigation = block_of(desk, "Type to").charFormat()
    assert headline.fontPointSize() > 1.4 * body.fontPointSize()
    assert headline.fontWeight() > body.fontWeight()
    assert navigation.fontPointSize() < body.fontPointSize()
    assert navigation.foreground().color() == QColor(LIGHT.faint)
    assert navigation.fontFamilies() != body.fontFamilies()
    desk.view.set_theme(DARK)
    assert block_of(desk, "The United").charFormat().foreground().color() == QColor(DARK.text)


def test_a_paragraph_takes_the_look_of_its_new_zone_and_only_that_one(desk):
    start = desk.extent("Mitsui").start
    kinds = [Zone(0, start, ZoneKind.BODY), Zone(start, len(desk.text), ZoneKind.BIOGRAPHY)]
    desk.view.set_zones(kinds)
    assert block_of(desk, "Mitsui").charFormat().foreground().color() == QColor(LIGHT.faint)
    assert block_of(desk, "Two").charFormat().foreground().color() == QColor(LIGHT.text)


def test_empty_lines_take_little_room(desk):
    layout = desk.view.document().documentLayout()
    empty = block_of(desk, "Two allies").next()
    assert empty.length() == 1
    top, below = (layout.blockBoundingRect(block).top() for block in (empty, empty.next()))
    assert 0 < below - top < 10


def test_the_name_of_a_zone_stands_by_its_first_line_only(desk):
    looks = desk.view.page.builder.looks
    named = [looks[at] for at in range(len(looks)) if looks[at] and starts_zone(at, looks)]
    assert named == [ZoneKind.NAVIGATION, ZoneKind.HEADLINE, ZoneKind.BODY]
    box = desk.view.page.lines_of(desk.extent("Two"))[0][0]
    beside = QRect(0, round(box.top), 90, round(box.bottom - box.top))
    assert len(colours_in(desk, beside)) > 1
    second = desk.view.page.lines_of(desk.extent("Mitsui"))[0][0]
    beside = QRect(0, round(second.top), 90, round(second.bottom - second.top))
    assert colours_in(desk, beside) == {LIGHT.background}


def test_what_was_found_is_highlighted_until_it_is_cleared(desk):
    box, stretches = desk.view.page.lines_of(desk.extent("Hagiuda"))[0]
    left, right = stretches[0]
    place = QRect(round(left), round(box.top), round(right - left), round(box.bottom - box.top))
    desk.view.find_text("a")
    desk.view.clear_selection()
    assert LIGHT.match in colours_in(desk, place)
    desk.view.clear_matches()
    assert LIGHT.match not in colours_in(desk, place)


def test_targets_show_their_letters(desk):
    desk.show(desk.span("a", desk.extent("Gina Raimondo")))
    box, stretches = desk.view.page.lines_of(desk.extent("Gina"))[0]
    place = QRect(round(stretches[0][0]) - 2, round(box.top) - 10, 12, 12)
    assert LIGHT.accent not in colours_in(desk, place)
    desk.view.set_targets({SpanId("a"): "k"})
    assert LIGHT.accent in colours_in(desk, place)
    desk.view.set_targets({})
    assert LIGHT.accent not in colours_in(desk, place)


def test_hovering_shows_the_arcs_of_a_span(qtbot, desk):
    desk.show(
        desk.span("a", desk.extent("The United States")),
        desk.span("b", desk.extent("shared")),
        desk.relation("r", "a", "b"),
    )
    first = desk.point(desk.extent("Japan"))
    sizes, box = desk.view.page.ink.sizes, desk.view.page.lines_of(desk.extent("Japan"))[0][0]
    above = round(box.top - sizes.arc_first)
    between = QRect(first.x() - 20, above - 2, 40, 4)
    assert colours_in(desk, between) == {LIGHT.background}
    qtbot.mouseMove(desk.view.viewport(), desk.point(desk.extent("shared")))
    QApplication.processEvents()
    assert len(colours_in(desk, between)) > 1
    qtbot.mouseMove(desk.view.viewport(), desk.point(desk.extent("talks")))
    QApplication.processEvents()
    assert colours_in(desk, between) == {LIGHT.background}


@pytest.mark.parametrize("wanted", ["Japan", "Friday"])
def test_tooltips_name_the_label_and_the_relations(desk, wanted):
    desk.show(
        desk.span("a", desk.extent("Japan"), label="GPE"),
        desk.span("b", desk.extent("Gina Raimondo"), label="PERSON"),
        Suggestion((desk.extent("Friday"),), LabelId("ORG"), "a model", 0.91),
        desk.relation("r", "b", "a"),
    )
    point = desk.point(desk.extent(wanted))
    event = QHelpEvent(QHelpEvent.Type.ToolTip, point, desk.view.viewport().mapToGlobal(point))
    QApplication.sendEvent(desk.view.viewport(), event)
    expected = {
        "Japan": ["Place", "Japan", "Gina Raimondo heads Japan"],
        "Friday": ["Organisation?", "a model", "91"],
    }
    for part in expected[wanted]:
        assert part in QToolTip.text()
    QToolTip.hideText()


def test_discontinuous_spans_are_joined_by_a_thin_line(desk):
    desk.show(desk.span("a", desk.extent("shared"), desk.extent("centre")))
    box, stretches = desk.view.page.lines_of(desk.extent(" research "))[0]
    middle = QPoint(round(sum(stretches[0]) / 2), round(box.bottom))
    column = QRect(middle.x(), middle.y() - 3, 2, 6)
    assert len(colours_in(desk, column)) > 1


def test_lines_of_one_zone_are_equally_far_apart(desk):
    block = block_of(desk, "The United").blockNumber()
    lines = desk.view.page.geometry.lines(block)
    assert len(lines) >= 3
    apart = [b.baseline - a.baseline for a, b in pairwise(lines)]
    assert max(apart) - min(apart) <= 1.0
    assert apart[0] == pytest.approx(1.9 * desk.view.page.style.sizes.line, abs=2.0)
