"""Bulk edits of what stands under a label: counting, relabelling and deleting it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotator.domain.ids import LabelId
from annotator.store import annotators
from annotator.store.writing import Transaction, canonical_json

_LABELLED = ("spans", "relations")


@dataclass(slots=True)
class Touched:
    """How many labels of everybody's an edit of the schema touches, by annotator's name."""

    spans: int = 0
    relations: int = 0
    annotators: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Touched") -> None:
        """Add the counts of another edit."""
        self.spans += other.spans
        self.relations += other.relations
        self.annotators.update(other.annotators)


def uses(connection: sqlite3.Connection, label: LabelId) -> Touched:
    """Return how many live spans and relations stand under a label."""
    found = Touched()
    for table in _LABELLED:
        for owner, number in connection.execute(
            f"SELECT annotator, count(*) FROM {table} JOIN sets ON sets.id = set_id"
            f" WHERE {table}.label = ? AND NOT {table}.deleted GROUP BY annotator",
            (label,),
        ).fetchall():
            setattr(found, table, getattr(found, table) + number)
            found.annotators[annotators.name_of(connection, owner)] += number
    return found


def relabel(t: Transaction, label: LabelId, into: LabelId) -> Touched:
    """Put all live spans and relations of one label under another; return how many."""
    found = uses(t.connection, label)
    for table in _LABELLED:
        for row in _live(t.connection, table, "label = ?", label):
            t.update(table, row, {"label": into})
    return found


def delete_labelled(t: Transaction, label: LabelId) -> Touched:
    """Delete all spans and relations of a label, and what hangs on the spans."""
    found = uses(t.connection, label)
    doomed = _live(t.connection, "spans", "label = ?", label)
    relations = dict.fromkeys(_live(t.connection, "relations", "label = ?", label))
    for span in doomed:
        relations.update(
            dict.fromkeys(_live(t.connection, "relations", "(source = ?1 OR target = ?1)", span))
        )
        t.delete("chain_members", _live(t.connection, "chain_members", "span = ?", span))
    t.delete("relations", relations)
    t.delete("spans", doomed)
    found.relations = len(relations)
    return found


def retire(t: Transaction, label: LabelId, into: LabelId | None = None) -> None:
    """Turn a label into a tombstone, which says into which other it was merged, if so.

    Other labels, attributes and aliases that name it go on with the other. A list that
    would get empty keeps the dead label, since an empty one means "any".
    """
    body = _definition(t.connection, label)
    if into is not None:
        body["merged_into"] = into
    t.update("schema_items", label, {"definition": canonical_json(body), "deleted": 1})
    for row_id, kind, stored in t.connection.execute(
        "SELECT id, kind, definition FROM schema_items WHERE NOT deleted AND kind != 'schema'"
    ).fetchall():
        other = json.loads(stored)
        if kind == "alias":
            if other["label"] == label and into is None:
                t.delete("schema_items", [row_id])
            elif other["label"] == label:
                t.update(
                    "schema_items", row_id, {"definition": canonical_json(other | {"label": into})}
                )
            continue
        changed = {
            key: _replaced(other[key], label, into)
            for key in ("sources", "targets", "labels")
            if label in other.get(key, ())
        }
        if any(other[key] != value for key, value in changed.items()):
            t.update("schema_items", row_id, {"definition": canonical_json(other | changed)})


def merged_into(connection: sqlite3.Connection) -> Mapping[LabelId, LabelId]:
    """Return, for each label that was merged into a living one, that one."""
    rows = connection.execute(
        "SELECT id, deleted, json_extract(definition, '$.merged_into') FROM schema_items"
        " WHERE kind = 'label'"
    ).fetchall()
    step = {row[0]: row[2] for row in rows if row[1] and row[2]}
    living = {row[0] for row in rows if not row[1]}
    found = {}
    for label in step:
        at, seen = label, {label}
        while at in step and step[at] not in seen:
            at = step[at]
            seen.add(at)
        if at in living:
            found[label] = at
    return found


def name_of(connection: sqlite3.Connection, label: LabelId) -> str:
    """Return the name of a label, a deleted one too; its id where there is no such row."""
    body = _definition(connection, label)
    return str(body.get("name", label))


def _definition(connection: sqlite3.Connection, label: LabelId) -> dict[str, object]:
    row = connection.execute(
        "SELECT definition FROM schema_items WHERE id = ?", (label,)
    ).fetchone()
    return dict(json.loads(row[0])) if row else {}


def _live(connection: sqlite3.Connection, table: str, where: str, value: str) -> list[str]:
    rows = connection.execute(f"SELECT id FROM {table} WHERE {where} AND NOT deleted", (value,))
    return [row[0] for row in rows.fetchall()]


def _replaced(labels: Iterable[str], label: LabelId, into: LabelId | None) -> list[str]:
    kept = [one for one in labels if one != label]
    if into is not None:
        return list(dict.fromkeys((*kept, into)))
    return kept or [label]
