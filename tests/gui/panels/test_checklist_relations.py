"""Relations in the checklist: as high as their words need, spoken and explained."""

import pytest
from PySide6.QtCore import Qt

from annotator.domain.suggestions import Precision
from annotator.ui.panels.checklist import Checklist, CheckRow


@pytest.fixture
def checklist(qtbot):
    made = Checklist()
    qtbot.addWidget(made)
    made.resize(300, 500)
    made.show()
    return made


def row(news, n, source, target, note="relation"):
    label = news.relation_labels[0]
    return CheckRow(n, source, label, "m 1", Precision(5, 6), "", target, note)


def test_long_ones_take_more_lines_and_short_ones_fewer_when_it_is_wider(checklist, news):
    span = CheckRow(0, "Oslo", news.named("PLACE"), "m 1")
    short = row(news, 1, "Ito", "Orion")
    long = row(news, 2, "Gina Raimondo of Rhode Island", "the Department of Commerce")
    checklist.show_suggestions([span, short, long])
    heights = [checklist.table.rowHeight(n) for n in range(3)]
    assert heights[0] < heights[1] < heights[2]
    checklist.resize(900, 500)
    assert checklist.table.rowHeight(2) == checklist.table.rowHeight(1) == heights[1]
    # Decided ones go, and those left keep their own height.
    checklist.show_suggestions([short])
    assert checklist.table.rowHeight(0) == heights[1]
    checklist.show_suggestions([span])
    assert checklist.table.rowHeight(0) == heights[0]


def test_it_is_read_out_as_a_sentence_with_all_who_propose_it(checklist, news):
    one = row(news, 1, "Ito", "Orion", "relation, with Ito")
    both = CheckRow(2, "Ito", one.label, "a, b", None, "a: right 1 of 2 · b: right 2 of 2", "Orion")
    checklist.show_suggestions([one, both])
    model = checklist.table.model()
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    title = one.label.title.lower()
    assert spoken == f"Ito {title} Orion; relation, with Ito; m 1: right 5 of 6"
    tip = model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Ito → Orion" in tip
    assert tip.endswith("a: right 1 of 2 · b: right 2 of 2")


def test_hundreds_of_relations_are_shown_and_the_current_one_is_in_view(checklist, news):
    rows = [row(news, n, f"Person {n}", f"Firm {n}") for n in range(300)]
    checklist.show_suggestions(rows, 200)
    visible = checklist.table.visualRect(checklist.table.model().index(200, 0))
    assert checklist.table.viewport().rect().intersects(visible)
    assert checklist.current == 200
