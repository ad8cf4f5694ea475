"""Building the columns from values, document by document, in little more memory than they take."""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from annotator.agreement.masking import Masked, masked, masked_characters
from annotator.agreement.tables import Bools, Ints, Person, Pieces, Relations, Spans, Tables
from annotator.agreement.values import ComparedDocument, ComparedSet, Settings
from annotator.agreement.weeks import week_of
from annotator.domain.errors import UserError
from annotator.domain.spans import Fragments

GOLD = ""
"""The place of gold sets among the people while they are gathered; no annotator's name."""


class _Gathered:
    """One person's rows as they come."""

    def __init__(self) -> None:
        self.document = array("q")
        self.label = array("q")
        self.start = array("q")
        self.end = array("q")
        self.shape = array("q")
        self.taken = array("b")
        self.pieces: list[tuple[int, Fragments, int]] = []
        self.relations: list[tuple[int, int, int, int]] = []
        self.attributes: list[tuple[int, str, str]] = []
        self.chains: dict[int, list[list[int]]] = {}
        self.weeks: dict[int, str] = {}
        self.done: list[tuple[int, int]] = []


class Builder:
    """Take documents one by one with ``add``; ``tables`` gives the columns, once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._passes = {name: number for number, name in enumerate(settings.passes)}
        self._relation_pass: dict[str, str] = {}
        self._people: dict[str, _Gathered] = {}
        self._documents: list[str] = []
        self._labels: dict[str, int] = {}
        self._relation_labels: dict[str, int] = {}
        self._shapes: dict[Fragments, int] = {}
        self._starts = [0]
        self._tokens: list[Ints] = []
        self._extents: list[tuple[int, int]] = []
        self._masked = self._dropped = self._cut = 0

    def add(self, document: ComparedDocument) -> None:
        """Take in one document; raise UserError where a span does not fit its text."""
        number = len(self._documents)
        self._documents.append(document.id)
        self._masked += masked_characters(document.length, document.labelable)
        wanted = self._settings.annotators
        for name, work in document.sets.items():
            if wanted is None or name in wanted:
                self._add_set(name, number, document, work)
        if document.gold is not None:
            self._add_set(GOLD, number, document, document.gold)
        self._tokens.append(_tokens(document) + self._starts[-1])
        labelable = [(0, document.length)] if document.labelable is None else document.labelable
        self._extents += [(s + self._starts[-1], e + self._starts[-1]) for s, e in labelable]
        # One character between documents, so that nothing touches across them.
        self._starts.append(self._starts[-1] + document.length + 1)

    def _add_set(
        self, name: str, number: int, document: ComparedDocument, work: ComparedSet
    ) -> None:
        person = self._people.setdefault(name, _Gathered())
        finished = self._passes if work.finished is None else work.finished
        person.done += [(number, self._passes[one]) for one in finished if one in self._passes]
        if work.finished_on is not None:
            person.weeks[number] = week_of(work.finished_on)
        cut_set = masked(work, document.labelable)
        rows = self._add_spans(person, number, document, cut_set)
        for label, source, target in cut_set.set.relations:
            code = self._relation_labels.setdefault(label, len(self._relation_labels))
            if label not in self._relation_pass:
                self._relation_pass[label] = self._settings.pass_of_relation(label)
            if self._relation_pass[label] in finished:
                person.relations.append((number, code, rows + source, rows + target))
        chains = [[rows + member for member in chain] for chain in cut_set.set.chains]
        if chains:
            person.chains[number] = chains

    def _add_spans(
        self, person: _Gathered, number: int, document: ComparedDocument, work: Masked
    ) -> int:
        first, offset = len(person.document), self._starts[-1]
        labels = self._labels
        self._dropped += work.dropped
        self._cut += work.cut
        for fragments, label, attributes, taken in work.set.spans:
            start, end = fragments[0][0], fragments[-1][1]
            if len(fragments) > 1 or not 0 <= start < end <= document.length:
                _check(fragments, document)
                shape = tuple((s - start, e - start) for s, e in fragments)
                code = self._shapes.setdefault(shape, len(self._shapes) + 1)  # type: ignore[arg-type]
                person.pieces.append((len(person.document), fragments, offset))
                person.shape.append(code)
            else:
                person.shape.append(0)
            if attributes:
                row = len(person.document)
                person.attributes += [(row, name, value) for name, value in attributes.items()]
            person.document.append(number)
            person.label.append(labels.setdefault(label, len(labels)))
            person.start.append(start + offset)
            person.end.append(end + offset)
            person.taken.append(taken)
        return first

    def tables(self) -> Tables:
        """Return everything added so far as sorted columns."""
        settings = self._settings
        names = settings.annotators or sorted(set(self._people) - {GOLD})
        labels, order = _sorted_names(self._labels)
        relation_labels, relation_order = _sorted_names(self._relation_labels)
        people = [self._people.get(name, _Gathered()) for name in sorted(names)]
        gold = self._people.get(GOLD)
        everybody = [*people, gold] if gold is not None else people
        built = [
            _person(name, gathered, boundary, order, relation_order)
            for name, gathered, boundary in zip(
                [*sorted(names), GOLD], everybody, _boundaries(everybody), strict=False
            )
        ]
        duplicates = sum(
            len(gathered.document) - len(person.spans)
            for gathered, person in zip(everybody, built, strict=True)
        )
        done = np.zeros((len(built), len(self._documents), len(self._passes)), bool)
        for place, gathered in enumerate(everybody):
            for number, schema_pass in gathered.done:
                done[place, number, schema_pass] = True
        sizes = np.array([len(one) for one in self._tokens], np.int64)
        tokens = np.concatenate([*self._tokens, np.zeros((0, 2), np.int64)])
        self._tokens.clear()
        extents = np.array(self._extents, np.int64).reshape(-1, 2)
        token_document = np.repeat(np.arange(len(self._documents)), sizes)
        return Tables(
            self._documents,
            labels,
            relation_labels,
            settings.passes,
            np.array([self._passes[settings.pass_of(one)] for one in labels], np.int64),
            np.array(
                [self._passes[settings.pass_of_relation(one)] for one in relation_labels], np.int64
            ),
            np.array([one in settings.symmetric for one in relation_labels], bool),
            built[: len(people)],
            built[-1] if gold is not None else None,
            done,
            np.array(self._starts, np.int64),
            tokens[:, 0].copy(),
            tokens[:, 1].copy(),
            token_document,
            sizes,
            extents[:, 0].copy(),
            extents[:, 1].copy(),
            self._masked,
            self._dropped,
            self._cut,
            duplicates,
        )


def build(documents: Iterable[ComparedDocument], settings: Settings) -> Tables:
    """Return the columns of some documents."""
    builder = Builder(settings)
    for document in documents:
        builder.add(document)
    return builder.tables()


def _tokens(document: ComparedDocument) -> Ints:
    """Return the tokens that lie within labelable stretches."""
    tokens = np.asarray(document.tokens, dtype=np.int64).reshape(-1, 2)
    if document.labelable is None or not len(tokens):
        return tokens
    extents = np.asarray(document.labelable, dtype=np.int64).reshape(-1, 2)
    if not len(extents):
        return tokens[:0]
    place = np.searchsorted(extents[:, 0], tokens[:, 0], side="right") - 1
    kept = (place >= 0) & (tokens[:, 1] <= extents[place, 1])
    return np.asarray(tokens[kept])


def _check(fragments: Fragments, document: ComparedDocument) -> None:
    before = 0
    for start, end in fragments:
        if not before <= start < end <= document.length:
            raise UserError(
                f"A span from {start} to {end} does not fit a text of {document.length}"
                " characters.",
                where=document.id,
                mend="Offsets count Unicode code points, the end is not included.",
            )
        before = end + 1


def _sorted_names(codes: dict[str, int]) -> tuple[list[str], Ints]:
    """Return names in order, and the new number of each old one."""
    names = sorted(codes)
    order = np.zeros(len(names), np.int64)
    for number, name in enumerate(names):
        order[codes[name]] = number
    return names, order


def _boundaries(people: Sequence[_Gathered]) -> list[Ints]:
    """Return for each person's rows a code of their fragments, rising with the position."""
    start, end, shape = (
        np.concatenate([_column(getattr(one, name)) for one in people] or [np.zeros(0, np.int64)])
        for name in ("start", "end", "shape")
    )
    order = np.lexsort((shape, end, start))
    new = np.zeros(len(order), bool)
    for column in (start, end, shape):
        ranked = column[order]
        new[1:] |= ranked[1:] != ranked[:-1]
    codes = np.empty(len(order), np.int64)
    codes[order] = np.cumsum(new)
    return np.split(codes, np.cumsum([len(one.document) for one in people])[:-1])


