"""Finished work of a project as pages of columns, which agreement is computed from."""

import sqlite3
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from annotator.domain.annotation_sets import GOLD
from annotator.domain.documents import Document, labelable_extents
from annotator.domain.ids import AnnotatorId, LabelId
from annotator.domain.schema import Schema
from annotator.store import completion, documents
from annotator.store.finished import FinishedReader, FinishedSet, FinishedWork, StoredRows, work_of

if TYPE_CHECKING:
    from annotator.agreement.pages import Page

PAGE = 200
"""How many documents are read at a time."""

READERS = 2
"""How many connections read pages at once: more than one keeps the next page waiting for none."""

Item = TypeVar("Item")


class PageReader:
    """Turn documents and what is stored about them into what is compared.

    ``links`` are connections that see one state; ``chosen`` are the annotators, id to a
    name of their own.
    """

    def __init__(
        self,
        links: Sequence[sqlite3.Connection],
        schema: Schema,
        chosen: Mapping[AnnotatorId, str],
    ) -> None:
        # Here, not at the top: numpy would cost the window a tenth of a second at its start.
        from annotator.agreement.word_columns import WordColumns

        self._links = links
        self._passes = frozenset(schema.passes)
        self._known_passes: dict[frozenset[str], frozenset[str]] = {}
        self._chosen = chosen
        self._days = completion.days(links[0])
        self._words = WordColumns()
        self._names: dict[str, str] = {label.id: label.name for label in schema.labels}
        self._defaults: dict[str, dict[str, str]] = {
            label.id: known
            for label in schema.span_labels
            if (known := _defaults(schema, label.id))
        }

    def pages(self, numbers: Sequence[int]) -> Generator[tuple[int, "Page"], None, None]:
        """Yield how many documents were read, and those of them that somebody finished.

        Close it before the connections are closed: they read on in threads.
        """
        chunks = [numbers[at : at + PAGE] for at in range(0, len(numbers), PAGE)]
        readers = len(self._links)
        sources = [_read(link, chunks[at::readers]) for at, link in enumerate(self._links)]
        for read, rows in _in_turn(sources):
            yield len(read), self._page(read, work_of(rows))

    def _page(self, read: Sequence[Document], work: FinishedWork) -> "Page":
        from annotator.agreement.pages import NOBODY, Page, PageSet

        owners = list(map(self._owner, work.sets))
        done = {
            one.document
            for one, owner in zip(work.sets, owners, strict=True)
            if owner not in (NOBODY, None)
        }
        chosen = [document for document in read if document.id in done]
        place = {document.id: at for at, document in enumerate(chosen)}
        labelable = [labelable_extents(document.zones) for document in chosen]
        words = self._words.edges([document.text for document in chosen], labelable)
        sets = [
            PageSet(
                place.get(one.document, 0),
                owner if one.document in done else NOBODY,
                self._of_schema(one.finished),
                self._days.get(one.id),
            )
            for one, owner in zip(work.sets, owners, strict=True)
        ]
        return Page(
            [document.id for document in chosen],
            [len(document.text) for document in chosen],
            labelable,
            *words,
            sets,
            work.set, work.start, work.end, work.label, work.taken,
            [self._names.get(label, label) for label in work.labels],
            work.relations,
            [self._names.get(label, label) for label in work.relation_labels],
            work.fragments,
            self._attributes(work),
            work.chains,
        )  # fmt: skip

    def _owner(self, one: FinishedSet) -> str | None:
        """Return the name of whose set it is; None is gold."""
        from annotator.agreement.pages import NOBODY

        if not self._of_schema(one.finished):
            return NOBODY
        return None if one.annotator == GOLD else self._chosen.get(one.annotator, NOBODY)

    def _of_schema(self, passes: frozenset[str]) -> frozenset[str]:
        if passes not in self._known_passes:
            self._known_passes[passes] = passes & self._passes
        return self._known_passes[passes]

    def _attributes(self, work: FinishedWork) -> Mapping[int, Mapping[str, str]]:
        """Return attributes by row; one that nobody touched has the schema's default."""
        if not self._defaults:
            return work.attributes
        defaults = [self._defaults.get(label, {}) for label in work.labels]
        found = dict(work.attributes)
        for row, label in enumerate(work.label.tolist()):
            if defaults[label]:
                found[row] = {**defaults[label], **found.get(row, {})}
        return found


def _read(
    link: sqlite3.Connection, chunks: Sequence[Sequence[int]]
) -> Generator[tuple[Sequence[Document], StoredRows], None, None]:
    finished = FinishedReader(link)
    for numbers in chunks:
        read = list(documents.read_many(link, numbers))
        yield read, finished.rows([document.id for document in read])


def _in_turn(sources: Sequence[Generator[Item, None, None]]) -> Generator[Item, None, None]:
    """Yield what comes from sources in turn, of which each makes its next in a thread meanwhile.

    SQLite works without Python's lock, so that reading costs little time of the work on it.
    """
    with ThreadPoolExecutor(len(sources)) as threads:
        coming = deque((source, threads.submit(next, source, None)) for source in sources)
        while (item := coming[0][1].result()) is not None:
            source, _ = coming.popleft()
            coming.append((source, threads.submit(next, source, None)))
            yield item


def _defaults(schema: Schema, label: LabelId) -> dict[str, str]:
    """Return the attributes that spans of a label have without anybody saying so."""
    return {
        one.name: one.default
        for one in schema.attributes
        if one.default and (not one.labels or label in one.labels)
    }
