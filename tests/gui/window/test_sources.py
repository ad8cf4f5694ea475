"""Sources and precision: the records are shown, the threshold silences, and it goes back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog

from annotator.app.session import Session
from annotator.app.track_record import Threshold, threshold
from annotator.commands.labelling import AddSpan
from annotator.domain.spans import Extent
from tests.gui.window.conftest import SOURCE

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def decided(hands):
    """Return hands after two decisions: a person accepted, an organisation rejected."""
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_X)
    return hands


def show(hands):
    """Open the dialog through its action, as menu and palette do."""
    registry = hands.window.registry
    assert hands.window.run(registry.get("suggestions.precision"))
    QApplication.processEvents()
    return hands.window.sources.dialog


def retype(box, text):
    box.setFocus()
    QTest.keyClick(box, Key.Key_A, CTRL)
    QTest.keyClicks(box, text)


def test_it_shows_a_row_for_each_source_and_label(decided):
    dialog = show(decided)
    assert dialog.table.texts("Source") == [SOURCE, SOURCE]
    assert dialog.table.texts("Label") == ["Organisation", "Person"]
    assert dialog.table.texts("Right") == ["0", "1"]
    assert dialog.table.texts("Rejected") == ["1", "0"]
    assert dialog.table.texts("Precision") == ["0 %", "100 %"]
    assert dialog.table.texts("Now") == ["heard", "heard"]
    assert dialog.effect.text() == "0 of 2 rows are quiet."
    dialog.reject()


def test_a_lower_number_of_decisions_silences_at_once_and_enter_keeps_it(decided):
    assert "Bruno Vidal" in decided.pending()
    dialog = show(decided)
    retype(dialog.decisions, "1")
    assert dialog.effect.text() == "1 of 2 rows is quiet."
    assert dialog.table.texts("Now") == ["quiet", "heard"]
    # Not yet kept.
    assert "Bruno Vidal" in decided.pending()
    QTest.keyClick(dialog.decisions, Key.Key_Return)
    QApplication.processEvents()
    assert decided.window.sources.dialog is None
    assert threshold(decided.window.session.project) == Threshold(1, 0.3)
    assert decided.pending() == ["Friday"]
    assert "before it was 30% of 20" in decided.said()
    # The way back.
    dialog = show(decided)
    button = dialog._buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dialog.threshold() == Threshold()
    save = dialog._buttons.button(QDialogButtonBox.StandardButton.Save)
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    assert decided.pending() == ["Friday", "Bruno Vidal"]


def test_esc_keeps_nothing(decided):
    dialog = show(decided)
    retype(dialog.precision, "100")
    retype(dialog.decisions, "1")
    QTest.keyClick(dialog, Key.Key_Escape)
    assert threshold(decided.window.session.project) == Threshold()
    assert decided.pending() == ["Friday", "Bruno Vidal"]


def test_a_threshold_with_decimals_stays_when_it_is_not_touched(decided):
    decided.window.session.set_threshold(Threshold(7, 0.125))
    dialog = show(decided)
    assert dialog.precision.value() == 12
    assert dialog.threshold() == Threshold(7, 0.125)
    retype(dialog.precision, "13")
    assert dialog.threshold() == Threshold(7, 0.13)
    dialog.reject()


def test_without_decisions_it_says_so(hands):
    dialog = show(hands)
    assert dialog.effect.text() == "Nothing is decided yet."
    assert dialog.table.texts("Source") == []
    dialog.reject()


def test_a_click_on_a_heading_sorts_by_number(decided):
    session, document = decided.window.session, decided.window.desk.document_id
    for start in (24, 30):
        session.run(AddSpan(document, (Extent(start, start + 2),), "news:PLACE"))
    dialog = show(decided)
    header = dialog.table.horizontalHeader()
    where = header.sectionViewportPosition(6) + 10
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center().__class__(where, 8)
    )
    first = dialog.table.texts("Precision")
    QTest.mouseClick(
        header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center().__class__(where, 8)
    )
    assert dialog.table.texts("Precision") == first[::-1]
    dialog.reject()


def test_read_only_it_can_be_read_but_not_changed(empty_window, project):
    with Session.open(project) as holder:
        holder.use_annotator("Ben")
        empty_window.projects.open(project)
        QApplication.processEvents()
        assert empty_window.session is not None
        assert empty_window.session.read_only
        empty_window.run(empty_window.registry.get("suggestions.precision"))
        dialog = empty_window.sources.dialog
        assert not dialog.decisions.isEnabled()
        assert dialog._buttons.button(QDialogButtonBox.StandardButton.Save) is None
        QTest.keyClick(dialog, Key.Key_Escape)
        empty_window.projects.close()


def test_files_from_elsewhere_become_suggestions(hands, wait, tmp_path, monkeypatch):
    window, session = hands.window, hands.window.session
    from annotator.app.exchange import ExportOptions, Selection, export_to
    from annotator.app.tasks import Progress

    hands.label("Kyoto", Key.Key_3, 1)
    file = tmp_path / "big-model.jsonl"
    export_to(
        session.project, file, "jsonl", Selection((), True, True), ExportOptions(), Progress()
    )
    hands.press(Key.Key_Z, CTRL)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file)], ""))
    assert window.run(window.registry.get("suggestions.import"))
    dialog = QApplication.activeModalWidget()
    wait(lambda: dialog.begin.isEnabled())
    assert dialog.form.source.text() == "big-model"
    dialog.form.source.selectAll()
    QTest.keyClicks(dialog.form.source, "big model")
    QTest.keyClick(dialog.form.source, Key.Key_Return)
    wait(lambda: "suggested" in hands.said())
    assert hands.spans() == []
    found = [one for one in hands.sheet.pending if "big model" in one.sources]
    assert len(found) == 1
    assert "3 articles read: 1 span and 0 relations suggested." in hands.said()
