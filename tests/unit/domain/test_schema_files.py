"""Schema files: what is written reads back, and every mistake names its place and its mend."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId, derived_id
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.schema_files import parse_schema, schema_text

GOOD = """
name = "press"

[[label]]
name = "PERSON"
id = "press:PERSON"
key = "1"
colour = "#c2410c"

[[label]]
name = "ORG"
title = "Organisation"
key = "2"
colour = "#1f5fa8"
dark_colour = "#7ab8f5"

[[label]]
name = "heads"
kind = "relation"
key = "1"
sources = ["PERSON"]
targets = ["ORG"]

[[attribute]]
name = "mention"
values = ["NAM", "NOM"]
labels = ["PERSON"]
default = "NAM"

[aliases]
PER = "PERSON"
"""


def test_a_file_becomes_a_schema() -> None:
    schema = parse_schema(GOOD)
    person, org, heads = schema.labels
    assert schema.name == "press"
    assert (person.id, person.title, person.kind) == ("press:PERSON", "PERSON", LabelKind.ENTITY)
    assert org.id == derived_id("label", "press", "entity", "ORG")
    assert (org.title, org.dark_colour) == ("Organisation", "#7ab8f5")
    assert (heads.sources, heads.targets) == ((person.id,), (org.id,))
    assert schema.named("PER") == person
    assert schema.attributes[0].labels == (person.id,)
    assert schema.attributes[0].id == derived_id("attribute", "press", "mention")


def test_the_file_name_stands_in_for_a_missing_name() -> None:
    assert parse_schema('[[label]]\nname = "A"\n', name_hint="mine").name == "mine"


def test_labels_without_a_colour_get_different_ones() -> None:
    schema = parse_schema('name = "s"\n[[label]]\nname = "A"\n[[label]]\nname = "B"\n')
    first, second = schema.labels
    assert first.colour != second.colour


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert parse_schema("\ufeff" + GOOD.replace("\n", "\r\n")) == parse_schema(GOOD)


def test_a_span_and_a_relation_label_may_share_a_name_and_are_told_apart_by_id() -> None:
    text = (
        'name = "s"\n[[label]]\nname = "said"\nkind = "trigger"\nid = "s:trigger"\n'
        '[[label]]\nname = "said"\nkind = "relation"\nid = "s:relation"\n'
        '[aliases]\nspoke = "s:relation"\n'
    )
    schema = parse_schema(text)
    assert schema.aliases == {"spoke": "s:relation"}
    assert parse_schema(schema_text(schema)) == schema
    with pytest.raises(UserError, match="a span label and a relation label"):
        parse_schema(text.replace('spoke = "s:relation"', 'spoke = "said"'))


MISTAKES = {
    "two labels of one name": ('name = "ORG"', 'name = "PERSON"', ["span label", "PERSON"]),
    "two labels with one key": ('key = "2"', 'key = "1"', ["key", '"1"']),
    "an id used twice": ('title = "Organisation"', 'id = "press:PERSON"', ["press:PERSON"]),
    "an unknown source": ('["PERSON"]\ntargets', '["PRESON"]\ntargets', ["heads", "PRESON"]),
    "an unknown target": ('targets = ["ORG"]', 'targets = ["ORK"]', ["heads", "ORK"]),
    "a relation as a target": ('targets = ["ORG"]', 'targets = ["heads"]', ["heads"]),
    "a target given twice": ('["ORG"]', '["ORG", "ORG"]', ["heads", "ORG"]),
    "a colour that is none": ('"#c2410c"', '"red"', ["PERSON", "red", "#rrggbb"]),
    "a dark colour that is none": ('"#7ab8f5"', '"#7ab8f"', ["ORG", "dark_colour"]),
    "an empty name": ('name = "ORG"', 'name = " "', ["label 2", "no name"]),
    "no name": ('name = "ORG"\n', "", ["label 2", "no name"]),
    "a name with a line break": ('name = "ORG"', 'name = "OR\\nG"', ["line break"]),
    "a label named O": ('name = "ORG"', 'name = "O"', ['"O"']),
    "an unknown kind": ('"relation"', '"relaton"', ["heads", "relaton", "entity"]),
    "an unknown key in a label": ("colour =", "color =", ["PERSON", "color"]),
    "ends on a span label": ('id = "press:PERSON"', 'targets = ["ORG"]', ["PERSON", "targets"]),
    "a key that is no digit": ('key = "2"', 'key = "x"', ["ORG", '"x"']),
    "a number for a text": ('key = "2"', "key = 2", ["ORG", "key"]),
    "a text for a list": ('["PERSON"]\ntargets', '"PERSON"\ntargets', ["heads", "sources"]),
    "a text for a flag": ('kind = "relation"', 'kind = "relation"\nsymmetric = "no"', ["heads"]),
    "an unknown pass": ('key = "2"', 'pass = "second"', ["ORG", "second", "main"]),
    "an attribute without values": ('values = ["NAM", "NOM"]\n', "", ["mention", "values"]),
    "an attribute with an empty list": ('["NAM", "NOM"]', "[]", ["mention", "values"]),
    "a value given twice": ('"NOM"', '"NAM"', ["mention", "NAM"]),
    "a default that is no value": ('default = "NAM"', 'default = "PRO"', ["mention", "PRO"]),
    "an attribute of an unknown label": ('labels = ["PERSON"]', 'labels = ["P"]', ["mention"]),
    "an alias to an unknown label": ('PER = "PERSON"', 'PER = "PERSN"', ["PER", "PERSN"]),
    "an alias that is a label": ('PER = "PERSON"', 'ORG = "PERSON"', ["ORG"]),
    "an unknown table": ("[aliases]", "[alias]", ["alias"]),
    "labels that are no tables": ("[[attribute]]", "[attribute]", ["attribute"]),
    "no schema name": ('name = "press"', "", ["no name"]),
    "empty passes": ('name = "press"', 'name = "press"\npasses = []', ["passes"]),
    "a pass given twice": ('name = "press"', 'name = "p"\npasses = ["a", "a"]', ["pass", "a"]),
    "broken TOML": ('name = "ORG"', "name = ORG", ["TOML", "line"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_how_to_mend_it(mistake: str) -> None:
    old, new, expected = MISTAKES[mistake]
    assert old in GOOD
    with pytest.raises(UserError) as caught:
        parse_schema(GOOD.replace(old, new, 1), name_hint="" if "name" in mistake else "press")
    message = str(caught.value)
    assert len(message.split("\n")) == 2
    for words in expected:
        assert words in message


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda name: name == name.strip() and name != "O"
)
colours = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)
keys = st.from_regex(r"(Shift\+)?[0-9]", fullmatch=True)


def _labels_of(draw: st.DrawFn, kinds: list[LabelKind], passes: tuple[str, ...]) -> list[Label]:
    keys_used = draw(st.lists(keys, unique=True, max_size=5))
    found = []
    for number, name in enumerate(draw(st.lists(names, unique=True, max_size=5))):
        label = Label(
            id=LabelId(f"id:{kinds[-1].value}{number}"),
            name=name,
            title=draw(texts) or name,
            kind=draw(st.sampled_from(kinds)),
            colour=draw(colours),
            dark_colour=draw(colours),
            key=keys_used[number] if number < len(keys_used) else "",
            guideline=draw(texts),
            examples=tuple(draw(st.lists(texts, max_size=3))),
            schema_pass=draw(st.sampled_from(passes)),
        )
        found.append(label)
    return found


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Draw a schema that a file can hold."""
    name = draw(names)
    passes = tuple(draw(st.lists(names, unique=True, min_size=1, max_size=3)))
    spans = _labels_of(draw, [LabelKind.VALUE, LabelKind.TRIGGER, LabelKind.ENTITY], passes)
    relations = _labels_of(draw, [LabelKind.RELATION], passes)
    if spans:
        ends = st.lists(st.sampled_from([label.id for label in spans]), unique=True)
        relations = [
            replace(
                label,
                sources=tuple(draw(ends)),
                targets=tuple(draw(ends)),
                symmetric=draw(st.booleans()),
            )
            for label in relations
        ]
    if draw(st.booleans()):
        spans = [
            replace(s, id=LabelId(derived_id("label", name, s.kind.value, s.name))) for s in spans
        ]
        relations = [replace(label, sources=(), targets=()) for label in relations]
    labels = tuple(draw(st.permutations(spans + relations)))
    known = {label.name for label in labels}
    aliases: dict[str, LabelId] = {}
    attributes = []
    if labels:
        ids = st.sampled_from([label.id for label in labels])
        aliases = draw(st.dictionaries(texts.filter(lambda t: t not in known), ids, max_size=4))
        for number, attribute in enumerate(draw(st.lists(names, unique=True, max_size=3))):
            values = tuple(draw(st.lists(names, unique=True, min_size=1, max_size=3)))
            attributes.append(
                Attribute(
                    id=f"attribute:{number}",
                    name=attribute,
                    values=values,
                    labels=tuple(draw(st.lists(ids, unique=True))),
                    default=draw(st.sampled_from(("", *values))),
                )
            )
    return Schema(name, labels, tuple(attributes), passes, aliases)


@given(schemas())
def test_what_is_written_reads_back(schema: Schema) -> None:
    assert parse_schema(schema_text(schema)) == schema


@given(texts, texts)
def test_any_text_ends_in_a_schema_or_a_message(before: str, after: str) -> None:
    text = before + GOOD[:60] + after
    try:
        parse_schema(text)
    except UserError as error:
        assert str(error)
