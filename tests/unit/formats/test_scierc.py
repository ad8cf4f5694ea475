"""SciERC and DyGIE++ lines: tokens over the document, ends included."""

import json
from pathlib import Path

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.scierc import SCIERC

SAMPLE = Path(__file__).parents[3].parent / "shared/samples/scierc/scierc_article.json"
ROW = {
    "doc_key": "d",
    "sentences": [["Bo", "met", "Al"], ["It", "rained"]],
    "ner": [[[0, 0, "P"], [2, 2, "P"]], [[3, 3, "X"]]],
    "relations": [[[0, 0, 2, 2, "MET"], [0, 0, 2, 2, "SAW"]], []],
    "clusters": [[[2, 2], [3, 3]]],
}


def read(tmp_path, *rows):
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    reading = SCIERC.read(path, Schema("s"))
    return list(reading), reading


def test_a_pair_of_spans_may_carry_two_relations(tmp_path):
    (item,), reading = read(tmp_path, ROW)
    assert item.document.text == "Bo met Al\nIt rained"
    assert len(item.sets[0].relations) == 2
    assert [span.fragments for span in item.sets[0].spans] == [((0, 2),), ((7, 9),), ((10, 12),)]
    assert [len(chain.spans) for chain in item.sets[0].chains] == [2]
    assert reading.repairs.count("spacing-invented") == 1


def test_events_become_triggers_with_relations(tmp_path):
    events = [[[[1, "MEET"], [0, 0, "who"], [2, 2, "whom"]]], []]
    (item,), reading = read(tmp_path, {**ROW, "events": events})
    kinds = {label.name: label.kind for label in reading.schema.labels}
    assert kinds["MEET"] is LabelKind.TRIGGER
    assert len(item.sets[0].relations) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"sentences": [["a", ""]]},
        {"sentences": "x"},
        {"ner": [[[0, 9, "P"]]]},
        {"ner": [[[2, 0, "P"]]]},
        {"ner": [[[0, 0]]]},
        {"ner": [[[0, True, "P"]]]},
        {"relations": [[[0, 0, "X"]]]},
        {"clusters": [[[0]]]},
        {"events": [[[]]]},
        {"sentences": []},
    ],
)
def test_a_bad_line_is_skipped_and_the_next_is_read(tmp_path, change):
    items, _ = read(tmp_path, {**ROW, **change}, ROW)
    assert isinstance(items[0], Skipped)
    assert items[0].path == "x.jsonl:1"
    assert not isinstance(items[1], Skipped)


def test_a_relation_between_sentences_is_lost_and_counted(tmp_path, make):
    text = "Bo slept. Al slept."
    spans = [make.on(text, "Bo", make.person), make.on(text, "Al", make.person)]
    relations = [make.relation("r", make.meets, "Bo", "Al")]
    items = [make.annotated(text, spans, relations)]
    result = SCIERC.write(iter(items), make.schema, tmp_path / "x.jsonl")
    assert result.losses.count("relation-crosses-sentence") == 1
    assert (result.spans, result.relations) == (2, 0)


def test_only_keys_that_dygie_takes_are_written(tmp_path, make):
    SCIERC.write(iter([make.annotated("Bo slept.")]), make.schema, tmp_path / "x.jsonl")
    row = json.loads((tmp_path / "x.jsonl").read_text())
    known = {"doc_key", "dataset", "sentences", "ner", "relations", "clusters"}
    assert {key for key in row if not key.startswith("_")} == known


@pytest.mark.skipif(not SAMPLE.exists(), reason="the samples are not here")
def test_the_sample(tmp_path):
    reading = SCIERC.read(SAMPLE, Schema("s"))
    (item,) = reading
    assert item.document.text.count("\n") + 1 == 8
    assert len(item.sets[0].spans) == 25
    assert len(item.sets[0].relations) == 15
    assert sorted(len(chain.spans) for chain in item.sets[0].chains) == [2, 2, 2, 4]
