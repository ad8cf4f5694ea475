"""What agreement asks of a project besides the labels: sources, rounds, and who settled gold."""

import json
import sqlite3
from collections.abc import Iterator

from annotator.domain.annotation_sets import GOLD
from annotator.domain.ids import DocumentId

NOT_KNOWN = "(not known)"
"""Stands for the source of documents that have none."""


def sources(connection: sqlite3.Connection) -> dict[str, set[DocumentId]]:
    """Return the documents of each source; empty where no document has one."""
    found: dict[str, set[DocumentId]] = {}
    for document, source in connection.execute(
        "SELECT id, source FROM documents WHERE NOT deleted ORDER BY source"
    ):
        found.setdefault(str(source or "") or NOT_KNOWN, set()).add(DocumentId(document))
    return found if set(found) - {NOT_KNOWN} else {}


def rounds(connection: sqlite3.Connection) -> dict[str, set[DocumentId]]:
    """Return the documents that were handed out in each round, rounds by name."""
    found: dict[str, set[DocumentId]] = {}
    for name, document in connection.execute(
        "SELECT round, document FROM hand_outs WHERE NOT deleted ORDER BY round"
    ):
        found.setdefault(name or NOT_KNOWN, set()).add(DocumentId(document))
    return found


def settled_by_rule(connection: sqlite3.Connection) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches of documents in which a rule settled spans of gold.

    A decision of a rule counts while every span it made stands as it made it; a place that
    a person decided, or whose gold a person has changed since, is the person's.
    """
    by_people = {
        (document, cluster)
        for document, cluster in connection.execute(
            "SELECT document, cluster FROM adjudications WHERE rule = '' AND NOT deleted"
        )
    }
    gold = dict(_gold_rows(connection)) if by_people or _any_rule(connection) else {}
    found: dict[str, list[tuple[int, int]]] = {}
    for document, cluster, outcome in connection.execute(
        "SELECT document, cluster, outcome FROM adjudications"
        " WHERE rule <> '' AND NOT deleted AND cluster GLOB 'spans *' ORDER BY document, cluster"
    ):
        if (document, cluster) in by_people:
            continue
        made = json.loads(outcome).get("spans", {})
        if all(gold.get((document, row)) == content for row, content in made.items()):
            start, end = cluster.split(" ")[1].split("-")
            found.setdefault(document, []).append((int(start), int(end)))
    return found


def _any_rule(connection: sqlite3.Connection) -> bool:
    row = connection.execute(
        "SELECT 1 FROM adjudications WHERE rule <> '' AND NOT deleted LIMIT 1"
    ).fetchone()
    return row is not None


def _gold_rows(
    connection: sqlite3.Connection,
) -> Iterator[tuple[tuple[str, str], list[object]]]:
    """Yield the live spans of gold by document and id, as decisions record them."""
    rows = connection.execute(
        "SELECT sets.document, spans.id, fragments, label, attributes FROM sets"
        " JOIN spans ON spans.set_id = sets.id"
        " WHERE sets.annotator = ? AND NOT sets.deleted AND NOT spans.deleted",
        (GOLD,),
    )
    for document, row, fragments, label, attributes in rows:
        yield (document, row), [json.loads(fragments), label, json.loads(attributes)]
