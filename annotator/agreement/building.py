"""Building the columns of the whole corpus, in little more memory than they take.

Documents come one by one as values, or many at a time as pages of columns.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from annotator.agreement.gathered import Gathered, boundaries, person_of
from annotator.agreement.masking import Masked, masked, masked_characters
from annotator.agreement.pages import NOBODY, Page, cut_to_labelable
from annotator.agreement.tables import Bools, Ints, Positions, Tables
from annotator.agreement.values import ComparedDocument, ComparedSet, Settings
from annotator.agreement.weeks import week_of
from annotator.domain.errors import UserError
from annotator.domain.spans import Fragments

GOLD = ""
"""The place of gold sets among the people while they are gathered; no annotator's name."""


class Builder:
    """Take documents one by one with ``add``; ``tables`` gives the columns, once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._passes = {name: number for number, name in enumerate(settings.passes)}
        self._relation_pass: dict[str, str] = {}
        self._people: dict[str, Gathered] = {}
        self._documents: list[str] = []
        self._labels: dict[str, int] = {}
        self._relation_labels: dict[str, int] = {}
        self._shapes: dict[Fragments, int] = {}
        self._starts = [0]
        self._token_starts: list[Ints] = []
        self._token_ends: list[Ints] = []
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
        tokens = _tokens(document) + self._starts[-1]
        self._token_starts.append(tokens[:, 0].copy())
        self._token_ends.append(tokens[:, 1].copy())
        labelable = [(0, document.length)] if document.labelable is None else document.labelable
        self._extents += [(s + self._starts[-1], e + self._starts[-1]) for s, e in labelable]
        # One character between documents, so that nothing touches across them.
        self._starts.append(self._starts[-1] + document.length + 1)

    def _add_set(
        self, name: str, number: int, document: ComparedDocument, work: ComparedSet
    ) -> None:
        person = self._people.setdefault(name, Gathered())
        finished = self._passes if work.finished is None else work.finished
        person.done += [(number, self._passes[one]) for one in finished if one in self._passes]
        if work.finished_on is not None:
            person.weeks[number] = week_of(work.finished_on)
        cut_set = masked(work, document.labelable)
        rows = self._add_spans(person, number, document, cut_set)
        for label, source, target in cut_set.set.relations:
            code = self._relation_labels.setdefault(label, len(self._relation_labels))
            if self._pass_of_relation(label) in finished:
                person.relations.extend((number, code, rows + source, rows + target))
        chains = [[rows + member for member in chain] for chain in cut_set.set.chains]
        if chains:
            person.chains[number] = chains

    def _pass_of_relation(self, label: str) -> str:
        if label not in self._relation_pass:
            self._relation_pass[label] = self._settings.pass_of_relation(label)
        return self._relation_pass[label]

    def _add_spans(
        self, person: Gathered, number: int, document: ComparedDocument, work: Masked
    ) -> int:
        first, offset = len(person.document), self._starts[-1]
        labels = self._labels
        self._dropped += work.dropped
        self._cut += work.cut
        for fragments, label, attributes, taken in work.set.spans:
            start, end = fragments[0][0], fragments[-1][1]
            if len(fragments) > 1 or not 0 <= start < end <= document.length:
                _check(fragments, document.id, document.length)
                person.pieces.append((len(person.document), fragments, offset))
                person.shape.append(self._shape(fragments))
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

    def _shape(self, fragments: Fragments) -> int:
        """Return a number for the way in which a span is cut into fragments; 0 is one piece."""
        shift = fragments[0][0]
        shape = tuple((start - shift, end - shift) for start, end in fragments)
        return self._shapes.setdefault(shape, len(self._shapes) + 1)  # type: ignore[arg-type]

    def add_page(self, page: Page) -> None:
        """Take in a page of documents, which is cut; raise UserError where a span is empty."""
        cut, dropped = cut_to_labelable(page)
        self._cut += cut
        self._dropped += dropped
        number, line = len(self._documents), self._starts[-1]
        lengths = np.array(page.lengths, np.int64) + 1
        shift = line + np.cumsum(lengths) - lengths
        self._documents += page.documents
        for length, labelable, at in zip(page.lengths, page.labelable, shift.tolist(), strict=True):
            self._masked += masked_characters(length, labelable)
            self._extents += [(start + at, end + at) for start, end in labelable]
        self._add_page_sets(page, number, shift)
        self._token_starts.append(page.word_start + line)
        self._token_ends.append(page.word_end + line)
        self._starts += (shift + lengths).tolist()

    def _add_page_sets(self, page: Page, number: int, shift: Ints) -> None:
        names: dict[str, int] = {}
        wanted = self._settings.annotators
        owner = np.full(len(page.sets) + 1, -1, np.int64)
        for place, work in enumerate(page.sets):
            name = GOLD if work.annotator is None else work.annotator
            if work.annotator == NOBODY or (wanted is not None and name not in (GOLD, *wanted)):
                continue
            owner[place] = names.setdefault(name, len(names))
            if name not in self._people:
                self._people[name] = Gathered()
            person = self._people[name]
            at = number + work.document
            person.done += [(at, self._passes[p]) for p in work.finished if p in self._passes]
            if work.finished_on is not None:
                person.weeks[at] = week_of(work.finished_on)
        self._add_page_rows(_PageRows(page, owner, number, shift), [*names])

    def _add_page_rows(self, rows: "_PageRows", names: Sequence[str]) -> None:
        page = rows.page
        label = _codes(self._labels, page.labels, page.label[rows.order])[page.label]
        shape = np.zeros(len(page.set), np.int64)
        for row, fragments in page.fragments.items():
            shape[row] = self._shape(fragments)
        for place, name in enumerate(names):
            rows.add_spans(place, self._people[name], label, shape)
        linked = rows.linked()
        code = _codes(self._relation_labels, page.relation_labels, linked[:, 0])
        linked = linked[rows.finished(linked, map(self._pass_of_relation, page.relation_labels))]
        for place, name in enumerate(names):
            rows.add_relations(place, self._people[name], linked, code)
        for place, members in page.chains:
            if rows.owner[place] >= 0:
                person = self._people[names[rows.owner[place]]]
                chains = person.chains.setdefault(rows.number + page.sets[place].document, [])
                chains.append(rows.rank[members].tolist())

    def tables(self) -> Tables:
        """Return everything added so far as sorted columns."""
        settings = self._settings
        names = settings.annotators or sorted(set(self._people) - {GOLD})
        labels, order = _sorted_names(self._labels)
        relation_labels, relation_order = _sorted_names(self._relation_labels)
        people = [self._people.get(name, Gathered()) for name in sorted(names)]
        gold = self._people.get(GOLD)
        everybody = [*people, gold] if gold is not None else people
        gathered_rows = sum(len(gathered.document) for gathered in everybody)
        built = [
            person_of(name, gathered, boundary, order, relation_order)
            for name, gathered, boundary in zip(
                [*sorted(names), GOLD], everybody, boundaries(everybody), strict=False
            )
        ]
        duplicates = gathered_rows - sum(len(person.spans) for person in built)
        done = np.zeros((len(built), len(self._documents), len(self._passes)), bool)
        for place, gathered in enumerate(everybody):
            for number, schema_pass in gathered.done:
                done[place, number, schema_pass] = True
        starts = np.array(self._starts, np.int64)
        token_start = _joined(self._token_starts, self._starts[-1])
        token_end = _joined(self._token_ends, self._starts[-1])
        sizes = np.diff(np.searchsorted(token_start, starts.astype(token_start.dtype)))
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
            starts,
            token_start,
            token_end,
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


class _PageRows:
    """The rows of a page in the order of whose they are.

    ``owner`` is the place of a set's owner among those of the page, -1 where the set does
    not count; ``rank`` the number of a row among all of its owner's.
    """

    def __init__(self, page: Page, owner: Ints, number: int, shift: Ints) -> None:
        self.page = page
        self.owner = owner
        self.number = number
        of_row = owner[page.set]
        order = np.argsort(of_row, kind="stable")
        self.order = order[np.searchsorted(of_row[order], 0) :]
        self._of_ordered = of_row[self.order]
        self.rank = np.zeros(len(page.set), np.int64)
        self._place = np.array([one.document for one in page.sets], np.int64)[page.set]
        self._shift = shift[self._place]

    def add_spans(self, place: int, person: Gathered, label: Ints, shape: Ints) -> None:
        """Add the rows of one owner."""
        page, first = self.page, len(person.document)
        low, high = np.searchsorted(self._of_ordered, [place, place + 1])
        rows = self.order[low:high]
        self.rank[rows] = first + np.arange(len(rows))
        shift = self._shift[rows]
        start, end = page.start[rows] + shift, page.end[rows] + shift
        for row in rows[start >= end].tolist():
            where = page.documents[self._place[row]]
            _check(
                ((int(page.start[row]), int(page.end[row])),), where, page.lengths[self._place[row]]
            )
        person.document.frombytes((self.number + self._place[rows]).astype(np.intc).tobytes())
        person.label.frombytes(label[rows].astype(np.intc).tobytes())
        person.start.frombytes(start.tobytes())
        person.end.frombytes(end.tobytes())
        person.shape.frombytes(shape[rows].astype(np.intc).tobytes())
        person.taken.frombytes(page.taken[rows].astype(np.int8).tobytes())
        mine = self.owner[page.set] == place
        for row, fragments in page.fragments.items():
            if mine[row]:
                person.pieces.append((int(self.rank[row]), fragments, int(self._shift[row])))
        for row, attributes in page.attributes.items():
            if mine[row]:
                at = int(self.rank[row])
                person.attributes += [(at, name, value) for name, value in attributes.items()]

    def linked(self) -> Ints:
        """Return the relations that count."""
        relations = self.page.relations
        return relations[self.owner[self.page.set[relations[:, 1]]] >= 0]

    def finished(self, linked: Ints, passes: Iterable[str]) -> Bools:
        """Tell which relations are of passes that are finished; ``passes`` of the labels."""
        sets, of_labels = self.page.sets, list(passes)
        kinds = {kind: place for place, kind in enumerate({one.finished for one in sets})}
        known = np.array([[one in kind for one in of_labels] for kind in kinds], bool)
        kind = np.array([kinds[one.finished] for one in sets], np.int64)
        if not len(linked):
            return np.zeros(0, bool)
        return np.asarray(known[kind[self.page.set[linked[:, 1]]], linked[:, 0]])

    def add_relations(self, place: int, person: Gathered, linked: Ints, code: Ints) -> None:
        """Add one owner's relations of those given."""
        mine = linked[self.owner[self.page.set[linked[:, 1]]] == place]
        columns = (
            self.number + self._place[mine[:, 1]], code[mine[:, 0]],
            self.rank[mine[:, 1]], self.rank[mine[:, 2]],
        )  # fmt: skip
        person.relations.frombytes(np.column_stack(columns).astype(np.int64).tobytes())


def _codes(known: dict[str, int], names: Sequence[str], used: Ints) -> Ints:
    """Return the code of each name; those in use that have none get the next ones."""
    for place in np.unique(used).tolist():
        known.setdefault(names[place], len(known))
    return np.array([known.get(name, -1) for name in names], np.int64)


def _joined(columns: list[Ints], most: int) -> Positions:
    """Return columns as one, in as many bytes as ``most`` needs, and forget the parts."""
    parts = [*columns, np.zeros(0, np.int64)]
    columns.clear()
    if most <= np.iinfo(np.int32).max:
        return np.concatenate(parts, dtype=np.int32)
    return np.concatenate(parts)


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


def _check(fragments: Sequence[tuple[int, int]], where: str, length: int) -> None:
    before = 0
    for start, end in fragments:
        if not before <= start < end <= length:
            raise UserError(
                f"A span from {start} to {end} does not fit a text of {length} characters.",
                where=where,
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
