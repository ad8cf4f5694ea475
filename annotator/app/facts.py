"""The facts of articles for a view: as they are, where they are from, whether they are frozen."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.facts import Reread
from annotator.domain.documents import Document, Provenance, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId
from annotator.domain.reports import Report
from annotator.store import corrections, documents, near_duplicates

_SHOWN_LINES = 30


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is known of one article; ``begun_by`` names who froze it, or is empty."""

    document: DocumentId
    facts: Mapping[str, str]
    places: Sequence[Provenance] = ()
    zones: Mapping[ZoneKind, int] = field(default_factory=dict)
    begun_by: str = ""
    versions: int = 1

    @property
    def encoding(self) -> str:
        """The encoding its bytes were read in; empty where none are known."""
        return self.places[0].encoding if self.places else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """How an article reads in another encoding: its telling lines, or why it cannot be so."""

    text: str = ""
    trouble: str = ""


def facts_of_numbers(session: Session, numbers: Sequence[int]) -> list[ArticleFacts]:
    """Return the facts of articles by their local numbers, in that order."""
    with session.project.reading() as link:
        read = list(documents.read_many(link, numbers))
        begun = corrections.begun(link, [one.id for one in read])
        places = {one.id: documents.provenance(link, one.id) for one in read}
        versions = {
            one.id: near_duplicates.cluster_size(link, number)
            for number, one in zip(numbers, read, strict=True)
        }
    return [
        ArticleFacts(
            one.id,
            one.facts,
            places[one.id],
            Counter(zone.kind for zone in one.zones),
            begun.get(one.id, ""),
            versions[one.id],
        )
        for one in read
    ]


def facts_of(session: Session, wanted: Sequence[DocumentId]) -> list[ArticleFacts]:
    """Return the facts of the articles that are there, in the order asked for."""
    with session.project.reading() as link:
        numbers = corrections.numbers_of(link, wanted)
    return facts_of_numbers(session, numbers)


def free_of(session: Session, wanted: Sequence[DocumentId]) -> list[DocumentId]:
    """Return those of some articles that nobody has begun to work on."""
    with session.project.reading() as link:
        begun = corrections.begun(link, wanted)
    return [one for one in wanted if one not in begun]


def successor_of(session: Session, document: DocumentId) -> DocumentId | None:
    """Return the article that stands for one that was read again, or None."""
    with session.project.reading() as link:
        return None if documents.exists(link, document) else corrections.successor(link, document)


def can_be_read_again(session: Session, article: ArticleFacts) -> bool:
    """Tell whether the bytes of an article's first place were kept."""
    if not article.places:
        return False
    with session.project.reading() as link:
        return documents.raw(link, article.places[0].raw_hash) is not None


def preview(session: Session, document: DocumentId, encoding: str) -> Preview:
    """Return how an article reads in another encoding; trouble is told, never raised."""
    try:
        reading = _read_again(session, document, encoding)
    except UserError as error:
        return Preview(trouble=error.what)
    return Preview(_telling_lines(reading.article.document.text))


def _telling_lines(text: str) -> str:
    """Return the lines in which an encoding shows, or the first ones where none does."""
    lines = [line[:400] for line in text.split("\n") if line.strip()]
    telling = [line for line in lines if not line.isascii()]
    return "\n".join((telling or lines)[:_SHOWN_LINES])


def documents_of_numbers(session: Session, numbers: Sequence[int]) -> list[DocumentId]:
    """Return the articles of local numbers."""
    with session.project.reading() as link:
        return corrections.documents_at(link, numbers)


def titles_of(session: Session, wanted: Sequence[DocumentId]) -> dict[DocumentId, str]:
    """Return the titles of the articles that are there."""
    with session.project.reading() as link:
        return corrections.titles(link, wanted)


def titles_in(report: Report, session: Session) -> dict[str, str]:
    """Return the titles of the articles that the places of a report are in, by id."""
    named = {DocumentId(one.document) for row in report for one in row.examples}
    return {str(one): title for one, title in titles_of(session, sorted(named)).items() if title}


def read_all_again(
    session: Session, wanted: Sequence[DocumentId], encoding: str, progress: Progress
) -> list[Reread]:
    """Return articles read in another encoding; raises UserError where one cannot be so."""
    readings = []
    for done, one in enumerate(wanted):
        progress.report(done, len(wanted))
        readings.append(_read_again(session, one, encoding))
    return readings


def _read_again(session: Session, wanted: DocumentId, encoding: str) -> Reread:
    # Here, not at the top: the readers bring parsers that a window need not wait for.
    from annotator.ingest.rereading import read_again

    with session.project.reading() as link:
        document: Document = documents.read(link, wanted)
        places = documents.provenance(link, wanted)
        raw = documents.raw(link, places[0].raw_hash) if places else None
    if raw is None:
        raise UserError(
            "The bytes of this article were not kept, so it cannot be read again.",
            where=document.title,
        )
    return Reread(wanted, places[0], read_again(document, places[0], raw, encoding))
