"""The entities and relations of an answer by columns, where nothing in it is to be mended."""

from collections.abc import Container, Mapping
from itertools import chain, repeat
from operator import itemgetter
from typing import NamedTuple

from annotator.formats.chat_content import ChatContent
from annotator.formats.json_values import MAX_ID

_entity = itemgetter("id", "type", "text", "start")
_relation = itemgetter("head", "tail", "type")


class PlainEntities(NamedTuple):
    """Entities of one extent each, whose strings stand where they say, in the whole text."""

    keys: list[str]
    starts: list[int]
    ends: list[int]
    labels: list[str]


def plain_entities(
    answer: Mapping[str, object], content: ChatContent, known: Container[str], prefix: str
) -> PlainEntities | None:
    """Return the entities of an answer, or None where one of them needs a look of its own.

    ``known`` are the labels met before; the keys are the ids behind ``prefix``.
    """
    rows = answer.get("entities", [])
    if not isinstance(rows, list) or set(map(type, rows)) - {dict}:
        return None
    if not rows:
        return PlainEntities([], [], [], [])
    try:
        ids, labels, strings, starts = zip(*map(_entity, rows), strict=True)
    except KeyError:
        return None
    if set(map(type, chain(ids, labels, strings))) != {str} or set(map(type, starts)) != {int}:
        return None
    if not all(ids) or not all(strings) or max(map(len, ids)) > MAX_ID:
        return None
    if any("fragments" in row for row in rows) or not "".join(ids).isprintable():
        return None
    if min(starts) < 0 or not all(map(content.text.startswith, strings, starts)):
        return None
    if not all(label in known for label in set(labels)):
        return None
    ends = [start + len(string) for start, string in zip(starts, strings, strict=True)]
    places = content.all_outside(starts, ends)
    keys = [prefix + each for each in ids]
    return None if places is None else PlainEntities(keys, *places, list(labels))


def plain_relations(answer: Mapping[str, object]) -> list[tuple[str, str, str]] | None:
    """Return the relations of an answer as source, target and label, or None as above."""
    rows = answer.get("relations", [])
    if not isinstance(rows, list) or set(map(type, rows)) - {dict}:
        return None
    try:
        found = [*map(_relation, rows)]
    except KeyError:
        return None
    texts = [*chain.from_iterable(found)]
    labels = map(itemgetter(2), found)
    if not all(map(isinstance, texts, repeat(str))) or not all(map(str.strip, labels)):
        return None
    return found
