"""Merging in the window: a dry run is shown first, then it is done, and can be taken back."""

import shutil

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from annotator.app.session import Session
from annotator.commands.ingesting import ingest
from annotator.commands.labelling import AddSpan, SetSpanNote
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import Annotator, State
from annotator.domain.ids import AnnotatorId, document_id
from annotator.domain.spans import Extent
from annotator.store import annotators
from annotator.ui.merge_dialog import MergeDialog
from annotator.ui.merge_report_view import MergeReportView
from tests.gui.window.conftest import TEXTS, article

Key = Qt.Key
FIRST, SECOND = (document_id(TEXTS[number][0]) for number in (0, 1))
NEW = ("Pilots wanted\nThe harbour looks for pilots.", "Wire", "2024-01-01")


@pytest.fixture(autouse=True)
def _dialogs_closed(window):
    """Close what a test leaves open: a modal dialog would be taken for that of the next."""
    yield
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()


@pytest.fixture
def other(project, tmp_path):
    """Return a copy of the project with another annotator's labels and a new article."""
    path = tmp_path / "from-ben.annotations"
    shutil.copy(project, path)
    with Session.open(path) as session:
        session.use_annotator("Ben")
        session.run(AddSpan(SECOND, (Extent(18, 35),), "news:ORG"))
        ingest(session.project, [article(*NEW)])
    return path


def choose(hands, paths, monkeypatch):
    names = [str(path) for path in paths]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *a, **k: (names, ""))
    hands.window.run(hands.window.registry.get("project.merge"))


def foreseen(wait):
    """Return the dialog of the dry run."""
    wait(lambda: isinstance(QApplication.activeModalWidget(), MergeDialog))
    return QApplication.activeModalWidget()


def rows(tree):
    return [
        tuple(tree.topLevelItem(row).text(column) for column in range(tree.columnCount()))
        for row in range(tree.topLevelItemCount())
    ]


def beneath(item):
    return [item.child(row).text(0) for row in range(item.childCount())]


