"""A pipeline's labels against the schema's names and aliases."""

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from annotator.domain.ids import LabelId
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.suggest.mapping import LabelMapping, default_mapping
from annotator.suggest.pipelines import PipelineInfo


def label(name: str, kind: LabelKind = LabelKind.ENTITY) -> Label:
    """A label whose id is its name in lower case."""
    return Label(LabelId(name.lower()), name, name.title(), kind, "#000000", "#ffffff")


SCHEMA = Schema(
    name="small",
    labels=[
        label("PERSON"),
        label("PLACE"),
        label("AMOUNT", LabelKind.VALUE),
        label("ORG", LabelKind.RELATION),
    ],
    aliases={
        "PER": LabelId("person"),
        "GPE": LabelId("place"),
        "MONEY": LabelId("amount"),
        "LAW": LabelId("org"),
        "FAC": LabelId("gone"),
    },
)
INFO = PipelineInfo("xx_small", "1", "xx", (), Path())


def test_maps_through_names_and_aliases_whatever_their_case() -> None:
    info = replace(INFO, labels=("PERSON", "per", "GPE", "Money", "CARDINAL"))
    assert dict(default_mapping(info, SCHEMA).targets) == {
        "PERSON": "person",
        "per": "person",
        "GPE": "place",
        "Money": "amount",
        "CARDINAL": None,
    }


def test_never_maps_to_a_relation_or_a_label_that_is_gone() -> None:
    info = replace(INFO, labels=("ORG", "LAW", "FAC"))
    assert default_mapping(info, SCHEMA).used == {}


def test_is_changed_by_making_another() -> None:
    first = LabelMapping({"GPE": LabelId("place"), "LAW": None})
    second = first.replaced("LAW", LabelId("law")).replaced("GPE", None)
    assert first.used == {"GPE": "place"} and second.used == {"LAW": "law"}
    assert first.target("GPE") == "place" and first.target("unheard of") is None
    with pytest.raises(FrozenInstanceError):
        first.targets = {}  # type: ignore[misc]
    with pytest.raises(TypeError):
        first.targets["GPE"] = None  # type: ignore[index]
