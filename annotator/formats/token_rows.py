"""Put documents together from rows of tokens, as files for trainers hold them.

Rows of our own exports say which document they are of and bring their piece of its text;
other files are read as documents of so many rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.reports import Example, Report
from annotator.formats.document_drafts import DocumentDraft
from annotator.formats.json_values import BadValue, Fields
from annotator.formats.label_intake import LabelIntake
from annotator.formats.token_texts import TokenText, rebuilt, restored

BLOCK = 100
"""Rows of a document where a file of sentences does not say which document a row is of."""


@dataclass(frozen=True, slots=True)
class RowSpan:
    """A span on the tokens [first, last) of its row; the key is unique in the document."""

    key: str
    first: int
    last: int
    label: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    chain: str = ""


@dataclass(frozen=True, slots=True)
class RowRelation:
    """A relation between two spans of a document by their keys."""

    source: str
    target: str
    label: str
    symmetric: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(slots=True)
class TokenRow:
    """One row: its tokens and labels, and what it says of its document.

    ``document`` is empty where the row does not say; ``text`` and ``starts`` are the piece
    of the document's text and the places of the tokens in the whole text.
    """

    where: str
    words: list[str]
    spans: list[RowSpan] = field(default_factory=list)
    relations: list[RowRelation] = field(default_factory=list)
    document: str = ""
    text: object = None
    starts: object = None
    facts: Mapping[str, str] = field(default_factory=dict)


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

    def add(self, row: TokenRow) -> Iterator[AnnotatedDocument | Skipped]:
        """Take a row; yield the document before it where the row begins another."""
        if self.begins(row.document):
            yield from self.end()
        self._rows.append(row)

    def number_of(self, document: str) -> int:
        """Return which row of its document the next row is, for keys that are unique there."""
        return 0 if self.begins(document) else len(self._rows)

    def begins(self, document: str) -> bool:
        """Tell whether a row of this document would begin another one."""
        return bool(self._rows) and (
            document != self._rows[0].document or (not document and len(self._rows) >= self._block)
        )

    def end(self) -> Iterator[AnnotatedDocument | Skipped]:
        """Yield the document at hand, if there is one."""
        rows, self._rows = self._rows, []
        if rows:
            try:
                yield self._document(rows)
            except BadValue as error:
                yield Skipped(rows[0].where, str(error))

    def _document(self, rows: list[TokenRow]) -> AnnotatedDocument:
        text = _text(rows)
        facts: dict[str, str] = {}
        for row in rows:
            facts.update(row.facts)
        draft = DocumentDraft(text.text, self._labels, self._repairs, facts=facts)
        if text.invented:
            self._repairs.add("spacing-invented", Example(draft.id, 0, draft.text[:60]))
        chains: dict[str, list[str]] = {}
        before = 0
        for row in rows:
            for span in row.spans:
                if not 0 <= span.first < span.last <= len(row.words):
                    raise BadValue(f"a span is on tokens {span.first} to {span.last} of a row")
                place = text.extent(before + span.first, before + span.last)
                draft.add_span(
                    span.key, [place], span.label, attributes=span.attributes, note=span.note
                )
                if span.chain:
                    chains.setdefault(span.chain, []).append(span.key)
            before += len(row.words)
        _add_relations(rows, draft)
        for chain, members in chains.items():
            draft.add_chain(chain, members)
        return draft.annotated(name=self._name, reader=self._reader)


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
    words = [word for row in rows for word in row.words]
    pieces = [row.text for row in rows if isinstance(row.text, str)]
    starts = [start for row in rows if isinstance(row.starts, list) for start in row.starts]
    kept = restored("".join(pieces), starts, words) if len(pieces) == len(rows) else None
    return kept or rebuilt([row.words for row in rows])


def own_row(fields: Fields, where: str, words: list[str]) -> TokenRow:
    """Return a row with what our export kept in it of its document, if it is one of ours."""
    return TokenRow(
        where,
        words,
        document=fields.id("id"),
        text=fields.text("text", ""),
        starts=fields.items("starts"),
        facts=fields.named_texts("facts"),
    )


def token_words(value: object, where: str) -> list[str]:
    """Return an array of tokens; raise BadValue where one is no string or has no text."""
    if not isinstance(value, list) or not value:
        raise BadValue(f"{where} is not an array of tokens")
    if set(map(type, value)) != {str} or not all(map(str.strip, value)):
        raise BadValue(f"{where} holds a token that is no text")
    return value


def same_name(value: object) -> str:
    """Return a label as a file names it; raise BadValue where it is no name."""
    if not isinstance(value, str) or not value.strip():
        raise BadValue("a label has no name")
    return value