def drop(window, paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    QApplication.processEvents()


def test_a_dry_run_changes_nothing(hands, other, wait, monkeypatch):
    choose(hands, [other], monkeypatch)
    dialog = foreseen(wait)
    assert "1 new article" in dialog.head.text()
    assert rows(dialog.people) == [("Ben", "1", "0", "0", "0", "0", "0", "0")]
    QTest.keyClick(dialog, Key.Key_Escape)
    assert len(hands.window.session.listing()) == 3
    assert [one.name for one in hands.window.session.annotators()] == ["Ada"]


def test_it_is_merged_and_taken_back(hands, other, wait, monkeypatch):
    choose(hands, [other], monkeypatch)
    dialog = foreseen(wait)
    # Enter at once merges; from the rows below it goes to places.
    assert dialog.focusWidget() is dialog.merge
    QTest.keyClick(dialog.focusWidget(), Key.Key_Return)
    wait(lambda: "Merged from-ben" in hands.said())
    assert "1 new article, 1 new label." in hands.said()
    assert len(hands.window.session.listing()) == 4
    assert [one.name for one in hands.window.session.annotators()] == ["Ada", "Ben"]
    hands.window.run(hands.window.registry.get("articles.take-back"))
    assert len(hands.window.session.listing()) == 3


def test_conflicts_show_both_versions_with_the_words(hands, project, tmp_path, wait, monkeypatch):
    hands.text.clear_current()
    hands.label("Bruno Vidal", Key.Key_1)
    session = hands.window.session
    span = next(
        one
        for one in session.annotation_set(FIRST).spans
        if one.surface(TEXTS[0][0]) == "Bruno Vidal"
    )
    path = tmp_path / "from-me.annotations"
    session.save_copy(path)
    with Session.open(path) as there:
        there.use_annotator("Ada")
        there.run(SetSpanNote(FIRST, span.id, "the captain"))
    session.run(SetSpanNote(FIRST, span.id, "the shipper"))
    choose(hands, [path], monkeypatch)
    dialog = foreseen(wait)
    part = dialog.details.topLevelItem(0)
    assert "both sides" in part.text(0)
    conflict = part.child(0)
    assert "Ada" in conflict.text(0)
    said = " ".join(beneath(conflict))
    assert "the captain" in said
    assert "the shipper" in said
    assert "(stands)" in said
    # Enter goes to the place in the text, with the dialog beside it, and merges nothing.
    hands.window.open_article(SECOND)
    dialog.details.setCurrentItem(conflict.child(1))
    dialog.details.setFocus()
    QTest.keyClick(dialog.details, Key.Key_Return)
    assert hands.page.desk.sheet.document.id == FIRST
    assert TEXTS[0][0][slice(*hands.text.selection())] == "Bruno Vidal"
    assert dialog.isVisible()
    assert QApplication.activeModalWidget() is None
    window = hands.window.frameGeometry()
    assert window.contains(dialog.frameGeometry())
    QTest.keyClick(dialog.details, Key.Key_Escape)
    assert not dialog.isVisible()
    assert "the shipper" in {one.note for one in session.annotation_set(FIRST).spans}


def test_the_dialog_goes_with_the_project(hands, other, wait, monkeypatch):
    choose(hands, [other], monkeypatch)
    dialog = foreseen(wait)
    hands.window.end_project()
    assert not dialog.isVisible()


def test_same_names_are_joined_where_they_are_ticked(hands, tmp_path, wait, monkeypatch):
    path = tmp_path / "another.annotations"
    with Session.create(path, hands.window.session.schema()) as there:
        with there.project.transaction() as t:
            annotators.add(t, Annotator(AnnotatorId("a" * 32), "Ada"))
        ingest(there.project, [article(*one) for one in TEXTS])
        there.use_annotator("Ada")
        there.run(AddSpan(SECOND, (Extent(18, 35),), "news:ORG"))
    choose(hands, [path], monkeypatch)
    dialog = foreseen(wait)
    assert "no copy or pack of this project" in dialog.about.text()
    assert [box.text() for box in dialog.joins] == ["The 2 annotators called Ada are one person"]
    dialog.joins[0].setFocus()
    QTest.keyClick(dialog.joins[0], Key.Key_Space)
    QTest.keyClick(dialog.merge, Key.Key_Return)
    wait(lambda: "Merged another" in hands.said())
    hands.window.open_article(SECOND)
    assert [one.name for one in hands.window.session.annotators()] == ["Ada"]
    assert hands.spans() == [("Meridian Shipping", "ORG")]


def test_a_project_that_is_dropped_is_merged_or_opened(hands, other, wait):
    drop(hands.window, [other])
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "from-ben.annotations" in box.text()
    QTest.keyClick(box, Key.Key_Return)
    dialog = foreseen(wait)
    QTest.keyClick(dialog, Key.Key_Escape)
    drop(hands.window, [other])
    box = QApplication.activeModalWidget()
    button = next(one for one in box.buttons() if "Open" in one.text())
    QTest.keyClick(button, Key.Key_Return)
    wait(lambda: hands.window.session.path == other)


def test_a_file_that_is_no_project_is_told(hands, tmp_path, wait, monkeypatch):
    path = tmp_path / "bad.annotations"
    path.write_text("no project")
    choose(hands, [path], monkeypatch)
    wait(lambda: not hands.window.errands.busy)
    assert "bad.annotations" in hands.said()
    assert QApplication.activeModalWidget() is None


def test_of_several_files_each_is_asked_for_and_says_how_many_follow(
    hands, other, tmp_path, wait, monkeypatch
):
    second = tmp_path / "from-cleo.annotations"
    shutil.copy(other, second)
    with Session.open(second) as session:
        session.use_annotator("Cleo")
        session.run(SetState(SECOND, State.FINISHED))
    choose(hands, [other, second], monkeypatch)
    dialog = foreseen(wait)
    assert dialog.windowTitle() == "Merge (1 file after this)"
    QTest.keyClick(dialog.merge, Key.Key_Return)
    wait(lambda: "Merged from-ben" in hands.said())
    following = foreseen(wait)
    assert following.windowTitle() == "Merge"
    # Nothing but a state is new in it, and that is said.
    assert following.head.text() == "from-cleo.annotations: 1 article newly finished."
    assert following.merge.isEnabled()


def test_what_is_here_already_merges_nothing(hands, project, tmp_path, wait, monkeypatch):
    path = tmp_path / "same.annotations"
    hands.window.session.save_copy(path)
    choose(hands, [path], monkeypatch)
    dialog = foreseen(wait)
    assert "nothing that is not here" in dialog.head.text()
    assert not dialog.merge.isEnabled()


def edited_on_both_sides(hands, path):
    """Give a label one note here and another one in a copy."""
    hands.text.clear_current()
    hands.label("Bruno Vidal", Key.Key_1)
    session = hands.window.session
    (span,) = (
        one
        for one in session.annotation_set(FIRST).spans
        if one.surface(TEXTS[0][0]) == "Bruno Vidal"
    )
    session.save_copy(path)
    with Session.open(path) as there:
        there.use_annotator("Ada")
        there.run(SetSpanNote(FIRST, span.id, "the captain"))
    session.run(SetSpanNote(FIRST, span.id, "the shipper"))


def report_views(hands):
    return [one for one in hands.window.findChildren(MergeReportView) if one.isVisible()]


def test_conflicts_are_listed_after_the_merge_too_with_the_place(
    hands, other, tmp_path, wait, monkeypatch
):
    path = tmp_path / "from-me.annotations"
    edited_on_both_sides(hands, path)
    choose(hands, [path, other], monkeypatch)
    dialog = foreseen(wait)
    foretold = beneath(dialog.details.topLevelItem(0).child(0))
    QTest.keyClick(dialog.merge, Key.Key_Return)
    wait(lambda: "Merged from-me" in hands.said())
    QTest.keyClick(foreseen(wait).merge, Key.Key_Return)
    wait(lambda: bool(report_views(hands)))
    (view,) = report_views(hands)
    assert view.head.text() == "Merged from-me.annotations: 1 conflict to look at."
    part = view.rows.topLevelItem(0)
    assert part.text(0) == "Edited on both sides: the later edit stands (1)"
    said = beneath(part.child(0))
    assert [one.replace("in the file:", "there:") for one in said] == foretold
    assert "the captain" in " ".join(said)
    hands.window.open_article(SECOND)
    QTest.keyClick(view.rows, Key.Key_Return)
    assert hands.page.desk.sheet.document.id == FIRST
    assert TEXTS[0][0][slice(*hands.text.selection())] == "Bruno Vidal"
    assert hands.window.frameGeometry().contains(view.frameGeometry())
    hands.window.end_project()
    assert report_views(hands) == []


def test_a_merge_without_conflicts_lists_nothing(hands, other, wait, monkeypatch):
    choose(hands, [other], monkeypatch)
    QTest.keyClick(foreseen(wait).merge, Key.Key_Return)
    wait(lambda: "Merged from-ben" in hands.said())
    assert report_views(hands) == []


def test_a_damaged_file_keeps_no_other_from_being_merged(hands, other, tmp_path, wait, monkeypatch):
    bad = tmp_path / "bad.annotations"
    bad.write_text("no project")
    choose(hands, [bad, other], monkeypatch)
    dialog = foreseen(wait)
    assert dialog.head.text().startswith("from-ben")
    QTest.keyClick(dialog.merge, Key.Key_Return)
    wait(lambda: "bad.annotations" in hands.said())
    assert len(hands.window.session.listing()) == 4
