"""Rows in words: what a version of a row says, for people who compare two versions."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from annotator.domain.annotation_sets import DEFAULT_PASS, GOLD

_KINDS = {
    "spans": "span",
    "relations": "relation",
    "chain_members": "chain",
    "sets": "note",
    "set_states": "state",
    "zone_changes": "zone",
    "documents": "facts",
    "provenance": "facts",
    "decisions": "decision",
    "annotators": "annotator",
    "schema_items": "schema",
    "adjudications": "adjudication",
    "suggestion_runs": "suggestions",
    "time_spent": "time",
    "completions": "state",
    "packs": "hand-out",
    "hand_outs": "hand-out",
}
_LONGEST = 120

Image = Mapping[str, Any]


def kind_of(table: str) -> str:
    """Return what the rows of a table are called in a report."""
    return _KINDS[table]


class RowWords:
    """Put rows of two attached files into words, with names and texts of either."""

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link
        self._names: dict[str, str] = {
            row[0]: row[1] or row[0]
            for database in ("other", "main")
            for row in link.execute(
                f"SELECT id, json_extract(definition, '$.name') FROM {database}.schema_items"
            )
        }
        self._people: dict[str, str] = {
            row[0]: row[1]
            for database in ("other", "main")
            for row in link.execute(f"SELECT id, name FROM {database}.annotators")
        }
        self._people[GOLD] = "gold"
        self.text = lru_cache(maxsize=32)(self._text)

    def person(self, annotator: str) -> str:
        """Return an annotator's name."""
        return self._people.get(annotator, annotator)

    def label(self, label: str) -> str:
        """Return a label's name, a deleted one's too."""
        return self._names.get(label, label)

    def title(self, document: str) -> str:
        """Return a document's title, or ""."""
        for database in ("main", "other"):
            row = self._link.execute(
                f"SELECT title FROM {database}.documents WHERE id = ?", (document,)
            ).fetchone()
            if row and row[0]:
                return str(row[0])
        return ""

    def both(self, table: str, mine: Image, theirs: Image, document: str) -> tuple[str, str]:
        """Return two versions of a row in words; of long ones only what differs."""
        if mine["deleted"] or theirs["deleted"] or table not in ("documents", "schema_items"):
            return self._say(table, mine, document), self._say(table, theirs, document)
        column = "facts" if table == "documents" else "definition"
        one, other = json.loads(mine[column]), json.loads(theirs[column])
        keys = [key for key in {**one, **other} if one.get(key) != other.get(key)]
        return _listed(one, keys), _listed(other, keys)

    def _say(self, table: str, image: Image, document: str) -> str:
        if image["deleted"]:
            return "deleted"
        if table == "spans":
            return self._span(image, document)
        if table == "relations":
            ends = (self._of_span(image[end], document) for end in ("source", "target"))
            return f"{self.label(image['label'])}: {' → '.join(ends)}{_rest(image)}"
        if table == "chain_members":
            return f"linked: {self._of_span(image['span'], document)}"
        if table == "set_states":
            of = "" if image["schema_pass"] == DEFAULT_PASS else f" ({image['schema_pass']})"
            return f"{image['state']}{of}"
        if table == "sets":
            said = [f'{name} "{image[name]}"' for name in ("flag", "note") if image[name]]
            return ", ".join(said) or "no flag, no note"
        if table == "zone_changes":
            return f"{image['kind']} from {image['start']} to {image['end']}"
        if table == "decisions":
            where = self._surface(image["fragments"], document)
            return f"{image['verdict']}: {self.label(image['label'])} {where}"
        if table == "annotators":
            joined = f", joined to {self.person(image['joined_to'])}" if image["joined_to"] else ""
            return f"{image['name']}{joined}"
        return _short({key: value for key, value in image.items() if key != "deleted"})

    def _span(self, image: Image, document: str) -> str:
        where = self._surface(image["fragments"], document)
        return f"{self.label(image['label'])} {where}{_rest(image)}"

    def _of_span(self, span: str, document: str) -> str:
        for database in ("main", "other"):
            row = self._link.execute(
                f"SELECT fragments FROM {database}.spans WHERE id = ?", (span,)
            ).fetchone()
            if row:
                return self._surface(row[0], document)
        return span

    def _surface(self, fragments: str, document: str) -> str:
        text, extents = self.text(document), json.loads(fragments)
        words = " … ".join(text[start:end] for start, end in extents)
        places = ", ".join(f"{start}–{end}" for start, end in extents)
        return f"“{_short(words)}” ({places})"

    def _text(self, document: str) -> str:
        for database in ("main", "other"):
            row = self._link.execute(
                f"SELECT text FROM {database}.texts JOIN {database}.documents USING (number)"
                " WHERE id = ?",
                (document,),
            ).fetchone()
            if row:
                return str(row[0])
        return ""


def _listed(values: Image, keys: Iterable[str]) -> str:
    return ", ".join(f"{key}: {_short(values.get(key, ''))}" for key in keys)


def _rest(image: Image) -> str:
    attributes = json.loads(image["attributes"])
    said = "".join(f", {name}: {value}" for name, value in sorted(attributes.items()))
    return said + (f', note "{_short(image["note"])}"' if image["note"] else "")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
