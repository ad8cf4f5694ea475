"""Integrity: is the file sound, and does every row mean something."""

import json
import sqlite3
from collections.abc import Iterator

from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.domain.spans import fragments_of


def problems(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with a project, one sentence each; empty where all is well."""
    found = [
        f"SQLite says: {row[0]}"
        for row in connection.execute("PRAGMA integrity_check(20)")
        if row[0] != "ok"
    ]
    if found:
        return found
    return [*_dangling(connection), *_bad_texts(connection), *_bad_spans(connection)]


def damage(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield what would bring harm to a project that takes this file in, quickest first.

    Only what no program of ours writes: broken pages, a text that is not the one it was
    stored under, spans that lie outside their text.
    """
    for row in connection.execute("PRAGMA integrity_check(1)"):
        if row[0] != "ok":
            yield f"SQLite says: {row[0]}"
            return
    yield from _bad_texts(connection)
    outside = connection.execute(
        "SELECT spans.id FROM spans JOIN sets ON sets.id = spans.set_id"
        " JOIN documents ON documents.id = sets.document JOIN texts USING (number)"
        " WHERE NOT spans.deleted AND NOT (json_valid(fragments) AND coalesce("
        "json_extract(fragments, '$[0][0]') >= 0"
        " AND json_extract(fragments, '$[#-1][1]') <= length(text), 0)) LIMIT 1"
    ).fetchone()
    if outside:
        yield f"Span {outside[0]} does not fit its text."


def _dangling(connection: sqlite3.Connection) -> Iterator[str]:
    checks = {
        "documents without a text": "documents WHERE number NOT IN (SELECT number FROM texts)",
        "sets of missing documents": "sets WHERE document NOT IN (SELECT id FROM documents)",
        "sets of unknown annotators": "sets WHERE annotator != 'gold'"
        " AND annotator NOT IN (SELECT id FROM annotators)",
        "spans without a set": "spans WHERE set_id NOT IN (SELECT id FROM sets)",
        "spans with a label that the schema lacks": "spans WHERE NOT deleted"
        " AND label NOT IN (SELECT id FROM schema_items WHERE kind = 'label')",
        "relations without a set": "relations WHERE set_id NOT IN (SELECT id FROM sets)",
        "relations to missing spans": "relations WHERE NOT deleted AND (source NOT IN"
        " (SELECT id FROM spans) OR target NOT IN (SELECT id FROM spans))",
        "relations with a label that the schema lacks": "relations WHERE NOT deleted"
        " AND label NOT IN (SELECT id FROM schema_items WHERE kind = 'label')",
        "chain members that are missing spans": "chain_members WHERE NOT deleted"
        " AND span NOT IN (SELECT id FROM spans)",
        "labels on articles that were read again since": "spans JOIN sets ON sets.id = set_id"
        " JOIN documents ON documents.id = document WHERE NOT spans.deleted AND documents.deleted",
        "articles missing from the search index": "documents WHERE NOT deleted"
        " AND number NOT IN (SELECT rowid FROM search)",
    }
    for what, where in checks.items():
        number = connection.execute(f"SELECT count(*) FROM {where}").fetchone()[0]
        if number:
            yield f"{number} {what}."


def _bad_texts(connection: sqlite3.Connection) -> Iterator[str]:
    for document, text in connection.execute(
        "SELECT id, text FROM documents JOIN texts USING (number)"
    ):
        if document_id(text) != document:
            yield f"The text of document {document} is not the one it was stored under."


def _bad_spans(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT spans.id, fragments, length(text) FROM spans"
        " JOIN sets ON sets.id = spans.set_id"
        " JOIN documents ON documents.id = sets.document JOIN texts USING (number)"
        " WHERE NOT spans.deleted"
    )
    for span, fragments, length in rows:
        try:
            stored = [(start, end) for start, end in json.loads(fragments)]
            if list(fragments_of(stored, length)) != stored:
                yield f"The fragments of span {span} are out of order."
        except (UserError, ValueError, TypeError):
            yield f"Span {span} does not fit its text."
