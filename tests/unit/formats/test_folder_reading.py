"""Readers of single files take folders too."""

import json
from pathlib import Path

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.detection import detect
from annotator.formats.format import ExportOptions
from annotator.formats.registry import FORMATS


@pytest.mark.parametrize("name", ["doccano", "label-studio"])
@pytest.mark.parametrize("split", [None, (0.5, 0.5, 0.0)], ids=["whole", "split"])
def test_an_exported_folder_is_told_and_read_again(tmp_path: Path, make, name: str, split) -> None:
    documents = []
    for number in range(8):
        text = f"Anna Smith{number} works for Acme."
        spans = [make.on(text, f"Anna Smith{number}", make.person), make.on(text, "Acme", make.org)]
        documents.append(make.annotated(text, spans))
    FORMATS[name].write(documents, make.schema, tmp_path / "out", ExportOptions(split=split))
    found = detect(tmp_path / "out", FORMATS.values())
    assert found.sure
    assert found.candidates[0].name == name
    read = list(FORMATS[name].read(tmp_path / "out", make.schema))
    assert sum(len(one.sets[0].spans) for one in read) == 16


def test_a_file_of_another_kind_in_a_folder_is_skipped_and_new_labels_are_known_in_time(
    tmp_path: Path,
) -> None:
    for name, label in (("a", "ONE"), ("c", "TWO")):
        row = {
            "text": f"{name} Anna",
            "denotations": [{"span": {"begin": 2, "end": 6}, "obj": label}],
        }
        (tmp_path / f"{name}.json").write_text(json.dumps(row))
    (tmp_path / "b.json").write_text("no JSON at all")
    reading = FORMATS["pubannotation"].read(tmp_path, Schema(""))
    labels = []
    for item in reading:
        if isinstance(item, Skipped):
            assert item.path == "b.json"
            continue
        assert reading.schema is not None
        wanted = reading.schema.label(item.sets[0].spans[0].label)
        assert wanted is not None
        labels.append(wanted.name)
    assert labels == ["ONE", "TWO"]
    assert reading.repairs.count("label-added") == 2


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no files of this format"):
        FORMATS["bioc"].read(tmp_path, Schema(""))
