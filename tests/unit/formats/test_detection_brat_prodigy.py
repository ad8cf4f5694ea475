"""brat and Prodigy files are told by what is in them."""

import json
from pathlib import Path

import pytest

from annotator.domain.schema import Schema
from annotator.formats.brat import BRAT
from annotator.formats.detection import detect
from annotator.formats.prodigy import PRODIGY
from annotator.formats.registry import FORMATS
from annotator.formats.samples import Sureness, sample_of

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
TASK = {"text": "Anna", "spans": [{"start": 0, "end": 4, "label": "PER"}], "answer": "accept"}


def names(path: Path) -> tuple[list[str], bool]:
    found = detect(path, FORMATS.values())
    return [each.name for each in found.candidates][:1], found.sure


def test_brat_by_its_lines(tmp_path):
    (tmp_path / "x.txt").write_text("Anna")
    (tmp_path / "x.ann").write_text("T1\tPER 0 4\tAnna\n")
    assert names(tmp_path) == (["brat"], True)
    assert names(tmp_path / "x.ann") == (["brat"], True)
    (tmp_path / "x.ann").write_text("")
    assert names(tmp_path) == (["brat"], True)
    assert names(tmp_path / "x.ann") == (["brat"], True)
    (tmp_path / "annotation.conf").write_text("[entities]\nPER\n")
    assert names(tmp_path) == (["brat"], True)


@pytest.mark.parametrize(
    "row",
    [
        TASK,
        {"text": "Anna", "spans": [], "_task_hash": 1},
        {"text": "Anna", "tokens": [{"text": "Anna", "start": 0, "end": 4, "id": 0}]},
        {"text": "Anna", "spans": TASK["spans"]},
    ],
)
def test_prodigy_by_its_keys(tmp_path, row):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(row) + "\n")
    assert names(path) == (["prodigy"], True)


def test_prodigy_when_its_first_line_is_long(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"_task_hash": 1, "text": "Anna " * 50_000, "spans": []}) + "\n")
    assert names(path) == (["prodigy"], True)


@pytest.mark.parametrize(
    "content",
    [
        '{"text": "Anna", "label": [[0, 4, "PER"]]}',
        '{"text": "Anna", "entities": [], "relations": []}',
        '{"text": "Anna", "denotations": []}',
        '{"tokens": ["Anna"], "ner_tags": [0]}',
        '{"tokenized_text": ["Anna"], "ner": []}',
        '{"format": "annotator-jsonl", "version": 1}',
        "[]", "", "{", "T1\tPER 0 4\tAnna",
    ],
)  # fmt: skip
def test_what_is_of_others_is_not_claimed(tmp_path, content):
    for name in ("x.jsonl", "x.json", "x.txt"):
        (tmp_path / name).write_text(content)
        sample = sample_of(tmp_path / name)
        assert PRODIGY.recognise(sample) is Sureness.NO
        assert BRAT.recognise(sample) is Sureness.NO
    assert BRAT.recognise(sample_of(tmp_path)) is Sureness.NO


@pytest.mark.parametrize("name", ["brat", "prodigy"])
def test_an_export_is_recognised_again(tmp_path, make, name):
    destination = tmp_path / "out"
    person = make.on("Anna met", "Anna", make.person)
    FORMATS[name].write([make.annotated("Anna met", [person])], make.schema, destination)
    assert names(destination) == ([name], True)
    assert len(list(FORMATS[name].read(destination, Schema("s")))) == 1


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here")
def test_the_samples_are_told_apart():
    assert names(SAMPLES / "brat-news") == (["brat"], True)
    assert names(SAMPLES / "brat-news" / "000-introduction.ann") == (["brat"], True)
    assert names(SAMPLES / "prodigy") == (["prodigy"], True)
    assert names(SAMPLES / "prodigy" / "annotations.jsonl") == (["prodigy"], True)
    others = [path for path in SAMPLES.rglob("*") if path.is_file() or path.is_dir()]
    for path in others:
        if not {"brat-news", "prodigy"} & set(path.parts):
            sample = sample_of(path)
            assert BRAT.recognise(sample) is Sureness.NO, path
            assert PRODIGY.recognise(sample) is Sureness.NO, path
