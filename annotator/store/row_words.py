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
    """Put rows of two attached files into words, with names and texts of either.

    ``people`` are the names of the annotators by id.
    """

    def __init__(self, link: sqlite3.Connection, people: Mapping[str, str]) -> None:
        self._link = link
        self._names: dict[str, str] = {
            row[0]: row[1] or row[0]
            for database in ("other", "main")
            for row in link.execute(
                f"SELECT id, json_extract(definition, '$.name') FROM {database}.schema_items"
            )
        }
        self._people = dict(people)
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
        if table == "schema_items":
            one, other = json.loads(mine["definition"]), json.loads(theirs["definition"])
            return (
                self.definition(one, bool(mine["deleted"]), None if theirs["deleted"] else other),
                self.definition(other, bool(theirs["deleted"]), None if mine["deleted"] else one),
            )
        if mine["deleted"] or theirs["deleted"] or table != "documents":
            return self._say(table, mine, document), self._say(table, theirs, document)
        one, other = json.loads(mine["facts"]), json.loads(theirs["facts"])
        keys = [key for key in {**one, **other} if one.get(key) != other.get(key)]
        return _listed(one, keys), _listed(other, keys)

    def definition(self, body: Image, deleted: bool, other: Image | None) -> str:
        """Return an item of the schema in words: its name, and what differs from ``other``."""
        name = str(body.get("name") or self.label(str(body.get("label", ""))))
        if deleted:
            into = body.get("merged_into")
            return f"{name}: merged into {self.label(into)}" if into else f"{name}: deleted"
        if other is None:
            return name
        # A name that changed brings its title along; to say both says nothing more.
        told = {"name", "label"} | ({"title"} if name != other.get("name", name) else set())
        keys = [key for key in body if key not in told and body[key] != other.get(key)]
        changed = "; ".join(f"{key}: {self._worded(body[key])}" for key in keys)
        return f"{name} ({changed})" if changed else name

    def _worded(self, value: object) -> str:
        """Return what stands in a definition in words; ids of labels become names."""
        if isinstance(value, list):
            return ", ".join(self._worded(one) for one in value) or "none"
        if isinstance(value, str):
            return self.label(value) or "none"
        return json.dumps(value, ensure_ascii=False)

    def place(self, table: str, image: Image, document: str) -> tuple[int | None, str]:
        """Return where a row is in its document and what stands there; (None, "") for nowhere."""
        if table == "zone_changes":
            return image["start"], ""
        if table in ("spans", "decisions"):
            fragments = image["fragments"]
        elif table in ("relations", "chain_members"):
            fragments = self._fragments(image["source" if table == "relations" else "span"])
        else:
            return None, ""
        if not fragments:
            return None, ""
        start, end = json.loads(fragments)[0]
        return start, self.text(document)[start:end]

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
        fragments = self._fragments(span)
        return self._surface(fragments, document) if fragments else span

    def _fragments(self, span: str) -> str:
        for database in ("main", "other"):
            row = self._link.execute(
                f"SELECT fragments FROM {database}.spans WHERE id = ?", (span,)
            ).fetchone()
            if row:
                return str(row[0])
        return ""

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