def _column(values: array) -> Ints:  # type: ignore[type-arg]
    return np.array(values, dtype=np.int64)


def _person(
    name: str, rows: _Gathered, boundary: Ints, order: Ints, relation_order: Ints
) -> Person:
    label = order[_column(rows.label)] if len(rows.label) else _column(rows.label)
    exact = boundary * max(len(order), 1) + label
    _, kept, place = np.unique(exact, return_index=True, return_inverse=True)
    start, end = _column(rows.start)[kept], _column(rows.end)[kept]
    pieces, size = _pieces(rows, kept, start, end)
    taken: Bools = _column(rows.taken)[kept] > 0
    spans = Spans(
        _column(rows.document)[kept], label[kept], boundary[kept], exact[kept],
        start, end, size, taken, pieces,
    )  # fmt: skip
    columns = np.array(rows.relations, np.int64).reshape(-1, 4)
    relations = Relations(
        columns[:, 0],
        relation_order[columns[:, 1]] if len(columns) else columns[:, 1],
        place[columns[:, 2]] if len(columns) else columns[:, 2],
        place[columns[:, 3]] if len(columns) else columns[:, 3],
    )
    first = set(kept.tolist())
    return Person(
        name,
        spans,
        relations,
        [(int(place[row]), key, value) for row, key, value in rows.attributes if row in first]
        if rows.attributes
        else [],
        {
            number: [sorted({int(place[row]) for row in chain}) for chain in chains]
            for number, chains in rows.chains.items()
        },
        rows.weeks,
    )


def _pieces(rows: _Gathered, kept: Ints, start: Ints, end: Ints) -> tuple[Pieces, Ints]:
    size = end - start
    whole = np.arange(len(kept))
    if not rows.pieces:
        return Pieces(whole, start, end), size
    place = {int(row): number for number, row in enumerate(kept)}
    owner, starts, ends = [], [], []
    for row, fragments, offset in rows.pieces:
        if row in place:
            size[place[row]] = sum(e - s for s, e in fragments)
            for s, e in fragments:
                owner.append(place[row])
                starts.append(s + offset)
                ends.append(e + offset)
    single = np.ones(len(kept), bool)
    single[np.array(owner, np.int64)] = False
    all_owners = np.concatenate([whole[single], np.array(owner, np.int64)])
    all_starts = np.concatenate([start[single], np.array(starts, np.int64)])
    all_ends = np.concatenate([end[single], np.array(ends, np.int64)])
    ordered = np.lexsort((all_ends, all_starts))
    return Pieces(all_owners[ordered], all_starts[ordered], all_ends[ordered]), size
