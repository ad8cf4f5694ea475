"""Merging another project file in: a map of rows where the later writer wins.

Each file knows what it has seen: for every writer the last clock whose writes are all in
it. So two versions of a row are concurrent exactly where neither file has seen the other's.
A row with its open overwritten versions is a multi-value register (Shapiro et al. 2011,
"A comprehensive study of convergent and commutative replicated data types", MV-Register),
which makes merging commutative, associative and idempotent, losers included.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.annotation_sets import GOLD
from annotator.domain.errors import UserError
from annotator.store import connection, documents, near_duplicates, tables
from annotator.store.project import Project
from annotator.store.tables import MERGED_TABLES, MergedTable, image_sql, quoted
from annotator.store.writing import Transaction

Stamp = tuple[int, int]
Seen = Mapping[int, int]

_LABEL_TABLES = ("spans", "relations", "chain_members")


@dataclass(slots=True)
class MergeReport:
    """What a merge did or would do, counted in rows of labels, by annotator's name.

    ``new`` rows were not here, ``same`` are equal, ``changed`` were written over by a later
    edit, ``conflicts`` are edits made on both sides without knowing of each other (the
    later one stands, the other is kept), ``unmatched`` belong to texts that are missing.
    """

    annotators: dict[str, Counter[str]] = field(default_factory=dict)
    documents: int = 0

    def add(self, annotator: str, outcome: str, number: int = 1) -> None:
        """Count rows of one annotator."""
        self.annotators.setdefault(annotator, Counter())[outcome] += number

    def total(self, outcome: str) -> int:
        """Return the count of one outcome over all annotators."""
        return sum(counts[outcome] for counts in self.annotators.values())


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of a row: its stamp, its content, and the rest of the row as stored."""

    stamp: Stamp
    image: str


def merge(project: Project, other: Path, *, dry_run: bool = False, backup: str = "") -> MergeReport:
    """Take in all rows of another project file; return what was (or would be) taken.

    ``backup`` names the backup that the merge can be taken back with.

    Nothing is written that either file does not hold: merging makes no stamps. Raises
    UserError, with nothing changed, for a file that is no project or the same file.
    """
    if other.exists() and other.samefile(project.path):
        raise UserError("A project cannot be merged with itself.", where=str(other))
    link = connection.open_file(other, read_only=True)
    try:
        if connection.needs_migration(link):
            raise UserError(
                "This project is of an older format.",
                where=str(other),
                mend="Open it once with this version of Annotator, then merge it.",
            )
    finally:
        link.close()
    report = MergeReport()
    with project.lock, _attached(project, other):
        if dry_run:
            _count(project.connection, report)
            return report
        with project.transaction(f"Merge {other.name}", detail=backup) as t:
            _count(t.connection, report)
            for table in MERGED_TABLES:
                _merge_table(t, table)
            _copy_local(t)
            _join_seen(t)
    return report


@contextmanager
def _attached(project: Project, other: Path) -> Iterator[None]:
    uri = f"{other.absolute().as_uri()}?mode=ro"
    project.connection.execute("ATTACH ? AS other", (uri,))
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise UserError(
            f"The file cannot be merged ({error}).",
            where=str(other),
            mend='Look at it with "annotator check"; nothing was changed.',
        ) from error
    finally:
        project.connection.execute("DETACH other")


def _merge_table(t: Transaction, table: MergedTable) -> None:
    """Bring one table together: rows new to us as they are, the others version by version."""
    changed = _differing_rows(t.connection, table)
    names = ", ".join(quoted(name) for name in table.stored)
    order = " ORDER BY number" if table.name == "documents" else ""
    t.execute(
        f"INSERT INTO main.{table.name} ({names}) SELECT {names} FROM other.{table.name}"
        f" WHERE id NOT IN (SELECT id FROM main.{table.name}){order}"
    )
    if table.name == "documents":
        _copy_texts(t)
    mine, theirs = _seen(t.connection, "main"), _seen(t.connection, "other")
    t.execute(
        "INSERT OR IGNORE INTO main.overwritten SELECT table_name, row_id, clock, writer,"
        " image, 0 FROM other.overwritten WHERE table_name = ?",
        (table.name,),
    )
    for row_id in changed:
        _merge_row(t, table, row_id, mine, theirs)


def _differing_rows(link: sqlite3.Connection, table: MergedTable) -> list[str]:
    """Return the rows whose stamps differ, or that lost versions on either side.

    A row new to us needs work only for the lost versions that come with it.
    """
    rows = link.execute(
        f"SELECT o.id FROM other.{table.name} AS o JOIN main.{table.name} AS m ON m.id = o.id"
        " WHERE (m.clock, m.writer) != (o.clock, o.writer)"
        " UNION SELECT row_id FROM main.overwritten WHERE table_name = ?1 AND open"
        f" AND row_id IN (SELECT id FROM other.{table.name})"
        " UNION SELECT row_id FROM other.overwritten WHERE table_name = ?1 AND open",
        (table.name,),
    )
    return [row[0] for row in rows]


def _merge_row(t: Transaction, table: MergedTable, row_id: str, mine: Seen, theirs: Seen) -> None:
    """Let the latest version of one row stand; keep what lost without having been seen."""
    here, there = (_versions(t.connection, name, table, row_id) for name in ("main", "other"))
    live = {
        stamp: version
        for stamp, version in {**here, **there}.items()
        if (stamp in here and stamp in there)
        or (stamp in here and not _knows(theirs, stamp))
        or (stamp in there and not _knows(mine, stamp))
    }
    # A file that was handed out in part may know of a row without holding it.
    standing = max({**here, **there})
    version = here.get(standing) or there[standing]
    _write(t, table, row_id, version)
    t.execute(
        "UPDATE overwritten SET open = 0 WHERE table_name = ? AND row_id = ?",
        (table.name, row_id),
    )
    for stamp, lost in live.items():
        if stamp != standing:
            t.execute(
                "INSERT OR REPLACE INTO overwritten VALUES (?, ?, ?, ?, ?, 1)",
                (table.name, row_id, *stamp, lost.image),
            )


