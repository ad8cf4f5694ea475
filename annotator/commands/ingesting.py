"""Taking in raw articles: read by ``ingest``, stored in batches, duplicates told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.corpora import Skipped
from annotator.domain.errors import Stopped
from annotator.domain.reports import Report
from annotator.ingest.reading import Article
from annotator.store import backups, intake, listing, near_duplicates
from annotator.store.project import Project

BATCH = 1000
BATCH_BYTES = 16 * 2**20
"""Articles, or characters and packed bytes of them, in one transaction.

A stopped ingest keeps those stored.
"""


@dataclass(slots=True)
class IngestReport:
    """What was taken in: new documents, texts that were there already, what was skipped.

    ``near_duplicates`` counts those among the new that tell a story told before.
    """

    documents: int = 0
    duplicates: int = 0
    near_duplicates: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    repairs: Report = field(default_factory=Report)


class ReadyArticle(NamedTuple):
    """An article as it is stored, with what was repaired in it, or None."""

    row: intake.Ready
    repairs: Report | None


def ready(article: Article) -> ReadyArticle:
    """Return an article as it is stored; to be done where it is read."""
    row = intake.ready(article.document, article.provenance, article.raw)
    return ReadyArticle(row, article.repairs or None)


def ingest(
    project: Project,
    articles: Iterable[Article | ReadyArticle | Skipped],
    *,
    stored: Callable[[IngestReport], None] = lambda report: None,
) -> IngestReport:
    """Store articles; call ``stored`` after each batch; return what was taken in.

    A text that the project has is not doubled: the new place is added to its provenance.
    Where reading raises Stopped, what was read by then is stored and Stopped goes on.
    """
    report = IngestReport()
    # An empty project needs no copy of itself to be taken back to.
    with project.reading() as link:
        empty = listing.count(link) == 0
        alike = near_duplicates.count(link)
    backup = "" if empty else backups.take(project.path, "before-ingest").name
    try:
        with project.in_bulk():
            _store_all(project, articles, report, stored)
    except Stopped:
        _log(project, report, backup)
        raise
    _log(project, report, backup)
    with project.reading() as link:
        report.near_duplicates = near_duplicates.count(link) - alike
    return report


def _store_all(
    project: Project,
    articles: Iterable[Article | ReadyArticle | Skipped],
    report: IngestReport,
    stored: Callable[[IngestReport], None],
) -> None:
    batch: list[ReadyArticle] = []
    size = 0
    try:
        for article in articles:
            if isinstance(article, Skipped):
                report.skipped.append(article)
                continue
            made = ready(article) if isinstance(article, Article) else article
            batch.append(made)
            size += len(made.row.text) + len(made.row.raw)
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                _store(project, batch, report)
                batch, size = [], 0
                stored(report)
    except Stopped:
        _store(project, batch, report)
        raise
    _store(project, batch, report)


def _store(project: Project, batch: list[ReadyArticle], report: IngestReport) -> None:
    if not batch:
        return
    with project.transaction() as t:
        new = intake.add_all(t, [article.row for article in batch])
    report.documents += new
    report.duplicates += len(batch) - new
    for article in batch:
        if article.repairs is not None:
            report.repairs.extend(article.repairs)


def _log(project: Project, report: IngestReport, backup: str) -> None:
    if report.documents:
        number = report.documents
        title = f"Ingest {number} article{'' if number == 1 else 's'}"
        with project.transaction(title, detail=backup):
            pass
