"""Choosing in the import dialog: what labels become, whose they are, and what is remembered."""

import json
import zipfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from annotator.ui.import_dialog import ImportDialog
from annotator.ui.preview_dialog import without_options

pytestmark = pytest.mark.usefixtures("dialogs_closed")
Key = Qt.Key
TEXT = "High tide at noon: Ada Stein of Harbour Lines came in.\n"


@pytest.fixture
def wait(qtbot):
    """Return a function that waits until something is true."""
    return lambda true: qtbot.waitUntil(true, timeout=30000)


@pytest.fixture
def open_on(hands, wait, monkeypatch):
    """Return a function that opens the dialog on a file by the action of the menu."""

    def opened(path, action="labels.import"):
        monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: ([str(path)], ""))
        hands.window.run(hands.window.registry.get(action))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ImportDialog)
        wait(lambda: not dialog.previewing.busy)
        return dialog

    return opened


@pytest.fixture
def doccano(tmp_path):
    """Return a file of one text with labels of other names than ours, and a relation."""

    def row(number, label, words):
        start = TEXT.index(words)
        end = start + len(words)
        return {"id": number, "label": label, "start_offset": start, "end_offset": end}

    path = tmp_path / "notes.jsonl"
    entities = [
        row(1, "person", "Ada Stein"),
        row(2, "firm", "Harbour Lines"),
        row(3, "PER", "Ada"),
    ]
    relations = [{"id": 1, "from_id": 1, "to_id": 2, "type": "No-rel"}]
    line = {"text": TEXT, "entities": entities, "relations": relations, "Comments": []}
    path.write_text(json.dumps(line) + "\n")
    return path


@pytest.fixture
def several(tmp_path):
    """Return a Label Studio file with the work of two people."""
    result = {
        "id": "a",
        "type": "labels",
        "from_name": "label",
        "to_name": "text",
        "value": {"start": 0, "end": 9, "text": "High tide", "labels": ["EVENT"]},
    }
    work = [{"completed_by": number, "result": [result]} for number in (1, 2)]
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps([{"id": 1, "data": {"text": TEXT}, "annotations": work}]))
    return path


def becoming(dialog):
    return {name: box.currentText() for (name, _), box in dialog.labels.boxes.items()}


def choose(dialog, name, wanted, *, relation=False):
    """Choose with keys: go to the row, open its list, go down to what is wanted."""
    table = dialog.labels
    table.setFocus()
    QTest.keyClick(table, Key.Key_Home)
    shown = f"{name} (relation)" if relation else name
    while table.currentItem().text(0) != shown:
        before = table.currentItem()
        QTest.keyClick(table, Key.Key_Down)
        assert table.currentItem() is not before, f"no row {shown}"
    QTest.keyClick(table, Key.Key_Return)
    box = dialog.labels.boxes[name, relation]
    view = box.view()
    assert view.isVisible()
    while view.currentIndex().data() != wanted:
        before = view.currentIndex().row()
        QTest.keyClick(view, Key.Key_Down)
        assert view.currentIndex().row() != before, f"{wanted} is not offered"
    QTest.keyClick(view, Key.Key_Return)
    assert box.currentText() == wanted


def press_import(dialog):
    assert dialog.begin.isEnabled(), dialog.counts.text()
    QTest.keyClick(dialog.begin, Key.Key_Return)
    QApplication.processEvents()


def names(session):
    return {label.name for label in session.schema().labels}


def test_labels_stand_under_their_names_in_the_file_and_alike_ones_are_offered_first(
    open_on, doccano
):
    dialog = open_on(doccano)
    assert becoming(dialog) == {
        "person": "New label",
        "firm": "New label",
        "PER": "Person",
        "No-rel": "New label",
    }
    box = dialog.labels.boxes["person", False]
    assert [box.itemText(row) for row in range(2)] == ["New label", "Person"]
    assert box.itemText(box.count() - 1) == "Left out"
    spans = {box.itemText(row) for row in range(box.count())}
    other = dialog.labels.boxes["No-rel", True]
    assert "Organisation" in spans
    assert "Organisation" not in {other.itemText(row) for row in range(other.count())}


