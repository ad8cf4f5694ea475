"""Welcome, opening, making, copying, closing; a project that another window holds."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from annotator.app.session import Session
from annotator.commands.packing import PackOptions, pack
from annotator.ui.panels.name_dialog import NameDialog

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def answer_name(name):
    """Type a name into the dialog that is about to open."""

    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NameDialog)
        dialog.line.setText(name)
        QTest.keyClick(dialog.line, Key.Key_Return)

    QTimer.singleShot(0, answer)


def test_the_welcome_page_is_worked_by_keys(empty_window, project, settings):
    settings.opened(project)
    empty_window.show_welcome()
    button = empty_window.welcome.recent_buttons[0]
    assert QApplication.focusWidget() is button
    QTest.keyClick(button, Key.Key_Return)
    assert empty_window.session.path == project


def test_the_name_is_asked_once(empty_window, project, settings):
    settings.change(annotator="")
    answer_name("Grace")
    empty_window.projects.open(project)
    assert empty_window.session.annotator.name == "Grace"
    assert settings.values.annotator == "Grace"
    empty_window.projects.close()
    empty_window.projects.open(project)
    assert empty_window.session.annotator.name == "Grace"


def test_without_a_name_one_can_read_and_labels_nothing(empty_window, project, settings):
    settings.change(annotator="")
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().reject())
    empty_window.projects.open(project)
    QTest.keyClick(empty_window.work.page.text, Key.Key_1)
    assert empty_window.desk.sheet.work.spans == ()


def test_another_annotator_sees_their_own_work(hands):
    hands.label("Meridian Shipping", Key.Key_2)
    answer_name("Grace")
    hands.window.projects.ask_annotator()
    assert hands.spans() == []
    assert hands.window.top.badge.text() == "G"


def test_closing_goes_back_to_the_welcome_page(hands, project):
    hands.press(Key.Key_W, CTRL)
    assert hands.window.session is None
    assert hands.window.stack.currentWidget() is hands.window.welcome
    with Session.open(project) as session:
        assert not session.read_only


def test_a_new_project_can_be_made(empty_window, tmp_path, monkeypatch):
    wanted = tmp_path / "fresh"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(wanted), ""))
    QTest.keyClick(empty_window, Key.Key_N, CTRL)
    assert (tmp_path / "fresh.annotations").exists()
    assert empty_window.desk.sheet is None
    assert "No articles yet" in empty_window.work.page.articles.nothing.text()


def test_a_copy_is_a_whole_project(hands, tmp_path, monkeypatch):
    hands.label("Meridian Shipping", Key.Key_2)
    target = tmp_path / "copy.annotations"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    hands.window.run(hands.window.registry.get("project.copy"))
    with Session.open(target) as copy:
        copy.use_annotator("Ada")
        assert len(copy.annotation_set(hands.window.desk.document_id).spans) == 1


def test_a_file_that_is_no_project_is_told(empty_window, tmp_path):
    path = tmp_path / "letter.annotations"
    path.write_text("Dear Sir")
    assert not empty_window.projects.open(path)
    assert empty_window.status.message.property("tone") == "error"
    assert empty_window.session is None


def test_a_project_that_is_gone_leaves_the_list(empty_window, tmp_path, settings):
    gone = tmp_path / "gone.annotations"
    settings.opened(gone)
    empty_window.show_welcome()
    empty_window.projects.open_named(str(gone))
    assert str(gone) not in settings.values.recent_projects
    assert empty_window.welcome.recent_buttons == []


@pytest.fixture
def holder(project):
    """Hold the project from another process."""
    code = textwrap.dedent(f"""
        from pathlib import Path
        from annotator.app.session import Session
        with Session.open(Path({str(project)!r})):
            print("held", flush=True)
            input()
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert process.stdout.readline().strip() == "held"
    yield process
    free(process)


def free(process):
    """Let the other process close the project."""
    if process.poll() is None:
        process.communicate("\n", timeout=10)


def test_a_held_project_is_opened_to_read(empty_window, project, holder):
    assert empty_window.projects.open(project)
    assert empty_window.session.read_only
    banner = empty_window.banner
    assert banner.isVisible()
    assert f"process {holder.pid}" in banner.text
    assert empty_window.status.saved.text() == "Read-only"
    text = empty_window.work.page.text
    QTest.keyClick(text, Key.Key_Right)
    QTest.keyClick(text, Key.Key_1)
    assert empty_window.desk.sheet.work.spans == ()
    assert "read-only" in empty_window.status.message.text()


