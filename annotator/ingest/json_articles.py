"""Articles of JSON Lines files, large files read by processes of their own."""

from collections.abc import Iterator, Mapping

from annotator.domain.corpora import Skipped
from annotator.ingest.ahead import MOST_WORKERS, Ahead, usable_cores
from annotator.ingest.articles import Article, article_of
from annotator.ingest.decoding import Decoded
from annotator.ingest.folders import Found
from annotator.ingest.json_lines import JsonLine, json_lines
from annotator.ingest.jsonl import BadLine, parsed_line

LARGE_FILE = 4 << 20
"""Files above this many bytes are read by other processes, which take a while to start."""

LinesJob = tuple[tuple[JsonLine | Skipped, ...], dict[str, str]]
"""Lines of a file, and the column map."""

Read = tuple[Article | Skipped, int]
"""An article, or why there is none, and the file position behind it; 0 where not known."""

_LINES_TOGETHER = 64
_BYTES_TOGETHER = 1 << 20


def json_articles(file: Found, encoding: str | None, columns: Mapping[str, str]) -> Iterator[Read]:
    """Yield the articles of a JSON Lines file in order, in constant memory.

    While other processes read, this one can store: one core is left for that.
    """
    lines = json_lines(file, encoding)
    cores = usable_cores()
    if file.size <= LARGE_FILE or cores < 2:
        for line in lines:
            yield from read_lines(((line,), dict(columns)))
        return
    ahead = Ahead(read_lines, min(MOST_WORKERS, cores - 1))
    try:
        for _, read in ahead.in_order(_jobs(lines, dict(columns)), lambda job: True):
            yield from read or ()
    finally:
        ahead.close()


def read_lines(job: LinesJob) -> list[Read]:
    """Return the articles of a few lines."""
    lines, columns = job
    return [_read(line, columns) for line in lines]


def _jobs(lines: Iterator[JsonLine | Skipped], columns: dict[str, str]) -> Iterator[LinesJob]:
    together: list[JsonLine | Skipped] = []
    size = 0
    for line in lines:
        together.append(line)
        size += len(line.raw) if isinstance(line, JsonLine) else 0
        if len(together) >= _LINES_TOGETHER or size >= _BYTES_TOGETHER:
            yield tuple(together), columns
            together, size = [], 0
    if together:
        yield tuple(together), columns


def _read(line: JsonLine | Skipped, columns: dict[str, str]) -> Read:
    if isinstance(line, Skipped):
        return line, 0
    # Late: ninjs needs the parsers of HTML, which most files do without.
    from annotator.ingest.json_news import json_part

    try:
        part = json_part(parsed_line(line.text), columns, "jsonl")
    except BadLine as error:
        return Skipped(line.name, str(error)), line.position
    if part.draft is None:
        return Skipped(line.name, part.reason), line.position
    decoded = Decoded(line.text, line.encoding)
    return article_of(part.draft, decoded, line.name, part.reader, line.raw), line.position
