"""Agreement of a project's annotators: reading finished work and handing it to the measures."""

import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from annotator.agreement.values import (
    ComparedDocument,
    ComparedRelation,
    ComparedSet,
    ComparedSpan,
    Settings,
)
from annotator.app.tasks import Progress
from annotator.domain.annotation_sets import GOLD
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, LabelId
from annotator.domain.queries import Query
from annotator.domain.schema import Schema
from annotator.domain.spans import Origin
from annotator.store import annotators, completion, documents, listing, schemas
from annotator.store.finished import FinishedSet, finished_sets
from annotator.store.project import Project
from annotator.text.words import RULE, word_edges

if TYPE_CHECKING:
    from annotator.agreement.tables import Tables

PAGE = 200
"""How many documents are read at a time."""


def compare(
    project: Project, names: Sequence[str], query: Query, progress: Progress
) -> dict[str, object]:
    """Return the agreement report of a project, as ``annotator agreement --json`` prints it.

    ``names`` are the annotators to compare; none stands for all who finished something.
    Raises UserError for a name that the project lacks and for fewer than two annotators,
    Stopped where the user wants no more. The project may be changed meanwhile.
    """
    # Here, not at the top: numpy would cost the window a tenth of a second at its start.
    from annotator.agreement.report import report_of

    with project.snapshot() as link:
        schema = schemas.read(link)
        chosen = _chosen(link, names)
        settings = _settings(schema, sorted(chosen.values()) if names else None)
        numbers = listing.numbers(link, query)
        tables = _read(link, numbers, _Gathering(link, schema, chosen), settings, progress)

    def second_half(done: int, total: int) -> None:
        progress.report(len(numbers) + len(numbers) * done // max(total, 1), 2 * len(numbers))

    return report_of(tables, settings, second_half)


def _read(
    link: sqlite3.Connection,
    numbers: Sequence[int],
    gathering: "_Gathering",
    settings: Settings,
    progress: Progress,
) -> "Tables":
    """Return the columns of the chosen documents; reading them is the first half of the work."""
    from annotator.agreement.building import Builder

    builder = Builder(settings)
    done = 0
    for page in _pages(documents.read_many(link, numbers)):
        progress.report(done, 2 * len(numbers))
        for document in gathering.compared(page):
            builder.add(document)
        done += len(page)
    return builder.tables()


def _chosen(link: sqlite3.Connection, names: Sequence[str]) -> dict[AnnotatorId, str]:
    """Return the annotators to compare, id to a name of their own."""
    everyone = annotators.everyone(link)
    unknown = [name for name in names if name not in {one.name for one in everyone}]
    if unknown:
        known = ", ".join(one.name for one in everyone)
        raise UserError(
            f'The project has no annotator "{unknown[0]}".',
            mend=f"It knows: {known or 'nobody yet'}.",
        )
    if names and len(set(names)) < 2:
        raise UserError(
            "Agreement needs two annotators.", mend="Name two or more: --annotators A,B."
        )
    chosen: dict[AnnotatorId, str] = {}
    for one in everyone:
        if not names or one.name in names:
            # Two people may have one name; merging keeps them apart until they are joined.
            alike = sum(name.split(" (")[0] == one.name for name in chosen.values())
            chosen[one.id] = f"{one.name} ({alike + 1})" if alike else one.name
    return chosen


def _settings(schema: Schema, names: Sequence[str] | None) -> Settings:
    return Settings(
        label_passes={label.name: label.schema_pass for label in schema.span_labels},
        relation_passes={label.name: label.schema_pass for label in schema.relation_labels},
        symmetric=frozenset(label.name for label in schema.relation_labels if label.symmetric),
        annotators=names,
        tokens_from=RULE,
    )


class _Gathering:
    """Turn documents and what is stored about them into what is compared."""

    def __init__(
        self, link: sqlite3.Connection, schema: Schema, chosen: Mapping[AnnotatorId, str]
    ) -> None:
        self._link = link
        self._passes = frozenset(schema.passes)
        self._chosen = chosen
        self._days = completion.days(link)
        self._names: dict[str, str] = {label.id: label.name for label in schema.labels}
        self._defaults: dict[str, dict[str, str]] = {
            label.id: _defaults(schema, label.id) for label in schema.span_labels
        }

    def compared(self, page: Sequence[Document]) -> Iterator[ComparedDocument]:
        """Yield the documents of a page that somebody finished, with the work on them."""
        work = finished_sets(self._link, [document.id for document in page])
        for document in page:
            found: dict[str, ComparedSet] = {}
            gold = None
            for one in work.get(document.id, ()):
                finished = one.finished & self._passes
                if finished and one.annotator == GOLD:
                    gold = self._set(one, finished)
                elif finished and one.annotator in self._chosen:
                    found[self._chosen[one.annotator]] = self._set(one, finished)
            if found:
                yield _document(document, found, gold)

    def _set(self, work: FinishedSet, finished: frozenset[str]) -> ComparedSet:
        names, defaults = self._names, self._defaults
        return ComparedSet(
            [
                ComparedSpan(
                    span.fragments,
                    names.get(span.label, span.label),
                    # An attribute that nobody touched has the schema's default.
                    {**known, **span.attributes}
                    if (known := defaults.get(span.label))
                    else span.attributes,
                    span.origin == Origin.ACCEPTED,
                )
                for span in work.spans
            ],
            [
                ComparedRelation(names.get(label, label), source, target)
                for label, source, target in work.relations
            ],
            work.chains,
            finished,
            self._days.get(work.id),
        )


def _document(
    document: Document, found: Mapping[str, ComparedSet], gold: ComparedSet | None
) -> ComparedDocument:
    labelable = labelable_extents(document.zones)
    words = array("q")
    for start, end in labelable:
        words.extend(chain.from_iterable(word_edges(document.text, start, end)))
    return ComparedDocument(document.id, len(document.text), found, words, labelable, gold)


def _defaults(schema: Schema, label: LabelId) -> dict[str, str]:
    """Return the attributes that spans of a label have without anybody saying so."""
    return {
        one.name: one.default
        for one in schema.attributes
        if one.default and (not one.labels or label in one.labels)
    }


def _pages(found: Iterator[Document]) -> Iterator[list[Document]]:
    while page := list(islice(found, PAGE)):
        yield page


def pairs_of(report: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    """Yield each pair of a report with the number of documents it shares."""
    shared = report["documents"]
    assert isinstance(shared, Mapping)
    yield from shared.items()
