"""SpERT: a sentence with entities and relations by number, and the file of types."""

import json

from annotator.domain.corpora import Skipped
from annotator.domain.schema import Schema
from annotator.formats.spert import SPERT


def test_relations_are_numbered_anew_after_an_entity_was_lost(tmp_path, make):
    text = "Mid-Oslo Bo met Al."
    spans = [
        make.span("cut", make.org, (1, 5)),
        make.on(text, "Bo", make.person),
        make.on(text, "Al", make.person),
    ]
    relations = [make.relation("r", make.meets, "Al", "Bo")]
    result = SPERT.write(
        iter([make.annotated(text, spans, relations)]), make.schema, tmp_path / "o"
    )
    assert result.losses.count("span-cuts-token") == 1
    (row,) = json.loads((tmp_path / "o" / "corpus.json").read_text())
    assert row["relations"] == [{"type": "MEETS", "head": 1, "tail": 0}]
    entities = [row["tokens"][each["start"] : each["end"]] for each in row["entities"]]
    assert entities == [["Bo"], ["Al"]]
    types = json.loads((tmp_path / "o" / "types.json").read_text())
    assert types["relations"]["MEETS"]["symmetric"] is True
    assert types["relations"]["WORKS_FOR"]["symmetric"] is False


def test_types_tell_which_relations_are_symmetric(tmp_path):
    row = {
        "tokens": ["Bo", "met", "Al"],
        "entities": [{"type": "P", "start": 0, "end": 1}, {"type": "P", "start": 2, "end": 3}],
        "relations": [{"type": "Met", "head": 0, "tail": 1}],
        "orig_id": 5,
    }
    (tmp_path / "x_train.json").write_text(json.dumps([row]))
    types = {"relations": {"Met": {"short": "Met", "verbose": "has met", "symmetric": True}}}
    (tmp_path / "x_types.json").write_text(json.dumps(types))
    reading = SPERT.read(tmp_path, Schema("s"))
    (item,) = reading
    assert len(item.sets[0].relations) == 1
    label = reading.schema.named("Met", relation=True)
    assert (label.symmetric, label.title) == (True, "has met")


def test_bad_sentences_are_skipped(tmp_path):
    bad = [
        {"tokens": ["a"], "entities": [{"type": "P", "start": "0", "end": 1}]},
        {"tokens": []},
        5,
    ]
    (tmp_path / "x.json").write_text(json.dumps([*bad, {"tokens": ["b"], "entities": []}]))
    items = list(SPERT.read(tmp_path / "x.json", Schema("s")))
    assert [isinstance(each, Skipped) for each in items] == [True, True, True, False]


def test_a_relation_to_an_entity_that_is_not_there_is_reported(tmp_path):
    relations = [{"type": "R", "head": 0, "tail": 7}]
    row = {"tokens": ["a"], "entities": [], "relations": relations}
    (tmp_path / "x.json").write_text(json.dumps([row]))
    reading = SPERT.read(tmp_path / "x.json", Schema("s"))
    list(reading)
    assert reading.repairs.count("relation-without-span") == 1
