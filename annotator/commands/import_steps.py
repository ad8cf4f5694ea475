"""The step of an import: what came of it, a backup before it, no trace where it was nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from annotator.domain.corpora import Skipped
from annotator.domain.reports import Report
from annotator.store import backups
from annotator.store.project import Project
from annotator.store.writing import Transaction


@dataclass(slots=True)
class ImportReport:
    """What was taken in: each document once, the spans and relations new to the project.

    ``met`` are the names of labels that were chosen about and stand in the files, each with
    whether it is that of a relation.
    """

    documents: int = 0
    spans: int = 0
    relations: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    repairs: Report = field(default_factory=Report)
    met: set[tuple[str, bool]] = field(default_factory=set)

    def take(self, part: "ImportReport") -> None:
        """Add what came of one file, but for the documents: files may share them."""
        self.spans += part.spans
        self.relations += part.relations
        self.skipped.extend(part.skipped)
        self.repairs.extend(part.repairs)
        self.met |= part.met


@contextmanager
def import_step(project: Project, title: str) -> Iterator[Transaction]:
    """Open a transaction after a backup: one line in the log, which can be taken back.

    Where it is stopped, fails or changes nothing, neither line nor backup stays.
    """
    backup = backups.take(project.path, "before-import")
    changed = False
    try:
        with project.transaction(title, detail=backup.name, if_changed=True) as t:
            before = t.connection.total_changes
            yield t
            changed = t.connection.total_changes > before
    finally:
        if not changed:
            backups.drop(backup)
