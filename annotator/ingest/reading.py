"""Articles from files and folders: one after the other, in constant memory."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from annotator.domain.corpora import Skipped
from annotator.domain.errors import UserError
from annotator.ingest.ahead import MOST_WORKERS, Ahead, usable_cores
from annotator.ingest.articles import Article, Each, Result, article_of, as_read
from annotator.ingest.decoding import Decoded, checked_encoding, decode, looks_binary
from annotator.ingest.folders import Found, checked_paths, found_files
from annotator.ingest.json_lines import LARGEST
from annotator.ingest.jsonl import checked_columns
from annotator.ingest.parts import Part
from annotator.ingest.plain import read_plain
from annotator.ingest.readers import READERS, declares_markup, reader_of, reader_of_text

__all__ = ["READERS", "Article", "Progress", "read_each", "read_paths"]

Progress = Callable[[int, int], None]
"""Told the bytes read so far and the bytes in all; may raise Stopped."""

MANY_PAGES = 48
"""More HTML pages than this are read in processes of their own, which take a second to start."""

PageJob = tuple[Found | Skipped, str | None]
"""A file to read as a page, with the encoding that was named."""

MOST_SKIPPED = 100_000
"""Parts of one file that may be skipped, besides ten for each article that is read."""

_STREAMED = frozenset({"jsonl", "table", "warc"})


def read_paths(
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Article | Skipped]:
    """Yield the articles of files and folders, and what was skipped with the reason.

    As ``read_each`` does.
    """
    return read_each(as_read, paths, encoding=encoding, columns=columns, progress=progress)


def read_each(
    each: Each[Result],
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Result | Skipped]:
    """Yield what ``each`` makes of the articles of files and folders, and what was skipped.

    ``each`` is called where an article is read, for many of them in other processes.
    ``encoding`` overrides detection for every file; a file it does not fit is skipped.
    ``columns`` maps text, title, ... to columns of JSON Lines and tables. Raises UserError
    at once, before anything is read, for a path, encoding or column name that does not
    exist.
    """
    checked_paths(paths)
    if encoding is not None:
        encoding = checked_encoding(encoding)
    columns = checked_columns(columns or {})
    return _articles(each, paths, encoding, columns, progress)


def _articles(
    each: Each[Result],
    paths: Sequence[Path],
    encoding: str | None,
    columns: Mapping[str, str],
    progress: Progress | None,
) -> Iterator[Result | Skipped]:
    total = done = pages = 0
    for file in found_files(paths):
        if isinstance(file, Found):
            total += file.size
            pages += _is_page((file, encoding))
    for file, read in _with_pages_read(each, found_files(paths), encoding, pages):
        if isinstance(file, Skipped):
            yield file
            continue
        reader = _reader(file)
        if reader in _STREAMED:
            stream = _from_stream(each, file, reader, encoding, columns)
            for article, position in _while_readable(stream, file):
                if progress:
                    progress(done + position, total)
                yield article
        elif read is not None:
            yield from read
        else:
            yield from map(_made(each), _from_file(file, reader, encoding, columns))
        done += file.size
        if progress:
            progress(done, total)


def _with_pages_read(
    each: Each[Result], files: Iterable[Found | Skipped], encoding: str | None, pages: int
) -> Iterator[tuple[Found | Skipped, list[Result | Skipped] | None]]:
    """Yield files in order, HTML pages with what was read if they are many.

    More than a few dozen pages are read by processes of their own, some pages ahead.
    """
    workers = min(MOST_WORKERS, usable_cores())
    if pages <= MANY_PAGES or workers < 2:
        for file in files:
            yield file, None
        return
    ahead = Ahead(partial(read_page, each), workers)
    try:
        for (file, _), read in ahead.in_order(((file, encoding) for file in files), _is_page):
            yield file, read
    finally:
        ahead.close()


def read_page(each: Each[Result], job: PageJob) -> list[Result | Skipped]:
    """Return what ``each`` makes of the article of an HTML file, or why it was skipped."""
    file, encoding = job
    if isinstance(file, Skipped):
        return [file]
    return list(map(_made(each), _from_file(file, "html", encoding, {})))


def _made(each: Each[Result]) -> Callable[[Article | Skipped], Result | Skipped]:
    return lambda read: read if isinstance(read, Skipped) else each(read)


def _is_page(job: PageJob) -> bool:
    return isinstance(job[0], Found) and reader_of(job[0].path) == "html"


def _reader(file: Found) -> str | None:
    reader = reader_of(file.path)
    if reader == "json":
        from annotator.ingest.json_news import is_json_lines

        return "jsonl" if is_json_lines(file) else reader
    return reader


def _from_file(
    file: Found, reader: str | None, encoding: str | None, columns: Mapping[str, str]
) -> Iterator[Article | Skipped]:
    if reader is None:
        yield Skipped(file.name, f"No reader for files of type {file.path.suffix}.")
        return
    if file.size > LARGEST:
        yield Skipped(file.name, f"Larger than {LARGEST >> 20} MB: no single article.")
        return
    try:
        raw = file.path.read_bytes()
    except OSError as error:
        yield Skipped(file.name, f"The file cannot be read: {error.strerror}.")
        return
    if not raw.strip():
        yield Skipped(file.name, "The file is empty.")
        return
    if encoding is None and looks_binary(raw):
        yield Skipped(file.name, "The file is binary, not text.")
        return
    try:
        decoded, parts = parts_of(reader, raw, encoding, columns)
    except UserError as error:
        yield Skipped(file.name, error.what)
        return
    raw_hash = hashlib.sha256(raw).hexdigest()
    for part in parts:
        name = f"{file.name}:{part.place}" if part.place else file.name
        if part.draft is None:
            yield Skipped(name, part.reason)
        else:
            known = part.decoded or decoded
            yield article_of(part.draft, known, name, part.reader, raw, raw_hash)


def parts_of(
    reader: str, raw: bytes, encoding: str | None, columns: Mapping[str, str]
) -> tuple[Decoded, Sequence[Part]]:
    """Return how a file's bytes were decoded and what is in them, by the name of a reader.

    Raises UserError for an encoding that is unknown or does not fit.
    """
    if reader == "mhtml":  # late, like the next: the window must not wait for parsers
        from annotator.ingest.mhtml import read_mhtml

        return Decoded("", "utf-8"), [read_mhtml(raw, encoding)]
    markup = reader in ("html", "xml") or declares_markup(raw)
    decoded = decode(raw, encoding=encoding, markup=markup)
    reader = reader_of_text(reader, decoded.text)
    if reader == "json":
        from annotator.ingest.json_news import read_json

        return decoded, read_json(decoded.text, columns)
    if reader == "xml":
        from annotator.ingest.xml_news import read_xml

        return decoded, read_xml(decoded.text)
    if reader == "markdown":
        from annotator.ingest.markdown import read_markdown

        return decoded, [Part(reader, read_markdown(decoded.text))]
    if reader == "html":
        from annotator.ingest.html import read_html

        return decoded, [Part(reader, read_html(decoded.text))]
    return decoded, [Part(reader, read_plain(decoded.text))]


def _while_readable(
    stream: Iterator[tuple[Result | Skipped, int]], file: Found
) -> Iterator[tuple[Result | Skipped, int]]:
    """Yield what is in a file, until next to nothing in it can be read.

    Each part that is skipped takes memory, and nobody reads a hundred thousand reasons.
    """
    room = MOST_SKIPPED
    for one, position in stream:
        yield one, position
        room += -1 if isinstance(one, Skipped) else 10
        if room < 0:
            reason = f"More than {MOST_SKIPPED:,} parts cannot be read; the rest was left out."
            yield Skipped(file.name, reason), file.size
            return


def _from_stream(
    each: Each[Result],
    file: Found,
    reader: str | None,
    encoding: str | None,
    columns: Mapping[str, str],
) -> Iterator[tuple[Result | Skipped, int]]:
    """Yield what a file of many articles holds, each with the position in bytes behind it."""
    if reader == "table":
        from annotator.ingest.tables import table_articles

        make = _made(each)
        rows = table_articles(file, encoding, columns)
        return ((make(row), position) for row, position in rows)
    if reader == "warc":
        from annotator.ingest.web_archives import archive_articles

        return archive_articles(file, encoding, each)
    from annotator.ingest.json_articles import json_articles

    return json_articles(file, encoding, columns, each)
