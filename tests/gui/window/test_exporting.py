"""Exporting: the dialog shows what will be written and lost; rows of the report lead to places."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.commands.ingesting import ingest
from annotator.ui.export_dialog import ExportDialog
from tests.gui.window.conftest import article

pytestmark = pytest.mark.usefixtures("dialogs_closed")
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SPACE = Key.Key_Space


@pytest.fixture
def wait(qtbot):
    """Return a function that waits until something is true; a tokenizer may have to load."""
    return lambda true: qtbot.waitUntil(true, timeout=30000)


@pytest.fixture
def finished(labelled, wait):
    """Return hands after three spans and a relation were made and the article finished."""
    labelled.press(Key.Key_Return, CTRL)
    while labelled.window.work.page.prompt.isVisible():
        labelled.press(Key.Key_Return)
    wait(lambda: labelled.window.session.state_counts()[0].get("finished") == 1)
    return labelled


@pytest.fixture
def dialog(finished):
    """Return the export dialog, opened by its key."""
    finished.press(Key.Key_E, CTRL)
    found = QApplication.activeModalWidget()
    assert isinstance(found, ExportDialog)
    return found


def choose(dialog, name):
    """Choose a format by typing its name into the closed list, as a keyboard does."""
    box = dialog.form.format
    box.setFocus()
    while box.currentData() != name:
        before = box.currentIndex()
        QTest.keyClick(box, Key.Key_Down)
        assert box.currentIndex() != before, f"{name} is not offered"
    QApplication.processEvents()


def looked(dialog, wait):
    """Wait for the preview."""
    wait(lambda: not dialog.previewing.busy)
    return dialog.counts.text()


def type_place(dialog, path):
    dialog.place.setFocus()
    dialog.place.selectAll()
    QTest.keyClicks(dialog.place, str(path))


def test_everything_is_offered_first_and_its_beginning_shown(dialog, wait):
    assert looked(dialog, wait) == "3 of 3 articles will be exported."
    assert dialog.form.choices().format == "jsonl"
    assert dialog.beginning.toPlainText().startswith('{"format": "annotator-jsonl"')
    assert not dialog.losses.isVisible()
    assert dialog.place.text().endswith("small.jsonl")


def test_formats_that_cannot_be_written_are_not_offered_and_groups_are_no_choice(dialog):
    box = dialog.form.format
    names = [box.itemData(row) for row in range(box.count())]
    assert "gate" not in names
    assert {"brat", "conll", "spacy", "jsonl", "doccano"} <= set(names)
    headings = [box.itemText(row) for row in range(box.count()) if box.itemData(row) is None]
    assert headings == ["Annotator", "Trainers", "Editors"]


def test_a_format_shows_what_it_cannot_hold_and_its_own_options(dialog, wait):
    choose(dialog, "conll")
    looked(dialog, wait)
    assert "cannot hold" in dialog.form.about.text()
    assert dialog.form.scheme.isVisible()
    assert not dialog.form.window_size.isVisible()
    assert dialog.form.choices().people == (str(dialog._session.annotator.id),)
    choose(dialog, "gliner")
    assert dialog.form.window_size.isVisible()
    assert not dialog.form.scheme.isVisible()


def test_conll_is_written_with_its_scheme_and_a_split(dialog, wait, tmp_path):
    choose(dialog, "conll")
    dialog.form.scheme.setFocus()
    QTest.keyClick(dialog.form.scheme, Key.Key_Down)
    QTest.keyClick(dialog.form.scheme, Key.Key_Down)
    assert looked(dialog, wait) == "1 of 3 articles will be exported."
    assert "S-ORG" in dialog.beginning.toPlainText() or "E-PER" in dialog.beginning.toPlainText()
    dialog.form.split.setFocus()
    QTest.keyClick(dialog.form.split, SPACE)
    assert dialog.form.shares[0].isVisible()
    dialog.form.shares[0].setFocus()
    dialog.form.shares[0].selectAll()
    QTest.keyClicks(dialog.form.shares[0], "70")
    assert "add up to 100" in dialog.counts.text()
    assert not dialog.begin.isEnabled()
    dialog.form.shares[1].selectAll()
    QTest.keyClicks(dialog.form.shares[1], "20")
    assert looked(dialog, wait) == "1 of 3 articles will be exported."
    place = tmp_path / "out"
    type_place(dialog, place)
    QTest.keyClick(dialog.place, Key.Key_Return)
    wait(lambda: (place / "manifest.json").exists())
    options = json.loads((place / "manifest.json").read_text())
    assert "BIOES" in json.dumps(options).upper()
    assert (place / "losses.json").exists()


def test_a_row_of_the_report_leads_to_its_place(finished, wait, tmp_path):
    hands = finished
    hands.window.open_article(hands.window.session.listing().page(0, 1)[0].id)
    hands.press(Key.Key_E, CTRL)
    dialog = QApplication.activeModalWidget()
    choose(dialog, "conll")
    looked(dialog, wait)
    assert [one.text(0) for one in rows(dialog.losses)]
    type_place(dialog, tmp_path / "out.conll")
    QTest.keyClick(dialog.place, Key.Key_Return)
    wait(lambda: hands.window.transfer.report is not None)
    report = hands.window.transfer.report
    assert "1 article with 3 labels" in report.head.text()
    assert (tmp_path / "out.losses.json").exists()
    tree = report.tree
    leading = next(one for one in tree.places() if one.data(0, 256).offset is not None)
    hands.window.open_article(hands.window.session.listing().page(2, 1)[0].id)
    tree.setFocus()
    tree.setCurrentItem(leading)
    QTest.keyClick(tree, Key.Key_Return)
    QApplication.processEvents()
    place = leading.data(0, 256)
    assert hands.window.desk.document_id == place.document
    assert hands.text.selection().start == place.offset
    QTest.mouseClick(report.copy_path, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == str(tmp_path)
    QTest.keyClick(tree, Key.Key_Escape)
    assert hands.window.transfer.report is None
    hands.window.run(hands.window.registry.get("labels.report"))
    assert hands.window.transfer.report is not None


def test_brat_is_a_folder_and_what_was_chosen_is_remembered(dialog, finished, wait, tmp_path):
    choose(dialog, "brat")
    looked(dialog, wait)
    assert dialog.beginning.toPlainText().startswith("T1")
    assert dialog.place.text().endswith("small-brat")
    type_place(dialog, tmp_path / "brat")
    QTest.keyClick(dialog.place, Key.Key_Return)
    wait(lambda: (tmp_path / "brat" / "annotation.conf").exists())
    wait(lambda: finished.window.transfer.report is not None)
    finished.window.transfer.report.close()
    finished.press(Key.Key_E, CTRL)
    again = QApplication.activeModalWidget()
    assert again.form.choices().format == "brat"
    assert again.place.text() == str(tmp_path / "brat")
    assert "earlier export there is replaced" in again.note.text()


def test_stopped_in_the_middle_nothing_is_written(hands, wait, tmp_path):
    texts = [(f"Tide {n}\nHigh water {n} at noon. Ships {n} wait.", "", "") for n in range(3000)]
    ingest(hands.window.session.project, [article(*one) for one in texts])
    hands.window.session.refresh("Add articles")
    hands.press(Key.Key_E, CTRL)
    dialog = QApplication.activeModalWidget()
    assert looked(dialog, wait) == "3,003 of 3,003 articles will be exported."
    assert dialog.focusWidget() is dialog.form.format
    place = tmp_path / "out.jsonl"
    type_place(dialog, place)
    QTest.keyClick(dialog.place, Key.Key_Return)
    task = hands.window.errands._waiting._task
    wait(lambda: task.progress.reached.done > 5)
    hands.window.errands.stop()
    wait(lambda: not hands.window.errands.busy)
    assert hands.said() == "Exporting stopped. Nothing was written."
    assert not list(tmp_path.glob("*out*"))


def test_where_nothing_is_finished_that_is_said_beforehand(hands, wait):
    hands.press(Key.Key_E, CTRL)
    dialog = QApplication.activeModalWidget()
    choose(dialog, "conll")
    assert "none of these articles is finished" in looked(dialog, wait)
    assert not dialog.begin.isEnabled()


def test_only_the_articles_of_the_list_go_out(finished, wait):
    finished.window.work.page.articles.filter.setText("bridge")
    QTest.qWait(250)
    finished.press(Key.Key_E, CTRL)
    dialog = QApplication.activeModalWidget()
    assert looked(dialog, wait) == "3 of 3 articles will be exported."
    dialog.form.articles.setFocus()
    QTest.keyClick(dialog.form.articles, Key.Key_Down)
    QApplication.processEvents()
    assert looked(dialog, wait) == "1 of 1 article will be exported."


def test_a_preview_that_fails_says_why(dialog, wait, monkeypatch):
    from annotator.domain.errors import UserError

    def fail(*_):
        raise UserError("The disk is full.", mend="Free some space.")

    monkeypatch.setattr("annotator.app.previews.preview_export", fail)
    choose(dialog, "doccano")
    assert "The disk is full." in looked(dialog, wait)
    assert not dialog.begin.isEnabled()


def rows(tree):
    return [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