def test_a_label_becomes_what_was_chosen_and_the_report_says_so(open_on, doccano, hands, wait):
    dialog = open_on(doccano)
    before = names(hands.window.session)
    choose(dialog, "person", "Person")
    choose(dialog, "firm", "Organisation")
    choose(dialog, "No-rel", "Left out", relation=True)
    press_import(dialog)
    wait(lambda: hands.window.transfer.report is not None)
    assert names(hands.window.session) == before
    tree = hands.window.transfer.report.tree
    rows = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    told = {row.text(0): row.text(1) for row in rows}
    assert told["A label of the file became another of the project, as was chosen."] == "2"
    assert told["What wears a label that was to be left out was left out."] == "1"
    assert "3 labels and 0 relations new" in hands.window.transfer.report.head.text()


def test_the_key_of_the_report_goes_back_to_its_row(open_on, doccano, hands, wait):
    press_import(open_on(doccano))
    wait(lambda: hands.window.transfer.report is not None)
    report = hands.window.transfer.report
    row = report.tree.topLevelItem(0).child(1)
    report.tree.setCurrentItem(row)
    hands.window.activateWindow()
    hands.press(Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert hands.window.transfer.report is report
    assert report.tree.currentItem() is row
    report.close()
    hands.press(Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert hands.window.transfer.report is not None
    hands.window.transfer.report.close()


def test_the_same_for_suggestions(open_on, doccano, hands, wait):
    dialog = open_on(doccano, "suggestions.import")
    before = names(hands.window.session)
    assert dialog.wish().becomes == "suggestions"
    choose(dialog, "person", "Person")
    choose(dialog, "firm", "Left out")
    choose(dialog, "No-rel", "Left out", relation=True)
    press_import(dialog)
    wait(lambda: "2 spans and 0 relations suggested" in hands.said())
    assert names(hands.window.session) == before


def test_choices_are_remembered_for_the_format_in_this_project(open_on, doccano, hands, wait):
    dialog = open_on(doccano)
    choose(dialog, "person", "Person")
    choose(dialog, "firm", "Left out")
    line = dialog.form.annotator.lineEdit()
    line.selectAll()
    QTest.keyClicks(line, "Zoe")
    dialog.form.state.setFocus()
    QTest.keyClick(dialog.form.state, Key.Key_End)
    press_import(dialog)
    wait(lambda: hands.window.transfer.report is not None)
    hands.window.transfer.report.close()
    again = open_on(doccano)
    assert becoming(again)["person"] == "Person"
    assert becoming(again)["firm"] == "Left out"
    assert again.form.annotator.currentText() == "Zoe"
    assert again.form.state.currentData() == "in-progress"
    QTest.keyClick(again, Key.Key_Escape)
    plain = doccano.with_name("tags.conll")
    plain.write_text("-DOCSTART- -X- O O\n\nAda -X- -X- B-person\nsings -X- -X- O\n\n")
    other = open_on(plain)
    assert becoming(other) == {"person": "New label"}
    assert other.form.annotator.currentText() == "Ada"


def test_the_last_source_of_suggestions_is_offered_again(open_on, doccano, hands, wait):
    dialog = open_on(doccano, "suggestions.import")
    dialog.form.source.selectAll()
    QTest.keyClicks(dialog.form.source, "big model")
    press_import(dialog)
    wait(lambda: "suggested" in hands.said())
    again = open_on(doccano)
    assert again.wish().becomes == "suggestions"
    assert again.wish().source == "big model"


def test_work_of_nobody_cannot_become_that_of_those_named(open_on, doccano):
    dialog = open_on(doccano)
    box = dialog.form.becomes
    box.setFocus()
    QTest.keyClick(box, Key.Key_Down)
    assert box.currentData() == "suggestions"


def test_of_the_work_of_several_one_of_them_must_be_named(open_on, several, hands, wait):
    dialog = open_on(several)
    assert dialog.wish().becomes == "theirs"
    dialog.form.becomes.setFocus()
    QTest.keyClick(dialog.form.becomes, Key.Key_Home)
    press_import(dialog)
    assert dialog.isVisible()
    assert "name one of them (annotator 1, annotator 2)" in dialog.counts.text()
    offered = dialog.form.annotator
    assert offered.findText("annotator 2") >= 0
    offered.setFocus()
    while offered.currentText() != "annotator 2":
        QTest.keyClick(offered, Key.Key_Down)
    press_import(dialog)
    wait(lambda: "1 article read, 1 label " in hands.said())


def test_a_text_with_the_work_of_two_is_one_article(open_on, several):
    dialog = open_on(several)
    assert dialog.counts.text() == "1 article to import. Labelled by annotator 1, annotator 2."
    tasks = several.with_name("tasks.jsonl")
    task = {"text": TEXT, "tokens": [], "answer": "accept"}
    span = {"start": 0, "end": 4, "label": "EVENT"}
    rows = [{**task, "spans": [span], "_annotator_id": name} for name in ("Ann", "Ben")]
    tasks.write_text("".join(json.dumps(row) + "\n" for row in rows))
    dialog.show_files([tasks])
    QTest.qWait(0)
    while dialog.previewing.busy:
        QTest.qWait(20)
    assert dialog.counts.text() == "1 article to import. Labelled by Ann, Ben."


def test_a_packed_file_is_to_be_unpacked(open_on, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("ann.jsonl", '{"text": "Ada", "label": []}\n')
    dialog = open_on(tmp_path / "all.zip")
    assert "This file is packed. Unpack it" in dialog.counts.text()
    assert not dialog.begin.isEnabled()


def test_a_long_title_does_not_widen_the_dialog(open_on, tmp_path):
    path = tmp_path / "long.jsonl"
    text = "Helvian Power buys a quarter of the cable that lights the islands, " * 12
    path.write_text(json.dumps({"text": text, "label": [[0, 7, "ORG"]]}) + "\n")
    dialog = open_on(path)
    assert dialog.text_head.text().startswith("Helvian Power")
    assert dialog.width() <= dialog.parentWidget().window().width()
    assert dialog.minimumSizeHint().width() < 1000


def test_why_an_import_failed_is_told_whole_and_in_words_of_the_window(
    open_on, tmp_path, hands, wait
):
    # The first documents can be read; that there is a second annotator is seen later.
    path = tmp_path / "many.jsonl"
    with path.open("w") as file:
        for number in range(250):
            user = 1 if number < 230 else 2
            span = {"label": "ORG", "start_offset": 0, "end_offset": 4, "user": user}
            row = {"id": number, "text": f"Ship {number} sails.", "annotations": [span]}
            file.write(json.dumps(row) + "\n")
    dialog = open_on(path)
    line = dialog.form.annotator.lineEdit()
    line.selectAll()
    QTest.keyClicks(line, "Zoe")
    dialog.form.becomes.setFocus()
    QTest.keyClick(dialog.form.becomes, Key.Key_Home)
    press_import(dialog)
    wait(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert "several annotators (annotator 1, annotator 2), and Zoe is none of them" in box.text()
    assert "--" not in box.text() + box.informativeText()
    assert "Name one of them" in box.informativeText()


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Name the annotator (--annotator NAME).", "Name the annotator."),
        ("Name it with --format (brat, conll).", "Name it (brat, conll)."),
        ("Name one, or nobody (no --annotator): then", "Name one, or nobody: then"),
        ("Finish them, or export all with --all.", "Finish them, or export all."),
        ("A dash -- or two--three stay.", "A dash -- or two--three stay."),
    ],
)
def test_options_of_the_command_line_are_not_shown_in_the_window(told, shown):
    assert without_options(told) == shown
