"""What came in last: kept in the project, so that it can be looked over at any time."""

import json
from dataclasses import asdict, dataclass, field

from annotator.domain.ids import DocumentId
from annotator.store import corrections
from annotator.store.project import Project

_META = "last_ingest"
KEPT = 5000
"""Articles, files and texts remembered one by one; beyond that they are only counted."""

HARMLESS = frozenset({"bom", "line-ends", "nul", "surrogate-pair"})
"""Repairs that leave nothing to look at."""
OF_ENCODING = ("undecodable", "encoding-guessed", "mojibake", "lone-surrogate")
"""Repairs that say the encoding may be wrong; such articles are shown first."""


@dataclass(slots=True)
class LastIngest:
    """What one ingest brought: new documents by local number, and what there is to check.

    New are the numbers above ``first`` up to ``last``. ``remarks`` maps documents to their
    repairs, each with its count and an example; ``known`` are places (name, document) of
    texts that were there already, ``skipped`` are (name, reason).
    """

    first: int = 0
    last: int = 0
    remarks: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    known: list[tuple[str, str]] = field(default_factory=list)
    known_count: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    skipped_count: int = 0

    @property
    def flagged(self) -> list[DocumentId]:
        """The documents with something to check, those whose encoding is doubtful first."""
        doubtful = [one for one, codes in self.remarks.items() if set(codes) & set(OF_ENCODING)]
        others = [one for one in self.remarks if one not in set(doubtful)]
        return [DocumentId(one) for one in (*doubtful, *others)]


def keep(project: Project, last: LastIngest) -> None:
    """Keep in the project what came in last."""
    project.set_meta(_META, json.dumps(asdict(last), ensure_ascii=False))


def last_ingest(project: Project) -> LastIngest | None:
    """Return what came in last, or None where the project has not noted any."""
    stored = project.meta(_META)
    if not stored:
        return None
    values = json.loads(stored)
    for name in ("known", "skipped"):
        values[name] = [(one, other) for one, other in values[name]]
    values["remarks"] = {
        document: {code: (count, text) for code, (count, text) in codes.items()}
        for document, codes in values["remarks"].items()
    }
    return LastIngest(**values)


def new_numbers(project: Project, last: LastIngest) -> list[int]:
    """Return the local numbers of the articles that came in, those to check first.

    One that was read again since stands where the first reading stood.
    """
    place = {document: at for at, document in enumerate(last.flagged)}
    with project.reading() as link:
        rows = corrections.arrived(link, last.first, last.last)
        rows.sort(key=lambda row: place.get(row.document, len(place)))
        return [number for row in rows if (number := corrections.standing_number(link, row))]
