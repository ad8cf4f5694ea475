"""JSON lines of our own exports of rows as they were written, taken apart by the parser itself."""

from operator import attrgetter

import msgspec

from annotator.formats.token_rows import NO_SPANS, PlainSpans, RowRelation, TokenRow
from annotator.formats.token_texts import all_text


class _Named(msgspec.Struct, gc=False):
    name: str
    value: str


class _Entity(msgspec.Struct, gc=False):
    id: int
    start: int
    end: int
    label: str
    chain: int
    attributes: list[_Named]
    note: str


class _Relation(msgspec.Struct, gc=False):
    source: int
    target: int
    label: str
    attributes: list[_Named]
    note: str


class _Line(msgspec.Struct, gc=False):
    """A row of an export of ours; what its entities and starts tell as well is not parsed."""

    id: str
    doc_id: str
    sent_id: int
    tokens: list[str]
    ner_tags: msgspec.Raw
    start_chars: list[int]
    end_chars: msgspec.Raw
    text: str
    entities: list[_Entity]
    relations: list[_Relation]
    facts: list[_Named]


_DECODER = msgspec.json.Decoder(_Line)
_plain_fields = attrgetter("id", "start", "end", "label")
COLUMNS = ("tokens", "ner_tags")
"""The columns of tokens and tags in such a line."""


def own_row(line: bytes, where: str) -> TokenRow | None:
    """Return a row just as our export writes it, or None where it needs a look of its own.

    What was read is written again and compared, so that no key is there twice or passed over.
    """
    if b"\\u" in line:  # NUL and halves of surrogate pairs come so
        return None
    try:
        found = _DECODER.decode(line)
        if msgspec.json.encode(found) != line.rstrip():
            return None
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        return None
    unread = bytes(found.ner_tags) + bytes(found.end_chars)
    if b"{" in unread or not unread.isascii() or not found.doc_id:
        return None
    if not found.tokens or not all_text(found.tokens):
        return None
    spans, relations = _spans(found.entities), _relations(found.relations)
    if spans is None or relations is None:
        return None
    row = TokenRow(where, found.tokens, plain=spans, relations=relations)
    row.document, row.text, row.starts = found.doc_id, found.text, found.start_chars
    row.facts = {each.name: each.value for each in found.facts}
    return row


def _spans(entities: list[_Entity]) -> PlainSpans | None:
    if not entities:
        return NO_SPANS
    for each in entities:
        if each.attributes or each.note or each.chain >= 0:
            return None
    ids, firsts, lasts, labels = zip(*map(_plain_fields, entities), strict=True)
    return (
        PlainSpans([*map(str, ids)], firsts, lasts, labels) if all(map(str.strip, labels)) else None
    )


def _relations(relations: list[_Relation]) -> list[RowRelation] | None:
    found: list[RowRelation] = []
    for each in relations:
        if each.attributes or each.note or not each.label.strip():
            return None
        found.append(RowRelation(str(each.source), str(each.target), each.label))
    return found
