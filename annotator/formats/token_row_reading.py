"""Read rows of tokens with entities and relations by number, as several trainers keep them.

What ``token_row_export`` writes comes back with it: the document a row is of, and its text.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.formats.json_values import Fields
from annotator.formats.token_row_export import OURS
from annotator.formats.token_rows import (
    PlainSpans,
    RowGroups,
    RowRelation,
    TokenRow,
    same_name,
    token_words,
)

Triples = tuple[Sequence[int], Sequence[int], Sequence[str]]
"""Two whole numbers and a label of each, by columns."""


class Kept(msgspec.Struct, gc=False):
    """What our export kept in a row of its document; all empty in a row of others."""

    id: str = ""
    text: str = ""
    starts: list[Any] = []
    facts: dict[str, str] = {}


def kept_in(row: Fields) -> Kept:
    """Return what our export kept in a row, each value checked."""
    fields = row.inner(OURS)
    identity, text = fields.id("id"), fields.text("text", "")
    return Kept(identity, text, fields.items("starts"), fields.named_texts("facts"))


def begun_row(words: list[str], key: str, kept: Kept, where: str) -> TokenRow:
    """Return a row with the tokens that stand under a key."""
    identity = kept.id
    if not identity.isalnum() or len(identity) > 32:  # as those of ours are
        identity = Fields({"id": identity}, OURS).id("id")
    row = TokenRow(where, token_words(words, key), document=identity)
    row.text, row.starts, row.facts = kept.text, kept.starts, kept.facts
    return row


def finished_row(
    groups: RowGroups, row: TokenRow, entities: Triples, relations: Triples
) -> Iterable[AnnotatedDocument | Skipped]:
    """Give a row with its entities (tokens [first, last)) and relations to its document."""
    for label in (*set(entities[2]), *set(relations[2])):
        same_name(label)
    number = groups.number_of(row.document)
    if entities[0]:
        keys = [f"{number}-{place}" for place in range(len(entities[0]))]
        row.plain = PlainSpans(keys, *entities)
    if relations[0]:
        row.relations = [
            RowRelation(f"{number}-{head}", f"{number}-{tail}", label)
            for head, tail, label in zip(*relations, strict=True)
        ]
    return groups.add(row)