def _versions(
    link: sqlite3.Connection, database: str, table: MergedTable, row_id: str
) -> dict[Stamp, _Version]:
    """Return a row's standing version and its open overwritten ones, by stamp."""
    rows = link.execute(
        f"SELECT clock, writer, {image_sql(table)} FROM {database}.{table.name} WHERE id = ?1"
        f" UNION ALL SELECT clock, writer, image FROM {database}.overwritten"
        " WHERE table_name = ?2 AND row_id = ?1 AND open",
        (row_id, table.name),
    )
    return {(row[0], row[1]): _Version((row[0], row[1]), row[2]) for row in rows}


def _write(t: Transaction, table: MergedTable, row_id: str, version: _Version) -> None:
    values = json.loads(version.image)
    sets = ", ".join(f"{quoted(name)} = ?" for name in values)
    t.execute(
        f"UPDATE main.{table.name} SET {sets}, clock = ?, writer = ? WHERE id = ?"
        " AND (clock, writer) != (?, ?)",
        (*values.values(), *version.stamp, row_id, *version.stamp),
    )


def _knows(seen: Seen, stamp: Stamp) -> bool:
    clock, writer = stamp
    return seen.get(writer, 0) >= clock


def _seen(link: sqlite3.Connection, database: str) -> dict[int, int]:
    return dict(link.execute(f"SELECT writer, clock FROM {database}.writers").fetchall())


def _copy_texts(t: Transaction) -> None:
    rows = t.connection.execute(
        "SELECT m.number, coalesce(m.title, ''), o_texts.text, m.zones FROM main.documents AS m"
        " JOIN other.documents AS o ON o.id = m.id"
        " JOIN other.texts AS o_texts ON o_texts.number = o.number"
        " WHERE m.number NOT IN (SELECT number FROM main.texts)"
    ).fetchall()
    arrivals = []
    for number, title, text, zones in rows:
        t.execute("INSERT INTO main.texts VALUES (?, ?)", (number, text))
        stored = near_duplicates.stored_zones(zones)
        arrivals.append(near_duplicates.Arrival(number, title, text, stored))
    documents.index(t, arrivals)


def _copy_local(t: Transaction) -> None:
    for table in ("raws", "token_tables"):
        t.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM other.{table}")


def _join_seen(t: Transaction) -> None:
    """Now this file has seen all that either has; its clock goes on above both."""
    t.execute(
        "INSERT INTO main.writers SELECT writer, clock FROM other.writers WHERE true"
        " ON CONFLICT (writer) DO UPDATE SET clock = max(clock, excluded.clock)"
    )
    highest = t.connection.execute(
        "SELECT max(CAST(value AS INTEGER)) FROM (SELECT value FROM main.meta WHERE"
        " name = 'clock' UNION ALL SELECT value FROM other.meta WHERE name = 'clock')"
    ).fetchone()[0]
    t.clock = max(t.clock, highest)


def _count(link: sqlite3.Connection, report: MergeReport) -> None:
    mine, theirs = _seen(link, "main"), _seen(link, "other")
    names = dict(link.execute("SELECT id, name FROM other.annotators").fetchall())
    names[GOLD] = "gold"
    report.documents = link.execute(
        "SELECT count(*) FROM other.documents WHERE id NOT IN (SELECT id FROM main.documents)"
    ).fetchone()[0]
    for name in names.values():
        report.add(name, "same", 0)
    for table in (tables.TABLE[name] for name in _LABEL_TABLES):
        for owner, outcome, number in _outcomes(link, table, mine, theirs):
            report.add(names.get(owner, owner), outcome, number)
    if not report.annotators["gold"].total():
        del report.annotators["gold"]


def _outcomes(
    link: sqlite3.Connection, table: MergedTable, mine: Seen, theirs: Seen
) -> Iterator[tuple[str, str, int]]:
    whose = (
        f"FROM other.{table.name} AS o JOIN other.sets AS s ON s.id = o.set_id"
        f" LEFT JOIN main.{table.name} AS m ON m.id = o.id"
    )
    for owner, missing, new, same in link.execute(
        "SELECT s.annotator,"
        " sum(s.document NOT IN (SELECT id FROM other.documents JOIN other.texts"
        " USING (number))),"
        " sum(m.id IS NULL), sum((m.clock, m.writer) = (o.clock, o.writer))"
        f" {whose} GROUP BY s.annotator"
    ):
        yield owner, "unmatched", missing or 0
        yield owner, "new", new or 0
        yield owner, "same", same or 0
    mine_image, their_image = image_sql(table, "m."), image_sql(table, "o.")
    for owner, m_clock, m_writer, o_clock, o_writer, equal in link.execute(
        f"SELECT s.annotator, m.clock, m.writer, o.clock, o.writer,"
        f" {mine_image} = {their_image} {whose}"
        " WHERE (m.clock, m.writer) != (o.clock, o.writer)"
    ):
        unseen = not _knows(theirs, (m_clock, m_writer))
        unseen_there = not _knows(mine, (o_clock, o_writer))
        if equal:
            yield owner, "same", 1
        elif unseen and unseen_there:
            yield owner, "conflicts", 1
        elif unseen_there:
            yield owner, "changed", 1
        else:
            yield owner, "same", 1
