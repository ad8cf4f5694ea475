"""What a model's labels become is shown, changed and kept in the project."""

import json

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.panels.mapping_dialog import MappingDialog


@pytest.fixture
def model(tmp_path, settings):
    """Return a folder that describes a pipeline; it is never run here."""
    folder = tmp_path / "pipeline"
    (folder / "ner").mkdir(parents=True)
    (folder / "config.cfg").write_text(
        '[nlp]\nlang = "en"\npipeline = ["ner"]\n\n[components]\n\n'
        '[components.ner]\nfactory = "ner"\n'
    )
    (folder / "meta.json").write_text(
        json.dumps(
            {
                "lang": "en",
                "name": "small",
                "version": "1.0",
                "pipeline": ["ner"],
                "labels": {"ner": ["GPE", "PERSON"]},
            }
        )
    )
    settings.change(model=str(folder))
    return folder


def test_the_mapping_is_shown_and_kept(hands, model, monkeypatch):
    monkeypatch.setattr(hands.window.prefill, "start", lambda: None)
    hands.window.run(hands.window.registry.get("suggestions.mapping"))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MappingDialog), hands.said()
    assert dialog.mapping() == {"GPE": "news:PLACE", "PERSON": "news:PERSON"}
    dialog.boxes["GPE"].setCurrentIndex(0)
    dialog.accept()
    hands.window.run(hands.window.registry.get("suggestions.mapping"))
    again = next(
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, MappingDialog) and one.isVisible()
    )
    assert again.mapping()["GPE"] is None
    again.reject()


def test_a_model_that_is_none_is_told_and_not_kept(hands, settings, tmp_path):
    hands.window.model.use(str(tmp_path / "nothing"))
    assert settings.values.model == ""
    assert hands.window.status.message.property("tone") == "error"


def test_a_folder_is_kept_by_its_path(hands, model, settings, monkeypatch):
    monkeypatch.setattr(hands.window.prefill, "start", lambda: None)
    settings.change(model="")
    hands.window.model.use(str(model))
    assert settings.values.model == str(model)
