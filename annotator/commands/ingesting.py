"""Taking in raw articles: read by ``ingest``, stored in batches, duplicates told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from annotator.domain.corpora import Skipped
from annotator.domain.errors import Stopped
from annotator.domain.reports import Report
from annotator.ingest.reading import Article
from annotator.store import backups, documents, listing, near_duplicates
from annotator.store.project import Project

BATCH = 1000
BATCH_BYTES = 16 * 2**20
"""Articles, or bytes of them, in one transaction; a stopped ingest keeps those stored."""


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


def ingest(
    project: Project,
    articles: Iterable[Article | Skipped],
    *,
    stored: Callable[[IngestReport], None] = lambda report: None,
) -> IngestReport:
    """Store articles; call ``stored`` after each batch; return what was taken in.

    A text that the project has is not doubled: the new place is added to its provenance.
    Where reading raises Stopped, what was read by then is stored and Stopped goes on.
    """
    report = IngestReport()
    batch: list[Article] = []
    size = 0
    # An empty project needs no copy of itself to be taken back to.
    with project.reading() as link:
        empty = listing.count(link) == 0
        alike = near_duplicates.count(link)
    backup = "" if empty else backups.take(project.path, "before-ingest").name
    try:
        for article in articles:
            if isinstance(article, Skipped):
                report.skipped.append(article)
                continue
            batch.append(article)
            size += len(article.raw)
            if len(batch) >= BATCH or size >= BATCH_BYTES:
                _store(project, batch, report)
                batch, size = [], 0
                stored(report)
    except Stopped:
        _store(project, batch, report)
        _log(project, report, backup)
        raise
    _store(project, batch, report)
    _log(project, report, backup)
    with project.reading() as link:
        report.near_duplicates = near_duplicates.count(link) - alike
    return report


def _store(project: Project, batch: list[Article], report: IngestReport) -> None:
    if not batch:
        return
    arrivals: list[near_duplicates.Arrival] = []
    with project.transaction() as t:
        for article in batch:
            document = article.document
            if documents.add(t, document, arrivals):
                report.documents += 1
            else:
                report.duplicates += 1
            documents.add_provenance(t, document.id, article.provenance)
            documents.add_raw(t, article.provenance.raw_hash, article.raw)
            report.repairs.extend(article.repairs)
        documents.index(t, arrivals)


def _log(project: Project, report: IngestReport, backup: str) -> None:
    if report.documents:
        number = report.documents
        title = f"Ingest {number} article{'' if number == 1 else 's'}"
        with project.transaction(title, detail=backup):
            pass
