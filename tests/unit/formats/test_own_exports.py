"""A file is known as part of an export of ours by the manifest that lists it."""

import json

from annotator.formats.label_names import foreign_names
from annotator.formats.own_exports import own_export


def put(place, content):
    """Write JSON."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(content))


def test_beside_in_the_folder_and_above(tmp_path):
    put(tmp_path / "one.manifest.json", {"files": ["one.x"]})
    put(tmp_path / "o" / "manifest.json", {"files": ["corpus.x", "Anna/corpus.x"], "format": "x"})
    assert own_export(tmp_path / "one.x") == (tmp_path, {"files": ["one.x"]})
    for place in ("corpus.x", "Anna/corpus.x", "Anna"):
        found = own_export(tmp_path / "o" / place)
        assert found is not None
        assert found[0] == tmp_path / "o"
        assert found[1]["format"] == "x"


def test_what_no_manifest_lists_is_none(tmp_path):
    put(tmp_path / "o" / "manifest.json", {"files": ["corpus.x", "Annabel/corpus.x"]})
    for place in ("other.x", "Anna/corpus.x", "Anna", "deep/er/corpus.x"):
        assert own_export(tmp_path / "o" / place) is None
    for content in ([], {"files": 5}, {"files": [5]}, "x"):
        put(tmp_path / "p" / "manifest.json", content)
        assert own_export(tmp_path / "p" / "corpus.x") is None
    (tmp_path / "p" / "manifest.json").write_bytes(b"[" * 100_000)
    assert own_export(tmp_path / "p" / "corpus.x") is None


def test_a_mapping_above_counts_only_for_files_of_that_export(tmp_path):
    put(tmp_path / "labels.json", {"labels": {"spans": {"A": "B"}}})
    put(tmp_path / "manifest.json", {"files": ["Anna/corpus.x"]})
    assert foreign_names(tmp_path / "Anna" / "corpus.x").spans == {"A": "B"}
    assert foreign_names(tmp_path / "Anna").spans == {"A": "B"}
    assert not foreign_names(tmp_path / "Bert" / "corpus.x").spans
