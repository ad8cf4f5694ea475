"""The label schema in the project file: one row for each label, attribute and alias."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from annotator.domain.annotation_sets import DEFAULT_PASS
from annotator.domain.ids import LabelId, derived_id
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.store.writing import Transaction, canonical_json

_HEAD = "schema"


def read(connection: sqlite3.Connection) -> Schema:
    """Return the project's schema."""
    rows = connection.execute(
        "SELECT id, kind, definition FROM schema_items WHERE NOT deleted ORDER BY position, id"
    ).fetchall()
    items = [(row[0], row[1], json.loads(row[2])) for row in rows]
    head: dict[str, Any] = next((body for _, kind, body in items if kind == _HEAD), {})
    return Schema(
        name=head.get("name", ""),
        labels=[_label(LabelId(i), body) for i, kind, body in items if kind == "label"],
        attributes=[_attribute(i, body) for i, kind, body in items if kind == "attribute"],
        passes=tuple(head.get("passes", (DEFAULT_PASS,))),
        aliases={b["name"]: LabelId(b["label"]) for _, kind, b in items if kind == "alias"},
    )


def write(t: Transaction, schema: Schema) -> None:
    """Store a schema, each part under its own id; parts that are there stay as they are.

    Used for a new project and to add what a restored file brings. A label whose name the
    project has under another id is the project's label.
    """
    present = read(t.connection)
    taken = {(one.name, one.kind is LabelKind.RELATION) for one in present.labels}
    labels = [
        one for one in schema.labels if (one.name, one.kind is LabelKind.RELATION) not in taken
    ]
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (_HEAD, _HEAD, {"name": schema.name, "passes": list(schema.passes)})
    ]
    rows += [(label.id, "label", _label_body(label)) for label in labels]
    rows += [(a.id, "attribute", _attribute_body(a)) for a in schema.attributes]
    rows += [
        (derived_id("alias", name), "alias", {"name": name, "label": label})
        for name, label in sorted(schema.aliases.items())
    ]
    known = dict(t.connection.execute("SELECT id, deleted FROM schema_items").fetchall())
    for position, (row_id, kind, body) in enumerate(rows, start=_next_position(t)):
        if known.get(row_id) == 0:
            continue
        t.put(
            "schema_items",
            {
                "id": row_id,
                "kind": kind,
                "position": position,
                "definition": canonical_json(body),
            },
        )


def add_label(t: Transaction, label: Label) -> None:
    """Add one label at the end of the schema."""
    t.put(
        "schema_items",
        {
            "id": label.id,
            "kind": "label",
            "position": _next_position(t),
            "definition": canonical_json(_label_body(label)),
        },
    )


def change_label(t: Transaction, label: Label) -> None:
    """Write a label over its row; it stays at its position."""
    t.update("schema_items", label.id, {"definition": canonical_json(_label_body(label))})


def add_alias(t: Transaction, name: str, label: LabelId) -> None:
    """Let another name stand for a label; the one it stood for before gives it up."""
    t.put(
        "schema_items",
        {
            "id": derived_id("alias", name),
            "kind": "alias",
            "position": _next_position(t),
            "definition": canonical_json({"name": name, "label": label}),
        },
    )


def add_attributes(t: Transaction, wanted: Sequence[Attribute]) -> None:
    """Add attributes the schema lacks, and values that its own of the same name lack."""
    known = {one.name: one for one in read(t.connection).attributes}
    for one in wanted:
        own = known.get(one.name)
        if own is None:
            _put_attribute(t, one, _next_position(t))
            continue
        values = tuple(dict.fromkeys((*own.values, *one.values)))
        if values != tuple(own.values):
            _put_attribute(t, replace(own, values=values), _position(t, own.id))


def _put_attribute(t: Transaction, attribute: Attribute, position: int) -> None:
    t.put(
        "schema_items",
        {
            "id": attribute.id,
            "kind": "attribute",
            "position": position,
            "definition": canonical_json(_attribute_body(attribute)),
        },
    )


def _next_position(t: Transaction) -> int:
    query = "SELECT coalesce(max(position) + 1, 0) FROM schema_items"
    return int(t.connection.execute(query).fetchone()[0])


def _position(t: Transaction, item: str) -> int:
    query = "SELECT position FROM schema_items WHERE id = ?"
    return int(t.connection.execute(query, (item,)).fetchone()[0])


def _label_body(label: Label) -> dict[str, Any]:
    return {
        "name": label.name,
        "title": label.title,
        "kind": label.kind,
        "colour": label.colour,
        "dark_colour": label.dark_colour,
        "key": label.key,
        "guideline": label.guideline,
        "examples": list(label.examples),
        "sources": list(label.sources),
        "targets": list(label.targets),
        "symmetric": label.symmetric,
        "schema_pass": label.schema_pass,
    }


def _label(row_id: LabelId, body: dict[str, Any]) -> Label:
    return Label(
        id=row_id,
        **{
            **body,
            "kind": LabelKind(body["kind"]),
            "examples": tuple(body["examples"]),
            "sources": tuple(body["sources"]),
            "targets": tuple(body["targets"]),
        },
    )


def _attribute_body(attribute: Attribute) -> dict[str, Any]:
    return {
        "name": attribute.name,
        "values": list(attribute.values),
        "labels": list(attribute.labels),
        "default": attribute.default,
    }


def _attribute(row_id: str, body: dict[str, Any]) -> Attribute:
    return Attribute(
        row_id, body["name"], tuple(body["values"]), tuple(body["labels"]), body["default"]
    )
