"""Near-duplicates: the same story in several documents, found as documents come in.

What is kept follows from the texts alone, like the search index: each file finds its own,
and a merge, which looks at the texts that are new to it, carries nothing over. Documents
that hang together by pairs are a cluster; a document that is like several clusters joins
them.
"""

import json
import sqlite3
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from annotator.domain.documents import Zone, ZoneKind
from annotator.domain.ids import DocumentId
from annotator.store.writing import Transaction
from annotator.text.shingles import SIMILAR, bands, shingles, similarity, story

if TYPE_CHECKING:
    from annotator.text.shingles import Hashes

_IN_BAND = 32
"""Documents kept for one band: thousands that share one are alike, and a few will do."""
_TRIED = 8
"""Documents of a cluster that are compared before it counts as another story."""
_KEPT_SHINGLES = 2_000_000
"""Hashes (of 8 bytes) kept of texts compared with lately; reading a text anew takes ten times
as long as comparing it."""

# A cluster is named by the document that came first, so that new articles move none of the
# others to another side of a split. Stamps are the same in all files; row numbers are not.
# That of where it was read from tells when it came: correcting facts stamps the document anew.
_OLDEST = (
    "(SELECT {0} FROM provenance WHERE document = documents.id ORDER BY clock, writer LIMIT 1)"
)
BY_ARRIVAL = (
    f"coalesce({_OLDEST.format('clock')}, clock), coalesce({_OLDEST.format('writer')}, writer), id"
)
"""SQL that orders documents by when they came in, the same in all files."""
_NAMED = (
    "SELECT cluster, id FROM clusters JOIN documents USING (number) WHERE NOT deleted"
    f" ORDER BY {BY_ARRIVAL}"
)


class Arrival(NamedTuple):
    """A document that is new, by its local number, with its title, text and zones.

    ``zones`` are in the form in which documents store them. ``words`` is what the search
    index takes instead of the text, or ""; ``signature`` is worked out where it is None.
    """

    number: int
    title: str
    text: str
    zones: str
    words: str = ""
    signature: Sequence[int] | None = None


def signature(text: str, zones: Iterable[Zone]) -> Sequence[int]:
    """Return the bands by which a text's near-duplicates are found; none if it is short."""
    return bands(shingles(story(text, zones)))


def index(t: Transaction, arrivals: Iterable[Arrival]) -> None:
    """Look for near-duplicates of new documents, one by one; then make them findable.

    Their rows must be stored. Many at once cost a fraction of what each would cost alone.
    """
    signed = [(arrival, signed) for arrival in arrivals if (signed := _signature(arrival))]
    if not signed:
        return
    known = _known(t.connection, list(chain.from_iterable(of for _, of in signed)))
    kept: list[int] = []
    numbers: list[int] = []
    for arrival, wanted in signed:
        number = arrival.number
        if known.keys().isdisjoint(wanted):
            # Nearly always so: nobody shares a band.
            known.update(zip(wanted, repeat((number,))))
            kept.extend(wanted)
            numbers.extend(repeat(number, len(wanted)))
            continue
        shared = Counter(other for band in wanted for other in known.get(band, ()))
        hashes = shingles(story(arrival.text, stored_zones(arrival.zones)))
        similar = _similar(t.connection, hashes, [other for other, _ in shared.most_common()])
        if similar:
            _join(t, number, similar)
        for band in wanted:
            others = known.get(band, ())
            if len(others) < _IN_BAND:
                known[band] = (*others, number)
                kept.append(band)
                numbers.append(number)
    t.connection.executemany(
        "INSERT OR IGNORE INTO minhash_bands VALUES (?, ?)", _in_table_order(kept, numbers)
    )


def names(connection: sqlite3.Connection) -> dict[DocumentId, DocumentId]:
    """Return, for each document that has near-duplicates, the one that names its cluster."""
    rows = connection.execute(_NAMED).fetchall()
    # Backwards, so that the earliest comes last and stands.
    name = {row[0]: DocumentId(row[1]) for row in reversed(rows)}
    return {DocumentId(row[1]): name[row[0]] for row in rows}


def cluster_of(connection: sqlite3.Connection, document: DocumentId) -> list[DocumentId]:
    """Return all documents that tell the same story, this one included, in list order."""
    rows = connection.execute(
        "SELECT id FROM clusters JOIN documents USING (number) WHERE NOT deleted AND cluster ="
        " (SELECT cluster FROM clusters JOIN documents USING (number) WHERE id = ?)"
        " ORDER BY number",
        (document,),
    ).fetchall()
    return [DocumentId(row[0]) for row in rows] or [document]


