"""GLiNER: windows of tokens, labels as natural words."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.schema import Schema
from annotator.formats.format import ExportOptions
from annotator.formats.gliner import GLINER

SAMPLE = Path(__file__).parents[3].parent / "shared" / "samples" / "gliner" / "sample_data.json"


def test_labels_are_words_and_come_back(tmp_path, make):
    party = replace(make.org, title="Political Party")
    schema = replace(make.schema, labels=(make.person, party, make.works))
    text = "Bo leads the Greens."
    spans = [make.on(text, "Bo", make.person), make.on(text, "Greens", make.org)]
    relations = [make.relation("r", make.works, "Bo", "Greens")]
    items = [make.annotated(text, spans, relations)]
    result = GLINER.write(iter(items), schema, tmp_path / "x.json")
    assert result.losses.as_json() == []
    (row,) = json.loads((tmp_path / "x.json").read_text())
    assert row["ner"] == [[0, 0, "person"], [3, 3, "political party"]]
    assert row["relations"] == [[0, 1, "works_for"]]
    names = json.loads((tmp_path / "x.labels.json").read_text())["labels"]
    assert names["spans"]["political party"] == "ORG"
    (tmp_path / "x.labels.json").unlink()
    reading = GLINER.read(tmp_path / "x.json", schema)
    (item,) = reading
    assert [span.label for span in item.sets[0].spans] == [make.person.id, make.org.id]
    assert reading.schema == schema


def test_no_row_is_longer_than_the_trainer_takes(tmp_path, make):
    text = " ".join(f"Bo met Al {n}." for n in range(200))
    spans = [make.on(text, "Al 0", make.person), make.on(text, "Al 199", make.person)]
    relations = [make.relation("r", make.meets, "Al 0", "Al 199")]
    items = [make.annotated(text, spans, relations)]
    result = GLINER.write(iter(items), make.schema, tmp_path / "x.json")
    rows = json.loads((tmp_path / "x.json").read_text())
    assert [len(row["tokenized_text"]) for row in rows] == [380, 380, 240]
    assert result.losses.count("relation-crosses-window") == 1
    (item,) = GLINER.read(tmp_path / "x.json", make.schema)
    assert item.document.text == text
    assert len(item.sets[0].spans) == 2
    GLINER.write(iter(items), make.schema, tmp_path / "x.json", ExportOptions(window=10))
    rows = json.loads((tmp_path / "x.json").read_text())
    assert {len(row["tokenized_text"]) for row in rows} == {10}


def test_bad_rows_are_skipped(tmp_path):
    bad = [
        {"tokenized_text": "a b", "ner": []},
        {"tokenized_text": ["a"], "ner": [[0, 5, "x"]]},
        {"tokenized_text": ["a"], "ner": [[0, "x"]]},
        {"tokenized_text": ["a"], "ner": {}},
    ]
    (tmp_path / "x.json").write_text(json.dumps(bad))
    items = list(GLINER.read(tmp_path / "x.json", Schema("s")))
    assert all(isinstance(each, Skipped) for each in items)
    assert len(items) == 4


@pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not here")
def test_the_sample(tmp_path):
    reading = GLINER.read(SAMPLE, Schema("s"))
    items = list(reading)
    assert len(items) == 64
    assert sum(len(each.sets[0].spans) for each in items) == 236
    overlapping = sum(
        one.start < other.end and other.start < one.end
        for each in items
        for one, other in combinations(each.sets[0].spans, 2)
    )
    assert overlapping == 10
