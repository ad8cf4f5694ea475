"""Importing: the dialog shows what files hold, asks where it is in doubt, and reports."""

import json
import os

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from annotator.app.import_previews import FoundFormats
from annotator.domain.ids import document_id
from annotator.ui.import_dialog import ImportDialog
from annotator.ui.import_form import ImportForm
from tests.gui.window.conftest import TEXTS

pytestmark = pytest.mark.usefixtures("dialogs_closed")
Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
TIDE = "High tide at noon\nThe pilot Ada Stein of Harbour Lines came in on Monday.\n"
EMOJI = "東京😀東京東京"


@pytest.fixture
def wait(qtbot):
    """Return a function that waits until something is true; a library may have to load."""
    return lambda true: qtbot.waitUntil(true, timeout=30000)


@pytest.fixture
def brat(tmp_path):
    """Return a brat folder of two texts, one of which has a span that does not match."""
    folder = tmp_path / "brat"
    folder.mkdir()
    start = TIDE.index("Ada Stein")
    (folder / "tide.txt").write_text(TIDE)
    (folder / "tide.ann").write_text(
        f"T1\tPERSON {start} {start + 9}\tAda Stein\n"
        f"T2\tHarbourLine {TIDE.index('Harbour')} {TIDE.index('Harbour') + 13}\tHarbour Lines\n"
        "T3\tPERSON 0 4\tMary\n"
    )
    (folder / "known.txt").write_text(TEXTS[1][0])
    (folder / "known.ann").write_text("T1\tORG 18 35\tMeridian Shipping\n")
    return folder


@pytest.fixture
def doubtful(tmp_path):
    """Return a doccano file whose offsets could count several things."""
    path = tmp_path / "doubt.jsonl"
    row = {"id": 1, "text": EMOJI, "label": [[3, 5, "GPE"]]}
    path.write_text(json.dumps(row) + "\n")
    return path


def opened(hands, path, wait, action="labels.import"):
    """Open the dialog by its action, as menu and palette do."""
    hands.window.run(hands.window.registry.get(action))
    found = QApplication.activeModalWidget()
    assert isinstance(found, ImportDialog)
    wait(lambda: not found.previewing.busy)
    return found


