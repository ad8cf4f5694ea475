from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.app.resources import load_schema
from annotator.ui.panels.mapping_dialog import NOT_SUGGESTED, MappingDialog


def make(qtbot):
    schema = load_schema("news")
    place = schema.named("PLACE").id
    current = {"GPE": place, "NORP": None, "LAW": schema.named("ORG").id}
    dialog = MappingDialog(
        "en_core_web_sm 3.8.0", current, {"GPE": place, "NORP": None}, schema.span_labels
    )
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog, schema, current


def test_it_shows_the_mapping_and_gives_it_back_unchanged(qtbot):
    dialog, _, current = make(qtbot)
    assert dialog.mapping() == current
    assert dialog.boxes["NORP"].currentText() == NOT_SUGGESTED
    assert dialog.boxes["GPE"].currentText() == "Place (PLACE)"


def test_a_label_is_sent_elsewhere_by_key_and_back_by_the_button(qtbot):
    dialog, schema, _ = make(qtbot)
    box = dialog.boxes["NORP"]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert dialog.mapping()["NORP"] == schema.span_labels[0].id
    restore = dialog._buttons.buttons()
    button = next(one for one in restore if one.text() == "As the names say")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.mapping() == {"GPE": schema.named("PLACE").id, "NORP": None, "LAW": None}
