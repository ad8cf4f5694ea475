"""What was chosen in a dialog comes back from the settings, and damage is passed over."""

import json
from pathlib import Path

import pytest

from annotator.app.settings import SettingsFile
from annotator.ui.export_choices import ExportChoices
from annotator.ui.export_choices import remembered as export_remembered
from annotator.ui.import_choices import ImportChoices, remember, remembered

PROJECT = Path("/somewhere/p.annotations")


@pytest.fixture
def settings(tmp_path):
    return SettingsFile(tmp_path)


def test_each_format_of_each_project_has_its_own(settings, tmp_path):
    chosen = ImportChoices("mine", "Zoe", "finished", "", {"who": "news:PERSON", "x": ""})
    remember(settings, PROJECT, "brat", chosen)
    again = SettingsFile(tmp_path)
    assert remembered(again, PROJECT, "brat") == chosen
    assert remembered(again, PROJECT, "conll") == ImportChoices()
    assert remembered(again, Path("/other/p.annotations"), "brat") == ImportChoices()


def test_the_oldest_projects_are_forgotten(settings):
    for number in range(60):
        remember(settings, Path(f"/p{number}"), "brat", ImportChoices("mine"))
    assert len(settings.values.import_choices) == 50
    assert remembered(settings, Path("/p0"), "brat") == ImportChoices()
    assert remembered(settings, Path("/p59"), "brat").becomes == "mine"


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[",
        "[]",
        "5",
        "[" * 5000,
        '{"brat": 5}',
        '{"brat": {"becomes": 5, "spans": [], "state": null}}',
        '{"brat": {"spans": {"a": 5}, "relations": {"b": {}}}}',
    ],
)
def test_what_is_damaged_is_as_if_nothing_was_chosen(settings, stored):
    settings.change(import_choices={str(PROJECT): stored})
    assert remembered(settings, PROJECT, "brat") == ImportChoices()


def test_shares_of_an_export_are_three_or_the_usual(settings):
    content = {"format": "conll", "shares": [50, 50], "seed": "x"}
    settings.change(export_choices={str(PROJECT): json.dumps(content)})
    assert export_remembered(settings, PROJECT) == ExportChoices("conll")