@pytest.fixture
def from_folder(hands, brat, wait, monkeypatch):
    """Return the dialog on the brat folder."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(brat))
    return opened(hands, brat, wait, "labels.import-folder")


def rows(table):
    return [
        tuple(table.topLevelItem(row).text(column) for column in range(table.columnCount()))
        for row in range(table.topLevelItemCount())
    ]


def becoming(dialog):
    """Return what is chosen for each label that is shown."""
    return {name: box.currentText() for (name, _), box in dialog.labels.boxes.items()}


def press_import(dialog):
    assert dialog.begin.isEnabled(), dialog.counts.text()
    QTest.keyClick(dialog.begin, Key.Key_Return)
    QApplication.processEvents()


def test_a_folder_is_recognised_and_shown_before(from_folder, hands):
    assert from_folder.form.wish().format == "brat"
    assert from_folder.form.format_note.text() == "Found by its content."
    assert from_folder.counts.text() == "2 articles to import."
    assert ("ORG", "Meridian Shipping") in rows(from_folder.marks)
    assert becoming(from_folder) == {
        "PERSON": "Person",
        "ORG": "Organisation",
        "HarbourLine": "New label",
    }
    assert "do not stand there" in from_folder.repairs.topLevelItem(0).text(0)
    assert from_folder.form.annotator.currentText() == "Ada"
    assert len(hands.window.session.listing()) == 3


def test_it_becomes_the_work_of_a_new_annotator_and_the_report_leads_to_the_place(
    from_folder, hands, wait
):
    line = from_folder.form.annotator.lineEdit()
    line.selectAll()
    QTest.keyClicks(line, "Zoe")
    press_import(from_folder)
    wait(lambda: hands.window.transfer.report is not None)
    report = hands.window.transfer.report
    assert "2 articles read, 3 labels" in report.head.text()
    session = hands.window.session
    assert "Zoe" in [one.name for one in session.annotators()]
    assert len(session.listing()) == 4
    place = report.tree.places()[0]
    assert "Mary" in place.text(0)
    report.tree.setCurrentItem(place)
    QTest.keyClick(report.tree, Key.Key_Return)
    assert hands.window.desk.document_id == document_id(TIDE)
    assert hands.text.selection().start == 0
    codes = [
        report.tree.topLevelItem(row).text(0) for row in range(report.tree.topLevelItemCount())
    ]
    added = next(row for row, code in enumerate(codes) if "lacked a label" in code)
    assert report.tree.topLevelItem(added).text(1) == "1"


def test_as_suggestions_from_a_source(from_folder, hands, wait):
    box = from_folder.form.becomes
    box.setFocus()
    QTest.keyClick(box, Key.Key_End)
    assert from_folder.form.source.isVisible()
    assert not from_folder.form.annotator.isVisible()
    from_folder.form.source.selectAll()
    QTest.keyClicks(from_folder.form.source, "old tool")
    press_import(from_folder)
    wait(lambda: "suggested" in hands.said())
    document = document_id(TEXTS[1][0])
    hands.window.open_article(document)
    sources = {source for one in hands.sheet.pending for source in one.sources}
    assert "old tool" in sources
    assert not hands.sheet.work.spans


def test_in_doubt_about_offsets_the_unit_is_asked_for(hands, doubtful, wait, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: ([str(doubtful)], ""))
    dialog = opened(hands, doubtful, wait)
    assert dialog.form.units.isVisible()
    assert "offsets" in dialog.counts.text()
    assert not dialog.begin.isEnabled()
    box = dialog.form.units
    assert box.currentData() == ""
    QTest.keyClick(box, Key.Key_Down)
    assert box.currentData() == "code-points"
    wait(lambda: not dialog.previewing.busy)
    assert [words for _, words in rows(dialog.marks)] == ["東京"]
    press_import(dialog)
    wait(lambda: "1 article read, 1 label " in hands.said())


def test_of_a_folder_of_several_formats_it_is_told_what_was_found(
    hands, tmp_path, wait, monkeypatch
):
    folder = tmp_path / "mixed"
    folder.mkdir()
    row = {"id": 1, "text": TIDE, "label": [[0, 4, "PER"]]}
    (folder / "b.jsonl").write_text(json.dumps(row) + "\n")
    for name in ("a.conll", "c.conll"):
        (folder / name).write_text(f"Ada B-PER\nStein I-PER\n{name} O\n")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(folder))
    dialog = opened(hands, folder, wait, "labels.import-folder")
    note = dialog.form.format_note.text()
    assert "several formats: conll (2 files, such as a.conll), doccano (b.jsonl)" in note
    assert "Which of its formats" in dialog.counts.text()
    assert not dialog.begin.isEnabled()
    box = dialog.form.format
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    assert dialog.form.wish().format == "conll"
    wait(lambda: dialog.begin.isEnabled())
    assert dialog.counts.text() == "2 articles to import."


def test_in_doubt_about_the_format_it_is_asked_for(hands, tmp_path, wait, monkeypatch):
    path = tmp_path / "what.dat"
    path.write_text("nothing that is known\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: ([str(path)], ""))
    dialog = opened(hands, path, wait)
    assert "Which format" in dialog.counts.text()
    assert not dialog.begin.isEnabled()
    box = dialog.form.format
    assert dialog.focusWidget() is box
    names = [box.itemData(row) for row in range(box.count())]
    assert {"brat", "conll", "gate", "jsonl"} <= set(names)
    while box.currentData() != "doccano":
        QTest.keyClick(box, Key.Key_Down)
    wait(lambda: not dialog.previewing.busy)
    assert not dialog.begin.isEnabled()
    assert rows(dialog.marks) == []
    QTest.keyClick(dialog, Key.Key_Escape)
    assert len(hands.window.session.listing()) == 3


def test_of_several_formats_the_likely_ones_stand_first(qtbot, tmp_path):
    form = ImportForm(["jsonl", "gate", "bioc"], ["Ada"], "Ada")
    qtbot.addWidget(form)
    form.show_files([tmp_path / "x.xml"], FoundFormats(("bioc", "gate"), False))
    names = [form.format.itemData(row) for row in range(form.format.count())]
    assert names == [None, "bioc", "gate", "jsonl"]
    assert "Which format" in form.question()
    QTest.keyClick(form.format, Key.Key_Down)
    assert form.wish().format == "bioc"
    assert form.question() == ""


def test_files_of_several_formats_are_each_read_as_found(hands, brat, tmp_path, wait, monkeypatch):
    other = tmp_path / "other.conll"
    other.write_text("-DOCSTART- -X- O O\n\nAda -X- -X- B-PER\nsings -X- -X- O\n\n")
    names = [str(brat), str(other)]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: (names, ""))
    dialog = opened(hands, brat, wait)
    assert dialog.form.wish().format == ""
    assert dialog.form.format_note.text() == "Found: brat, conll."
    assert dialog.counts.text() == "3 articles to import."
    press_import(dialog)
    wait(lambda: "3 articles read" in hands.said())
    assert len(hands.window.session.listing()) == 5


def test_our_own_format_keeps_its_annotators(hands, tmp_path, wait, monkeypatch):
    from annotator.app import exchange
    from annotator.app.tasks import Progress

    path = tmp_path / "all.jsonl"
    hands.label("Monday" if "Monday" in hands.sheet.document.text else "Kyoto", Key.Key_3)
    session = hands.window.session
    exchange.export_to(
        session.project,
        path,
        "jsonl",
        exchange.Selection((), True),
        exchange.ExportOptions(),
        Progress(),
    )
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: ([str(path)], ""))
    dialog = opened(hands, path, wait)
    assert dialog.form.wish().becomes == "theirs"
    assert "Labelled by Ada" in dialog.counts.text()
    press_import(dialog)
    wait(lambda: "3 articles read, 0 labels" in hands.said())


def test_stopped_in_the_middle_nothing_is_imported(hands, tmp_path, wait, monkeypatch):
    path = tmp_path / "many.jsonl"
    with path.open("w") as file:
        for number in range(3000):
            text = f"Ship {number} sails from Kyoto to Merrow at dawn with tea."
            file.write(json.dumps({"text": text, "label": [[0, 4, "SHIP"]]}) + "\n")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: ([str(path)], ""))
    dialog = opened(hands, path, wait)
    assert "More than" in dialog.counts.text()
    press_import(dialog)
    task = hands.window.errands._waiting._task
    wait(lambda: task.progress.reached.done > 20)
    hands.window.errands.stop()
    wait(lambda: not hands.window.errands.busy)
    assert hands.said() == "Importing stopped. Nothing was imported."
    assert len(hands.window.session.listing()) == 3
    assert all(label.name != "SHIP" for label in hands.window.session.schema().labels)


def drop(window, paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    QApplication.processEvents()


def test_labelled_files_that_are_dropped_may_be_imported(hands, brat, wait):
    drop(hands.window, [brat])
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "(brat)" in box.text()
    QTest.keyClick(box, Key.Key_Return)
    wait(lambda: isinstance(QApplication.activeModalWidget(), ImportDialog))
    dialog = QApplication.activeModalWidget()
    wait(lambda: not dialog.previewing.busy)
    assert dialog.counts.text() == "2 articles to import."
    other = brat.parent / "other.conll"
    other.write_text("-DOCSTART- -X- O O\n\nAda -X- -X- B-PER\nsings -X- -X- O\n\n")
    drop(dialog, [other])
    wait(lambda: not dialog.previewing.busy)
    assert dialog.form.wish().format == "conll"
    assert ("PER", "Ada") in rows(dialog.marks)


@pytest.mark.skipif(os.name == "nt", reason="rights of files")
def test_a_file_that_is_gone_is_told(hands, tmp_path, wait, monkeypatch):
    path = tmp_path / "gone.jsonl"
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: ([str(path)], ""))
    dialog = opened(hands, path, wait)
    assert "no such file" in dialog.counts.text()
    assert not dialog.begin.isEnabled()
