"""Documents in the project file: adding, reading, zones, provenance, raw bytes."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence

from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, derived_id
from annotator.store import near_duplicates, search
from annotator.store.writing import Transaction, canonical_json
from annotator.text.zones import tile, with_change

_COLUMNS = "documents.number, documents.id, documents.facts, documents.zones, texts.text"
_READ = f"SELECT {_COLUMNS} FROM documents JOIN texts USING (number)"


def add(
    t: Transaction,
    document: Document,
    arrivals: list[near_duplicates.Arrival] | None = None,
) -> bool:
    """Store a document with its text and search entry; return False where it is known.

    It is made findable at once, or, where ``arrivals`` is given, by the caller, who hands
    what was added to it to ``index``: many at once cost a fraction.

    Raises UserError in the one case that two texts share an identity.
    """
    row = t.connection.execute(
        "SELECT texts.text, deleted FROM documents JOIN texts USING (number) WHERE id = ?",
        (document.id,),
    ).fetchone()
    if row is not None:
        if row[0] != document.text:
            raise UserError(
                "Two different texts have the same identity; the second was not taken.",
                where=document.title,
            )
        if not row[1]:
            return False
        t.put("documents", _row(document))
        return True
    t.insert("documents", [_row(document)])
    number = _number(t.connection, document.id)
    t.execute("INSERT INTO texts VALUES (?, ?)", (number, document.text))
    zones = tile(document.zones, len(document.text))
    arrival = near_duplicates.Arrival(number, document.title, document.text, zones)
    if arrivals is None:
        index(t, [arrival])
    else:
        arrivals.append(arrival)
    return True


def index(t: Transaction, arrivals: Sequence[near_duplicates.Arrival]) -> None:
    """Make new documents findable: by their words, and by what they nearly equal.

    After all else of a batch is written, since each statement between two entries makes
    the search index write what it has gathered, a fifth of a millisecond each time.
    """
    for arrival in arrivals:
        search.index(t, arrival.number, arrival.title, arrival.text)
    near_duplicates.index(t, arrivals)


def add_provenance(t: Transaction, document: DocumentId, provenance: Provenance) -> None:
    """Record where a document was read from; the same place twice is one record."""
    row_id = derived_id("provenance", document, provenance.name, provenance.raw_hash)
    known = t.connection.execute(
        "SELECT deleted FROM provenance WHERE id = ?", (row_id,)
    ).fetchone()
    if known is not None and not known[0]:
        return
    row = {
        "id": row_id,
        "document": document,
        "name": provenance.name,
        "reader": provenance.reader,
        "encoding": provenance.encoding,
        "raw_hash": provenance.raw_hash,
        "facts": canonical_json(dict(provenance.facts)),
    }
    if known is None:
        t.insert("provenance", [row])
    else:
        t.put("provenance", row)


def add_raw(t: Transaction, raw_hash: str, raw: bytes) -> None:
    """Keep the bytes of a file, compressed, once for each content."""
    t.execute("INSERT OR IGNORE INTO raws VALUES (?, ?)", (raw_hash, zlib.compress(raw, level=6)))


def raw(connection: sqlite3.Connection, raw_hash: str) -> bytes | None:
    """Return the bytes of an ingested file by their hash, or None."""
    row = connection.execute("SELECT bytes FROM raws WHERE hash = ?", (raw_hash,)).fetchone()
    return zlib.decompress(row[0]) if row else None


def read(connection: sqlite3.Connection, document: DocumentId) -> Document:
    """Return one document; raise UserError where the project does not have it."""
    row = connection.execute(f"{_READ} WHERE id = ? AND NOT deleted", (document,)).fetchone()
    if row is None:
        raise UserError("The project has no such article.", where=document)
    return _document(row, zone_changes(connection, [document]).get(document, []))


def read_many(
    connection: sqlite3.Connection, numbers: Sequence[int], *, size: int = 200
) -> Iterator[Document]:
    """Yield documents by their local numbers, in that order, a few hundred in memory."""
    for at in range(0, len(numbers), size):
        page = list(numbers[at : at + size])
        marks = ",".join("?" * len(page))
        rows = connection.execute(f"{_READ} WHERE number IN ({marks})", page).fetchall()
        changes = zone_changes(connection, [DocumentId(row[1]) for row in rows])
        by_number = {row[0]: row for row in rows}
        for number in page:
            row = by_number[number]
            yield _document(row, changes.get(DocumentId(row[1]), []))


def ids(connection: sqlite3.Connection) -> list[DocumentId]:
    """Return the ids of all documents, in list order."""
    rows = connection.execute("SELECT id FROM documents WHERE NOT deleted ORDER BY number")
    return [DocumentId(row[0]) for row in rows]


def exists(connection: sqlite3.Connection, document: DocumentId) -> bool:
    """Tell whether the project has a document."""
    row = connection.execute(
        "SELECT 1 FROM documents WHERE id = ? AND NOT deleted", (document,)
    ).fetchone()
    return row is not None


def provenance(connection: sqlite3.Connection, document: DocumentId) -> list[Provenance]:
    """Return the places a document was read from."""
    rows = connection.execute(
        "SELECT name, reader, encoding, raw_hash, facts FROM provenance"
        " WHERE document = ? AND NOT deleted ORDER BY id",
        (document,),
    )
    return [Provenance(r[0], r[1], r[2], r[3], json.loads(r[4])) for r in rows]


def zone_changes(
    connection: sqlite3.Connection, documents: Iterable[DocumentId]
) -> dict[DocumentId, list[Zone]]:
    """Return the zones people corrected, by document, earlier corrections first."""
    wanted = list(documents)
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(
        f'SELECT document, start, "end", kind FROM zone_changes'
        f" WHERE document IN ({marks}) AND NOT deleted ORDER BY clock, writer, id",
        wanted,
    )
    found: dict[DocumentId, list[Zone]] = {}
    for document, start, end, kind in rows:
        found.setdefault(document, []).append(Zone(start, end, ZoneKind(kind)))
    return found


def set_zone(t: Transaction, document: DocumentId, zone: Zone) -> None:
    """Correct the zone of one paragraph."""
    t.put(
        "zone_changes",
        {
            "id": derived_id("zone", document, zone.start),
            "document": document,
            "start": zone.start,
            "end": zone.end,
            "kind": zone.kind,
        },
    )


def _row(document: Document) -> dict[str, str]:
    zones = tile(document.zones, len(document.text))
    facts = {**document.facts, "title": document.title}
    return {
        "id": document.id,
        "facts": canonical_json(facts),
        "zones": canonical_json([[zone.start, zone.end, zone.kind] for zone in zones]),
    }


def _document(row: sqlite3.Row, changes: Sequence[Zone]) -> Document:
    stored = json.loads(row[3])
    zones = tuple(Zone(start, end, ZoneKind(kind)) for start, end, kind in stored)
    for change in changes:
        zones = with_change(zones, change.start, change.end, change.kind)
    return Document(DocumentId(row[1]), row[4], json.loads(row[2]), zones)


def _number(connection: sqlite3.Connection, document: DocumentId) -> int:
    number: int = connection.execute(
        "SELECT number FROM documents WHERE id = ?", (document,)
    ).fetchone()[0]
    return number
