"""What came in is shown, corrected and read again, until somebody begins to work on it."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from annotator.ui.facts.arrivals_dialog import ArrivalsDialog
from annotator.ui.facts.encoding_dialog import EncodingDialog
from annotator.ui.facts.facts_dialog import FactsDialog

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
RUSSIAN = "Паром опоздал на три часа\nПаром из порта опоздал на три часа, сообщила гавань.\n"
WIRE = (
    "The harbour board said on Friday that it would close the northern gate for six weeks so"
    " that divers can repair the lock, which was damaged by a freighter in March. "
)


@pytest.fixture
def delivery(tmp_path):
    """Return a folder of seven files: one in a doubtful encoding, one known, one no article."""
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "a.txt").write_text("Plain tide\nHigh tide was at noon on Monday.\n")
    (folder / "b.txt").write_bytes(RUSSIAN.encode("cp1251"))
    for number, outlet in enumerate(("Coast Post", "Ledger", "Wire")):
        head = f"---\nsource: {outlet}\ndate: 2022-07-1{number}\n---\n# Gate closes\n\n"
        (folder / f"w{number}.md").write_text(f"{head}{WIRE}\n\nLine of {outlet}.\n")
    (folder / "again.txt").write_text("Plain tide\nHigh tide was at noon on Monday.\n")
    (folder / "z.png").write_bytes(b"\x89PNG")
    return folder


def modal(kind):
    """Return the dialog in front, which is of this kind."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind), dialog
    return dialog


