"""How two schemas differ, and what a merge makes of it: row by row, the later edit stands.

The rules. A label is a row under an id: a new name, colour or guideline is an edit of that
row, and spans keep to the id. Edits on one side are taken; on both sides the later stands
and the other is kept as a conflict. New labels of either side are added. A deletion stands
against earlier edits. Labels that were put under a deleted one meanwhile stay as they are,
under a label that is gone: they are counted here and in exports, never dropped. One name
under two ids is two labels until they are merged.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.domain.ids import LabelId
from annotator.domain.schema import LabelKind
from annotator.store.merge_report import SchemaDifference
from annotator.store.row_words import RowWords
from annotator.store.seen import Place, Seen, Stamp

_MADE = 2
"""The clock of a project's first transaction, in which its schema is written."""
_NOWHERE = Place("", "")
_TABLES = ("spans", "relations")


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str
    body: Mapping[str, Any]
    stamp: Stamp
    deleted: bool

    @property
    def name(self) -> str:
        return str(self.body.get("name", ""))


def differences(
    link: sqlite3.Connection, mine: Seen, theirs: Seen, words: RowWords
) -> list[SchemaDifference]:
    """Return the differences between the two schemas, those of labels in use counted."""
    here, there = _items(link, "main"), _items(link, "other")
    standing: dict[str, _Item] = {}
    found: list[SchemaDifference] = []
    for row in sorted({**here, **there}):
        one, other = here.get(row), there.get(row)
        standing[row] = max((i for i in (one, other) if i), key=lambda item: item.stamp)
        if one is None or other is None:
            found += _only_one(row, one, other)
        elif (one.body, one.deleted) != (other.body, other.deleted):
            unseen = not mine.knows(other.stamp, _NOWHERE)
            both = unseen and not theirs.knows(one.stamp, _NOWHERE)
            both = both and not only_made(one.stamp, other.stamp)
            found.append(_changed(row, one, other, standing[row], both, words))
    found += _gone(link, standing, words)
    found += _same_names(link, standing, words)
    return found


def only_made(one: Stamp, other: Stamp) -> bool:
    """Tell whether one version is as the project was made with it and the other an edit.

    Two projects that were made with one schema on their own have the same items; that
    nobody edited one of them there is no word against an edit here.
    """
    return (one[0] <= _MADE) != (other[0] <= _MADE)


def _items(link: sqlite3.Connection, database: str) -> dict[str, _Item]:
    rows = link.execute(
        f"SELECT id, kind, definition, clock, writer, deleted FROM {database}.schema_items"
        " WHERE kind != 'alias'"
    )
    return {r[0]: _Item(r[1], json.loads(r[2]), (r[3], r[4]), bool(r[5])) for r in rows}


def _only_one(row: str, one: _Item | None, other: _Item | None) -> Iterator[SchemaDifference]:
    item = one or other
    assert item is not None
    if item.deleted:
        return
    kind = "new-here" if one else "new-there"
    mine, theirs = (item.name, "") if one else ("", item.name)
    yield SchemaDifference(kind, LabelId(row), mine, theirs, item.name)


def _changed(
    row: str, one: _Item, other: _Item, stands: _Item, both: bool, words: RowWords
) -> SchemaDifference:
    mine, theirs = _said(one, other, words), _said(other, one, words)
    becomes = mine if stands is one else theirs
    if both:
        kind = "conflict"
    elif stands.deleted:
        kind = "merged" if stands.body.get("merged_into") else "deleted"
    else:
        kind = "renamed" if one.name != other.name else "changed"
    into = stands.body.get("merged_into") if stands.deleted else None
    return SchemaDifference(kind, LabelId(row), mine, theirs, becomes, into=into)


def _said(item: _Item, other: _Item, words: RowWords) -> str:
    return words.definition(item.body, item.deleted, None if other.deleted else other.body)


def _gone(
    link: sqlite3.Connection, standing: Mapping[str, _Item], words: RowWords
) -> Iterator[SchemaDifference]:
    """Yield the labels that are gone after the merge and still have something under them."""
    for row, item in standing.items():
        if item.kind != "label" or not item.deleted:
            continue
        used = _uses(link, row, words)
        if used:
            into = item.body.get("merged_into")
            yield SchemaDifference("label-gone", LabelId(row), item.name, "", "", dict(used), into)


def _same_names(
    link: sqlite3.Connection, standing: Mapping[str, _Item], words: RowWords
) -> Iterator[SchemaDifference]:
    first: dict[tuple[str, bool], str] = {}
    for row in sorted(standing):
        item = standing[row]
        if item.kind != "label" or item.deleted:
            continue
        key = (item.name, item.body["kind"] == LabelKind.RELATION)
        if key in first:
            used = dict(_uses(link, row, words))
            into = LabelId(first[key])
            yield SchemaDifference(
                "same-name", LabelId(row), item.name, item.name, item.name, used, into
            )
        first.setdefault(key, row)


def _uses(link: sqlite3.Connection, label: str, words: RowWords) -> Counter[str]:
    """Return how many labels will stand under one after the merge, by annotator's name."""
    found: Counter[str] = Counter()
    for table in _TABLES:
        for database, rival, above in (("main", "other", ">"), ("other", "main", ">=")):
            for owner, number in link.execute(
                f"SELECT s.annotator, count(*) FROM {database}.{table} AS l"
                f" JOIN {database}.sets AS s ON s.id = l.set_id"
                " WHERE l.label = ? AND NOT l.deleted AND NOT EXISTS (SELECT 1 FROM"
                f" {rival}.{table} AS r WHERE r.id = l.id"
                f" AND (r.clock, r.writer) {above} (l.clock, l.writer)) GROUP BY s.annotator",
                (label,),
            ):
                found[words.person(owner)] += number
    return found
