"""CSV and TSV: each row an article, columns known by the names in the first row."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TextIO

from annotator.domain.corpora import Skipped
from annotator.ingest.articles import Article, article_of
from annotator.ingest.decoding import Decoded, decode, looks_binary
from annotator.ingest.folders import Found
from annotator.ingest.json_lines import LARGEST
from annotator.ingest.jsonl import TEXT_COLUMNS, BadLine, read_row

READER = "csv"
"""The reader's name in the provenance."""

_SAMPLE = 1 << 18
_DELIMITERS = ",;\t|"


def table_articles(
    file: Found, encoding: str | None, columns: Mapping[str, str]
) -> Iterator[tuple[Article | Skipped, int]]:
    """Yield the articles of a table, each with the position in bytes behind it.

    An article is named ``file:row``, the row counted as spreadsheets do, the names being
    row 1. The raw bytes kept are those of the row. One row at a time is in memory.
    """
    try:
        with file.path.open("rb") as start:
            if encoding is None and looks_binary(start.read(_SAMPLE)):
                yield Skipped(file.name, "The file is binary, not text."), file.size
                return
        known = _known_encoding(file, encoding)
        name = "utf-8-sig" if known.encoding == "utf-8" else known.encoding
        with file.path.open(encoding=name, errors="replace", newline="") as stream:
            yield from _rows(file, stream, known, columns)
    except OSError as error:
        yield Skipped(file.name, f"The file cannot be read: {error.strerror}."), file.size
    except UnicodeError as error:
        yield Skipped(file.name, f"The file cannot be decoded: {error}."), file.size


def _rows(
    file: Found, stream: TextIO, known: Decoded, columns: Mapping[str, str]
) -> Iterator[tuple[Article | Skipped, int]]:
    if not known.text.strip():
        yield Skipped(file.name, "The file is empty."), file.size
        return
    csv.field_size_limit(LARGEST)
    lines = _Lines(stream)
    rows = csv.reader(lines, delimiter=_delimiter(known.text, file.name))
    number = position = 0
    names: list[str] = []
    while True:
        number += 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            lines.taken()
            yield Skipped(f"{file.name}:{number}", f"The row cannot be read: {error}."), position
            continue
        written = lines.taken()
        if row is None:
            return
        position = min(file.size, position + len(written.encode(known.encoding, "replace")))
        if number == 1:
            names = [name.strip() for name in row]
            missing = _missing(names, columns)
            if missing:
                yield Skipped(file.name, missing), position
                return
        elif any(value.strip() for value in row):
            yield _article(file, number, _by_name(names, row), columns, known, written), position


def _by_name(names: list[str], row: list[str]) -> dict[str, object] | str:
    """Return a row by column names; a sentence where it has more fields than the first row."""
    if len(row) > len(names) and any(value.strip() for value in row[len(names) :]):
        return f"The row has {len(row)} fields, the first row has {len(names)}."
    return {name: value for name, value in zip(names, row, strict=False) if name}


def _article(
    file: Found,
    number: int,
    row: dict[str, object] | str,
    columns: Mapping[str, str],
    known: Decoded,
    written: str,
) -> Article | Skipped:
    name = f"{file.name}:{number}"
    if isinstance(row, str):
        return Skipped(name, row)
    if "text" not in columns:
        columns = {**columns, "text": _text_column(list(row))}
    try:
        draft = read_row(row, columns)
    except BadLine:
        return Skipped(name, f'The row has no value in the column "{columns["text"]}".')
    replaced = written.count("\ufffd") if known.replaced else 0
    decoded = Decoded("", known.encoding, known.guessed, replaced)
    return article_of(draft, decoded, name, READER, written.encode(known.encoding, "replace"))


def _missing(names: list[str], columns: Mapping[str, str]) -> str:
    """Return what mapped columns, or which text column, the table lacks; empty for none."""
    shown = ", ".join(name[:40] for name in names[:12])
    for theirs in columns.values():
        if theirs not in names:
            return f'There is no column "{theirs}"; the first row has: {shown}.'
    if "text" not in columns and not _text_column(names):
        return f"No column is named text, body or content; name it (--map text=COLUMN): {shown}."
    return ""


def _text_column(names: list[str]) -> str:
    by_name = {name.casefold(): name for name in reversed(names)}
    return next((by_name[name] for name in TEXT_COLUMNS if name in by_name), "")


def _delimiter(sample: str, name: str) -> str:
    """Return the delimiter: a tab in TSV, else the commonest in the first row outside quotes."""
    if name.lower().endswith((".tsv", ".tab")):
        return "\t"
    first = "".join(sample.lstrip("\ufeff").lstrip().split('"')[::2]).partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _known_encoding(file: Found, encoding: str | None) -> Decoded:
    """Return the beginning decoded, with the encoding that fits the whole file.

    ``replaced`` is above 0 where bytes may not fit the encoding.
    """
    with file.path.open("rb") as stream:
        start = stream.read(_SAMPLE)
        if encoding is not None:
            return Decoded(start.decode(encoding, "replace"), encoding, replaced=1)
        whole_lines = start.rfind(b"\n") + 1 if len(start) == _SAMPLE else 0
        known = decode(start[: whole_lines or len(start)])
        if known.encoding != "utf-8":
            return replace(known, replaced=1)
        stream.seek(0)
        reader = codecs.getincrementaldecoder("utf-8")()
        while chunk := stream.read(_SAMPLE):
            try:
                reader.decode(chunk)
            except UnicodeDecodeError:  # this chunk has the bytes that tell most
                return replace(decode(chunk), text=known.text, replaced=1)
    return known


@dataclass(slots=True)
class _Lines:
    """The lines of a stream, those kept that the row read last was made of."""

    stream: TextIO
    kept: list[str] = field(default_factory=list)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.stream.readline(LARGEST + 1)
        if not line:
            raise StopIteration
        if len(line) > LARGEST:
            raise csv.Error(f"a line is longer than {LARGEST >> 20} MB")
        line = line.replace("\0", "")
        self.kept.append(line)
        return line

    def taken(self) -> str:
        """Return what was read since the last call."""
        written, self.kept = "".join(self.kept), []
        return written
