"""Which reader takes which file: by its suffix, and by content where that says little."""

from pathlib import Path

from annotator.ingest.xml import root_name

READERS = {
    ".txt": "plain",
    ".text": "plain",
    "": "plain",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".xml": "xml",
    ".nitf": "xml",
    ".newsml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".csv": "table",
    ".tsv": "table",
    ".warc": "warc",
    ".warc.gz": "warc",
}
"""The reader for each suffix; files without one are taken for plain text."""

_SNIFFED = 1000
_SNIFFED_PROLOG = 20_000


def reader_of(path: Path) -> str | None:
    """Return the reader for a file by its name; None where nobody reads such files."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if "".join(suffixes[-2:]) in READERS:
        return READERS["".join(suffixes[-2:])]
    return READERS.get(path.suffix.lower())


def declares_markup(raw: bytes) -> bool:
    """Tell whether bytes begin like HTML or XML, which may declare their encoding."""
    return raw[:_SNIFFED].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml"))


def reader_of_text(reader: str, text: str) -> str:
    """Return the reader for a decoded text: what ``reader`` says, or what the content shows.

    A page saved with the suffix of a text file is a page; XML says by its root what it is.
    """
    if reader not in ("plain", "xml"):
        return reader
    start = text[:_SNIFFED].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return "html"
    if reader == "xml" or start.startswith("<?xml"):
        return "html" if root_name(text[:_SNIFFED_PROLOG]) == "html" else "xml"
    return reader
