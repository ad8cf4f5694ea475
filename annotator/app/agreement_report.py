"""The agreement report for people: one page of HTML, and tables as CSV."""

import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator import __version__
from annotator.app.agreement import Choice, Columns, measure, read_columns
from annotator.app.agreement_pages import READERS
from annotator.app.agreement_tables import write_tables
from annotator.app.tasks import Progress
from annotator.domain.documents import LABELABLE_ZONES, Document, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId
from annotator.domain.spans import Extent
from annotator.formats.staging import staged_file
from annotator.store import corrections, digests, documents, listing
from annotator.store.project import Project

if TYPE_CHECKING:
    from annotator.agreement.contents import About, Contents, Matrix
    from annotator.agreement.places import PairPlaces, Place
    from annotator.agreement.quotes import Quote, Quoter
    from annotator.agreement.report import Findings

MOST_PLACES = 20
"""How many places of a cell the page shows, where there are few pairs."""

_ALL_PLACES = 12_000
"""How many places the page shows about; more would make it slow to open."""

_TEXTS = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to write: a page, a folder of tables, or both; ``query`` as it was typed."""

    page: Path | None = None
    tables: Path | None = None
    query: str = ""


def compare_and_write(
    project: Project, choice: Choice, wanted: Wanted, progress: Progress
) -> dict[str, object]:
    """Write what is wanted; return the agreement report, as ``compare`` does.

    Raises UserError as ``compare`` does, and for a destination that cannot be written or
    holds what we did not write: then nothing is written.
    """
    from annotator.agreement.places import pair_places

    _check(wanted)
    with project.snapshots(READERS) as links:
        link = links[0]
        read = read_columns(links, choice, progress)
        findings = measure(read, progress)
        # Before the places: the digest needs much memory for a while.
        about = _about(link, project, choice, wanted, read, progress)
        pairs = []
        for at in range(len(findings.scope.pairs)):
            _go_on(progress)
            pairs.append(pair_places(findings.scope, at))
        contents = _Gathered(link, read, findings, pairs, progress).contents(about)
        if wanted.page is not None:
            from annotator.agreement.html.page import page

            with staged_file(wanted.page, _is_ours) as file:
                file.write(page(contents, lambda: _go_on(progress)).encode("utf-8"))
        if wanted.tables is not None:
            scope = findings.scope
            write_tables(link, wanted.tables, contents, scope, pairs, lambda: _go_on(progress))
    return findings.json


def _check(wanted: Wanted) -> None:
    """Refuse before the work what would be refused after it."""
    for path in (wanted.page, wanted.tables):
        if path is not None and not path.absolute().parent.is_dir():
            raise UserError(
                "The folder does not exist.",
                where=str(path.absolute().parent),
                mend="Make it first, or name another one.",
            )
    page = wanted.page
    if page is not None and page.is_file() and page.stat().st_size and not _is_ours(page):
        raise UserError(
            "The file exists and is not an earlier agreement report.",
            where=str(page),
            mend="Choose another name, or move that file away.",
        )


def _is_ours(path: Path) -> bool:
    """Tell whether a file is a report of ours: it says so in its head."""
    from annotator.agreement.html.page import GENERATOR

    with path.open("rb") as file:
        return f'<meta name="generator" content="{GENERATOR}'.encode() in file.read(400)


class _Shown(NamedTuple):
    """A cell of a matrix: how many places it has, and those that are shown."""

    row: int
    column: int
    number: int
    places: Sequence["Place"]


class _Gathered:
    """Gathers what the page shows besides the figures: places, titles, documents."""

    def __init__(
        self,
        link: sqlite3.Connection,
        read: Columns,
        findings: "Findings",
        pairs: Sequence["PairPlaces"],
        progress: Progress,
    ) -> None:
        self._link = link
        self._read = read
        self._findings = findings
        self._pairs = pairs
        self._progress = progress
        self._ids = [DocumentId(one) for one in read.tables.documents]
        self._titles: dict[str, str] = {}

    def contents(self, about: "About") -> "Contents":
        """Return everything on the page."""
        from annotator.agreement.contents import Contents, LabelLook, document_rows
        from annotator.agreement.estimated import estimated

        titles = corrections.titles(self._link, self._ids)
        self._titles = {str(one): title for one, title in titles.items()}
        estimate = estimated(self._findings.scope, self._pairs)
        chosen = self._chosen()
        needed = {place.document for cells in chosen for cell in cells for place in cell.places}
        needed |= {one.document for one in estimate.doubtful}
        quotes = self._quoters(sorted(needed))
        looks = [
            LabelLook(label.name, label.title, label.colour, label.dark_colour)
            for label in self._read.schema.span_labels
        ]
        return Contents(
            self._findings.json,
            about,
            looks,
            document_rows(
                self._findings, self._pairs, self._titles, estimate.of_documents
            ),
            [
                self._matrix(at, cells, quotes)
                for at, cells in enumerate(chosen)
            ],
            estimate,
            [
                (one, self._title(one.document),
                 quotes[one.document].quote((Extent(one.start, one.end),)))
                for one in estimate.doubtful
            ],
        )  # fmt: skip

    def _chosen(self) -> list[list["_Shown"]]:
        """Return for each pair the cells of its matrix with the places that are shown."""
        from annotator.agreement.places import shown

        cells = [(pair, pair.cells()) for pair in self._pairs]
        number = sum(len(found) for _, found in cells)
        most = max(2, min(MOST_PLACES, _ALL_PLACES // max(number, 1)))
        found: list[list[_Shown]] = []
        for pair, places in cells:
            found.append([])
            _go_on(self._progress)
            for row, column in places:
                rows = pair.of_cell(row, column)
                kept = list(pair.places(shown(pair, rows, most)))
                found[-1].append(_Shown(row, column, len(rows), kept))
        return found

    def _matrix(
        self,
        at: int,
        cells: Sequence["_Shown"],
        quotes: Mapping[int, "Quoter"],
    ) -> "Matrix":
        from annotator.agreement.contents import Cell, Matrix, Quoted

        _go_on(self._progress)
        pair = self._pairs[at]
        spans = self._findings.json["spans"]
        assert isinstance(spans, dict)
        matrix = spans["confusion"][pair.name]
        return Matrix(
            pair.name,
            *pair.names,
            matrix["labels"],
            matrix["rows"],
            [
                Cell(
                    pair.label(cell.row),
                    pair.label(cell.column),
                    cell.number,
                    [
                        Quoted(place, self._title(place.document), _quoted(quotes, place))
                        for place in cell.places
                    ],
                )
                for cell in cells
            ],
        )

    def _title(self, document: int) -> str:
        return self._titles.get(self._ids[document]) or self._ids[document]

    def _quoters(self, wanted: Sequence[int]) -> dict[int, "Quoter"]:
        from annotator.agreement.quotes import Quoter

        place = {self._ids[number]: number for number in wanted}
        found = {}
        for document in _texts(self._link, list(place), self._progress):
            found[place[document.id]] = Quoter(document.text)
        return found


def _texts(
    link: sqlite3.Connection, wanted: Sequence[DocumentId], progress: Progress
) -> Iterator[Document]:
    """Yield documents with their texts, a few at a time."""
    numbers = corrections.numbers_of(link, wanted)
    for at in range(0, len(numbers), _TEXTS):
        _go_on(progress)
        yield from documents.read_many(link, numbers[at : at + _TEXTS])


def _go_on(progress: Progress) -> None:
    """Raise Stopped where the user wants no more; what is left is short and moves no bar."""
    progress.report(progress.reached.done, progress.reached.total)


def _quoted(quotes: Mapping[int, "Quoter"], place: "Place") -> "Quote":
    first = place.first.fragments if place.first else ()
    second = place.second.fragments if place.second else ()
    return quotes[place.document].quote(first, second)


def _about(
    link: sqlite3.Connection,
    project: Project,
    choice: Choice,
    wanted: Wanted,
    read: Columns,
    progress: Progress,
) -> "About":
    import numpy as np

    from annotator.agreement.contents import About

    schema, tables = read.schema, read.tables
    done = tables.done[: len(tables.people)].any(axis=2).sum(axis=0)
    passes = [
        f"{one}: " + ", ".join(label.name for label in schema.labels if label.schema_pass == one)
        for one in schema.passes
    ]
    zones = [str(kind) for kind in ZoneKind if kind in LABELABLE_ZONES]
    masked = [str(kind) for kind in ZoneKind if kind not in LABELABLE_ZONES]
    version = f"Annotator {__version__}"
    rows = [
        ("Digest of the project’s content", digests.digest(link, lambda: _go_on(progress))),
        ("Schema", schema.name),
        ("Passes and their labels", "\n".join(passes)),
        ("Annotators asked for", ", ".join(choice.names) or "all who finished something"),
        ("Documents asked for", wanted.query or "all"),
        ("Round", choice.round or "all, and what was never handed out"),
        ("Documents in the project", str(listing.count(link))),
        ("Documents that the choice leaves", str(read.chosen)),
        ("Documents that nobody finished, left out", str(read.chosen - int((done > 0).sum()))),
        ("Documents that one finished, left out", str(int((done == 1).sum()))),
        ("Documents that two or more finished", str(int((done > 1).sum()))),
        ("Zones for labelling", ", ".join(zones)),
        ("Zones that are masked", ", ".join(masked)),
        ("Made on", _today()),
        ("Program", f"{version}, Python {platform.python_version()}, numpy {np.__version__}"),
    ]
    return About(project.path.name, _today(), version, rows)


def _today() -> str:
    return date.today().isoformat()
