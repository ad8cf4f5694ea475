"""Undo and redo from the row images that triggers wrote to the journal.

Undoing is a new edit: rows come back or go with a fresh stamp. Before a step is undone
every row must still be as the step left it; where a merge or another person changed one,
the step is refused, since putting the old image back would lose the newer work.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.annotation_sets import GOLD
from annotator.domain.changes import ChangeSet, Facet
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, RelationId, SpanId
from annotator.store import backups, corrections
from annotator.store.project import Project, now
from annotator.store.writing import Transaction

_FACETS = {
    "documents": Facet.DOCUMENTS,
    "provenance": Facet.DOCUMENTS,
    "zone_changes": Facet.ZONES,
    "annotators": Facet.ANNOTATORS,
    "sets": Facet.STATES,
    "set_states": Facet.STATES,
    "spans": Facet.LABELS,
    "relations": Facet.LABELS,
    "chain_members": Facet.LABELS,
    "schema_items": Facet.SCHEMA,
    "decisions": Facet.SUGGESTIONS,
    "adjudications": Facet.LABELS,
}


_PORTION = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the log; ``state`` is done, undone, left or closed."""

    number: int
    title: str
    document: DocumentId | None
    at: str


@dataclass(frozen=True, slots=True)
class _Entry:
    table: str
    row_id: str
    before: str | None
    after: str


_Image = dict[str, object]


def last_done(project: Project, annotator: str) -> Step | None:
    """Return the step that undo would take back, or None.

    Steps on gold are everybody's: whoever has the project may take them back.
    """
    return _step(project, "done", annotator, "DESC")


def first_undone(project: Project, annotator: str) -> Step | None:
    """Return the step that redo would bring back, or None."""
    return _step(project, "undone", annotator, "ASC")


def last_taken_in(project: Project) -> tuple[str, Path] | None:
    """Return title and backup of the last step, where it can be taken back as a whole.

    That is an ingest, import or merge with a backup before it, and nothing since.
    """
    with project.reading() as link:
        row = link.execute(
            "SELECT kind, title, detail FROM steps ORDER BY number DESC LIMIT 1"
        ).fetchone()
    if row is None or row[0] != "log" or not row[2]:
        return None
    backup = backups.folder(project.path) / row[2]
    return (row[1], backup) if backup.is_file() else None


def undo(project: Project, annotator: str) -> ChangeSet | None:
    """Take back the annotator's last step; return what changed, or None at the beginning."""
    step = last_done(project, annotator)
    return _replay(project, step, back=True) if step else None


def redo(project: Project, annotator: str) -> ChangeSet | None:
    """Bring back the step undone last; return what changed, or None."""
    step = first_undone(project, annotator)
    return _replay(project, step, back=False) if step else None


def change_set(t: Transaction, title: str, document: DocumentId | None) -> ChangeSet:
    """Return what the open step has changed so far, from its own journal."""
    step = t.connection.execute("SELECT step FROM open_step").fetchone()[0]
    return _changes(t, title, document, _entries(t, step))


def _step(project: Project, state: str, annotator: str, order: str) -> Step | None:
    with project.reading() as link:
        row = link.execute(
            "SELECT number, title, document, at FROM steps WHERE kind = 'edit' AND state = ?"
            f" AND annotator IN (?, ?) ORDER BY number {order} LIMIT 1",
            (state, annotator, GOLD),
        ).fetchone()
    return Step(*row) if row else None


def _replay(project: Project, step: Step, *, back: bool) -> ChangeSet:
    with project.transaction() as t:
        entries = _entries(t, step.number)
        for table in dict.fromkeys(entry.table for entry in entries):
            _turn(t, table, [one for one in entries if one.table == table], step, back=back)
        t.execute(
            "UPDATE steps SET state = ? WHERE number = ?",
            ("undone" if back else "done", step.number),
        )
        t.execute(
            "INSERT INTO steps (kind, title, state, annotator, document, at, clock, writer,"
            " detail) SELECT ?, title, 'closed', annotator, document, ?, ?, ?, ?"
            " FROM steps WHERE number = ?",
            (
                "undo" if back else "redo",
                now(),
                t.clock,
                t.writer,
                json.dumps({"step": step.number}),
                step.number,
            ),
        )
        word = "Undo" if back else "Redo"
        return _changes(t, f"{word}: {step.title}", step.document, entries)


