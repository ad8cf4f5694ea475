"""The columns of entities and relations of a row, where nothing in them needs a look."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from annotator.formats.token_rows import NO_SPANS, PlainSpans, RowRelation

Fields = Callable[[Any], tuple[Any, ...]]

_entity = itemgetter("id", "start", "end", "label", "chain", "attributes", "note")
_relation = itemgetter("source", "target", "label", "attributes", "note")


def plain_entities(rows: Sequence[object]) -> PlainSpans | None:
    """Return entities of a label and no more; None where one has more, or is none.

    Their places may still lie outside the tokens.
    """
    if not rows:
        return NO_SPANS
    columns = _columns(_entity, rows)
    if columns is None:
        return None
    ids, firsts, lasts, labels, chains, attributes, notes = columns
    if not set(map(type, ids)) == set(map(type, firsts)) == set(map(type, lasts)) == {int}:
        return None
    if set(map(type, chains)) != {int} or max(chains) >= 0:
        return None
    if any(attributes) or any(notes) or not _names(labels):
        return None
    return PlainSpans([*map(str, ids)], firsts, lasts, labels)


def plain_relations(rows: Sequence[object]) -> list[RowRelation]:
    """Return relations of a label and no more; none where one has more, or is none."""
    columns = _columns(_relation, rows)
    if columns is None:
        return []
    sources, targets, labels, attributes, notes = columns
    if not set(map(type, sources)) == set(map(type, targets)) == {int}:
        return []
    if any(attributes) or any(notes) or not _names(labels):
        return []
    return [*map(RowRelation, map(str, sources), map(str, targets), labels)]


def _columns(wanted: Fields, rows: Sequence[object]) -> list[tuple[Any, ...]] | None:
    if set(map(type, rows)) != {dict}:
        return None
    try:
        return [*zip(*map(wanted, rows), strict=True)]
    except KeyError:
        return None


def _names(labels: Sequence[object]) -> bool:
    return set(map(type, labels)) == {str} and all(map(str.strip, labels))  # type: ignore[arg-type]
