"""Chips and colours: readable in both themes, names, no colours of the other theme."""

import pytest
from PySide6.QtGui import QColor, QPalette

from annotator.app.resources import load_schema, schema_names
from annotator.domain.colours import READABLE, contrast
from annotator.ui.panels.checklist import Checklist, CheckRow
from annotator.ui.panels.chip import (
    CHIP_TINT,
    LabelChip,
    accent,
    current_tint,
    ink_on,
    is_dark,
    label_colour,
    mixed,
    readable_on,
)
from annotator.ui.panels.inspector import Inspector
from annotator.ui.panels.label_bar import LabelBar
from annotator.ui.panels.relations_list import RelationRow, RelationsList

ROLE = QPalette.ColorRole


@pytest.mark.parametrize("name", schema_names())
def test_every_label_can_be_read_on_its_chip_and_key(name, light, dark):
    for palette in (light, dark):
        for page in (palette.color(ROLE.Base), palette.color(ROLE.Window)):
            for label in load_schema(name).labels:
                colour = label_colour(label, dark=is_dark(palette))
                tint = mixed(colour, page, CHIP_TINT)
                assert contrast(readable_on(colour, tint).name(), tint.name()) >= READABLE
                assert contrast(ink_on(colour).name(), colour.name()) >= READABLE


def test_the_accent_can_be_read_on_a_current_row(light, dark):
    for palette in (light, dark):
        row = QPalette(palette)
        row.setColor(ROLE.Base, current_tint(palette, ROLE.Base))
        pair = accent(row, ROLE.Base).name(), row.color(ROLE.Base).name()
        assert contrast(*pair) >= READABLE


def test_mixing_is_a_straight_line():
    black, white = QColor("#000000"), QColor("#ffffff")
    assert mixed(white, black, 0.5).name() in ("#7f7f7f", "#808080")
    assert mixed(white, black, 1) == white
    assert mixed(white, black, 0) == black


def test_an_unknown_label_is_grey():
    assert label_colour(None, dark=False).name() == "#6b7280"


def test_a_chip_is_as_wide_as_its_name(qtbot, news):
    chip = LabelChip()
    qtbot.addWidget(chip)
    chip.show_label(news.named("ORG"))
    narrow = chip.sizeHint().width()
    chip.show_label(news.named("FACILITY"))
    assert chip.sizeHint().width() > narrow
    assert chip.accessibleName() == "Label Facility"
    chip.show_label(None)
    assert chip.sizeHint().width() == 0


def panels(news):
    label = news.named("ORG")
    bar, inspector, relations, checklist = LabelBar(), Inspector(), RelationsList(), Checklist()
    bar.show_schema(news)
    relations.show_relations([RelationRow("r", "a", news.relation_labels[0], "b")], "r")
    checklist.show_suggestions([CheckRow(1, "Mitsui", label, "m")], 1)
    return bar, inspector, relations, checklist


def test_panels_repaint_when_the_theme_changes(qtbot, news, light, dark, painted):
    for panel in panels(news):
        qtbot.addWidget(panel)
        panel.setAutoFillBackground(True)
        panel.setPalette(light)
        panel.resize(280, 200)
        panel.show()
        in_light = painted(panel)
        panel.setPalette(dark)
        in_dark = painted(panel)
        page = dark.color(ROLE.Window).name()
        assert page in in_dark and page not in in_light
        assert light.color(ROLE.Window).name() not in in_dark
        panel.setPalette(light)
        assert painted(panel) == in_light


def test_everything_that_takes_the_focus_has_a_name(qtbot, news):
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView, QWidget

    for panel in panels(news):
        qtbot.addWidget(panel)
        for widget in panel.findChildren(QWidget):
            if isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QTableView) and (
                widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisibleTo(panel)
            ):
                assert widget.accessibleName(), widget
