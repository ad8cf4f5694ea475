"""The tables of a schema file, checked value by value; every mistake names its table."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.domain.colours import PALETTE, for_dark_page, is_colour
from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId, derived_id
from annotator.domain.schema import Attribute, Label, LabelKind

_SPAN_KEYS = (
    "name",
    "title",
    "kind",
    "id",
    "key",
    "colour",
    "dark_colour",
    "pass",
    "guideline",
    "examples",
)
_RELATION_KEYS = (*_SPAN_KEYS, "sources", "targets", "symmetric")
_ATTRIBUTE_KEYS = ("name", "id", "values", "labels", "default")
_KEY = re.compile(r"(Shift\+)?[0-9]")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")

Ends = Callable[[Sequence[Label]], Label]
"""Completes a label with its sources and targets once all span labels are known."""


class SchemaTable:
    """One table of a schema file and the words that say where it is."""

    def __init__(self, content: Mapping[str, Any], where: str) -> None:
        self._content = content
        self._where = where

    def error(self, what: str, mend: str) -> UserError:
        """Return the error for a mistake in this table; quoted texts stay on one line."""
        return UserError(
            _UNPRINTABLE.sub(" ", what),
            where=_UNPRINTABLE.sub(" ", self._where),
            mend=_UNPRINTABLE.sub(" ", mend),
        )

    def given(self) -> list[str]:
        """Return the keys of the table in the order of the file."""
        return list(self._content)

    def inside(self, place: str) -> "SchemaTable":
        """Return the same table with a better name for messages."""
        return SchemaTable(self._content, f"{self._where.split(', ')[0]}, {place}")

    def allow_only(self, known: Iterable[str]) -> None:
        """Raise UserError for a key that means nothing here."""
        known = tuple(known)
        for key in self._content:
            if key not in known:
                raise self.error(f'"{key}" is not known here.', f"Known are: {', '.join(known)}.")

    def string(self, key: str, *, default: str = "") -> str:
        """Return a text, or the default where the key is absent."""
        value = self._content.get(key, default)
        if not isinstance(value, str):
            raise self.error(f"{key} is not a text.", f'Put it in double quotes: {key} = "...".')
        return value

    def strings(self, key: str, *, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts, or the default where the key is absent."""
        value = self._content.get(key, default)
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            raise self.error(f"{key} is not a list of texts.", f'Write {key} = ["...", "..."].')
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is absent."""
        value = self._content.get(key, False)
        if not isinstance(value, bool):
            raise self.error(f"{key} is neither true nor false.", f"Write {key} = true.")
        return value

    def tables(self, key: str, place: str, *, single: bool = False) -> list["SchemaTable"]:
        """Return the ``[[key]]`` tables, or the one ``[key]`` table; none where absent."""
        value = self._content.get(key, {} if single else [])
        listed = [value] if single else value
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            header = f"[{key}]" if single else f"[[{key}]]"
            raise self.error(f"{key} is not a table.", f"Begin it with a line {header}.")
        return [SchemaTable(each, f"{self._where}, {place}") for each in listed]


def check_unique(kind: str, values: Iterable[str], table: SchemaTable) -> None:
    """Raise UserError where a value occurs twice; ``kind`` names it: "The pass"."""
    seen = set()
    for value in values:
        if value in seen:
            raise table.error(f'{kind} "{value}" is given twice.', "Change or remove one of them.")
        seen.add(value)


def resolve(name: str, labels: Sequence[Label], table: SchemaTable, user: str) -> Label:
    """Return the label that a name or an id refers to; ``user`` is what refers to it."""
    found = [label for label in labels if label.name == name]
    if not found:
        found = [label for label in labels if label.id == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise table.error(
            f'"{name}", used by {user}, names a span label and a relation label.',
            'Give the one you mean an id (id = "...") and write the id here.',
        )
    known = ", ".join(label.name for label in labels) or "none"
    raise table.error(
        f'{user} uses the label "{name}", which the schema does not have.',
        f"Add that label or correct the name. Labels that fit: {known}.",
    )


def read_label(
    table: SchemaTable, number: int, schema: str, passes: tuple[str, ...]
) -> tuple[Label, Ends]:
    """Read the ``number``-th label (from 1), still without its sources and targets."""
    table = _named(table, "label", number)
    name = table.string("name")
    if name == "O":
        raise table.error(
            'A label cannot be named "O": training formats write O for "no label".',
            'Choose another name, such as "OTHER".',
        )
    kind = _kind(table)
    relation = kind is LabelKind.RELATION
    table.allow_only(_RELATION_KEYS if relation else _SPAN_KEYS)
    schema_pass = table.string("pass", default=passes[0])
    if schema_pass not in passes:
        raise table.error(
            f'The pass "{schema_pass}" is not known.', f"Passes are: {', '.join(passes)}."
        )
    key = table.string("key")
    if key and not _KEY.fullmatch(key):
        raise table.error(
            f'"{key}" cannot be the key of a label.',
            'Use "1" to "9" or "0", or "Shift+1" to "Shift+0", or leave key out.',
        )
    colour, dark_colour = _colours(table, number)
    label = Label(
        id=LabelId(table.string("id") or derived_id("label", schema, kind.value, name)),
        name=name,
        title=table.string("title") or name,
        kind=kind,
        colour=colour,
        dark_colour=dark_colour,
        key=key,
        guideline=table.string("guideline"),
        examples=table.strings("examples"),
        symmetric=table.flag("symmetric"),
        schema_pass=schema_pass,
    )

    def with_ends(spans: Sequence[Label]) -> Label:
        return replace(
            label,
            sources=_references(table, "sources", spans, f'relation "{name}"'),
            targets=_references(table, "targets", spans, f'relation "{name}"'),
        )

    return label, with_ends


def read_attribute(
    table: SchemaTable, number: int, schema: str, labels: Sequence[Label]
) -> Attribute:
    """Read the ``number``-th attribute (from 1)."""
    table = _named(table, "attribute", number)
    table.allow_only(_ATTRIBUTE_KEYS)
    name = table.string("name")
    values = table.strings("values")
    if not values or not all(value.strip() for value in values):
        raise table.error(
            "The attribute has no values, or an empty one.", 'Write values = ["...", "..."].'
        )
    check_unique("The value", values, table)
    default = table.string("default")
    if default and default not in values:
        raise table.error(
            f'The default "{default}" is not one of the values.',
            f"Values are: {', '.join(values)}.",
        )
    return Attribute(
        id=table.string("id") or derived_id("attribute", schema, name),
        name=name,
        values=values,
        labels=_references(table, "labels", labels, f'attribute "{name}"'),
        default=default,
    )


def _named(table: SchemaTable, kind: str, number: int) -> SchemaTable:
    table = table.inside(f"{kind} {number}")
    name = table.string("name")
    if not name.strip():
        raise table.error(f"The {kind} has no name.", 'Write name = "..." in its table.')
    table = table.inside(f'{kind} "{name}"')
    if name != name.strip() or _UNPRINTABLE.search(name):
        raise table.error(
            "The name has white space at its ends, or a line break or control character.",
            "Remove it.",
        )
    return table


def _kind(table: SchemaTable) -> LabelKind:
    text = table.string("kind", default=LabelKind.ENTITY.value)
    try:
        return LabelKind(text)
    except ValueError:
        kinds = ", ".join(kind.value for kind in LabelKind)
        raise table.error(f'The kind "{text}" is not known.', f"Kinds are: {kinds}.") from None


def _colours(table: SchemaTable, number: int) -> tuple[str, str]:
    for key in ("colour", "dark_colour"):
        value = table.string(key, default="#000000")
        if not is_colour(value):
            raise table.error(
                f'The {key} "{value}" is not a colour.',
                'Write it as "#rrggbb" with six hexadecimal digits, such as "#1f5fa8".',
            )
    colour, dark_colour = PALETTE[(number - 1) % len(PALETTE)]
    if table.string("colour"):
        colour = table.string("colour")
        dark_colour = for_dark_page(colour)
    return colour, table.string("dark_colour") or dark_colour


def _references(
    table: SchemaTable, key: str, labels: Sequence[Label], user: str
) -> tuple[LabelId, ...]:
    names = table.strings(key)
    found = tuple(resolve(name, labels, table, user).id for name in names)
    check_unique(f"In {key}, the label", names, table)
    return found