def cluster_size(connection: sqlite3.Connection, number: int) -> int:
    """Return how many documents tell the story of one, given by its local number."""
    size: int = connection.execute(
        "SELECT count(*) FROM clusters JOIN documents USING (number) WHERE NOT deleted"
        " AND cluster = (SELECT cluster FROM clusters WHERE number = ?)",
        (number,),
    ).fetchone()[0]
    return max(size, 1)


def count(connection: sqlite3.Connection) -> int:
    """Return how many documents tell a story that an earlier one tells already."""
    number: int = connection.execute(
        "SELECT count(*) - count(DISTINCT cluster) FROM clusters"
    ).fetchone()[0]
    return number


def _in_table_order(kept: list[int], numbers: list[int]) -> Iterable[tuple[int, int]]:
    """Return the rows in the order of the table, so that each page of it is visited once."""
    # Late: numpy takes a while to import, and is here already where there are signatures.
    import numpy as np

    order = np.argsort(np.array(kept, dtype=np.int64), kind="stable").tolist()
    return ((kept[place], numbers[place]) for place in order)


def _signature(arrival: Arrival) -> Sequence[int]:
    if arrival.signature is not None:
        return arrival.signature
    return signature(arrival.text, stored_zones(arrival.zones))


def _known(connection: sqlite3.Connection, wanted: list[int]) -> dict[int, tuple[int, ...]]:
    """Return the documents that are kept for some bands, by band."""
    found: dict[int, tuple[int, ...]] = {}
    wanted.sort()
    for band, number in connection.execute(
        "SELECT band, number FROM json_each(?) CROSS JOIN minhash_bands ON band = value",
        (json.dumps(wanted),),
    ):
        numbers = found.get(band, ())
        if number not in numbers:
            found[band] = (*numbers, number)
    return found


def _similar(
    connection: sqlite3.Connection, hashes: "Hashes", candidates: Sequence[int]
) -> list[tuple[int, int]]:
    """Return number and cluster of a near-duplicate in each cluster that has one."""
    marks = ",".join("?" * len(candidates))
    clusters = dict(
        connection.execute(
            f"SELECT number, cluster FROM clusters WHERE number IN ({marks})", candidates
        ).fetchall()
    )
    found: dict[int, int] = {}
    tried: Counter[int] = Counter()
    for number in candidates:
        cluster = clusters.get(number, number)
        if cluster in found or tried[cluster] >= _TRIED:
            continue
        tried[cluster] += 1
        other = _compared.of(connection, number)
        if other is not None and similarity(hashes, other) >= SIMILAR:
            found[cluster] = number
    return [(number, cluster) for cluster, number in found.items()]


class _Compared:
    """The shingles of documents compared with lately, by what they follow from.

    A document's id stands for its text, whichever file it is in, so that nothing here can
    be out of date.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Hashes] = OrderedDict()
        self._hashes = 0
        self._lock = Lock()

    def of(self, connection: sqlite3.Connection, number: int) -> "Hashes | None":
        """Return the shingles of a document by its local number; None where it is gone."""
        row = connection.execute(
            "SELECT id, zones FROM documents WHERE number = ? AND NOT deleted", (number,)
        ).fetchone()
        if row is None:
            return None
        key = (row[0], row[1])
        with self._lock:  # two projects may take in articles at the same time
            known = self._kept.pop(key, None)
            if known is None:
                known = _stored_shingles(connection, number, row[1])
                self._hashes += len(known)
            self._kept[key] = known
            while self._hashes > _KEPT_SHINGLES:
                self._hashes -= len(self._kept.popitem(last=False)[1])
        return known


def _stored_shingles(connection: sqlite3.Connection, number: int, zones: str) -> "Hashes":
    (text,) = connection.execute("SELECT text FROM texts WHERE number = ?", (number,)).fetchone()
    return shingles(story(text, stored_zones(zones)))


_compared = _Compared()


def stored_zones(zones: str) -> list[Zone]:
    """Return zones from the form in which documents store them."""
    return [Zone(start, end, ZoneKind(kind)) for start, end, kind in json.loads(zones)]


def _join(t: Transaction, number: int, similar: Sequence[tuple[int, int]]) -> None:
    joined = min(cluster for _, cluster in similar)
    for other, cluster in similar:
        t.execute("INSERT OR IGNORE INTO clusters VALUES (?, ?)", (other, joined))
        if cluster != joined:
            t.execute("UPDATE clusters SET cluster = ? WHERE cluster = ?", (joined, cluster))
    t.execute("INSERT INTO clusters VALUES (?, ?)", (number, joined))