def test_it_is_opened_for_writing_once_it_is_free(empty_window, project, holder):
    empty_window.projects.open(project)
    free(holder)
    QTest.mouseClick(empty_window.banner.retry, Qt.MouseButton.LeftButton)
    assert not empty_window.session.read_only
    assert not empty_window.banner.isVisible()


def drop(window, paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(200, 200)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_articles_dropped_on_a_project_are_added(hands, tmp_path, wait):
    path = tmp_path / "tide.txt"
    path.write_text("High tide at noon\n\nThe harbour closed its gates on Sunday.\n")
    drop(hands.window, [path])
    wait(lambda: not hands.window.errands.busy)
    assert hands.page.articles.model.rowCount() == 4
    assert hands.said().startswith("Added: Unicode (UTF-8).")
    assert hands.sheet.document.title == "High tide at noon"


def test_what_was_skipped_is_told(hands, tmp_path, wait):
    good, bad = tmp_path / "tide.txt", tmp_path / "photo.txt"
    good.write_text("High tide at noon\n\nThe harbour closed its gates.\n")
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
    drop(hands.window, [good, bad])
    wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog.head.text() == "1 article came in, 1 file skipped."
    dialog.close()
    assert "1 skipped" in hands.said()


def test_a_project_dropped_is_opened(empty_window, project):
    drop(empty_window, [project])
    assert empty_window.session.path == project


def test_articles_dropped_on_the_welcome_page_make_a_project(empty_window, tmp_path, wait):
    path = tmp_path / "tide.txt"
    path.write_text("High tide at noon\n\nThe harbour closed its gates.\n")
    drop(empty_window, [path])
    wait(lambda: empty_window.session is not None and not empty_window.errands.busy)
    assert empty_window.session.path == tmp_path / "tide.annotations"
    wait(lambda: empty_window.desk.sheet is not None)
    assert empty_window.desk.sheet.document.title == "High tide at noon"


def test_export_asks_and_writes(labelled, tmp_path, wait):
    labelled.press(Key.Key_Return, CTRL)
    labelled.press(Key.Key_E, CTRL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    target = tmp_path / "out.jsonl"
    dialog.place.setText(str(target))
    dialog.accept()
    wait(lambda: not labelled.window.errands.busy)
    assert target.exists()
    assert "exported" in labelled.said()


def test_export_to_a_place_that_cannot_be_is_told(labelled, tmp_path, wait):
    labelled.press(Key.Key_E, CTRL)
    dialog = QApplication.activeModalWidget()
    dialog.place.setText(str(tmp_path / "missing" / "deeper" / "out.jsonl"))
    dialog.accept()
    wait(lambda: not labelled.window.errands.busy)
    assert labelled.window.isVisible()


@pytest.fixture
def packed(project, tmp_path):
    """Return what Ben was sent: a pack, and an update of it."""
    with Session.open(project) as session:
        made = pack(session.project, tmp_path / "out", PackOptions(["Ben"]))
        update = pack(session.project, tmp_path / "new", PackOptions(["Ben"], update=True))
    return made[0].file, update[0].file


def press(words):
    """Press the button with these words in the box that is about to open."""

    def answer():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        button = next(one for one in box.buttons() if one.text() == words)
        QTest.keyClick(button, Key.Key_Return)

    QTimer.singleShot(0, answer)


def test_in_somebodys_pack_it_is_asked_once_whose_work_it_is(empty_window, packed, settings):
    press("Work as Ben")
    empty_window.projects.open(packed[0])
    assert empty_window.session.annotator.name == "Ben"
    assert [one.name for one in empty_window.session.annotators()] == ["Ben"]
    assert settings.values.annotator == "Ada", "elsewhere Ada stays Ada"
    empty_window.projects.close()
    empty_window.projects.open(packed[0])
    assert empty_window.session.annotator.name == "Ben"


def test_who_wants_to_works_under_their_own_name_in_a_pack(empty_window, packed):
    press("Work as Ada")
    empty_window.projects.open(packed[0])
    assert empty_window.session.annotator.name == "Ada"


def test_an_update_says_that_it_is_to_be_merged(empty_window, packed, settings):
    settings.change(annotator="Ben")
    empty_window.projects.open(packed[1])
    assert "Merge it into the file that Ben works in" in empty_window.banner.text
