"""DocRED: entities from chains, relations between entities, evidence."""

import json
from dataclasses import replace

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.ids import ChainId
from annotator.domain.schema import Schema
from annotator.domain.spans import Chain
from annotator.formats.docred import DOCRED

TEXT = "Anna works for AG. She met Bo. AG is big."
ROW = {
    "title": "T",
    "sents": [["Bo", "met", "Al"], ["Bo", "left", "Oslo"]],
    "vertexSet": [
        [
            {"name": "Bo", "sent_id": 0, "pos": [0, 1], "type": "PER"},
            {"name": "Bo", "sent_id": 1, "pos": [0, 1], "type": "PER"},
        ],
        [{"name": "Oslo", "sent_id": 1, "pos": [2, 3], "type": "LOC"}],
    ],
    "labels": [{"h": 0, "t": 1, "r": "P19", "evidence": [1]}],
}


def read(tmp_path, *rows, schema=None):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(rows))
    reading = DOCRED.read(path, schema or Schema("s"))
    return list(reading), reading


def test_entities_are_chains_and_others_alone(tmp_path, make):
    spans = [
        make.on(TEXT, "Anna", make.person),
        make.span("ag1", make.org, (15, 17)),
        make.on(TEXT, "Bo", make.person),
        make.span("ag2", make.org, (31, 33)),
    ]
    relations = [
        make.relation("r", make.works, "Anna", "ag1"),
        make.relation("q", make.works, "Anna", "ag2"),
    ]
    annotated = make.annotated(TEXT, spans, relations)
    work = replace(annotated.sets[0], chains=(Chain(ChainId("c"), (spans[1].id, spans[3].id)),))
    items = [replace(annotated, sets=(work,))]
    result = DOCRED.write(iter(items), make.schema, tmp_path / "o")
    assert (result.spans, result.relations, result.losses.as_json()) == (4, 2, [])
    (row,) = json.loads((tmp_path / "o" / "corpus.json").read_text())
    assert [[each["name"] for each in vertex] for vertex in row["vertexSet"]] == [
        ["Anna"],
        ["AG", "AG"],
        ["Bo"],
    ]
    assert row["labels"] == [{"h": 0, "t": 1, "r": "WORKS_FOR", "evidence": [0, 2]}]
    for vertex in row["vertexSet"]:
        for each in vertex:
            first, last = each["pos"]
            assert " ".join(row["sents"][each["sent_id"]][first:last]) == each["name"]
    names = json.loads((tmp_path / "o" / "rel_info.json").read_text())
    assert names == {"WORKS_FOR": "WORKS_FOR", "MEETS": "MEETS"}
    (back,) = DOCRED.read(tmp_path / "o", make.schema)
    assert len(back.sets[0].relations) == 2
    assert [len(chain.spans) for chain in back.sets[0].chains] == [2]


def test_a_relation_stands_at_the_mention_in_the_evidence(tmp_path):
    (tmp_path / "rel_info.json").write_text('{"P19": "place of birth"}')
    (item,), reading = read(tmp_path, ROW)
    places = {span.id: item.document.text[span.start : span.end + 5] for span in item.sets[0].spans}
    (relation,) = item.sets[0].relations
    assert places[relation.source] == "Bo left"
    assert reading.schema.named("P19", relation=True).title == "place of birth"
    assert reading.repairs.count("relation-put-on-mentions") == 1
    assert item.document.facts["title"] == "T"


@pytest.mark.parametrize(
    "change",
    [
        {"labels": [{"h": 0, "t": 9, "r": "x"}]},
        {"labels": [{"h": 0, "t": 1}]},
        {"vertexSet": [[{"sent_id": 5, "pos": [0, 1], "type": "x"}]]},
        {"vertexSet": [[{"sent_id": 0, "pos": [0, 9], "type": "x"}]]},
        {"vertexSet": [[{"sent_id": 0, "pos": [0, 1], "type": ""}]]},
        {"sents": None},
    ],
)
def test_a_bad_document_is_skipped(tmp_path, change):
    items, _ = read(tmp_path, {**ROW, **change}, ROW)
    assert isinstance(items[0], Skipped)
    assert not isinstance(items[1], Skipped)
