"""Correcting what is known of a document, and putting another reading in its place."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.domain.documents import Document, Provenance
from annotator.domain.ids import DocumentId, derived_id
from annotator.store import annotators, documents, search
from annotator.store.writing import Transaction, canonical_json

_PORTION = 500

# What makes a document's text and facts frozen: any state but "new", a label, a decision, a
# flag or a note, by anyone. Labels whose first undo is done leave tombstones, which do not.
_BEGUN = (
    "SELECT document, annotator FROM set_states WHERE state != 'new' AND NOT deleted"
    " AND document IN ({marks})"
    " UNION SELECT sets.document, sets.annotator FROM sets JOIN spans ON spans.set_id = sets.id"
    " WHERE NOT spans.deleted AND sets.document IN ({marks})"
    " UNION SELECT document, annotator FROM decisions WHERE NOT deleted AND document IN ({marks})"
    " UNION SELECT document, annotator FROM sets WHERE (flag > '' OR note > '') AND NOT deleted"
    " AND document IN ({marks})"
)


def begun(connection: sqlite3.Connection, wanted: Iterable[DocumentId]) -> dict[DocumentId, str]:
    """Return those of some documents that somebody has begun to work on, with a name each."""
    ids = list(wanted)
    found: dict[DocumentId, str] = {}
    for at in range(0, len(ids), _PORTION):
        portion = ids[at : at + _PORTION]
        marks = ",".join(f"?{number}" for number in range(1, len(portion) + 1))
        rows = connection.execute(_BEGUN.format(marks=marks), portion).fetchall()
        for document, annotator in rows:
            found.setdefault(DocumentId(document), annotators.name_of(connection, annotator))
    return found


def set_facts(t: Transaction, document: Document, facts: Mapping[str, str]) -> None:
    """Write a document's facts anew; it is found by its title as it is then."""
    title = indexed_title(t, document.id)
    named = Document(document.id, document.text, facts).title
    t.update("documents", document.id, {"facts": canonical_json({**facts, "title": named})})
    retitle(t, document.id, title)


def indexed_title(t: Transaction, document: str) -> str:
    """Return the title under which a document is found now; "" where there is no such row."""
    row = t.connection.execute("SELECT title FROM documents WHERE id = ?", (document,)).fetchone()
    return (row[0] or "") if row else ""


def retitle(t: Transaction, document: str, before: str) -> None:
    """Make a document findable by its title as it is now; ``before`` is the one indexed.

    The index keeps no texts, so that what is taken out must be given exactly as it went in.
    """
    row = t.connection.execute(
        "SELECT number, title, text FROM documents JOIN texts USING (number) WHERE id = ?",
        (document,),
    ).fetchone()
    if row is None or (row[1] or "") == before:
        return
    words = search.spaced(row[2])
    t.execute(
        "INSERT INTO search (search, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        (row[0], search.spaced(before), words),
    )
    search.index(t, [(row[0], row[1] or "", words)])


def move_place(
    t: Transaction, old: DocumentId, place: Provenance, new: Document, read_now: Provenance
) -> None:
    """Say that a place holds another text than it was read as before.

    A document that is read nowhere any more becomes a tombstone; its text and its bytes stay
    in the file, so that undoing brings it back.
    """
    if new.id == old:
        t.update("provenance", _row_id(old, place), {"encoding": read_now.encoding})
        return
    t.delete("provenance", [_row_id(old, place)])
    if not documents.provenance(t.connection, old):
        t.delete("documents", [old])
    documents.add(t, new)
    documents.add_provenance(t, new.id, read_now)


def presences(
    connection: sqlite3.Connection, wanted: Sequence[DocumentId]
) -> dict[DocumentId, bool]:
    """Return those of some documents that the project has (True) or had (False)."""
    rows = connection.execute(
        "SELECT documents.id, deleted FROM json_each(?)"
        " CROSS JOIN documents ON documents.id = value",
        (json.dumps(list(wanted)),),
    )
    return {DocumentId(row[0]): not row[1] for row in rows}


