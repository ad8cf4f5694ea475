"""WARC: the pages of a web archive, one record after the other, in constant memory."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from annotator.domain.corpora import Skipped
from annotator.ingest.ahead import usable_cores, worked_ahead
from annotator.ingest.archive_records import archive_records
from annotator.ingest.articles import Article, Each, Result, article_of
from annotator.ingest.decoding import looks_binary
from annotator.ingest.folders import Found
from annotator.ingest.html import read_html
from annotator.ingest.json_lines import LARGEST
from annotator.ingest.mhtml import decoded_page

READER = "warc"
"""The reader's name in the provenance."""

LARGE_ARCHIVE = 2 << 20
"""The pages of archives above this many bytes are read by other processes."""

_KINDS = frozenset({"response", "resource"})
_PAGES = ("text/html", "application/xhtml+xml")
_SUCCESS = "200"


@dataclass(frozen=True, slots=True)
class PageRecord:
    """One page of an archive as it was fetched, and the file position behind its record."""

    name: str
    raw: bytes
    content_type: str
    address: str
    captured: str
    encoding: str | None
    position: int


RecordJob = PageRecord | tuple[Skipped, int]


def archive_articles(
    file: Found, encoding: str | None, each: Each[Result]
) -> Iterator[tuple[Result | Skipped, int]]:
    """Yield what ``each`` makes of the pages of an archive, with the position behind each.

    An article is named ``file:number`` by its record. Records that are no successful HTML
    response are passed over; how many is told in one line at the end. The pages of a large
    archive are read by processes of their own.
    """
    records = _records(file, encoding)
    cores = usable_cores()
    work = partial(read_record, each)
    if file.size <= LARGE_ARCHIVE or cores < 2:
        yield from map(work, records)
    else:
        yield from worked_ahead(work, records, cores, weight=_weight)


def read_record(each: Each[Result], record: RecordJob) -> tuple[Result | Skipped, int]:
    """Return what ``each`` makes of one page, or why it was skipped, and the position."""
    if not isinstance(record, PageRecord):
        return record
    article = _article(record)
    return article if isinstance(article, Skipped) else each(article), record.position


def _records(file: Found, encoding: str | None) -> Iterator[RecordJob]:
    # Late: few ever need it.
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

    number = passed_over = 0
    try:
        with file.path.open("rb") as stream:
            for record in archive_records(stream, file.size):
                number += 1
                if not _is_page(record):
                    passed_over += 1
                    continue
                content = record.content_stream().read(LARGEST + 1)
                position = min(stream.tell(), file.size)
                yield PageRecord(
                    f"{file.name}:{number}",
                    content,
                    _content_type(record),
                    record.rec_headers.get_header("WARC-Target-URI") or "",
                    record.rec_headers.get_header("WARC-Date") or "",
                    encoding,
                    position,
                )
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


def _weight(record: RecordJob) -> int:
    return len(record.raw) if isinstance(record, PageRecord) else 0


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


def _article(record: PageRecord) -> Article | Skipped:
    name, raw = record.name, record.raw
    if len(raw) > LARGEST:
        return Skipped(name, f"Larger than {LARGEST >> 20} MB: no single article.")
    if not raw.strip():
        return Skipped(name, "The page is empty.")
    if looks_binary(raw) and record.encoding is None:
        return Skipped(name, "The page is packed in a way that cannot be read.")
    decoded = decoded_page(raw, record.content_type, record.encoding)
    draft = read_html(decoded.text)
    facts = {**draft.facts}
    if record.address.startswith(("http://", "https://")):
        facts.setdefault("url", record.address[:1000])
    if record.captured:
        facts["captured"] = record.captured[:40]
    return article_of(replace(draft, facts=facts), decoded, name, READER, raw)
