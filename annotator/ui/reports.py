"""What a long task has to tell: a line for the status line, details in a box."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.domain.corpora import Skipped
from annotator.domain.reports import Report
from annotator.ui.articles.wording import counted

if TYPE_CHECKING:
    from annotator.app.exchange import ExportResult, ImportReport, IngestReport

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a task: one line, and what was skipped, repaired or lost, line by line."""

    title: str
    details: tuple[str, ...] = ()


class ReportBox(QMessageBox):
    """Show what a task skipped, repaired or lost."""

    def __init__(self, title: str, outcome: Outcome, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setIcon(QMessageBox.Icon.Information)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(outcome.title)
        lines = list(outcome.details[:12])
        if len(outcome.details) > len(lines):
            lines.append(f"… and {len(outcome.details) - len(lines):,} more, see the details")
            self.setDetailedText("\n".join(outcome.details))
        self.setInformativeText("\n".join(lines))


def told_ingest(report: "IngestReport") -> Outcome:
    """Return what an ingest has to tell."""
    title = f"{counted(report.documents, 'article')} added"
    if report.duplicates:
        title += f", {counted(report.duplicates, 'text')} known already"
    if report.skipped:
        title += f", {len(report.skipped):,} skipped"
    return Outcome(f"{title}.", (*_skipped(report.skipped), *_rows(report.repairs)))


def told_import(report: "ImportReport") -> Outcome:
    """Return what an import has to tell."""
    title = (
        f"{counted(report.documents, 'article')} read, {counted(report.spans, 'label')}"
        f" and {counted(report.relations, 'relation')} new."
    )
    return Outcome(title, (*_skipped(report.skipped), *_rows(report.repairs)))


def told_export(result: "ExportResult") -> Outcome:
    """Return what an export has to tell; losses are named one by one."""
    title = (
        f"{counted(result.documents, 'article')} with {counted(result.spans, 'label')} and"
        f" {counted(result.relations, 'relation')} exported."
    )
    if not result.documents:
        title = "Nothing was exported: no article is finished. Finish one with Ctrl+Enter."
    files = [f"Written: {path}" for path in result.files]
    return Outcome(title, (*files, *_rows(result.losses)))


def _skipped(skipped: list[Skipped]) -> list[str]:
    return [f"Skipped {one.path}: {one.reason}" for one in skipped[:_SHOWN]]


def _rows(report: Report) -> list[str]:
    lines = []
    for row in report:
        place = row.examples[0] if row.examples else None
        example = f" (for example {place.text!r})" if place and place.text else ""
        lines.append(f"{row.code.replace('-', ' ').capitalize()}: {row.count:,}{example}")
    return lines
