"""Articles: a reader's draft made a document, with where it came from."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from annotator.domain.corpora import Skipped
from annotator.domain.documents import Document, Provenance
from annotator.domain.ids import document_id
from annotator.domain.reports import Example, Report
from annotator.ingest.decoding import Decoded
from annotator.ingest.drafts import Draft
from annotator.ingest.mojibake import find_mojibake


@dataclass(frozen=True, slots=True)
class Article:
    """One article read: its document, where it came from, the raw bytes, what was repaired."""

    document: Document
    provenance: Provenance
    raw: bytes
    repairs: Report = field(default_factory=Report)


Result = TypeVar("Result")
Each = Callable[[Article], Result]
"""What to make of every article where it is read, be that in another process.

It must be importable by name.
"""


def as_read(article: Article) -> Article:
    """Return an article as it was read."""
    return article


def article_of(
    draft: Draft, decoded: Decoded, name: str, reader: str, raw: bytes, raw_hash: str = ""
) -> Article | Skipped:
    """Return a draft as an article, its repairs under its name; skipped if it has no text.

    ``raw_hash`` spares hashing bytes that several articles share.
    """
    if not draft.text.strip():
        return Skipped(name, "There is no text in it.")
    repairs = Report()
    if decoded.guessed:
        repairs.add("encoding-guessed", Example(name, None, decoded.encoding))
    if decoded.replaced:
        repairs.add("undecodable", Example(name, None, decoded.encoding), decoded.replaced)
    for row in draft.repairs:
        for example in row.examples:
            repairs.add(row.code, Example(name, example.offset, example.text), count=0)
        repairs.add(row.code, count=row.count)
    for offset, proposal in find_mojibake(draft.text):
        repairs.add("mojibake", Example(name, offset, proposal))
    document = Document(document_id(draft.text), draft.text, dict(draft.facts), draft.zones)
    raw_hash = raw_hash or hashlib.sha256(raw).hexdigest()
    provenance = Provenance(name, reader, decoded.encoding, raw_hash, dict(draft.facts))
    return Article(document, provenance, raw, repairs)
