"""Articles of JSON Lines files, large files read by processes of their own."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from annotator.domain.corpora import Skipped
from annotator.ingest.ahead import usable_cores, worked_ahead
from annotator.ingest.articles import Article, Each, Result, article_of
from annotator.ingest.decoding import Decoded
from annotator.ingest.folders import Found
from annotator.ingest.json_lines import RawLine, decoded_line, json_lines
from annotator.ingest.jsonl import BadLine, parsed_line

LARGE_FILE = 4 << 20
"""Files above this many bytes are read by other processes, which take a while to start."""

_LINES_TOGETHER = 64
_BYTES_TOGETHER = 1 << 20
_ROOM = 24  # what is read meanwhile when a batch of a thousand is stored


class LinesJob(NamedTuple):
    """Some lines of a file, its name, and the column map."""

    file_name: str
    lines: list[RawLine | Skipped]
    columns: dict[str, str]


def json_articles(
    file: Found, encoding: str | None, columns: Mapping[str, str], each: Each[Result]
) -> Iterator[tuple[Result | Skipped, int]]:
    """Yield what ``each`` makes of the articles of a JSON Lines file, in constant memory.

    They come in order, each with the file position behind it; 0 where that is not known.
    """
    lines = json_lines(file, encoding)
    cores = usable_cores()
    if file.size <= LARGE_FILE or cores < 2:
        for line in lines:
            yield from read_lines(each, LinesJob(file.name, [line], dict(columns)))
        return
    jobs = _jobs(file.name, lines, dict(columns))
    work = partial(read_lines, each)
    for read in worked_ahead(work, jobs, cores, room=_ROOM, weight=_weight):
        yield from read


def read_lines(each: Each[Result], job: LinesJob) -> list[tuple[Result | Skipped, int]]:
    """Return what ``each`` makes of the articles of a few lines."""
    read: list[tuple[Result | Skipped, int]] = []
    for line in job.lines:
        article = line if isinstance(line, Skipped) else _article(line, job)
        position = 0 if isinstance(line, Skipped) else line.position
        read.append((article if isinstance(article, Skipped) else each(article), position))
    return read


def _jobs(
    name: str, lines: Iterator[RawLine | Skipped], columns: dict[str, str]
) -> Iterator[LinesJob]:
    together: list[RawLine | Skipped] = []
    size = 0
    for line in lines:
        together.append(line)
        size += len(line.raw or b"") if isinstance(line, RawLine) else 0
        if len(together) >= _LINES_TOGETHER or size >= _BYTES_TOGETHER:
            yield LinesJob(name, together, columns)
            together, size = [], 0
    if together:
        yield LinesJob(name, together, columns)


def _weight(job: LinesJob) -> int:
    return sum(len(line.raw or b"") for line in job.lines if isinstance(line, RawLine))


def _article(raw: RawLine, job: LinesJob) -> Article | Skipped:
    line = decoded_line(job.file_name, raw)
    if isinstance(line, Skipped):
        return line
    # Late: ninjs needs the parsers of HTML, which most files do without.
    from annotator.ingest.json_news import json_part

    try:
        part = json_part(parsed_line(line.text), job.columns, "jsonl")
    except BadLine as error:
        return Skipped(line.name, str(error))
    if part.draft is None:
        return Skipped(line.name, part.reason)
    decoded = Decoded(line.text, line.encoding)
    return article_of(part.draft, decoded, line.name, part.reader, line.raw)
