"""What a long task has to tell: a line for the status line, and the rows of its report."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.corpora import Skipped
from annotator.domain.reports import Report
from annotator.ui.articles.wording import counted

if TYPE_CHECKING:
    from annotator.app.exchange import ExportResult, ImportReport, IngestReport


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a task: one line, what was repaired or lost, what was skipped.

    ``place`` is where files were written, ``files`` their names below it.
    """

    title: str
    report: Report = field(default_factory=Report)
    skipped: tuple[Skipped, ...] = ()
    place: Path | None = None
    files: tuple[Path, ...] = ()
    heading: str = "Report"

    @property
    def has_rows(self) -> bool:
        """Whether there is more to show than the line."""
        return bool(self.report or self.skipped or self.files)


def told_ingest(report: "IngestReport") -> str:
    """Return what an ingest has to tell, in a sentence."""
    title = f"{counted(report.documents, 'article')} added"
    if report.duplicates:
        title += f", {counted(report.duplicates, 'text')} known already"
    if report.skipped:
        title += f", {len(report.skipped):,} skipped"
    return f"{title}."


def told_import(report: "ImportReport") -> Outcome:
    """Return what an import has to tell."""
    title = (
        f"{counted(report.documents, 'article')} read, {counted(report.spans, 'label')}"
        f" and {counted(report.relations, 'relation')} new."
    )
    return Outcome(title, report.repairs, tuple(report.skipped), heading="What was imported")


def told_suggested(report: "ImportReport") -> Outcome:
    """Return what an import as suggestions has to tell."""
    title = (
        f"{counted(report.documents, 'article')} read: {counted(report.spans, 'span')} and"
        f" {counted(report.relations, 'relation')} suggested."
    )
    return Outcome(title, report.repairs, tuple(report.skipped), heading="What was suggested")


def told_export(result: "ExportResult", place: Path) -> Outcome:
    """Return what an export has to tell; losses are named one by one."""
    title = (
        f"{counted(result.documents, 'article')} with {counted(result.spans, 'label')} and"
        f" {counted(result.relations, 'relation')} exported."
    )
    if not result.documents:
        title = "Nothing was exported: no article is finished. Finish one with Ctrl+Enter."
    folder = place if place.is_dir() else place.parent
    return Outcome(
        title, result.losses, place=folder, files=tuple(result.files), heading="What was exported"
    )
