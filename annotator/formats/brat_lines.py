"""The lines of a brat standoff file: one statement each, and how each is spelt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TRUE = "true"
"""The value of an attribute that is only there or not."""

_ID = re.compile(r"[A-Za-z#]+\d+\S*")
_EXTENTS = re.compile(r"-?\d{1,12} -?\d{1,12}(?:;-?\d{1,12} -?\d{1,12})*\s*")
_REFERENCE = re.compile(r"Reference (\S+) (\S+?:\S+)\s*")
_ROLE = re.compile(r"(.*?)(\d*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TextBound:
    """``T``: a type on one or more [start, end) places, with the string that stands there."""

    id: str
    type: str
    extents: tuple[tuple[int, int], ...]
    surface: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """``E``: a type, the id of its trigger, and pairs of a role and an id."""

    id: str
    type: str
    trigger: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """``R``: a type from one id to another; ``named`` if the arguments are Arg1 and Arg2."""

    id: str
    type: str
    source: str
    target: str
    named: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """``A`` and ``M``: an attribute of what has the id ``target``."""

    id: str
    name: str
    target: str
    value: str


@dataclass(frozen=True, slots=True)
class Comment:
    """``#`` and ``N``: a line of the note of what has the id ``target``.

    ``plain`` is false for a ``#`` of another type than AnnotatorNotes.
    """

    id: str
    target: str
    text: str
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Equivalence:
    """``*``: ids of what is the same thing; ``type`` is mostly Equiv."""

    type: str
    members: tuple[str, ...]


Statement = TextBound | Event | Binary | Mark | Comment | Equivalence


def statement_of(line: str) -> Statement | None:
    """Return what a line (without its end) says, or None where it is not understood."""
    identity, tab, rest = line.partition("\t")
    if not tab:
        return None
    if identity == "*":
        words = rest.split()
        return Equivalence(words[0], tuple(words[1:])) if len(words) > 1 else None
    if not _ID.fullmatch(identity):
        return None
    data, tab, tail = rest.partition("\t")
    reader = _READERS.get(identity[0])
    return reader(identity, data, tail if tab else None) if reader else None


def _text_bound(identity: str, data: str, tail: str | None) -> Statement | None:
    name, _, places = data.partition(" ")
    if not name or not _EXTENTS.fullmatch(places):
        return None
    pairs = (place.split() for place in places.split(";"))
    extents = tuple((int(start), int(end)) for start, end in pairs)
    return TextBound(identity, name, extents, tail or None)


def _event(identity: str, data: str, tail: str | None) -> Statement | None:
    head, *roles = [word.split(":") for word in data.split()] or [[]]
    if len(head) != 2 or any(len(role) != 2 for role in roles) or not all(head):
        return None
    return Event(identity, head[0], head[1], tuple((role, target) for role, target in roles))


def _binary(identity: str, data: str, tail: str | None) -> Statement | None:
    name, *ends = data.split() or [""]
    pairs = [end.split(":") for end in ends]
    if len(pairs) != 2 or any(len(pair) != 2 for pair in pairs) or pairs[0][0] == pairs[1][0]:
        return None
    if pairs[1][0] == "Arg1":
        pairs.reverse()
    named = [pair[0] for pair in pairs] == ["Arg1", "Arg2"]
    return Binary(identity, name, pairs[0][1], pairs[1][1], named)


def _mark(identity: str, data: str, tail: str | None) -> Statement | None:
    words = data.split(" ", 2)
    if len(words) < 2 or not words[0] or not words[1].strip():
        return None
    value = words[2].strip() if len(words) == 3 else ""
    return Mark(identity, words[0], words[1].strip(), value or TRUE)


def _comment(identity: str, data: str, tail: str | None) -> Statement | None:
    words = data.split()
    if len(words) != 2:
        return None
    return Comment(identity, words[1], tail or "", words[0] == "AnnotatorNotes")


def _reference(identity: str, data: str, tail: str | None) -> Statement | None:
    match = _REFERENCE.fullmatch(data)
    if match is None:
        return None
    text = f"Reference {match[2]} {tail}" if tail else f"Reference {match[2]}"
    return Comment(identity, match[1], text)


_READERS = {
    "T": _text_bound,
    "E": _event,
    "R": _binary,
    "A": _mark,
    "M": _mark,
    "N": _reference,
    "#": _comment,
}


def text_bound_line(identity: str, name: str, extents: str, surface: str) -> str:
    """Return a ``T`` line; ``extents`` as brat spells them."""
    return f"{identity}\t{name} {extents}\t{surface}"


def event_line(identity: str, name: str, trigger: str, roles: Iterable[tuple[str, str]]) -> str:
    """Return an ``E`` line; brat itself leaves a space where there are no roles."""
    return f"{identity}\t{name}:{trigger} {' '.join(f'{role}:{target}' for role, target in roles)}"


def binary_line(identity: str, name: str, source: str, target: str) -> str:
    """Return an ``R`` line; brat itself ends it with a tab."""
    return f"{identity}\t{name} Arg1:{source} Arg2:{target}\t"


def mark_line(identity: str, name: str, target: str, value: str) -> str:
    """Return an ``A`` line; without the value where that only says that it is there."""
    return f"{identity}\t{name} {target}" + ("" if value == TRUE else f" {value}")


_NOTED = re.compile(r"Reference (\S+?:\S+)(?: (.+))?", re.DOTALL)


def comment_line(identity: str, target: str, text: str) -> str:
    """Return an ``N`` line for a line of a note that names a reference, else a ``#`` line."""
    match = _NOTED.fullmatch(text)
    if match is None:
        return f"{identity}\tAnnotatorNotes {target}\t{text}"
    return f"{identity}\tReference {target} {match[1]}\t{match[2] or ''}"


def equivalence_line(members: Sequence[str]) -> str:
    """Return a ``*`` line."""
    return f"*\tEquiv {' '.join(members)}"


def role_names(roles: Sequence[str]) -> list[str]:
    """Return the roles of one event without the numbers that only tell them apart.

    ``Org-Arg Org-Arg2 Org-Arg3`` is one role three times; the number of an ``Arg2`` with
    no ``Arg`` before it is part of the name.
    """
    seen: dict[str, int] = {}
    names = []
    for role in roles:
        match = _ROLE.fullmatch(role)
        base, number = (match[1], match[2]) if match else (role, "")
        if number and base in seen and int(number[:9]) == seen[base] + 1 and number[0] != "0":
            seen[base] += 1
            names.append(base)
        else:
            seen.setdefault(role, 1)
            names.append(role)
    return names


def numbered_role(name: str, taken: Iterable[str]) -> str:
    """Return the role under the first number that no role of the event has."""
    taken = set(taken)
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}{number}"
    return found
