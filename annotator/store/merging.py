"""Merging another project file in: a map of rows where the later writer wins.

Each file knows what it has seen (``store/seen.py``). Two versions of a row are concurrent
exactly where neither file has seen the other's. A row with its open overwritten versions
is a multi-value register (Shapiro et al. 2011, "A comprehensive study of convergent and
commutative replicated data types", MV-Register), which makes merging commutative,
associative and idempotent, losers included.
"""

import json
from collections.abc import Callable
from pathlib import Path

from annotator.domain.errors import UserError
from annotator.store import (
    connection,
    corrections,
    documents,
    foreseen,
    merge_log,
    merge_source,
    near_duplicates,
    search,
    seen,
)
from annotator.store.differing import Concurrent, concurrent_rows, newer_rows, versions
from annotator.store.merge_report import MergeReport
from annotator.store.project import Project
from annotator.store.seen import Seen, Stamp
from annotator.store.tables import MERGED_TABLES, MergedTable, quoted
from annotator.store.writing import Transaction

Counted = Callable[[int, int], None]

_PORTION = 1000


def merge(
    project: Project,
    other: Path,
    *,
    dry_run: bool = False,
    checked: bool = False,
    back_up: Callable[[], str] = str,
    progress: Counted = lambda done, total: None,
) -> MergeReport:
    """Take in all rows of another project file; return what was (or would be) taken.

    ``back_up`` is called before anything changes and returns the name of the backup that
    the merge can be taken back with. ``progress`` is told the articles done of those that
    are new, in a dry run the kinds of rows looked at, and may raise Stopped: nothing is
    changed then. ``checked`` says that the file was found sound just now.

    Nothing is written to merged rows that either file does not hold: merging makes no
    stamps. A merge that takes nothing is only recorded: what came in before it can still be
    taken back. Raises UserError, with nothing changed, for a file that is no project, that
    is damaged, or the same file.
    """
    require_other(project, other)
    if project.read_only and connection.needs_migration(project.connection):
        # A dry run reads only; the tables that an older format lacks are not in its file.
        with merge_source.up_to_date(project.path) as copy, Project.open(copy) as migrated:
            return merge(migrated, other, dry_run=dry_run, checked=checked, progress=progress)
    if not checked:
        merge_source.checked(other, progress)
    with (
        merge_source.up_to_date(other) as path,
        project.lock,
        merge_source.attached(project, path, other),
        merge_source.stoppable(project.connection, progress) as told,
    ):
        state = merge_source.state_of(path)
        looked = told if dry_run else lambda done, total: told(0, 0)
        report = foreseen.report(project.connection, other.name, state, looked)
        if not dry_run:
            backup = back_up() if report.changes else ""
            title = f"Merge {other.name}" if report.changes else ""
            with project.transaction(title, detail=backup) as t:
                _take_in(t, report, told)
    return report


def require_other(project: Project, other: Path) -> None:
    """Raise UserError where a file is the project itself, or no file at all."""
    if not other.is_file():
        raise UserError(
            "This is no file." if other.exists() else "There is no such file.",
            where=str(other),
            mend="Name the project file that came back; nothing was changed.",
        )
    if other.samefile(project.path):
        raise UserError(
            "A project cannot be merged with itself.",
            where=str(other),
            mend="Name the other file; nothing was changed.",
        )


def _take_in(t: Transaction, report: MergeReport, progress: Counted) -> None:
    mine, theirs = Seen(t.connection, "main"), Seen(t.connection, "other")
    for table in MERGED_TABLES:
        _merge_table(t, table, mine, theirs, progress)
    _copy_local(t)
    seen.join(t.connection)
    _join_clock(t)
    merge_log.add(t, report)


def _merge_table(
    t: Transaction, table: MergedTable, mine: Seen, theirs: Seen, progress: Counted
) -> None:
    """Bring one table together: rows new to us as they are, the others version by version."""
    concurrent = concurrent_rows(t.connection, table)
    newer = newer_rows(t.connection, table)
    insert_new(t, table)
    if table.name == "documents":
        copy_texts(t, progress)
    t.execute(
        "INSERT OR IGNORE INTO main.overwritten SELECT table_name, row_id, clock, writer,"
        " image, 0 FROM other.overwritten WHERE table_name = ?",
        (table.name,),
    )
    looked_at = {row.row for row in concurrent}
    for row in concurrent:
        _merge_row(t, table, row, mine, theirs)
    _take(t, table, [row for row in newer if row not in looked_at])


