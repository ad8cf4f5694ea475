"""Reading an article again from the bytes that were kept, in another encoding."""

import re
from dataclasses import replace
from pathlib import Path

from annotator.domain.corpora import Skipped
from annotator.domain.documents import Document, Provenance
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.domain.reports import Report
from annotator.ingest.articles import Article, article_of
from annotator.ingest.decoding import checked_encoding
from annotator.ingest.drafts import canonical_block, joined
from annotator.ingest.readers import reader_of
from annotator.ingest.reading import parts_of

_PLACE = re.compile(r"(.+):(\d+)")
_ROWS = frozenset({"jsonl", "table"})
"""Readers that keep a row or line of a file, from which alone it cannot be read again."""


TWICE = "utf-8 twice"
"""Stands for UTF-8 that somebody read as windows-1252 and wrote as UTF-8 once more."""


def read_again(document: Document, place: Provenance, raw: bytes, encoding: str) -> Article:
    """Return an article as its bytes read in a named encoding; facts as read, none corrected.

    ``place`` is where it was read from and ``raw`` the bytes that were kept of it. Raises
    UserError for an encoding that is unknown, does not fit, or leaves no article.
    """
    found = _PLACE.fullmatch(place.name)
    file, number = (found[1], found[2]) if found else (place.name, "")
    reader = reader_of(Path(file)) or "plain"
    name = encoding if encoding == TWICE else checked_encoding(encoding)
    if reader in _ROWS:
        return _decoded_again(document, place, raw, name)
    if encoding == TWICE:
        once = read_again(document, place, _once(raw.decode("utf-8"), place.name), "utf-8")
        told = replace(once.provenance, encoding=TWICE, raw_hash=place.raw_hash)
        return replace(once, provenance=told, raw=raw)
    if reader == "warc":
        reader, number = "html", ""
    decoded, parts = parts_of(reader, raw, name, {})
    fitting = [one for one in parts if one.place == number] or (parts if len(parts) == 1 else [])
    part = fitting[0] if fitting else None
    if part is None or part.draft is None:
        reason = part.reason if part else "It is not in the file when it is read so."
        raise UserError(reason, where=place.name, mend="Choose another encoding.")
    article = article_of(part.draft, part.decoded or decoded, place.name, part.reader, raw)
    if isinstance(article, Skipped):
        raise UserError(article.reason, where=place.name, mend="Choose another encoding.")
    return article


def _once(text: str, where: str) -> bytes:
    """Return what was encoded twice, and decoded once, as it was before the second time."""
    try:
        once = b"".join(map(_byte, text))
        once.decode("utf-8")
    except UnicodeError:
        raise UserError(
            "The text is not UTF-8 that was encoded twice throughout.",
            where=where,
            mend="Choose another encoding.",
        ) from None
    return once


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        # What windows-1252 has no character for went through as it was.
        return character.encode("latin-1")


def _decoded_again(document: Document, place: Provenance, raw: bytes, encoding: str) -> Article:
    """Return an article of a row with each piece of its text decoded anew.

    The row alone does not say which column is which, but what was decoded in one encoding
    can be encoded in it again.
    """
    before = place.encoding or "utf-8"
    if before == TWICE:
        raise UserError("It was mended once already.", mend="Undo that first.")
    repairs = Report()
    blocks = [
        (zone.kind, canonical_block(_again(text, before, encoding, place.name), repairs))
        for zone in document.zones
        if (text := document.text[zone.start : zone.end].strip())
    ]
    text, zones = joined(blocks)
    facts = {
        name: " ".join(_again(value, before, encoding, place.name).split())
        for name, value in place.facts.items()
    }
    read = Document(document_id(text), text, facts, zones)
    now = Provenance(place.name, place.reader, encoding, place.raw_hash, facts)
    return Article(read, now, raw, repairs)


def _again(text: str, before: str, encoding: str, where: str) -> str:
    if encoding == TWICE:
        return _once(text, where).decode("utf-8")
    try:
        return text.encode(before).decode(encoding)
    except UnicodeError:
        raise UserError(
            f"The text is not {encoding}.", where=where, mend="Choose another encoding."
        ) from None
