"""Suggestions in the window: progress, stop, resume; large projects only when asked."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from annotator.app.resources import load_schema
from annotator.app.session import Session
from annotator.store import suggestions
from annotator.ui import prefilling
from annotator.ui.panels.mapping_dialog import MappingDialog
from annotator.ui.panels.model_dialog import ModelDialog
from annotator.ui.prefill_wording import estimate_text, failures_text, pace_text
from tests.pipelines import change_meta, save_ruler
from tests.projects import add_documents

LEFT = Qt.MouseButton.LeftButton
MANY = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_ruler(tmp_path_factory.mktemp("models") / "ruler", PERSON="Ada")


@pytest.fixture
def large(tmp_path):
    """Return a project of many articles."""
    path = tmp_path / "large.annotations"
    tide = "The tide was high again. " * 300
    with Session.create(path, load_schema("news")) as session:
        add_documents(session, [f"Ada met Coral {n}. {tide}" for n in range(MANY)])
    return path


@pytest.fixture
def suggesting(empty_window, large, folder, settings, qtbot):
    """Return a function that opens the large project with suggestions on."""
    settings.change(suggest=True, model=str(folder))

    def begin():
        assert empty_window.projects.open(large)
        return empty_window

    return begin


def missing(window):
    source = window.prefill._prefill.info.source if window.prefill._prefill else None
    with window.session.project.reading() as link:
        return len(suggestions.without_run(link, source))


def work(window):
    return window.status.work.text() if window.status.work.isVisible() else ""


def offer(window):
    return window.status.resume.text() if window.status.resume.isVisible() else ""


def test_progress_is_shown_stopped_and_gone_on_with(suggesting, qtbot):
    window = suggesting()
    qtbot.waitUntil(lambda: window.prefill.running and "Suggesting" in work(window), timeout=20000)
    qtbot.waitUntil(lambda: f"of {MANY}" in work(window), timeout=20000)
    assert window.status.stop.isVisible()
    qtbot.waitUntil(lambda: window.prefill._prefill.progress.documents > 5, timeout=20000)
    QTest.mouseClick(window.status.stop, LEFT)
    assert not window.prefill.running
    assert work(window).startswith("Stopped at ")
    assert work(window).endswith(f" of {MANY}")
    done = int(work(window).split()[2])
    assert 5 < done < MANY
    assert offer(window) == "Resume"
    QTest.mouseClick(window.status.resume, LEFT)
    qtbot.waitUntil(lambda: f"of {MANY}" in work(window), timeout=20000)
    assert int(work(window).split()[1]) >= done
    qtbot.waitUntil(lambda: not window.prefill.running, timeout=60000)
    qtbot.waitUntil(lambda: work(window) == "", timeout=2000)
    assert missing(window) == 0


def test_what_is_missing_is_looked_at_when_the_project_is_opened_again(suggesting, qtbot):
    window = suggesting()
    qtbot.waitUntil(
        lambda: window.prefill.running and window.prefill._prefill.progress.documents > 5,
        timeout=20000,
    )
    window.projects.close()
    window = suggesting()
    qtbot.waitUntil(lambda: window.prefill.running, timeout=20000)
    qtbot.waitUntil(lambda: not window.prefill.running, timeout=60000)
    assert missing(window) == 0


@pytest.fixture
def too_large(monkeypatch):
    monkeypatch.setattr(prefilling, "SMALL", 50)


def test_of_a_large_project_only_what_is_near_is_looked_at(suggesting, too_large, qtbot):
    window = suggesting()
    qtbot.waitUntil(lambda: offer(window) != "", timeout=20000)
    assert offer(window) == f"Suggest for all {MANY}…"
    qtbot.waitUntil(lambda: not window.prefill.running, timeout=20000)
    assert missing(window) == MANY - 4
    window.work.page.open_article(window.session.listing().page(60, 1)[0].id)
    qtbot.waitUntil(lambda: missing(window) == MANY - 9, timeout=20000)
    assert offer(window) == f"Suggest for all {MANY}…"


def test_all_of_a_large_project_is_asked_about_with_an_estimate(suggesting, too_large, qtbot):
    window = suggesting()
    qtbot.waitUntil(lambda: offer(window) != "", timeout=20000)
    qtbot.waitUntil(lambda: not window.prefill.running, timeout=20000)
    QTest.mouseClick(window.status.resume, LEFT)
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert f"{MANY - 4} articles" in box.text()
    assert "words" in box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    QTest.qWait(50)
    assert missing(window) == MANY - 4
    window.run(window.registry.get("suggestions.compute"))
    box = QApplication.activeModalWidget()
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: missing(window) == 0, timeout=60000)


def test_a_model_that_cannot_be_loaded_says_why(suggesting, folder, settings, tmp_path, qtbot):
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    for path in (broken / "entity_ruler").rglob("*"):
        path.unlink()
    settings.change(model=str(broken))
    window = suggesting()
    qtbot.waitUntil(lambda: "cannot be loaded" in window.status.message.text(), timeout=20000)
    assert "could not be looked at" in window.status.message.text()


def test_a_model_is_chosen_from_a_folder_and_remembered(hands, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(hands.window.prefill, "start", lambda: None)
    hands.window.run(hands.window.registry.get("suggestions.model"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ModelDialog)
    old = tmp_path / "old"
    shutil.copytree(folder, old)
    change_meta(old, spacy_version=">=2.1,<2.2")
    for wanted, trouble in ((tmp_path, "no spaCy pipeline"), (old, "")):
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, at=wanted: str(at))
        QTest.mouseClick(dialog.folder, LEFT)
        assert trouble in dialog.trouble.text()
    assert "Made for spaCy >=2.1,<2.2" in dialog.warnings.text()
    assert dialog.labels.text() == "Suggests: PERSON"
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert hands.window.session.project.meta("model") == str(old)
    assert QApplication.activeModalWidget() is None


def test_labels_that_the_schema_does_not_know_are_asked_about(hands, tmp_path, monkeypatch):
    began = []
    monkeypatch.setattr(hands.window.prefill, "start", lambda: began.append(True))
    ships = save_ruler(tmp_path / "ships", "de", SCHIFF="Fähre", PERSON="Ada")
    hands.window.model.use(str(ships))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MappingDialog)
    assert dialog.mapping() == {"PERSON": "news:PERSON", "SCHIFF": None}
    assert not began
    dialog.boxes["SCHIFF"].setCurrentIndex(2)
    dialog.accept()
    assert began == [True]
    hands.window.model.use(str(ships))
    assert QApplication.activeModalWidget() is None
    assert began == [True, True]


def test_the_words_for_it():
    assert pace_text(None, None, loading=True) == "loading the model"
    assert pace_text(None, None) == ""
    assert pace_text(21345.6, 12.2) == "21,000 words/s · 12 s left"
    assert pace_text(870.0, 0.1) == "870 words/s · 1 s left"
    assert failures_text(["a", "b"]) == "2 articles could not be looked at. a"


def test_the_words_of_an_estimate():
    from annotator.app.prefill import Estimate

    title, text = estimate_text(Estimate(10_000, 4_123_456, 21_345.0))
    assert "10,000 articles" in title
    assert "about 4,100,000 words" in text
    assert "21,000 words a second" in text
    assert "3 min 13 s" in text
    assert "once the first are done" in estimate_text(Estimate(10, 1000, None))[1]
