"""What a merge would do: counted and told from the two files before anything is written."""

import json
import sqlite3
from collections.abc import Callable, Iterator

from annotator.domain.annotation_sets import GOLD
from annotator.domain.ids import AnnotatorId
from annotator.store import annotators, schema_differences, seen, text_mismatches
from annotator.store.differing import (
    Concurrent,
    concurrent_rows,
    settled_counts,
    versions,
)
from annotator.store.merge_report import EditConflict, MergeReport, SameName
from annotator.store.row_words import RowWords, kind_of
from annotator.store.seen import Seen
from annotator.store.tables import MERGED_TABLES, TABLE, MergedTable, image_sql

LABEL_TABLES = ("spans", "relations", "chain_members")
SHOWN = 50
"""How many conflicts a report lists."""

_OTHERS = {
    "states": ("set_states", "NOT o.deleted AND o.state != 'new'"),
    "notes": ("sets", "o.note != '' OR o.flag != ''"),
    "zones": ("zone_changes", "NOT o.deleted"),
    "facts": ("documents", "m.id IS NOT NULL"),
    "decisions": ("decisions", "NOT o.deleted"),
    "adjudications": ("adjudications", "NOT o.deleted"),
}
"""What is counted beside labels: the table, and which rows that are taken say something."""

_TAKEN = (
    "FROM other.{table} AS o LEFT JOIN main.{table} AS m ON m.id = o.id"
    " WHERE (m.id IS NULL OR (o.clock, o.writer) > (m.clock, m.writer))"
)
"""The rows whose version in the other file will stand: the highest stamp wins."""

Counted = Callable[[int, int], None]


def report(
    link: sqlite3.Connection,
    name: str,
    state: str,
    progress: Counted = lambda done, total: None,
) -> MergeReport:
    """Return what merging the attached file ``other`` would do.

    ``name`` is the file's name and ``state`` the hash of its rows; ``progress`` is told the
    tables done.
    """
    row = link.execute("SELECT value FROM other.meta WHERE name = 'project'").fetchone()
    found = MergeReport(name, row[0] if row else "", state)
    found.related = seen.related(link)
    found.documents = link.execute(
        "SELECT count(*) FROM other.documents WHERE id NOT IN (SELECT id FROM main.documents)"
    ).fetchone()[0]
    _Counting(link, found).count(progress)
    if not found.annotators["gold"].total():
        del found.annotators["gold"]
    return found


class _Counting:
    """Fill a report table by table."""

    def __init__(self, link: sqlite3.Connection, found: MergeReport) -> None:
        self._link = link
        self._found = found
        self._words = RowWords(link, _names_after(link))
        self._mine, self._theirs = Seen(link, "main"), Seen(link, "other")

    def count(self, progress: Counted) -> None:
        """Count all tables and list what needs a look."""
        link, found, words = self._link, self._found, self._words
        for (owner,) in link.execute("SELECT id FROM other.annotators"):
            found.add(words.person(owner), "same", 0)
        found.add(words.person(GOLD), "same", 0)
        found.mismatches = text_mismatches.mismatches(link, words)
        for done, table in enumerate(MERGED_TABLES):
            progress(done, len(MERGED_TABLES))
            self._table(table)
        self._count_others()
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
            if labels and not one.gone:
                outcome = "same" if one.equal else "changed" if one.newer else "older"
                self._found.add(self._words.person(one.owner), outcome, one.number)
        for row in concurrent_rows(self._link, table):
            self._found.changes += row.edited or self._brings_lost(table, row)
            if not row.edited:
                continue
            made = table.name == "schema_items" and schema_differences.only_made(
                row.mine, row.theirs
            )
            if not row.equal and not made:
                self._conflict(table, row)
            if labels and not row.gone:
                outcome = "same" if row.equal else "conflicts"
                self._found.add(self._words.person(row.place.owner), outcome)

    def _count_others(self) -> None:
        """Count what is taken beside labels, and the articles that become finished."""
        for kind, (table, says) in _OTHERS.items():
            one, other = (image_sql(TABLE[table], f"{row}.") for row in "mo")
            number = self._link.execute(
                f"SELECT count(*) {_TAKEN.format(table=table)} AND ({says})"
                f" AND (m.id IS NULL OR {one} != {other})"
            ).fetchone()[0]
            if number:
                self._found.others[kind] = number
        for owner, number in self._link.execute(
            "SELECT o.annotator, count(DISTINCT o.document)"
            f" {_TAKEN.format(table='set_states')} AND NOT o.deleted AND o.state = 'finished'"
            " AND (m.id IS NULL OR m.deleted OR m.state != 'finished') GROUP BY o.annotator"
        ).fetchall():
            self._found.add(self._words.person(owner), "finished", number)

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
                *self._words.place(table.name, images[0], document),
            )
        )

    def _whole_rows(self, table: MergedTable) -> Iterator[tuple[str, str, int]]:
        """Yield the counts of rows that are new, the same or unmatched, by annotator."""
        unmatched = json.dumps([one.document for one in self._found.mismatches])
        for owner, missing, new, same in self._link.execute(
            "SELECT s.annotator, sum(no_match AND m.id IS NULL AND NOT o.deleted),"
            " sum(NOT no_match AND m.id IS NULL AND NOT o.deleted),"
            " sum((m.clock, m.writer) = (o.clock, o.writer) AND NOT o.deleted)"
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
    return [
        SameName(name, [AnnotatorId(one) for one in found])
        for name, found in annotators.by_name(_people_after(link)).items()
        if len(found) > 1
    ]


def _names_after(link: sqlite3.Connection) -> dict[str, str]:
    """Return a name for each id that neither another person has nor gold."""
    found = annotators.told_apart(_people_after(link))
    gold = annotators.name_of(link, GOLD)
    return {one: f"{gold} (annotator)" if name == gold else name for one, name in found.items()}


def _people_after(link: sqlite3.Connection) -> dict[str, tuple[str, str | None]]:
    """Return name and join of every annotator, by id, as they stand after the merge."""
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
    return {row: (name, joined) for row, (_, _, name, joined) in stood.items()}
