"""The people of a project, and which of them were found to be one person."""

import sqlite3
from collections.abc import Iterable, Mapping

from annotator.domain.annotation_sets import GOLD, Annotator
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, new_id
from annotator.store.writing import Transaction


def everyone(connection: sqlite3.Connection) -> list[Annotator]:
    """Return the annotators by name, joined ones once."""
    rows = connection.execute(
        "SELECT id, name FROM annotators WHERE NOT deleted ORDER BY name, id"
    ).fetchall()
    return [Annotator(row[0], row[1]) for row in rows if standing(connection, row[0]) == row[0]]


def named(connection: sqlite3.Connection, name: str) -> Annotator | None:
    """Return the annotator of this name, or None; the lower id where two have it."""
    row = connection.execute(
        "SELECT id, name FROM annotators WHERE name = ? AND NOT deleted ORDER BY id LIMIT 1",
        (name,),
    ).fetchone()
    return Annotator(standing(connection, row[0]), row[1]) if row else None


def with_names(connection: sqlite3.Connection, names: Iterable[str]) -> list[AnnotatorId]:
    """Return all ids that have one of the names, joined ones too."""
    wanted = set(names)
    rows = connection.execute("SELECT id, name FROM annotators WHERE NOT deleted ORDER BY id")
    return [AnnotatorId(row[0]) for row in rows if row[1] in wanted]


def ensure(t: Transaction, name: str) -> Annotator:
    """Return the annotator of this name; make the row where there is none."""
    name = name.strip()
    if not name or len(name) > 100 or any(ord(character) < 32 for character in name):
        raise UserError("An annotator needs a name of 1 to 100 characters on one line.")
    known = named(t.connection, name)
    if known is not None:
        return known
    made = Annotator(AnnotatorId(new_id()), name)
    add(t, made)
    return made


def add(t: Transaction, annotator: Annotator) -> None:
    """Store an annotator under a given id (restoring from jsonl); known ids stay."""
    known = t.connection.execute(
        "SELECT 1 FROM annotators WHERE id = ?", (annotator.id,)
    ).fetchone()
    if known is None:
        t.insert("annotators", [{"id": annotator.id, "name": annotator.name, "joined_to": None}])


def join(t: Transaction, annotator: AnnotatorId, to: AnnotatorId) -> None:
    """Say that two annotators are one person; a stamped row like any other."""
    t.update("annotators", annotator, {"joined_to": to})


def loose_end(connection: sqlite3.Connection, annotator: AnnotatorId) -> AnnotatorId:
    """Return, of all ids that are one person, one whose join may be written without loss.

    That is one joined to nobody; where joins go in a circle, one of the circle.
    """
    joins = dict(
        connection.execute(
            "SELECT id, joined_to FROM annotators WHERE joined_to IS NOT NULL AND NOT deleted"
        ).fetchall()
    )
    at, seen = annotator, set()
    while at in joins and at not in seen:
        seen.add(at)
        at = AnnotatorId(joins[at])
    return at


def name_of(connection: sqlite3.Connection, annotator: AnnotatorId) -> str:
    """Return an annotator's name, or the id where there is no such row."""
    if annotator == GOLD:
        return "gold"
    row = connection.execute("SELECT name FROM annotators WHERE id = ?", (annotator,)).fetchone()
    return row[0] if row else annotator


def standing(connection: sqlite3.Connection, annotator: AnnotatorId) -> AnnotatorId:
    """Return the id that stands for a person: the lowest of all that were joined."""
    return min(joined_with(connection, annotator))


def joined_with(connection: sqlite3.Connection, annotator: AnnotatorId) -> list[AnnotatorId]:
    """Return all ids that are one person with this one, the standing id first.

    Joins are undirected for reading, so that two laptops may join A to B and B to A.
    """
    edges = connection.execute(
        "SELECT id, joined_to FROM annotators WHERE joined_to IS NOT NULL AND NOT deleted"
    ).fetchall()
    found = {annotator}
    grown = True
    while grown:
        grown = False
        for one, other in edges:
            if (one in found) != (other in found):
                found |= {one, other}
                grown = True
    return sorted(found)


def names_apart(connection: sqlite3.Connection) -> dict[AnnotatorId, str]:
    """Return everybody's name by id; where several people have one, the second is "NAME (2)"."""
    rows = connection.execute("SELECT id, name, joined_to FROM annotators WHERE NOT deleted")
    found = told_apart({row[0]: (row[1], row[2]) for row in rows})
    return {AnnotatorId(one): name for one, name in found.items()}


def told_apart(people: Mapping[str, tuple[str, str | None]]) -> dict[str, str]:
    """Return a name for each id that no other person has; ids that were joined share one.

    ``people`` holds name and join by id. A person is called by the name of the lowest id.
    """
    found: dict[str, str] = {}
    called: dict[str, int] = {}
    leaders = _leaders(people)
    for one in sorted(people):
        if leaders[one] == one:
            name = people[one][0]
            called[name] = called.get(name, 0) + 1
            found[one] = name if called[name] == 1 else f"{name} ({called[name]})"
    return {one: found[leader] for one, leader in leaders.items()}


def by_name(people: Mapping[str, tuple[str, str | None]]) -> dict[str, list[str]]:
    """Return by name the people of whom an id has it: the lowest such id of each."""
    found: dict[str, dict[str, str]] = {}
    leaders = _leaders(people)
    for one in sorted(people):
        found.setdefault(people[one][0], {}).setdefault(leaders[one], one)
    return {name: list(ids.values()) for name, ids in sorted(found.items())}


def _leaders(people: Mapping[str, tuple[str, str | None]]) -> dict[str, str]:
    """Return for each id the lowest of all that are one person with it."""
    group = {one: one for one in people}

    def leader(one: str) -> str:
        while group[one] != one:
            one = group[one]
        return one

    for one, (_, joined) in people.items():
        if joined in group:
            low, high = sorted((leader(one), leader(str(joined))))
            group[high] = low
    return {one: leader(one) for one in people}
