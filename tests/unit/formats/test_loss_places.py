"""Losses of relations and chains lead to their ends, in the file beside the export too."""

import json

import pytest

from annotator.domain.ids import ChainId, LabelId, RelationId, SpanId, new_id
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.spans import Chain, Relation, Span, fragments_of
from annotator.formats.registry import FORMATS
from tests.labelled import labelled

TEXT = "Well, Ada met Bob. Later Cy came."


def _label(name, kind):
    return Label(LabelId(f"x:{name}"), name, name, kind, "#000000", "#ffffff")


SCHEMA = Schema("s", (_label("PERSON", LabelKind.ENTITY), _label("met", LabelKind.RELATION)))


def _span(words):
    start = TEXT.index(words)
    return Span(
        SpanId(new_id()), fragments_of([(start, start + len(words))], len(TEXT)), "x:PERSON"
    )


@pytest.fixture
def corpus():
    ada, bob, cy = (_span(words) for words in ("Ada", "Bob", "Cy"))
    relation = Relation(RelationId(new_id()), LabelId("x:met"), bob.id, ada.id)
    chain = Chain(ChainId(new_id()), (ada.id, cy.id))
    return [labelled(TEXT, (ada, bob, cy), (relation,), (chain,))]


def places(rows):
    return {
        row["code"]: [(one["offset"], one["text"]) for one in row["examples"]]
        for row in rows
        if row["code"].startswith(("relation", "chain"))
    }


def test_relations_and_chains_that_are_left_out_are_told_by_their_ends(corpus, tmp_path):
    result = FORMATS["conll"].write(corpus, SCHEMA, tmp_path / "o")
    told = {
        "relation-left-out": [(14, "Bob → Ada")],
        "chain-left-out": [(6, "")],
    }
    assert places(result.losses.as_json()) == told
    assert places(json.loads((tmp_path / "o" / "losses.json").read_text())) == told


def test_a_chain_that_doccano_has_no_place_for_is_told_by_its_members(corpus, tmp_path):
    result = FORMATS["doccano"].write(corpus, SCHEMA, tmp_path / "o")
    assert places(result.losses.as_json())["chain"] == [(6, "Ada → Cy")]
