"""Near-duplicates: the same story in several documents, found as documents come in.

What is kept follows from the texts alone, like the search index: each file finds its own,
and a merge, which looks at the texts that are new to it, carries nothing over. Documents
that hang together by pairs are a cluster; a document that is like several clusters joins
them.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
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

# A cluster is named by the document that came first, so that new articles move none of the
# others to another side of a split. Stamps are the same in all files; row numbers are not.
_NAMED = (
    "SELECT cluster, id FROM clusters JOIN documents USING (number) WHERE NOT deleted"
    " ORDER BY clock DESC, writer DESC, id DESC"
)


class Arrival(NamedTuple):
    """A document that is new, by its local number, with its title, text and zones."""

    number: int
    title: str
    text: str
    zones: Sequence[Zone]


def index(t: Transaction, arrivals: Iterable[Arrival]) -> None:
    """Look for near-duplicates of new documents, one by one; then make them findable.

    Their rows must be stored. Many at once cost half of what each would cost alone.
    """
    signed = []
    for number, _, text, zones in arrivals:
        hashes = shingles(story(text, zones))
        signature = bands(hashes)
        if signature:
            signed.append((number, hashes, signature))
    if not signed:
        return
    known = _known(t.connection, [band for *_, signature in signed for band in signature])
    rows = []
    for number, hashes, signature in signed:
        shared = Counter(other for band in signature for other in known.get(band, ()))
        if shared:
            candidates = [other for other, _ in shared.most_common()]
            similar = _similar(t.connection, hashes, candidates)
            if similar:
                _join(t, number, similar)
        for band in signature:
            others = known.setdefault(band, [])
            if len(others) < _IN_BAND:
                others.append(number)
                rows.append((band, number))
    # In the order of the table, so that each page of it is visited once.
    rows.sort()
    t.connection.executemany("INSERT OR IGNORE INTO minhash_bands VALUES (?, ?)", rows)


def names(connection: sqlite3.Connection) -> dict[DocumentId, DocumentId]:
    """Return, for each document that has near-duplicates, the one that names its cluster."""
    rows = connection.execute(_NAMED).fetchall()
    # The earliest comes last and stands.
    name = {row[0]: DocumentId(row[1]) for row in rows}
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


def _known(connection: sqlite3.Connection, wanted: Sequence[int]) -> dict[int, list[int]]:
    """Return the documents that are kept for some bands, by band."""
    found: dict[int, list[int]] = {}
    for band, number in connection.execute(
        "SELECT band, number FROM json_each(?) CROSS JOIN minhash_bands ON band = value",
        (json.dumps(sorted(wanted)),),
    ):
        numbers = found.setdefault(band, [])
        if number not in numbers:
            numbers.append(number)
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
        row = connection.execute(
            "SELECT text, zones FROM documents JOIN texts USING (number)"
            " WHERE number = ? AND NOT deleted",
            (number,),
        ).fetchone()
        if row and similarity(hashes, shingles(story(row[0], stored_zones(row[1])))) >= SIMILAR:
            found[cluster] = number
    return [(number, cluster) for cluster, number in found.items()]


def stored_zones(zones: str) -> list[Zone]:
    """Return zones from the form in which documents store them."""
    return [Zone(start, end, ZoneKind(kind)) for start, end, kind in json.loads(zones)]


def _join(t: Transaction, number: int, similar: Sequence[tuple[int, int]]) -> None:
    joined = min(cluster for _, cluster in similar)
    for other, cluster in similar:
        t.execute("INSERT OR IGNORE INTO clusters VALUES (?, ?)", (other, joined))
        t.execute("UPDATE clusters SET cluster = ? WHERE cluster = ?", (joined, cluster))
    t.execute("INSERT INTO clusters VALUES (?, ?)", (number, joined))