@pytest.fixture
def arrived(hands, delivery, monkeypatch, wait):
    """Return the dialog on what came in after a folder was added by its action."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(delivery))
    hands.window.run(hands.window.registry.get("articles.ingest-folder"))
    wait(lambda: isinstance(QApplication.activeModalWidget(), ArrivalsDialog))
    QTest.qWait(10)
    return modal(ArrivalsDialog)


def cells(dialog, column=0):
    model = dialog.model
    return [model.index(row, column).data() for row in range(model.rowCount())]


def type_line(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Key.Key_Return)
    QApplication.processEvents()


def choose(dialog, *rows):
    for number, row in enumerate(rows):
        at = dialog.table.visualRect(dialog.model.index(row, 0)).center()
        QTest.mouseClick(dialog.table.viewport(), LEFT, CTRL if number else NONE, at)
    QTest.qWait(10)


def test_what_came_in_is_listed_with_the_doubtful_first(arrived):
    assert arrived.head.text() == (
        "5 articles came in, 1 to check, 1 text known already, 1 file skipped."
    )
    assert "опоздал" in cells(arrived)[0]
    assert sorted(cells(arrived)[1:]) == ["Gate closes"] * 3 + ["Plain tide"]
    assert "encoding guessed" in cells(arrived, 5)[0]
    assert cells(arrived, 5).count("same story 3 times") == 3
    assert "guessed" in arrived.form.remarks.text()
    assert "1 headline" in arrived.form.zones.text()
    assert "b.txt" in arrived.form.places.text()


def test_known_and_skipped_files_are_listed_with_the_reason(arrived):
    QTest.mouseClick(arrived.chips[2], LEFT)
    rows = [arrived.others.index(0, column).data() for column in range(2)]
    assert rows == ["again.txt", "Plain tide"]
    QTest.mouseClick(arrived.chips[3], LEFT)
    assert arrived.others.index(0, 0).data() == "z.png"
    assert "reader" in arrived.others.index(0, 1).data()
    QTest.mouseClick(arrived.chips[1], LEFT)
    assert len(cells(arrived)) == 1


def test_a_fact_is_corrected_in_the_form_and_taken_back(arrived, hands):
    type_line(arrived.form.lines["source"], "Harbour Desk")
    assert cells(arrived, 1)[0] == "Harbour Desk"
    assert len(hands.window.session.listing("source:desk")) == 1
    assert arrived.undo.isVisible()
    QTest.mouseClick(arrived.undo, LEFT)
    assert cells(arrived, 1)[0] == ""
    assert arrived.form.lines["source"].text() == ""


def test_a_date_is_checked(arrived):
    type_line(arrived.form.lines["published"], "07/08/2022")
    assert "is no date" in arrived.form.trouble.text()
    assert arrived.form.trouble.isVisible()
    assert cells(arrived, 2)[0] == ""
    type_line(arrived.form.lines["published"], "8 July 2022")
    assert cells(arrived, 2)[0] == "2022-07-08"
    assert not arrived.form.trouble.isVisible()


def test_several_articles_are_corrected_together(arrived):
    rows = [row for row, title in enumerate(cells(arrived)) if title == "Gate closes"]
    choose(arrived, *rows)
    assert arrived.form.head.text() == "3 articles"
    assert arrived.form.lines["source"].placeholderText() == "several values"
    assert not arrived.form.lines["title"].isEnabled()
    type_line(arrived.form.lines["source"], "Joint Desk")
    assert [cells(arrived, 1)[row] for row in rows] == ["Joint Desk"] * 3
    assert "3 articles" in arrived.about.text()


def test_a_cell_is_corrected_in_place(arrived):
    choose(arrived, 1)
    arrived.table.setCurrentIndex(arrived.model.index(1, 3))
    QTest.keyClick(arrived.table, Key.Key_F2)
    line = next(one for one in arrived.table.findChildren(QLineEdit) if one.isVisible())
    QTest.keyClicks(line, "en")
    QTest.keyClick(line, Key.Key_Return)
    QApplication.processEvents()
    assert cells(arrived, 3)[1] == "en"
    assert not arrived.model.flags(arrived.model.index(1, 4)) & Qt.ItemFlag.ItemIsEditable


def test_an_article_is_read_again_in_another_encoding(arrived, wait):
    QTest.mouseClick(arrived.form.change_encoding, LEFT)
    dialog = modal(EncodingDialog)
    assert not dialog.take.isEnabled()
    names = [dialog.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(5)]
    assert names[0] == "cp1251"
    dialog.list.setCurrentRow(next(n for n in range(30) if "KOI8-R" in dialog.list.item(n).text()))
    assert "опоздал" not in dialog.lines.toPlainText()
    assert dialog.lines.toPlainText().count("\n") == 1
    assert dialog.take.isEnabled()
    QTest.keyClick(dialog.list, Key.Key_Return)
    wait(lambda: cells(arrived, 4)[0] == "KOI8-R")
    assert "опоздал" not in cells(arrived)[0]
    assert len(cells(arrived)) == 5
    QTest.mouseClick(arrived.undo, LEFT)
    assert "опоздал" in cells(arrived)[0]


def test_an_encoding_that_does_not_fit_cannot_be_taken(arrived):
    QTest.mouseClick(arrived.form.change_encoding, LEFT)
    dialog = modal(EncodingDialog)
    QTest.keyClick(dialog.list, Key.Key_Down)
    assert dialog.encoding == "utf-8"
    assert "not utf-8" in dialog.trouble.text()
    assert not dialog.take.isEnabled()
    QTest.keyClick(dialog.list, Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_escape_closes_and_what_is_typed_is_kept(arrived, hands):
    arrived.form.lines["byline"].setFocus()
    QTest.keyClicks(arrived.form.lines["byline"], "Ada")
    QTest.keyClick(arrived, Key.Key_Escape)
    assert QApplication.activeModalWidget() is None
    hands.window.run(hands.window.registry.get("articles.came-in"))
    again = modal(ArrivalsDialog)
    QTest.qWait(10)
    assert again.form.lines["byline"].text() == "Ada"


def test_the_article_can_be_opened_from_the_list(arrived, hands):
    choose(arrived, 1)
    wanted = cells(arrived)[1]
    QTest.mouseClick(arrived.open_article, LEFT)
    assert QApplication.activeModalWidget() is None
    assert hands.sheet.document.title == wanted


def test_i_shows_the_facts_of_the_open_article(hands):
    hands.press(Key.Key_I)
    dialog = modal(FactsDialog)
    assert dialog.form.lines["source"].text() == "Harbour Wire"
    assert QApplication.focusWidget() is dialog.form.lines["source"]
    type_line(dialog.form.lines["source"], "Harbour News")
    assert dialog.isVisible()
    assert hands.window.session.document(hands.sheet.document.id).facts["source"] == "Harbour News"
    QTest.keyClick(dialog, Key.Key_Escape)
    hands.press(Key.Key_Z, CTRL)
    assert hands.window.session.document(hands.sheet.document.id).facts["source"] == "Harbour Wire"


def test_after_the_first_label_all_is_frozen_and_says_so(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    hands.press(Key.Key_I)
    dialog = modal(FactsDialog)
    assert "Ada has begun" in dialog.form.frozen.text()
    assert dialog.form.frozen.isVisible()
    assert not any(line.isEnabled() for line in dialog.form.lines.values())
    assert not dialog.form.change_encoding.isEnabled()
    QTest.keyClick(dialog, Key.Key_Escape)
    hands.press(Key.Key_Z, CTRL)
    hands.press(Key.Key_I)
    assert modal(FactsDialog).form.lines["source"].isEnabled()


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.ingesting.take_dropped([url.toLocalFile() for url in data.urls()])


def test_one_article_is_opened_and_its_facts_told_without_a_dialog(hands, tmp_path, wait):
    path = tmp_path / "tide.md"
    path.write_text("---\nsource: Coast Post\ndate: 2022-07-30\n---\n# High tide\n\nAt noon.\n")
    drop(hands.window, path)
    wait(lambda: hands.sheet.document.title == "High tide")
    assert QApplication.activeModalWidget() is None
    assert "Coast Post · 30 Jul 2022 · Unicode (UTF-8)" in hands.said()
    assert "I shows" in hands.said()


def test_one_doubtful_article_is_shown_at_once_and_read_again(hands, tmp_path, wait):
    path = tmp_path / "ferry.txt"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    drop(hands.window, path)
    wait(lambda: isinstance(QApplication.activeModalWidget(), FactsDialog))
    dialog = modal(FactsDialog)
    before = hands.sheet.document.id
    QTest.mouseClick(dialog.form.change_encoding, LEFT)
    encodings = modal(EncodingDialog)
    encodings.list.setCurrentRow(
        next(n for n in range(30) if "windows-1252" in encodings.list.item(n).text())
    )
    QTest.mouseClick(encodings.take, LEFT)
    wait(lambda: hands.sheet.document.id != before)
    assert "Ïàðîì" in hands.sheet.document.text
    assert dialog.form.encoding.text() == "Western European (windows-1252)"
    QTest.keyClick(dialog, Key.Key_Escape)
    hands.press(Key.Key_Z, CTRL)
    assert hands.sheet.document.id == before
    assert RUSSIAN in hands.sheet.document.text
    hands.press(Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "Ïàðîì" in hands.sheet.document.text


def test_without_any_ingest_it_is_said(empty_window, tmp_path):
    empty_window.projects.make_at(tmp_path / "fresh.annotations")
    empty_window.run(empty_window.registry.get("articles.came-in"))
    assert QApplication.activeModalWidget() is None
    assert "No articles have come in" in empty_window.status.message.text()


def test_home_and_end_lead_to_the_first_and_the_last_article(arrived, wait):
    last = arrived.model.rowCount() - 1
    QTest.keyClick(arrived.table, Key.Key_End)
    assert arrived.table.currentIndex().row() == last
    assert [one.row() for one in arrived.table.selectionModel().selectedRows()] == [last]
    wait(lambda: arrived.form.head.text() == cells(arrived)[last])
    QTest.keyClick(arrived.table, Key.Key_Home)
    assert arrived.table.currentIndex().row() == 0


def test_a_long_word_leaves_the_form_in_its_place(arrived):
    form, word = arrived.form, "averylongwordwithoutabreak" * 20
    line = form.lines["title"]
    before = line.width()
    for label in (form.head, form.trouble, form.frozen, form.remarks, form.places, form.others):
        label.setText(word)
        label.show()
        QTest.qWait(20)
        assert line.width() == before, label.objectName()
        label.hide()
