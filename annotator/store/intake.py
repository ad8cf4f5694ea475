"""Articles on their way in: made into rows wherever they are read, stored many at once.

What can be worked out from an article alone is worked out by ``ready``, which needs no
project and may run in a process of its own. ``add_all`` is left with what only the project
can tell: what is known, which numbers are free, which articles are alike.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.domain.documents import Document, Provenance
from annotator.domain.ids import DocumentId
from annotator.store import documents, near_duplicates, search
from annotator.store.writing import Transaction
from annotator.text.zones import tile

_DOCUMENT = ("number", "id", "facts", "zones")


class Ready(NamedTuple):
    """One article as the project stores it; plain values, since they travel.

    ``facts`` and ``zones`` are JSON, ``place`` is the row of its provenance, ``raw`` the
    compressed bytes. ``words`` is what the search index takes instead of the text, or "".
    """

    id: DocumentId
    title: str
    text: str
    facts: str
    zones: str
    words: str
    signature: Sequence[int]
    place: tuple[str, ...]
    raw_hash: str
    raw: bytes


def ready(document: Document, provenance: Provenance, raw: bytes) -> Ready:
    """Return an article as it is stored, with its signature and compressed bytes."""
    text = document.text
    row = documents.row_of(document)
    words = search.spaced(text)
    # Nearly always the place tells just what the article is known by: written once then.
    same = provenance.facts == {**document.facts, "title": document.title}
    facts = row["facts"] if same else ""
    return Ready(
        document.id,
        document.title,
        text,
        row["facts"],
        row["zones"],
        "" if words == text else words,
        near_duplicates.signature(text, tile(document.zones, len(text))),
        tuple(documents.provenance_row(document.id, provenance, facts).values()),
        provenance.raw_hash,
        _compressed(raw),
    )


def add_all(t: Transaction, articles: Sequence[Ready]) -> int:
    """Store articles with where they came from; return how many of the texts are new.

    Raises UserError in the one case that two texts share an identity.
    """
    arrivals, restored = _add_texts(t, articles)
    _add_places(t, articles)
    raws = sorted({article.raw_hash: article.raw for article in articles}.items())
    t.connection.executemany("INSERT OR IGNORE INTO raws VALUES (?, ?)", raws)
    documents.index(t, arrivals)
    t.wrote = True
    return len(arrivals) + restored


def _add_texts(
    t: Transaction, articles: Sequence[Ready]
) -> tuple[list[near_duplicates.Arrival], int]:
    """Store the texts that are new; return them, and how many deleted ones came back."""
    link = t.connection
    known = {
        row[0]: (row[1], row[2])
        for row in link.execute(
            "SELECT documents.id, number, deleted FROM json_each(?)"
            " CROSS JOIN documents ON documents.id = value",
            (json.dumps([article.id for article in articles]),),
        )
    }
    first: int = link.execute("SELECT coalesce(max(number), 0) FROM documents").fetchone()[0] + 1
    fresh: dict[DocumentId, Ready] = {}
    restored = 0
    for article in articles:
        if article.id not in known:
            documents.require_same(fresh.setdefault(article.id, article).text, article)
            continue
        number, deleted = known[article.id]
        documents.require_same(_text(link, number), article)
        if deleted:
            row = {"id": article.id, "facts": article.facts, "zones": article.zones}
            t.put("documents", row)
            known[article.id] = (number, 0)
            restored += 1
    new = list(enumerate(fresh.values(), start=first))
    # As they were found, so that another laptop's ingest stands over nobody's correction.
    t.insert_found("documents", _DOCUMENT, [(n, a.id, a.facts, a.zones) for n, a in new])
    link.executemany("INSERT INTO texts VALUES (?, ?)", [(n, a.text) for n, a in new])
    arrivals = [
        near_duplicates.Arrival(n, a.title, a.text, a.zones, a.words, a.signature) for n, a in new
    ]
    return arrivals, restored


def _add_places(t: Transaction, articles: Iterable[Ready]) -> None:
    """Record where articles were read from; the same place twice is one record."""
    places = {article.place[0]: article.place for article in articles}
    known = dict(
        t.connection.execute(
            "SELECT provenance.id, deleted FROM json_each(?)"
            " CROSS JOIN provenance ON provenance.id = value",
            (json.dumps(list(places)),),
        ).fetchall()
    )
    names = documents.PROVENANCE
    # In the order of the table, so that each page of it is visited once.
    fresh = sorted(place for row_id, place in places.items() if row_id not in known)
    t.insert_values("provenance", names, fresh)
    for row_id, deleted in known.items():
        if deleted:
            t.put("provenance", dict(zip(names, places[row_id], strict=True)))


def _text(link: sqlite3.Connection, number: int) -> str:
    text: str = link.execute("SELECT text FROM texts WHERE number = ?", (number,)).fetchone()[0]
    return text


@lru_cache(maxsize=1)
def _compressed(raw: bytes) -> bytes:
    """Return bytes compressed; those that the articles of one file share, once."""
    return documents.packed(raw)
