"""The whole label schema as JSON: the header of our own format."""

import re
from collections.abc import Iterable

from annotator.domain.annotation_sets import DEFAULT_PASS
from annotator.domain.ids import LabelId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.formats.json_values import BadValue, Fields

DEFAULT_COLOUR = "#7a869a"
DEFAULT_DARK_COLOUR = "#9aa5b8"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def without_empty(row: dict[str, object]) -> dict[str, object]:
    """Return the row without empty strings, lists, objects and false, for readability."""
    return {key: value for key, value in row.items() if value or type(value) is int}


def schema_to_json(schema: Schema) -> dict[str, object]:
    """Return all of a schema as JSON values; labels are referred to by id."""
    return {
        "name": schema.name,
        "labels": [_label_to_json(label) for label in schema.labels],
        "attributes": [
            without_empty(
                {
                    "id": attribute.id,
                    "name": attribute.name,
                    "values": list(attribute.values),
                    "labels": list(attribute.labels),
                    "default": attribute.default,
                }
            )
            for attribute in schema.attributes
        ],
        "passes": list(schema.passes),
        "aliases": dict(schema.aliases),
    }


def _label_to_json(label: Label) -> dict[str, object]:
    return {"id": label.id, "name": label.name, "title": label.title} | without_empty(
        {
            "kind": str(label.kind),
            "colour": label.colour,
            "dark_colour": label.dark_colour,
            "key": label.key,
            "guideline": label.guideline,
            "examples": list(label.examples),
            "sources": list(label.sources),
            "targets": list(label.targets),
            "symmetric": label.symmetric,
            "pass": "" if label.schema_pass == DEFAULT_PASS else label.schema_pass,
        }
    )


def schema_from_json(fields: Fields, repairs: Report) -> Schema:
    """Read a schema; raise BadValue for doubled ids or names and for unknown references."""
    labels = tuple(_label_from_json(each, repairs) for each in fields.objects("labels"))
    attributes = tuple(_attribute_from_json(each, repairs) for each in fields.objects("attributes"))
    passes = fields.texts("passes") or (DEFAULT_PASS,)
    aliases = {name: LabelId(label) for name, label in fields.named_texts("aliases").items()}
    schema = Schema(fields.text("name", ""), labels, attributes, passes, aliases)
    fields.rest(repairs, "schema")
    _refuse_doubles((label.id for label in labels), "label id")
    _refuse_doubles((label.name for label in schema.span_labels), "span label")
    _refuse_doubles((label.name for label in schema.relation_labels), "relation label")
    _refuse_doubles((attribute.id for attribute in attributes), "attribute id")
    _refuse_doubles(passes, "pass")
    _refuse_unknown(schema)
    return schema


def _label_from_json(fields: Fields, repairs: Report) -> Label:
    label_id, name = fields.id("id"), fields.text("name")
    if not label_id or not name.strip():
        raise BadValue(f"{fields.place('name')}: a label needs an id and a name")
    kind = fields.text("kind")
    if kind not in list(LabelKind):
        raise BadValue(f"{fields.place('kind')}: there is no kind of label {kind!r}")
    label = Label(
        id=LabelId(label_id),
        name=name,
        title=fields.text("title", name),
        kind=LabelKind(kind),
        colour=_colour(fields, "colour", DEFAULT_COLOUR, repairs),
        dark_colour=_colour(fields, "dark_colour", DEFAULT_DARK_COLOUR, repairs),
        key=fields.text("key", ""),
        guideline=fields.text("guideline", ""),
        examples=fields.texts("examples"),
        sources=tuple(LabelId(each) for each in fields.texts("sources")),
        targets=tuple(LabelId(each) for each in fields.texts("targets")),
        symmetric=fields.flag("symmetric"),
        schema_pass=fields.text("pass", DEFAULT_PASS),
    )
    fields.rest(repairs, "schema")
    return label


def _attribute_from_json(fields: Fields, repairs: Report) -> Attribute:
    attribute_id, name = fields.id("id"), fields.text("name")
    if not attribute_id or not name.strip():
        raise BadValue(f"{fields.place('name')}: an attribute needs an id and a name")
    attribute = Attribute(
        id=attribute_id,
        name=name,
        values=fields.texts("values"),
        labels=tuple(LabelId(each) for each in fields.texts("labels")),
        default=fields.text("default", ""),
    )
    fields.rest(repairs, "schema")
    return attribute


def _colour(fields: Fields, key: str, default: str, repairs: Report) -> str:
    colour = fields.text(key, default)
    if _COLOUR.fullmatch(colour):
        return colour
    repairs.add("colour-replaced", Example("schema", None, fields.place(key)))
    return default


def _refuse_doubles(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadValue(f"the schema has the {what} {name!r} twice")
        seen.add(name)


def _refuse_unknown(schema: Schema) -> None:
    known = {label.id for label in schema.labels}
    named = [
        *(each for label in schema.labels for each in (*label.sources, *label.targets)),
        *(each for attribute in schema.attributes for each in attribute.labels),
        *schema.aliases.values(),
    ]
    for each in named:
        if each not in known:
            raise BadValue(f"the schema refers to a label {each!r} that it does not have")
