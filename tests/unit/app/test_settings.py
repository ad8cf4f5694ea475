"""Settings: kept, read back, and never in the way when the file is damaged."""

import json
from pathlib import Path

import pytest

from annotator.app.settings import MOST_RECENT, Settings, SettingsFile, config_folder


def test_what_is_changed_is_read_back(tmp_path):
    first = SettingsFile(tmp_path)
    first.change(annotator="Ada", panes=(1, 2, 3), text_points=15.0, keys={"label.reject": "J"})
    assert SettingsFile(tmp_path).values == first.values
    assert SettingsFile(tmp_path).values.panes == (1, 2, 3)


def test_without_a_file_all_is_at_its_default(tmp_path):
    settings = SettingsFile(tmp_path / "none")
    assert settings.values == Settings()
    assert settings.notice == ""
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("damage", ["", "{", "[1, 2]", '"text"', "\x00\x00"])
def test_a_damaged_file_is_set_aside_and_said(tmp_path, damage):
    (tmp_path / "settings.json").write_text(damage)
    settings = SettingsFile(tmp_path)
    assert settings.values == Settings()
    assert "set aside" in settings.notice
    aside = list(tmp_path.glob("settings-damaged-*.json"))
    assert [path.read_text() for path in aside] == [damage]
    settings.change(annotator="Ada")
    assert SettingsFile(tmp_path).values.annotator == "Ada"


def test_a_file_that_is_no_utf8_is_set_aside(tmp_path):
    (tmp_path / "settings.json").write_bytes(b'{"annotator": "\xff\xfe"}')
    assert "set aside" in SettingsFile(tmp_path).notice


def test_one_value_of_the_wrong_kind_spoils_no_other(tmp_path):
    found = {
        "annotator": "Ada",
        "panes": "wide",
        "text_points": "large",
        "line_pitch": True,
        "theme": "pink",
        "recent_projects": ["/a", 7],
        "show_all_arcs": True,
        "of_a_newer_version": {},
    }
    (tmp_path / "settings.json").write_text(json.dumps(found))
    values = SettingsFile(tmp_path).values
    assert values == Settings(annotator="Ada", show_all_arcs=True)


def test_whole_numbers_are_sizes_too(tmp_path):
    (tmp_path / "settings.json").write_text('{"text_points": 15}')
    assert SettingsFile(tmp_path).values.text_points == 15.0


def test_recent_projects_are_the_latest_first_and_not_doubled(tmp_path):
    settings = SettingsFile(tmp_path)
    for number in range(MOST_RECENT + 3):
        settings.opened(Path(f"/p{number}"))
    settings.opened(Path("/p5"))
    recent = settings.values.recent_projects
    assert recent[0] == "/p5"
    assert len(recent) == len(set(recent)) == MOST_RECENT
    settings.forget(Path("/p5"))
    assert "/p5" not in settings.values.recent_projects


def test_places_are_remembered_by_project(tmp_path):
    settings = SettingsFile(tmp_path)
    settings.remember_place(Path("/a"), "one")
    settings.remember_place(Path("/b"), "two")
    settings.remember_place(Path("/a"), "three")
    assert SettingsFile(tmp_path).values.last_documents == {"/b": "two", "/a": "three"}


def test_a_folder_that_cannot_be_written_is_said_not_raised(tmp_path):
    (tmp_path / "file").write_text("")
    settings = SettingsFile(tmp_path / "file")
    settings.change(annotator="Ada")
    assert "cannot" in settings.notice
    assert settings.values.annotator == "Ada"


def test_no_half_written_file_is_left(tmp_path):
    settings = SettingsFile(tmp_path)
    for number in range(20):
        settings.change(annotator=f"Ada {number}")
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_the_folder_can_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("ANNOTATOR_CONFIG_DIR", str(tmp_path))
    assert config_folder() == tmp_path
