"""What a merge would do: counted and told from the two files before anything is written."""

import json
import sqlite3
from collections.abc import Iterator

from annotator.domain.annotation_sets import GOLD
from annotator.domain.ids import AnnotatorId
from annotator.store import schema_differences, text_mismatches
from annotator.store.differing import (
    Concurrent,
    concurrent_rows,
    settled_counts,
    versions,
)
from annotator.store.merge_report import EditConflict, MergeReport, SameName
from annotator.store.row_words import RowWords, kind_of
from annotator.store.seen import Seen
from annotator.store.tables import MERGED_TABLES, MergedTable

LABEL_TABLES = ("spans", "relations", "chain_members")
SHOWN = 50
"""How many conflicts a report lists."""


def report(link: sqlite3.Connection, name: str, state: str) -> MergeReport:
    """Return what merging the attached file ``other`` would do.

    ``name`` is the file's name and ``state`` the hash of its rows.
    """
    row = link.execute("SELECT value FROM other.meta WHERE name = 'project'").fetchone()
    found = MergeReport(name, row[0] if row else "", state)
    found.documents = link.execute(
        "SELECT count(*) FROM other.documents WHERE id NOT IN (SELECT id FROM main.documents)"
    ).fetchone()[0]
    _Counting(link, found).count()
    if not found.annotators["gold"].total():
        del found.annotators["gold"]
    return found


class _Counting:
    """Fill a report table by table."""

    def __init__(self, link: sqlite3.Connection, found: MergeReport) -> None:
        self._link = link
        self._found = found
        self._words = RowWords(link)
        self._mine, self._theirs = Seen(link, "main"), Seen(link, "other")

    def count(self) -> None:
        """Count all tables and list what needs a look."""
        link, found, words = self._link, self._found, self._words
        for (owner,) in link.execute("SELECT id FROM other.annotators"):
            found.add(words.person(owner), "same", 0)
        found.add(words.person(GOLD), "same", 0)
        found.mismatches = text_mismatches.mismatches(link, words)
        for table in MERGED_TABLES:
            self._table(table)
        found.schema = schema_differences.differences(link, self._mine, self._theirs, words)
        found.same_names = same_names(link)

    def _table(self, table: MergedTable) -> None:
        labels = table.name in LABEL_TABLES
        self._found.changes += self._link.execute(
            f"SELECT count(*) FROM other.{table.name}"
            f" WHERE id NOT IN (SELECT id FROM main.{table.name})"
        ).fetchone()[0]
        if labels:
            for owner, outcome, number in self._whole_rows(table):
                self._found.add(self._words.person(owner), outcome, number)
        for one in settled_counts(self._link, table):
            self._found.changes += one.newer * one.number
            if labels:
                outcome = "changed" if one.newer and not one.equal else "same"
                self._found.add(self._words.person(one.owner), outcome, one.number)
        for row in concurrent_rows(self._link, table):
            self._found.changes += row.edited or self._brings_lost(table, row)
            if not row.edited:
                continue
            if not row.equal:
                self._conflict(table, row)
            if labels:
                outcome = "same" if row.equal else "conflicts"
                self._found.add(self._words.person(row.place.owner), outcome)

    def _brings_lost(self, table: MergedTable, row: Concurrent) -> bool:
        """Tell whether a version that lost over there is unknown here."""
        there = versions(self._link, "other", table, row.row)
        return any(not self._mine.knows(stamp, row.place) for stamp in there)

    def _conflict(self, table: MergedTable, row: Concurrent) -> None:
        self._found.conflict_count += 1
        if len(self._found.conflicts) >= SHOWN:
            return
        images = [
            json.loads(versions(self._link, database, table, row.row)[stamp])
            for database, stamp in (("main", row.mine), ("other", row.theirs))
        ]
        document = row.place.document
        mine, theirs = self._words.both(table.name, images[0], images[1], document)
        self._found.conflicts.append(
            EditConflict(
                kind_of(table.name),
                document,
                self._words.title(document) if document else "",
                self._words.person(row.place.owner),
                mine,
                theirs,
                "theirs" if row.theirs > row.mine else "mine",
            )
        )

    def _whole_rows(self, table: MergedTable) -> Iterator[tuple[str, str, int]]:
        """Yield the counts of rows that are new, the same or unmatched, by annotator."""
        unmatched = json.dumps([one.document for one in self._found.mismatches])
        for owner, missing, new, same in self._link.execute(
            "SELECT s.annotator, sum(no_match AND m.id IS NULL AND NOT o.deleted),"
            " sum(NOT no_match AND m.id IS NULL AND NOT o.deleted),"
            " sum((m.clock, m.writer) = (o.clock, o.writer))"
            f" FROM other.{table.name} AS o JOIN (SELECT id, annotator, document IN"
            " (SELECT value FROM json_each(?)) AS no_match FROM other.sets) AS s"
            f" ON s.id = o.set_id LEFT JOIN main.{table.name} AS m ON m.id = o.id"
            " GROUP BY s.annotator",
            (unmatched,),
        ):
            yield owner, "unmatched", missing or 0
            yield owner, "new", new or 0
            yield owner, "same", same or 0


def same_names(link: sqlite3.Connection) -> list[SameName]:
    """Return the names that several annotators have after the merge who were not joined."""
    stood: dict[str, tuple[int, int, str, str | None]] = {}
    for database in ("main", "other"):
        for row_id, clock, writer, name, joined in link.execute(
            f"SELECT id, clock, writer, name, joined_to FROM {database}.annotators"
            " WHERE NOT deleted"
        ):
            stood[row_id] = max(
                (clock, writer, name, joined),
                stood.get(row_id, (0, 0, "", None)),
                key=lambda version: version[:2],
            )
    group = {row_id: row_id for row_id in stood}

    def root(one: str) -> str:
        while group[one] != one:
            one = group[one]
        return one

    for row_id, (_, _, _, joined) in stood.items():
        if joined in group:
            group[root(row_id)] = root(str(joined))
    people: dict[str, dict[str, str]] = {}
    for row_id in sorted(stood):
        people.setdefault(stood[row_id][2], {}).setdefault(root(row_id), row_id)
    return [
        SameName(name, [AnnotatorId(one) for one in found.values()])
        for name, found in sorted(people.items())
        if len(found) > 1
    ]
