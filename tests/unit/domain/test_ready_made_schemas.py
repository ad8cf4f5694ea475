"""The ready-made schemas: readable, told apart by colour-blind people, and complete."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest

from annotator.domain.colours import DARK_PAGE, LIGHT_PAGE, READABLE, contrast
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.domain.schema_files import parse_schema, schema_text

FOLDER = Path(__file__).parents[3] / "resources" / "schemas"
NAMES = ["ace", "conll2003", "news", "ontonotes"]


def _schema(name: str) -> Schema:
    return parse_schema((FOLDER / f"{name}.toml").read_text("utf-8"), name_hint=name)


def _ids(labels: Sequence[Label]) -> list[str]:
    return [label.name for label in labels]


def test_the_folder_holds_these_schemas() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_named_as_its_file_and_reads_back(name: str) -> None:
    schema = _schema(name)
    assert schema.name == name
    assert parse_schema(schema_text(schema)) == schema


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_fixed_and_every_label_is_explained(name: str) -> None:
    schema = _schema(name)
    for label in schema.labels:
        assert label.id == f"{name}:{label.name}"
        assert label.guideline
        assert label.examples
        assert label.key
    assert all(attribute.id.startswith(f"{name}:") for attribute in schema.attributes)


@pytest.mark.parametrize("name", NAMES)
def test_label_colours_are_readable_on_both_pages(name: str) -> None:
    for label in _schema(name).labels:
        assert contrast(label.colour, LIGHT_PAGE) >= READABLE, label.name
        assert contrast(label.dark_colour, DARK_PAGE) >= READABLE, label.name


@pytest.mark.parametrize("name", NAMES)
def test_span_labels_of_one_schema_differ_in_colour(name: str) -> None:
    spans = [label for label in _schema(name).span_labels if label.kind is not LabelKind.TRIGGER]
    if name != "ace":
        assert len({label.colour for label in spans}) == len(spans)
        assert len({label.dark_colour for label in spans}) == len(spans)


def test_the_default_schema_has_the_labels_of_the_manual() -> None:
    schema = _schema("news")
    assert _ids(schema.span_labels) == [
        "PERSON", "ORG", "PLACE", "DATE", "AMOUNT", "FACILITY", "EVENT",
    ]  # fmt: skip
    assert _ids(schema.relation_labels) == [
        "heads", "works_for", "owns_share_of", "based_in", "located_in", "said",
    ]  # fmt: skip
    assert [label.key for label in schema.span_labels] == list("1234567")
    assert [label.key for label in schema.relation_labels] == list("123456")
    for alias, label in {"PER": "PERSON", "GPE": "PLACE", "MONEY": "AMOUNT"}.items():
        found = schema.named(alias)
        assert found is not None
        assert found.name == label
    assert schema.named("CARDINAL") is None
    assert schema.named("ORDINAL") is None
    person, org = schema.labels[0].id, schema.labels[1].id
    assert "heads" in _ids(schema.relations_between(person, org))
    assert "heads" not in _ids(schema.relations_between(org, person))


def test_ontonotes_has_the_labels_of_the_english_pipelines() -> None:
    assert sorted(_ids(_schema("ontonotes").labels)) == [
        "CARDINAL", "DATE", "EVENT", "FAC", "GPE", "LANGUAGE", "LAW", "LOC", "MONEY",
        "NORP", "ORDINAL", "ORG", "PERCENT", "PERSON", "PRODUCT", "QUANTITY", "TIME",
        "WORK_OF_ART",
    ]  # fmt: skip


def test_roles_in_ace_lead_from_triggers() -> None:
    schema = _schema("ace")
    triggers = {label.id for label in schema.span_labels if label.kind is LabelKind.TRIGGER}
    roles = [label for label in schema.relation_labels if label.schema_pass == "events"]
    assert triggers
    assert roles
    for role in roles:
        assert set(role.sources) <= triggers
        assert role.targets
    mention = schema.attributes[0]
    assert (mention.name, mention.values) == ("mention", ("NAM", "NOM", "PRO"))


# How full blindness to one kind of cone changes linear sRGB (Machado and others, 2009).
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
            (-0.003882, -0.048116, 1.051998)),
    "green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
              (-0.011820, 0.042940, 0.968881)),
    "blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
             (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
DISTINCT = 9.0  # CIE 1976 colour difference; about 2 is just noticeable side by side


def _lab(colour: str, blindness: str) -> tuple[float, float, float]:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True))))
        for row in BLINDNESS[blindness]
    )
    whites = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (w ** (1 / 3) if w > 0.008856 else 7.787 * w + 16 / 116 for w in whites)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("theme", ["colour", "dark_colour"])
@pytest.mark.parametrize("name", ["news", "conll2003"])
def test_span_colours_stay_apart_for_colour_blind_people(
    name: str, theme: str, blindness: str
) -> None:
    for one, other in combinations(_schema(name).span_labels, 2):
        first, second = (_lab(getattr(label, theme), blindness) for label in (one, other))
        distance = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5
        assert distance >= DISTINCT, (one.name, other.name)
