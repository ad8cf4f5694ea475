"""The record of what was merged into a file: where it came from, when, and what it brought."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from annotator.store.merge_report import MergeReport
from annotator.store.project import now
from annotator.store.writing import Transaction, canonical_json

OUTCOMES = ("new", "same", "changed", "older", "conflicts", "unmatched", "finished")


@dataclass(frozen=True, slots=True)
class Merged:
    """One merge: the source's project id, file name and state, when, and its counts."""

    project: str
    name: str
    state: str
    at: str
    counts: dict[str, Any]


def add(t: Transaction, report: MergeReport) -> None:
    """Write that a file was merged; the record belongs to this file and is never merged."""
    counts = {
        "documents": report.documents,
        **{outcome: report.total(outcome) for outcome in OUTCOMES},
        "annotators": {
            name: {outcome: found[outcome] for outcome in OUTCOMES}
            for name, found in report.annotators.items()
        },
    }
    t.execute(
        "INSERT INTO merges (project, name, digest, at, report) VALUES (?, ?, ?, ?, ?)",
        (report.project, report.name, report.state, now(), canonical_json(counts)),
    )


def everything(connection: sqlite3.Connection) -> list[Merged]:
    """Return the merges of this file, oldest first."""
    rows = connection.execute(
        "SELECT project, name, digest, at, report FROM merges ORDER BY number"
    )
    return [Merged(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]
