"""Noting what an ingest brings, while it goes from the readers into the project."""

from collections.abc import Iterable, Iterator, Mapping

from annotator.app.arrivals import HARMLESS, KEPT, LastIngest, keep
from annotator.commands.ingesting import BATCH, ReadyArticle, ready
from annotator.domain.corpora import Skipped
from annotator.domain.documents import Document
from annotator.domain.errors import Stopped
from annotator.domain.ids import DocumentId, derived_id
from annotator.ingest.articles import Article
from annotator.store import corrections, documents
from annotator.store.project import Project

_PORTION = 64
_PORTION_SIZE = 4 * 2**20
"""Articles, or characters and bytes of them, that are looked up at once."""
_NAME = documents.PROVENANCE.index("name")


class Recorder:
    """Notes what goes by on the way from the readers into the project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._last = LastIngest()
        self._recent: dict[DocumentId, None] = {}
        with project.reading() as link:
            self._last.first = corrections.last_number(link)

    def watch(
        self, articles: Iterable[Article | ReadyArticle | Skipped]
    ) -> Iterator[ReadyArticle | Skipped]:
        """Yield articles in their order, each noted; a few are looked up at once."""
        portion: list[ReadyArticle] = []
        size = 0
        try:
            for one in articles:
                if isinstance(one, Skipped):
                    self._note_skipped(one)
                    yield one
                    continue
                portion.append(ready(one) if isinstance(one, Article) else one)
                size += len(portion[-1].row.text) + len(portion[-1].row.raw)
                if len(portion) >= _PORTION or size >= _PORTION_SIZE:
                    yield from self._noted(portion)
                    portion, size = [], 0
        except Stopped:
            # What was read by then is still to be stored.
            yield from self._noted(portion)
            raise
        yield from self._noted(portion)

    def keep(self) -> LastIngest:
        """Keep what was noted in the project, unless nothing came in at all."""
        last = self._last
        with self._project.reading() as link:
            last.last = corrections.last_number(link)
        if last.last > last.first or last.known_count or last.skipped_count:
            keep(self._project, last)
        return last

    def _noted(self, portion: list[ReadyArticle]) -> list[ReadyArticle]:
        """Return the articles that are to be stored, each noted as new or known."""
        with self._project.reading() as link:
            there = corrections.presences(link, [article.row.id for article in portion])
            gone = [article.row.id for article in portion if there.get(article.row.id) is False]
            standing = {
                one: documents.read(link, other)
                for one in gone
                if (other := corrections.successor(link, one)) is not None
            }
        return [self._note(article, there, standing.get(article.row.id)) for article in portion]

    def _note(
        self, article: ReadyArticle, there: Mapping[DocumentId, bool], standing: Document | None
    ) -> ReadyArticle:
        """Note one article; where its bytes have been read otherwise since, return that reading.

        Or the same files once more would bring back the one that was found wrong.
        """
        document, last = article.row.id, self._last
        if standing is not None:
            article = _known_as(article, standing)
        if standing is not None or there.get(document) or document in self._recent:
            last.known_count += 1
            if len(last.known) < KEPT:
                last.known.append((article.row.place[_NAME], article.row.id))
            return article
        self._remember(document)
        if article.repairs is not None and len(last.remarks) < KEPT:
            remarks = {
                row.code: (row.count, row.examples[0].text if row.examples else "")
                for row in article.repairs
                if row.code not in HARMLESS
            }
            if remarks:
                last.remarks[document] = remarks
        return article

    def _remember(self, document: DocumentId) -> None:
        """Remember an article that may not be stored yet, by which doubles are known."""
        self._recent[document] = None
        if len(self._recent) > BATCH + _PORTION:
            del self._recent[next(iter(self._recent))]

    def _note_skipped(self, skipped: Skipped) -> None:
        self._last.skipped_count += 1
        if len(self._last.skipped) < KEPT:
            self._last.skipped.append((skipped.path, skipped.reason))


def _known_as(article: ReadyArticle, standing: Document) -> ReadyArticle:
    """Return an article under the document that stands for it, read from the same place."""
    place = article.row.place
    place_id = derived_id("provenance", standing.id, place[_NAME], article.row.raw_hash)
    row = article.row._replace(
        id=standing.id, text=standing.text, place=(place_id, standing.id, *place[2:])
    )
    return ReadyArticle(row, None)