def successor(connection: sqlite3.Connection, document: DocumentId) -> DocumentId | None:
    """Return the document that stands for one that was read again, or None."""
    row = connection.execute(
        "SELECT now.document FROM provenance AS before JOIN provenance AS now"
        " ON now.name = before.name AND now.raw_hash = before.raw_hash"
        " JOIN documents ON documents.id = now.document"
        " WHERE before.document = ?1 AND now.document != ?1 AND before.deleted"
        " AND NOT now.deleted AND NOT documents.deleted LIMIT 1",
        (document,),
    ).fetchone()
    return DocumentId(row[0]) if row else None


def last_number(connection: sqlite3.Connection) -> int:
    """Return the highest local number of a document; what comes in next is above it."""
    number: int = connection.execute("SELECT coalesce(max(number), 0) FROM documents").fetchone()[0]
    return number


class Arrived(NamedTuple):
    """A document that came in, by its local number; it may be gone since."""

    number: int
    document: DocumentId
    gone: bool


def arrived(connection: sqlite3.Connection, first: int, last: int) -> list[Arrived]:
    """Return the documents with local numbers above ``first`` up to ``last``."""
    rows = connection.execute(
        "SELECT number, id, deleted FROM documents WHERE number > ? AND number <= ?"
        " ORDER BY number",
        (first, last),
    )
    return [Arrived(row[0], DocumentId(row[1]), bool(row[2])) for row in rows]


def standing_number(connection: sqlite3.Connection, row: Arrived) -> int | None:
    """Return the local number of a document, or of the one that stands for it, or None."""
    if not row.gone:
        return row.number
    standing = successor(connection, row.document)
    return numbers_of(connection, [standing])[0] if standing else None


def documents_at(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[DocumentId]:
    """Return the documents of local numbers, those that are there."""
    rows = connection.execute(
        "SELECT documents.id FROM json_each(?) CROSS JOIN documents ON number = value"
        " WHERE NOT deleted",
        (json.dumps(list(numbers)),),
    )
    return [DocumentId(row[0]) for row in rows]


def numbers_of(connection: sqlite3.Connection, wanted: Sequence[DocumentId]) -> list[int]:
    """Return the local numbers of documents that are there, in the order asked for."""
    found: dict[str, int] = {}
    for at in range(0, len(wanted), _PORTION):
        portion = list(wanted[at : at + _PORTION])
        marks = ",".join("?" * len(portion))
        found.update(
            connection.execute(
                f"SELECT id, number FROM documents WHERE id IN ({marks}) AND NOT deleted", portion
            ).fetchall()
        )
    return [found[one] for one in wanted if one in found]


def titles(connection: sqlite3.Connection, wanted: Sequence[DocumentId]) -> dict[DocumentId, str]:
    """Return the titles of the documents that are there."""
    rows = connection.execute(
        "SELECT documents.id, coalesce(title, '') FROM json_each(?)"
        " CROSS JOIN documents ON documents.id = value WHERE NOT deleted",
        (json.dumps(list(wanted)),),
    )
    return {DocumentId(row[0]): row[1] for row in rows}


def languages(connection: sqlite3.Connection, most: int = 5000) -> dict[str, int]:
    """Return how many of the first documents say they are in which language."""
    rows = connection.execute(
        "SELECT lower(language), count(*) FROM (SELECT json_extract(facts, '$.language')"
        " AS language FROM documents WHERE NOT deleted LIMIT ?)"
        " WHERE language > '' GROUP BY lower(language)",
        (most,),
    )
    return dict(rows.fetchall())


def mean_words(connection: sqlite3.Connection, sample: int = 200) -> float:
    """Return about how many words a document has, from a spread sample of them."""
    last = last_number(connection)
    step = max(1, last // sample)
    # Spaces are counted as they are when the speed of a prefill is measured.
    row = connection.execute(
        "SELECT avg(length(text) - length(replace(text, ' ', '')) + 1) FROM texts"
        " WHERE number IN (SELECT value * ? FROM json_each(?))",
        (step, json.dumps(list(range(1, sample + 1)))),
    ).fetchone()
    return float(row[0] or 0.0)


def _row_id(document: DocumentId, place: Provenance) -> str:
    return derived_id("provenance", document, place.name, place.raw_hash)