def insert_new(t: Transaction, table: MergedTable, where: str = "1", *values: str) -> None:
    """Insert the rows of ``other`` that are new here, as they are; ``where`` may choose."""
    names = ", ".join(quoted(name) for name in table.stored)
    order = " ORDER BY number" if table.name == "documents" else ""
    t.execute(
        f"INSERT INTO main.{table.name} ({names}) SELECT {names} FROM other.{table.name} AS o"
        f" WHERE id NOT IN (SELECT id FROM main.{table.name}) AND {where}{order}",
        values,
    )


def _take(t: Transaction, table: MergedTable, rows: list[str]) -> None:
    """Write the versions of ``other``, which came after ours, over them."""
    shown = rows if table.name == "documents" else []
    titles = {row: corrections.indexed_title(t, row) for row in shown}
    sets = ", ".join(f"{quoted(name)} = o.{quoted(name)}" for name in table.stored[1:])
    for at in range(0, len(rows), _PORTION):
        t.execute(
            f"UPDATE main.{table.name} SET {sets} FROM json_each(?) AS wanted"
            f" JOIN other.{table.name} AS o ON o.id = wanted.value"
            f" WHERE main.{table.name}.id = o.id",
            (json.dumps(rows[at : at + _PORTION]),),
        )
    for row, title in titles.items():
        corrections.retitle(t, row, title)


def _merge_row(
    t: Transaction, table: MergedTable, row: Concurrent, mine: Seen, theirs: Seen
) -> None:
    """Let the latest version of one row stand; keep what lost without having been seen."""
    row_id, place = row.row, row.place
    here, there = (versions(t.connection, name, table, row_id) for name in ("main", "other"))
    live = {
        stamp: image
        for stamp, image in {**here, **there}.items()
        if (stamp in here and stamp in there)
        or (stamp in here and not theirs.knows(stamp, place))
        or (stamp in there and not mine.knows(stamp, place))
    }
    standing = max({**here, **there})
    title = corrections.indexed_title(t, row_id) if table.name == "documents" else ""
    _write(t, table, row_id, standing, {**here, **there}[standing])
    if table.name == "documents":
        corrections.retitle(t, row_id, title)
    t.execute(
        "UPDATE overwritten SET open = 0 WHERE table_name = ? AND row_id = ?",
        (table.name, row_id),
    )
    for stamp, lost in live.items():
        if stamp != standing:
            t.execute(
                "INSERT OR REPLACE INTO overwritten VALUES (?, ?, ?, ?, ?, 1)",
                (table.name, row_id, *stamp, lost),
            )


def _write(t: Transaction, table: MergedTable, row_id: str, stamp: Stamp, image: str) -> None:
    values = json.loads(image)
    sets = ", ".join(f"{quoted(name)} = ?" for name in values)
    t.execute(
        f"UPDATE main.{table.name} SET {sets}, clock = ?, writer = ? WHERE id = ?"
        " AND (clock, writer) != (?, ?)",
        (*values.values(), *stamp, row_id, *stamp),
    )


def copy_texts(t: Transaction, progress: Counted) -> None:
    """Bring the texts of new documents and make them findable, a portion at a time."""
    wanted = [
        row[0]
        for row in t.connection.execute(
            "SELECT m.number FROM main.documents AS m WHERE number NOT IN"
            " (SELECT number FROM main.texts) AND id IN (SELECT id FROM other.documents)"
            " ORDER BY m.number"
        )
    ]
    for at in range(0, len(wanted), _PORTION):
        progress(at, len(wanted))
        rows = t.connection.execute(
            "SELECT m.number, coalesce(m.title, ''), o_texts.text, m.zones"
            " FROM json_each(?) AS wanted"
            " CROSS JOIN main.documents AS m ON m.number = wanted.value"
            " CROSS JOIN other.documents AS o ON o.id = m.id"
            " CROSS JOIN other.texts AS o_texts ON o_texts.number = o.number",
            (json.dumps(wanted[at : at + _PORTION]),),
        ).fetchall()
        t.connection.executemany(
            "INSERT INTO main.texts VALUES (?, ?)", [(r[0], r[2]) for r in rows]
        )
        documents.index(
            t,
            [
                near_duplicates.Arrival(number, title, text, zones, search.spaced(text))
                for number, title, text, zones in rows
            ],
        )
    progress(len(wanted), len(wanted))


def _copy_local(t: Transaction) -> None:
    for table in ("raws", "token_tables"):
        t.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM other.{table}")


def _join_clock(t: Transaction) -> None:
    """Let the clock go on above both files'."""
    highest = t.connection.execute(
        "SELECT max(CAST(value AS INTEGER)) FROM (SELECT value FROM main.meta WHERE"
        " name = 'clock' UNION ALL SELECT value FROM other.meta WHERE name = 'clock')"
    ).fetchone()[0]
    t.clock = max(t.clock, highest)
