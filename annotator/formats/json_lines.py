"""JSON lines of any size: one object a line, lines cut at LF alone."""

from collections.abc import Generator
from pathlib import Path

from annotator.formats.bounds import MAX_BYTES, TOO_MANY, crowded_json
from annotator.formats.json_values import BadValue, parse_flat
from annotator.formats.long_lines import next_line
from annotator.formats.staging import file_problem

MAX_LINE = MAX_BYTES
"""Bytes; a longer line is skipped rather than taken into memory."""


def binary_lines(path: Path) -> Generator[tuple[int, bytes | BadValue], None, None]:
    """Yield the lines that are not blank, with their numbers (from 1), in constant memory.

    A line above the limit, or of more values than a document can have, comes as BadValue;
    one that is too long is passed over, never held whole. A byte order mark before the
    first line is left out. Raises UserError for a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while (line := next_line(file, MAX_LINE)) != b"":
                number += 1
                if line is None:
                    reason = f"the line is longer than {MAX_LINE // 2**20} MiB"
                    yield number, BadValue(reason)
                    continue
                line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if crowded_json(line):
                    yield number, BadValue(TOO_MANY)
                elif line.strip():
                    yield number, line
    except OSError as error:
        raise file_problem(error, path) from error


def json_rows(path: Path) -> Generator[tuple[int, dict[str, object] | BadValue], None, None]:
    """Yield the object of each line with its number, or what is wrong with the line."""
    for number, line in binary_lines(path):
        yield number, line if isinstance(line, BadValue) else parsed_line(line)


def parsed_line(line: bytes) -> dict[str, object] | BadValue:
    """Return the object of a line, or what is wrong with it."""
    try:
        return parse_flat(line)
    except BadValue as error:
        return error
