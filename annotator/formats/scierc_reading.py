"""Read SciERC and DyGIE++ JSON lines: spans, relations, chains and events."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter, le
from pathlib import Path
from typing import Any, cast

from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.reports import Example, Report
from annotator.domain.schema import LabelKind, Schema
from annotator.formats.corpus_files import Items, files_in, items_of
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.format import Reading, ReadOptions
from annotator.formats.json_line_documents import line_documents
from annotator.formats.json_values import MAX_ID, BadValue, Fields, whole_numbers
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import foreign_names
from annotator.formats.scierc_lines import own_line
from annotator.formats.side_texts import named_facts
from annotator.formats.token_rows import same_name, token_words
from annotator.formats.token_texts import all_text, rebuilt, restored

SUFFIXES = (".jsonl", ".json")
OURS = "_annotator"
"""The key of what leads back to the text; DyGIE++ passes over keys that begin with ``_``."""

Place = tuple[int, int]


def read(path: Path, schema: Schema, options: ReadOptions) -> Reading:
    """Read a file, or all of a folder, line by line as documents are asked for.

    Lines of our own exports come back over exactly the text they were exported from; else
    tokens are joined with a space and sentences stand on a line each.
    """
    files = files_in(path, SUFFIXES)
    reading = Reading(iter(()), schema)

    def items(file: Path, name: str) -> Items:
        labels = LabelIntake(reading, foreign_names(file))

        def take(row: dict[str, object], where: str) -> Iterator[AnnotatedDocument]:
            yield _Row(row, labels, reading.repairs).annotated(name)

        def take_own(line: bytes, where: str) -> tuple[AnnotatedDocument] | None:
            return _own_document(line, labels, reading.repairs, name)

        return line_documents(file, name, take, take_own)

    reading.items = items_of(files, path, items)
    return reading


def _own_document(
    line: bytes, labels: LabelIntake, repairs: Report, name: str
) -> tuple[AnnotatedDocument] | None:
    """Return the document of a line that is as our export wrote it; None where a look is needed.

    All is looked at before anything is counted or added.
    """
    row = own_line(line)
    if row is None or len(row.doc_key) > MAX_ID or not row.doc_key.isprintable():
        return None
    words, spans, links, chains = row.words, row.spans(), row.links(), row.chains()
    text = restored(row.ours.text, row.ours.starts, words)
    if not spans or links is None or chains is None or text is None or not all_text(words):
        return None
    firsts, lasts, named = zip(*spans, strict=True)
    if min(firsts) < 0 or max(lasts) >= len(words) or not all(map(le, firsts, lasts)):
        return None
    if not labels.known_spans.keys() >= set(named):
        return None
    draft = DocumentDraft(text.text, labels, repairs, facts=named_facts(row.ours.facts))
    keys = [f"t{number}" for number in range(len(spans))]
    draft.add_spans(keys, *text.edges(firsts, lasts), named)
    for number, (source, target, label) in enumerate(links):
        draft.add_relation(f"r{number}", keys[source], keys[target], same_name(label))
    for number, members in enumerate(chains):
        draft.add_chain(f"c{number}", [keys[member] for member in members])
    return (draft.annotated(name=name, reader="scierc"),)


class _Row:
    """One line being read; token numbers count over the document, ends are included."""

    def __init__(self, row: dict[str, object], labels: LabelIntake, repairs: Report) -> None:
        self._row = Fields(row)
        self._repairs = repairs
        self._labels = labels
        sentences = _sentences(self._row.items("sentences"))
        self._ours = self._row.inner(OURS)
        words = [*chain.from_iterable(sentences)]
        kept = restored(self._ours.text("text", ""), self._ours.items("starts"), words)
        self._text = kept or rebuilt(sentences)
        facts = {"title": self._row.id("doc_key")}
        if kept:
            facts = named_facts(self._ours.named_texts("facts"))
        self._draft = DocumentDraft(self._text.text, labels, repairs, facts=facts)
        self._keys: list[str] = []
        self._places: dict[Place, str] = {}

    def annotated(self, name: str) -> AnnotatedDocument:
        """Return the document with all its labels."""
        if self._text.invented:
            self._repairs.add("spacing-invented", Example(self._draft.id, 0, self._draft.text[:60]))
        spans = _flat(self._row.items("ner"), "ner")
        if not self._add_plain(spans):
            for number, each in enumerate(spans):
                self._add_span(f"t{number}", *_labelled(each, 2, "a span of ner"))
        self._add_relations()
        for number, each in enumerate(_flat(self._row.items("events"), "events")):
            self._add_event(f"e{number}", each)
        self._add_chains()
        return self._draft.annotated(name=name, reader="scierc")

    def _add_plain(self, rows: list[object]) -> bool:
        """Add all spans by columns; none where one of them needs a look of its own."""
        columns = _columns(rows, 2)
        if columns is None:
            return False
        firsts, lasts, labels = columns
        if min(firsts) < 0 or max(lasts) >= len(self._text.starts):
            return False
        if not all(map(le, firsts, lasts)):
            return False
        if not self._labels.known_spans.keys() >= set(labels):
            return False
        keys = [f"t{number}" for number in range(len(rows))]
        self._draft.add_spans(keys, *self._text.edges(firsts, lasts), labels)
        self._keys = keys
        places = zip(reversed(firsts), reversed(lasts), strict=True)
        self._places = dict(zip(places, reversed(keys), strict=True))  # the first one stays
        return True

    def _add_span(
        self, key: str, place: tuple[int, ...], label: str, kind: LabelKind = LabelKind.ENTITY
    ) -> None:
        first, last = place
        extent = self._text.extent(first, last + 1)
        self._draft.add_span(key, [extent], label, kind=kind)
        self._keys.append(key)
        if kind is not LabelKind.TRIGGER:
            self._places.setdefault((first, last), key)

    def _add_relations(self) -> None:
        rows = _flat(self._row.items("relations"), "relations")
        ends = _numbers(self._ours.items("relations"))
        exact = len(ends) == len(rows) and all(len(pair) == 2 for pair in ends)
        for number, (place, label) in enumerate(_all_labelled(rows, 4, "a relation")):
            if exact:
                keys = [self._own_key(key) for key in ends[number]]
            else:
                keys = [self._key(place[:2]), self._key(place[2:])]
            self._draft.add_relation(f"r{number}", keys[0], keys[1], label)

    def _add_event(self, key: str, event: object) -> None:
        """Add a trigger as a span, and each argument as a relation from it."""
        if not isinstance(event, list) or not event:
            raise BadValue("events hold something that is no event")
        head = event[0]
        # [token, type], or [first, last, type] where triggers are longer.
        count = 1 if isinstance(head, list) and len(head) > 1 and isinstance(head[1], str) else 2
        trigger, label = _labelled(head, count, "a trigger")
        self._add_span(key, (trigger[0], trigger[-1]), label, LabelKind.TRIGGER)
        for number, argument in enumerate(event[1:]):
            place, role = _labelled(argument, 2, "an argument of an event")
            self._draft.add_relation(f"{key}-{number}", key, self._key(place), role)

    def _add_chains(self) -> None:
        clusters = self._row.items("clusters")
        own = _numbers(self._ours.items("clusters"))
        for number, cluster in enumerate(clusters):
            if not isinstance(cluster, list):
                raise BadValue("clusters hold something that is no cluster")
            places = [whole_numbers(each, 2, "a cluster") for each in cluster]
            keys = [self._key(place) for place in places]
            if len(own) == len(clusters) and len(own[number]) == len(keys):
                keys = [self._own_key(key) for key in own[number]]
            self._draft.add_chain(f"c{number}", keys)

    def _key(self, place: tuple[int, ...]) -> str:
        return self._places.get((place[0], place[1]), f"tokens {place[0]} to {place[1]}")

    def _own_key(self, number: int) -> str:
        return self._keys[number] if 0 <= number < len(self._keys) else ""


def _sentences(rows: list[object]) -> list[list[str]]:
    """Return arrays of tokens; raise BadValue where one is no string or has no text."""
    if set(map(type, rows)) == {list}:
        arrays = cast("list[list[Any]]", rows)
        if all_text([*chain.from_iterable(arrays)]):
            return arrays
    return [
        token_words(each, f"sentences[{number}]") if each != [] else []
        for number, each in enumerate(rows)
    ]


def _flat(sentences: list[object], where: str) -> list[object]:
    """Return the rows of all sentences in order."""
    if not all(isinstance(each, list) for each in sentences):
        raise BadValue(f"{where} is not an array for each sentence")
    return [row for each in sentences if isinstance(each, list) for row in each]


def _labelled(row: object, count: int, where: str) -> tuple[tuple[int, ...], str]:
    """Return so many token numbers and the label behind them; scores at the end are passed."""
    if not isinstance(row, list) or len(row) <= count:
        raise BadValue(f"{where} is not an array of token numbers with a label")
    return whole_numbers(row[:count], count, where), same_name(row[count])


def _all_labelled(
    rows: list[object], count: int, where: str
) -> Iterable[tuple[tuple[int, ...], str]]:
    """Return what ``_labelled`` does for each row, sooner where all are as they should be."""
    columns = _columns(rows, count)
    if columns is None:
        return (_labelled(row, count, where) for row in rows)
    return zip(zip(*columns[:count], strict=True), columns[count], strict=True)


def _columns(rows: list[object], count: int) -> list[Sequence[Any]] | None:
    """Return so many columns of token numbers and one of labels; None where a row is odd."""
    if set(map(type, rows)) != {list}:
        return None
    arrays = cast("list[list[Any]]", rows)
    if min(map(len, arrays)) <= count:
        return None
    *numbers, labels = zip(*map(itemgetter(*range(count + 1)), arrays), strict=True)
    if set(map(type, chain.from_iterable(numbers))) != {int}:
        return None
    if set(map(type, labels)) != {str} or not all(map(str.strip, labels)):
        return None
    return [*numbers, labels]


def _numbers(rows: list[object]) -> list[tuple[int, ...]]:
    """Return arrays of whole numbers; none of them where one is something else."""
    if not all(isinstance(row, list) for row in rows):
        return []
    arrays = cast("list[list[Any]]", rows)
    if set(map(type, chain.from_iterable(arrays))) - {int}:
        return []
    return [*map(tuple, arrays)]
