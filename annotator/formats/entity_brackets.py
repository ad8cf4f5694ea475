"""The brackets of CorefUD: entities opened and closed at tokens, nested and crossing ones too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from annotator.formats.json_values import BadValue

FIELDS = ("eid", "etype", "head", "other")
"""What an opening bracket tells where a file does not say it otherwise."""

_BRACKET = re.compile(r"\(([^()]+)(\)?)|([^()]+)\)")
_PART = re.compile(r"(.*)\[(\d+)/(\d+)\]")
_PLAIN = re.compile(r"[\w.]+")


@dataclass(frozen=True, slots=True)
class Bracketed:
    """An entity on words by their numbers: stretches [first, last), more than one if it has gaps.

    ``entity`` names what is meant: mentions of one entity share it.
    """

    entity: str
    label: str
    parts: list[tuple[int, int]]


def escaped(name: str) -> str:
    """Return a label as brackets can hold it: what is no letter or digit as ``%XX``."""
    if _PLAIN.fullmatch(name):
        return name
    return quote(name, safe="").replace("-", "%2D").replace("~", "%7E")


def opening(entity: str, label: str, *, single: bool) -> str:
    """Return the opening bracket of a mention, closed at once for a single word."""
    return f"({entity}-{escaped(label)}-1-{')' if single else ''}"


def closing(entity: str) -> str:
    """Return the closing bracket of a mention."""
    return f"{entity})"


class Brackets:
    """Collect the entities of a document while its words come along."""

    def __init__(self, fields: Sequence[str] = FIELDS) -> None:
        names = [each.lower() for each in fields]
        self._type = names.index("etype") if "etype" in names else 1
        self._open: dict[str, list[tuple[int, str]]] = {}
        self._unfinished: dict[str, Bracketed] = {}
        self._found: list[Bracketed] = []

    def word(self, number: int, value: str) -> None:
        """Take the brackets at a word; raise BadValue where they make no sense."""
        read = 0
        for match in _BRACKET.finditer(value):
            if match.start() != read:
                break
            read = match.end()
            if match[3] is not None:
                self._close(match[3], number)
                continue
            told = match[1].split("-")
            label = unquote(told[self._type]) if len(told) > self._type else ""
            self._open.setdefault(told[0], []).append((number, label))
            if match[2]:
                self._close(told[0], number)
        if read != len(value):
            raise BadValue(f"brackets of entities cannot be read: {value[:40]!r}")

    def all(self) -> list[Bracketed]:
        """Return the entities in the order they were closed; raise BadValue for an open one."""
        left = [entity for entity, opened in self._open.items() if opened]
        if left or self._unfinished:
            name = left[0] if left else next(iter(self._unfinished))
            raise BadValue(f"the entity {name[:40]!r} is not closed")
        return self._found

    def _close(self, entity: str, number: int) -> None:
        opened = self._open.get(entity)
        if not opened:
            raise BadValue(f"the entity {entity[:40]!r} is closed and was not opened")
        first, label = opened.pop()
        part = _PART.fullmatch(entity)
        if part is None:
            self._found.append(Bracketed(entity, label, [(first, number + 1)]))
            return
        name, which, count = part[1], part[2], part[3]
        whole = self._unfinished.setdefault(name, Bracketed(name, label, []))
        whole.parts.append((first, number + 1))
        if which == count:
            self._found.append(self._unfinished.pop(name))