def _turn(t: Transaction, table: str, entries: Sequence[_Entry], step: Step, *, back: bool) -> None:
    """Put the rows of a table back (or forward), if they are as the step left (found) them.

    All at once: a step over many articles changes thousands of rows.
    """
    turns = _turns(entries, back=back)
    images = t.images(table, list(turns))
    written: dict[tuple[str, ...], list[tuple[str, list[object]]]] = {}
    for row_id, (expected, target) in turns.items():
        actual = images.get(row_id)
        if actual is None or json.loads(actual) != expected:
            raise _changed_since(step, back=back)
        # Only what differs, so that no more indexes are written than must be.
        columns = tuple(name for name, value in target.items() if expected[name] != value)
        written.setdefault(columns, []).append((row_id, [target[name] for name in columns]))
    of_documents = list(turns) if table == "documents" else []
    titles = [corrections.indexed_title(t, row_id) for row_id in of_documents]
    for columns, rows in written.items():
        t.update_many(table, columns, rows)
    for row_id, title in zip(of_documents, titles, strict=True):
        corrections.retitle(t, row_id, title)


def _turns(entries: Sequence[_Entry], *, back: bool) -> dict[str, tuple[_Image, _Image]]:
    """Return how each row must be now and what it is to become, by its id."""
    first: dict[str, _Entry] = {}
    last: dict[str, _Entry] = {}
    for entry in entries:
        first.setdefault(entry.row_id, entry)
        last[entry.row_id] = entry
    turns: dict[str, tuple[_Image, _Image]] = {}
    for row_id, entry in first.items():
        # A row that the step made is, undone, the same content as a tombstone.
        made = {**json.loads(entry.after), "deleted": 1}
        found = made if entry.before is None else json.loads(entry.before)
        left = json.loads(last[row_id].after)
        turns[row_id] = (left, found) if back else (found, left)
    return turns


def _changed_since(step: Step, *, back: bool) -> UserError:
    return UserError(
        f'"{step.title}" of {step.at[:16].replace("T", " ")} cannot be'
        f" {'undone' if back else 'redone'}: what it changed was changed again since,"
        " by a merge or by somebody else.",
        mend="Change it by hand instead.",
    )


def _entries(t: Transaction, step: int) -> list[_Entry]:
    rows = t.connection.execute(
        "SELECT table_name, row_id, before, after FROM journal WHERE step = ? ORDER BY number",
        (step,),
    )
    return [_Entry(*row) for row in rows]


def _changes(
    t: Transaction, title: str, document: DocumentId | None, entries: list[_Entry]
) -> ChangeSet:
    documents = {document} if document else set()
    sets: set[str] = set()
    for entry in entries:
        image = json.loads(entry.after)
        if entry.table == "documents":
            documents.add(DocumentId(entry.row_id))
        elif "document" in image:
            documents.add(DocumentId(image["document"]))
        elif "set_id" in image:
            sets.add(image["set_id"])
    documents |= _documents_of(t, list(sets))
    return ChangeSet(
        title,
        frozenset(_FACETS[entry.table] for entry in entries),
        frozenset(documents),
        document,
        tuple(SpanId(row) for row in _rows_of("spans", entries)),
        tuple(RelationId(row) for row in _rows_of("relations", entries)),
        tuple(_rows_of("chain_members", entries)),
    )


def _documents_of(t: Transaction, sets: list[str]) -> set[DocumentId]:
    documents: set[DocumentId] = set()
    for at in range(0, len(sets), _PORTION):
        portion = sets[at : at + _PORTION]
        marks = ",".join("?" * len(portion))
        rows = t.connection.execute(f"SELECT document FROM sets WHERE id IN ({marks})", portion)
        documents.update(DocumentId(row[0]) for row in rows)
    return documents


def _rows_of(table: str, entries: list[_Entry]) -> list[str]:
    return list(dict.fromkeys(entry.row_id for entry in entries if entry.table == table))
