"""Documents in the project file: adding, reading, zones, provenance, raw bytes."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, derived_id
from annotator.store import near_duplicates, search
from annotator.store.tables import TABLE
from annotator.store.writing import Transaction, canonical_json
from annotator.text.zones import tile, with_change

_COLUMNS = "documents.number, documents.id, documents.facts, documents.zones, texts.text"
_READ = f"SELECT {_COLUMNS} FROM documents JOIN texts USING (number)"
PROVENANCE = ("id", *TABLE["provenance"].content)
"""The columns of a provenance row, but for its stamp."""


class Titled(Protocol):
    """What has a text and a title to name it by."""

    @property
    def text(self) -> str:
        """The canonical text."""

    @property
    def title(self) -> str:
        """The headline."""


def add(t: Transaction, document: Document) -> bool:
    """Store a document with its text and search entry; return False where it is known.

    Raises UserError in the one case that two texts share an identity.
    """
    row = t.connection.execute(
        "SELECT texts.text, deleted FROM documents JOIN texts USING (number) WHERE id = ?",
        (document.id,),
    ).fetchone()
    if row is not None:
        require_same(row[0], document)
        if not row[1]:
            return False
        t.put("documents", row_of(document))
        return True
    stored = row_of(document)
    t.insert("documents", [stored])
    number = _number(t.connection, document.id)
    t.execute("INSERT INTO texts VALUES (?, ?)", (number, document.text))
    words = search.spaced(document.text)
    arrival = near_duplicates.Arrival(number, document.title, document.text, stored["zones"], words)
    index(t, [arrival])
    return True


def require_same(text: str, other: Titled) -> None:
    """Raise UserError where a text is not that of a document of the same identity."""
    if text != other.text:
        raise UserError(
            "Two different texts have the same identity; the second was not taken.",
            where=other.title,
        )


def index(t: Transaction, arrivals: Sequence[near_duplicates.Arrival]) -> None:
    """Make new documents findable: by their words, and by what they nearly equal.

    After all else of a batch is written, since each statement between two entries makes
    the search index write what it has gathered, a fifth of a millisecond each time.
    """
    search.index(t, ((a.number, a.title, a.words or a.text) for a in arrivals))
    near_duplicates.index(t, arrivals)


def add_provenance(t: Transaction, document: DocumentId, provenance: Provenance) -> None:
    """Record where a document was read from; the same place twice is one record."""
    row = provenance_row(document, provenance)
    known = t.connection.execute(
        "SELECT deleted FROM provenance WHERE id = ?", (row["id"],)
    ).fetchone()
    if known is not None and not known[0]:
        return
    if known is None:
        t.insert("provenance", [row])
    else:
        t.put("provenance", row)


def add_raw(t: Transaction, raw_hash: str, raw: bytes) -> None:
    """Keep the bytes of a file, compressed, once for each content."""
    t.execute("INSERT OR IGNORE INTO raws VALUES (?, ?)", (raw_hash, packed(raw)))


def packed(raw: bytes) -> bytes:
    """Return bytes as they are kept: by the fastest level, a tenth larger in half the time."""
    return zlib.compress(raw, level=1)


def row_of(document: Document) -> dict[str, str]:
    """Return the stored row of a document."""
    zones = tile(document.zones, len(document.text))
    facts = {**document.facts, "title": document.title}
    return {
        "id": document.id,
        "facts": canonical_json(facts),
        "zones": canonical_json([[zone.start, zone.end, zone.kind] for zone in zones]),
    }


def provenance_row(document: DocumentId, provenance: Provenance, facts: str = "") -> dict[str, str]:
    """Return the stored row of a place that a document was read from.

    ``facts`` are those of the place as they are stored, where that is at hand.
    """
    row_id = derived_id("provenance", document, provenance.name, provenance.raw_hash)
    facts = facts or canonical_json(dict(provenance.facts))
    rest = (provenance.reader, provenance.encoding, provenance.raw_hash, facts)
    return dict(zip(PROVENANCE, (row_id, document, provenance.name, *rest), strict=True))


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
