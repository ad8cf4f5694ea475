"""Articles from files and folders: one after the other, in constant memory."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.corpora import Skipped
from annotator.domain.documents import Document, Provenance
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.domain.reports import Example, Report
from annotator.ingest.decoding import Decoded, checked_encoding, decode, looks_binary
from annotator.ingest.drafts import Draft
from annotator.ingest.folders import Found, checked_paths, found_files
from annotator.ingest.json_lines import LARGEST, json_lines
from annotator.ingest.jsonl import BadLine, checked_columns, read_json_line
from annotator.ingest.plain import read_plain

Progress = Callable[[int, int], None]
"""Told the bytes read so far and the bytes in all; may raise Stopped."""

READERS = {
    ".txt": "plain",
    ".text": "plain",
    "": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""The reader for each suffix; files without one are taken for plain text."""

_PAGE_STARTS = ("<!doctype html", "<html")
_SNIFFED = 1000


@dataclass(frozen=True, slots=True)
class Article:
    """One article read: its document, where it came from, the raw bytes, what was repaired."""

    document: Document
    provenance: Provenance
    raw: bytes
    repairs: Report = field(default_factory=Report)


def read_paths(
    paths: Sequence[Path],
    *,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Iterator[Article | Skipped]:
    """Yield the articles of files and folders, and what was skipped with the reason.

    ``encoding`` overrides detection for every file; a file it does not fit is skipped.
    ``columns`` maps text, title, ... to columns of JSON Lines. Raises UserError at once,
    before anything is read, for a path, encoding or column name that does not exist.
    """
    checked_paths(paths)
    if encoding is not None:
        encoding = checked_encoding(encoding)
    columns = checked_columns(columns or {})
    return _articles(paths, encoding, columns, progress)


def _articles(
    paths: Sequence[Path],
    encoding: str | None,
    columns: Mapping[str, str],
    progress: Progress | None,
) -> Iterator[Article | Skipped]:
    total = done = 0
    if progress:
        total = sum(file.size for file in found_files(paths) if isinstance(file, Found))
    for file in found_files(paths):
        if isinstance(file, Skipped):
            yield file
            continue
        reader = READERS.get(file.path.suffix.lower())
        if reader == "jsonl":
            for article, position in _from_json_lines(file, encoding, columns):
                if progress:
                    progress(done + position, total)
                yield article
        else:
            yield _from_file(file, reader, encoding)
        done += file.size
        if progress:
            progress(done, total)


def _from_file(file: Found, reader: str | None, encoding: str | None) -> Article | Skipped:
    if reader is None:
        return Skipped(file.name, f"No reader for files of type {file.path.suffix}.")
    if file.size > LARGEST:
        return Skipped(file.name, f"Larger than {LARGEST >> 20} MB: no single article.")
    try:
        raw = file.path.read_bytes()
    except OSError as error:
        return Skipped(file.name, f"The file cannot be read: {error.strerror}.")
    if not raw.strip():
        return Skipped(file.name, "The file is empty.")
    if encoding is None and looks_binary(raw):
        return Skipped(file.name, "The file is binary, not text.")
    try:
        decoded = decode(raw, encoding=encoding, markup=reader == "html" or _declares(raw))
    except UserError as error:
        return Skipped(file.name, error.what)
    if reader == "plain" and _is_page(decoded.text):
        reader = "html"
    return _article(_draft(reader, decoded.text), decoded, file.name, reader, raw)


def _draft(reader: str, text: str) -> Draft:
    if reader == "plain":
        return read_plain(text)
    if reader == "markdown":  # late, like the next: the window must not wait for parsers
        from annotator.ingest.markdown import read_markdown

        return read_markdown(text)
    from annotator.ingest.html import read_html

    return read_html(text)


def _from_json_lines(
    file: Found, encoding: str | None, columns: Mapping[str, str]
) -> Iterator[tuple[Article | Skipped, int]]:
    for line in json_lines(file, encoding):
        if isinstance(line, Skipped):
            yield line, 0
            continue
        try:
            draft = read_json_line(line.text, columns)
        except BadLine as error:
            yield Skipped(line.name, str(error)), line.position
            continue
        decoded = Decoded(line.text, line.encoding)
        yield _article(draft, decoded, line.name, "jsonl", line.raw), line.position


def _article(
    draft: Draft, decoded: Decoded, name: str, reader: str, raw: bytes
) -> Article | Skipped:
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
    document = Document(document_id(draft.text), draft.text, dict(draft.facts), draft.zones)
    provenance = Provenance(
        name, reader, decoded.encoding, hashlib.sha256(raw).hexdigest(), dict(draft.facts)
    )
    return Article(document, provenance, raw, repairs)


def _declares(raw: bytes) -> bool:
    return raw[:_SNIFFED].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml"))


def _is_page(text: str) -> bool:
    return text[:_SNIFFED].lstrip("\ufeff \t\r\n").lower().startswith(_PAGE_STARTS)
