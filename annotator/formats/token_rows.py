"""Put documents together from rows of tokens, as files for trainers hold them.

Rows of our own exports say which document they are of and bring their piece of its text;
other files are read as documents of so many rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import lt
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.reports import Example, Report
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.json_values import BadValue
from annotator.formats.label_intake import LabelIntake
from annotator.formats.token_texts import TokenText, all_text, rebuilt, restored

BLOCK = 100
"""Rows of a document where a file of sentences does not say which document a row is of."""


_NONE: Mapping[str, str] = MappingProxyType({})


class RowSpan(NamedTuple):
    """A span on the tokens [first, last) of its row; the key is unique in the document."""

    key: str
    first: int
    last: int
    label: str
    attributes: Mapping[str, str] = _NONE
    note: str = ""
    chain: str = ""


class PlainSpans(NamedTuple):
    """Spans of a row with a place and a label and no more, by columns."""

    keys: Sequence[str]
    firsts: Sequence[int]
    lasts: Sequence[int]
    labels: Sequence[str]


NO_SPANS = PlainSpans((), (), (), ())


class RowRelation(NamedTuple):
    """A relation between two spans of a document by their keys."""

    source: str
    target: str
    label: str
    symmetric: bool = False
    attributes: Mapping[str, str] = _NONE
    note: str = ""


@dataclass(slots=True)
class TokenRow:
    """One row: its tokens and labels, and what it says of its document.

    ``document`` is empty where the row does not say; ``text`` and ``starts`` are the piece
    of the document's text and the places of the tokens in the whole text. ``plain`` spans
    come before the others.
    """

    where: str
    words: list[str]
    spans: list[RowSpan] = field(default_factory=list)
    plain: PlainSpans = NO_SPANS
    relations: list[RowRelation] = field(default_factory=list)
    document: str = ""
    text: object = None
    starts: object = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_spans(self) -> Sequence[RowSpan]:
        """All spans of the row, one by one."""
        return [*map(RowSpan, *self.plain), *self.spans]


class RowGroups:
    """Collect the rows of a file into documents, one at a time in memory."""

    def __init__(
        self,
        labels: LabelIntake,
        repairs: Report,
        name: str,
        reader: str,
        block: int = BLOCK,
    ) -> None:
        self._labels = labels
        self._repairs = repairs
        self._name = name
        self._reader = reader
        self._block = block
        self._rows: list[TokenRow] = []

    def add(self, row: TokenRow) -> Sequence[AnnotatedDocument | Skipped]:
        """Take a row; return the document before it where the row begins another."""
        before = self.end() if self.begins(row.document) else ()
        self._rows.append(row)
        return before

    def number_of(self, document: str) -> int:
        """Return which row of its document the next row is, for keys that are unique there."""
        return 0 if self.begins(document) else len(self._rows)

    def begins(self, document: str) -> bool:
        """Tell whether a row of this document would begin another one."""
        return bool(self._rows) and (
            document != self._rows[0].document or (not document and len(self._rows) >= self._block)
        )

    def end(self) -> Sequence[AnnotatedDocument | Skipped]:
        """Return the document at hand, if there is one."""
        rows, self._rows = self._rows, []
        if not rows:
            return ()
        try:
            return (self._document(rows),)
        except BadValue as error:
            return (Skipped(rows[0].where, str(error)),)

    def _document(self, rows: list[TokenRow]) -> AnnotatedDocument:
        text = _text(rows)
        facts: dict[str, str] = {}
        for row in rows:
            facts.update(row.facts)
        draft = DocumentDraft(text.text, self._labels, self._repairs, facts=facts)
        if text.invented:
            self._repairs.add("spacing-invented", Example(draft.id, 0, draft.text[:60]))
        plain = self._add_plain(rows, text, draft)
        chains = {} if plain else _add_spans(rows, text, draft)
        _add_relations(rows, draft)
        for key, members in chains.items():
            draft.add_chain(key, members)
        return draft.annotated(name=self._name, reader=self._reader)

    def _add_plain(self, rows: list[TokenRow], text: TokenText, draft: DocumentDraft) -> bool:
        """Add the spans of all rows at once; do nothing where one of them needs a look."""
        keys: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        labels: list[str] = []
        before = 0
        for row in rows:
            plain, length = row.plain, len(row.words)
            if row.spans:
                return False
            if plain.keys:
                if min(plain.firsts) < 0 or max(plain.lasts) > length:
                    return False
                if not all(map(lt, plain.firsts, plain.lasts)):
                    return False
                keys += plain.keys
                labels += plain.labels
                firsts = [before + first for first in plain.firsts]
                left, right = text.edges(firsts, [before + last - 1 for last in plain.lasts])
                starts += left
                ends += right
            before += length
        if not self._labels.known_spans.keys() >= set(labels):
            return False
        draft.add_spans(keys, starts, ends, labels)
        return True


def _add_spans(rows: list[TokenRow], text: TokenText, draft: DocumentDraft) -> dict[str, list[str]]:
    """Add the spans of all rows one by one; return the keys of those of each chain."""
    chains: dict[str, list[str]] = {}
    before = 0
    for row in rows:
        for span in row.all_spans:
            if not 0 <= span.first < span.last <= len(row.words):
                raise BadValue(f"a span is on tokens {span.first} to {span.last} of a row")
            place = text.extent(before + span.first, before + span.last)
            draft.add_span(
                span.key, [place], span.label, attributes=span.attributes, note=span.note
            )
            if span.chain:
                chains.setdefault(span.chain, []).append(span.key)
        before += len(row.words)
    return chains


def _add_relations(rows: list[TokenRow], draft: DocumentDraft) -> None:
    number = 0
    for row in rows:
        for each in row.relations:
            number += 1
            draft.add_relation(
                f"r{number}",
                each.source,
                each.target,
                each.label,
                symmetric=each.symmetric,
                attributes=each.attributes,
                note=each.note,
            )


def _text(rows: list[TokenRow]) -> TokenText:
    words = [*chain.from_iterable([row.words for row in rows])]
    pieces = [row.text for row in rows if isinstance(row.text, str)]
    starts = [*chain.from_iterable([row.starts for row in rows if isinstance(row.starts, list)])]
    kept = restored("".join(pieces), starts, words) if len(pieces) == len(rows) else None
    return kept or rebuilt([row.words for row in rows])


def token_words(value: object, where: str) -> list[str]:
    """Return an array of tokens; raise BadValue where one is no string or has no text."""
    if not isinstance(value, list) or not value:
        raise BadValue(f"{where} is not an array of tokens")
    if not all_text(value):
        raise BadValue(f"{where} holds a token that is no text")
    return value


def same_name(value: object) -> str:
    """Return a label as a file names it; raise BadValue where it is no name."""
    if not isinstance(value, str) or not value.strip():
        raise BadValue("a label has no name")
    return value
