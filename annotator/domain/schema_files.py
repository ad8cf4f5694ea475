"""Schema files: one readable TOML file for a label schema, read and written.

The file has a ``name``, optional ``passes``, one ``[[label]]`` table for each label, one
``[[attribute]]`` table for each attribute, and ``[aliases]`` from names that other tools
use to labels. References name a label, or give its id where two labels share the name.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping

from annotator.domain.annotation_sets import DEFAULT_PASS
from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId, derived_id
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.domain.schema_tables import (
    SchemaTable,
    check_unique,
    read_attribute,
    read_label,
    resolve,
)
from annotator.domain.toml_text import toml_key, toml_list, toml_string

_SCHEMA_KEYS = ("name", "passes", "label", "attribute", "aliases")


def parse_schema(text: str, *, name_hint: str = "") -> Schema:
    """Read a schema from the text of a schema file.

    ``name_hint`` (the file's name without its ending) names the schema where the file
    does not, and the place in messages. Raises UserError for every mistake.
    """
    where = f'Schema "{name_hint}"' if name_hint else "Schema"
    try:
        content = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UserError(
            f"The file is not valid TOML: {error}.",
            where=where,
            mend='Mend that place; texts stand in double quotes, as in name = "PERSON".',
        ) from None
    table = SchemaTable(content, where)
    table.allow_only(_SCHEMA_KEYS)
    name = table.string("name", default=name_hint)
    if not name.strip():
        raise table.error("The schema has no name.", 'Write name = "..." in the first line.')
    passes = table.strings("passes", default=(DEFAULT_PASS,))
    if not passes or not all(each.strip() for each in passes):
        raise table.error("passes is empty or has an empty name.", "Leave passes out, or name one.")
    check_unique("The pass", passes, table)
    labels = _labels(table, name, passes)
    return Schema(
        name=name,
        labels=labels,
        attributes=_attributes(table, name, labels),
        passes=passes,
        aliases={alias: target.id for alias, target in _aliases(table, labels)},
    )


def _labels(table: SchemaTable, name: str, passes: tuple[str, ...]) -> tuple[Label, ...]:
    readings = [
        read_label(each, number, name, passes)
        for number, each in enumerate(table.tables("label", "label"), start=1)
    ]
    labels = [label for label, _ in readings]
    spans = [label for label in labels if label.kind is not LabelKind.RELATION]
    relations = [label for label in labels if label.kind is LabelKind.RELATION]
    for group, kind in ((spans, "span label"), (relations, "relation label")):
        check_unique(f"The {kind}", [label.name for label in group], table)
        check_unique(f"The {kind} key", [label.key for label in group if label.key], table)
    check_unique("The label id", [label.id for label in labels], table)
    names = {label.name: label for label in labels}
    for label in labels:
        other = names.get(label.id)
        if other is not None and other.id != label.id:
            raise table.error(
                f'"{label.id}" is the id of label "{label.name}" and the name of another.',
                "Give the label another id, or leave the id out.",
            )
    return tuple(ends(spans) for _, ends in readings)


def _attributes(table: SchemaTable, name: str, labels: tuple[Label, ...]) -> tuple[Attribute, ...]:
    attributes = tuple(
        read_attribute(each, number, name, labels)
        for number, each in enumerate(table.tables("attribute", "attribute"), start=1)
    )
    check_unique("The attribute", [attribute.name for attribute in attributes], table)
    check_unique("The attribute id", [attribute.id for attribute in attributes], table)
    return attributes


def _aliases(table: SchemaTable, labels: tuple[Label, ...]) -> Iterable[tuple[str, Label]]:
    for aliases in table.tables("aliases", "aliases", single=True):
        for alias in aliases.given():
            target = resolve(aliases.string(alias), labels, aliases, f'alias "{alias}"')
            for label in labels:
                relation = label.kind is LabelKind.RELATION
                if label.name == alias and relation == (target.kind is LabelKind.RELATION):
                    raise aliases.error(
                        f'The alias "{alias}" is the name of a label already.',
                        "Remove the alias, or rename the label.",
                    )
            yield alias, target


def schema_text(schema: Schema) -> str:
    """Return a schema as the text of a schema file, which reads back to an equal schema."""
    names = Counter(label.name for label in schema.labels)
    written = {
        label.id: label.name if names[label.name] == 1 else str(label.id) for label in schema.labels
    }
    span_names = {label.id: label.name for label in schema.span_labels}
    lines = [f"name = {toml_string(schema.name)}"]
    if tuple(schema.passes) != (DEFAULT_PASS,):
        lines.append(f"passes = {toml_list(schema.passes)}")
    for label in schema.labels:
        lines += ["", "[[label]]", *_label_lines(label, schema, span_names)]
    for attribute in schema.attributes:
        lines += ["", "[[attribute]]", *_attribute_lines(attribute, schema, written)]
    if schema.aliases:
        lines += ["", "[aliases]"]
    for alias, target in schema.aliases.items():
        lines.append(f"{toml_key(alias)} = {toml_string(written[target])}")
    return "\n".join(lines) + "\n"


def _label_lines(label: Label, schema: Schema, names: Mapping[LabelId, str]) -> Iterable[str]:
    yield f"name = {toml_string(label.name)}"
    if label.title != label.name:
        yield f"title = {toml_string(label.title)}"
    yield f"kind = {toml_string(label.kind.value)}"
    if label.id != derived_id("label", schema.name, label.kind.value, label.name):
        yield f"id = {toml_string(label.id)}"
    if label.key:
        yield f"key = {toml_string(label.key)}"
    yield f"colour = {toml_string(label.colour)}"
    yield f"dark_colour = {toml_string(label.dark_colour)}"
    if label.schema_pass != schema.passes[0]:
        yield f"pass = {toml_string(label.schema_pass)}"
    if label.sources:
        yield f"sources = {toml_list(names[each] for each in label.sources)}"
    if label.targets:
        yield f"targets = {toml_list(names[each] for each in label.targets)}"
    if label.symmetric:
        yield "symmetric = true"
    if label.guideline:
        yield f"guideline = {toml_string(label.guideline)}"
    if label.examples:
        yield f"examples = {toml_list(label.examples)}"


def _attribute_lines(
    attribute: Attribute, schema: Schema, names: Mapping[LabelId, str]
) -> Iterable[str]:
    yield f"name = {toml_string(attribute.name)}"
    if attribute.id != derived_id("attribute", schema.name, attribute.name):
        yield f"id = {toml_string(attribute.id)}"
    yield f"values = {toml_list(attribute.values)}"
    if attribute.labels:
        yield f"labels = {toml_list(names[each] for each in attribute.labels)}"
    if attribute.default:
        yield f"default = {toml_string(attribute.default)}"
