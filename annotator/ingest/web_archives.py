"""WARC: the pages of a web archive, one record after the other, in constant memory."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from annotator.domain.corpora import Skipped
from annotator.ingest.articles import Article, article_of
from annotator.ingest.decoding import looks_binary
from annotator.ingest.folders import Found
from annotator.ingest.html import read_html
from annotator.ingest.json_lines import LARGEST
from annotator.ingest.mhtml import decoded_page

READER = "warc"
"""The reader's name in the provenance."""

_KINDS = frozenset({"response", "resource"})
_PAGES = ("text/html", "application/xhtml+xml")
_SUCCESS = "200"


def archive_articles(file: Found, encoding: str | None) -> Iterator[tuple[Article | Skipped, int]]:
    """Yield the articles of the HTML pages of an archive, each with the position behind it.

    An article is named ``file:number`` by its record. Records that are no successful HTML
    response are passed over; how many is told in one line at the end.
    """
    # Late: few ever need it.
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

    number = passed_over = 0
    try:
        with file.path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                number += 1
                if _is_page(record):
                    article = _article(record, f"{file.name}:{number}", encoding)
                    yield article, min(stream.tell(), file.size)
                else:
                    passed_over += 1
    except OSError as error:
        yield Skipped(file.name, f"The file cannot be read: {error.strerror or error}."), file.size
    except (ArchiveLoadFailed, ValueError, EOFError, zlib.error) as error:
        reason = f"The archive is damaged after record {number}: {str(error).strip()[:80]}"
        yield Skipped(file.name, reason), file.size
    if passed_over:
        records = "record is" if passed_over == 1 else "records are"
        yield Skipped(file.name, f"{passed_over} {records} no web page."), file.size
    elif not number:
        yield Skipped(file.name, "The archive has no records."), file.size


def _is_page(record: Any) -> bool:
    if record.rec_type not in _KINDS:
        return False
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != _SUCCESS:
        return False
    return _content_type(record).lower().startswith(_PAGES)


def _content_type(record: Any) -> str:
    headers = record.http_headers or record.rec_headers
    return str(headers.get_header("Content-Type") or "")


def _article(record: Any, name: str, encoding: str | None) -> Article | Skipped:
    raw = record.content_stream().read(LARGEST + 1)
    if len(raw) > LARGEST:
        return Skipped(name, f"Larger than {LARGEST >> 20} MB: no single article.")
    if not raw.strip():
        return Skipped(name, "The page is empty.")
    if looks_binary(raw) and encoding is None:
        return Skipped(name, "The page is packed in a way that cannot be read.")
    decoded = decoded_page(raw, _content_type(record), encoding)
    draft = read_html(decoded.text)
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    captured = record.rec_headers.get_header("WARC-Date") or ""
    facts = {**draft.facts}
    if address.startswith(("http://", "https://")):
        facts.setdefault("url", address[:1000])
    if captured:
        facts["captured"] = captured[:40]
    return article_of(replace(draft, facts=facts), decoded, name, READER, raw)
