"""JSON files: ninjs items, or objects with a text, one or a list of them."""

import json
from collections.abc import Mapping

from annotator.ingest.folders import Found
from annotator.ingest.jsonl import BadLine, read_row
from annotator.ingest.ninjs import is_ninjs, read_ninjs
from annotator.ingest.parts import Part, numbered

READER = "json"
"""The reader's name in the provenance, where the items are not ninjs."""

_LISTS = ("items", "articles", "documents")
_LINE_WITHIN = 1 << 20


def read_json(text: str, columns: Mapping[str, str]) -> list[Part]:
    """Return the articles of a JSON text: an object, a list, or an object with a list.

    Lists are looked for under ``items``, ``articles`` and ``documents``.
    """
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except RecursionError:
        return [Part(READER, reason="The file is nested too deeply.")]
    except ValueError as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return [Part(READER, reason=f"The file is not JSON{place}.")]
    if isinstance(data, dict) and not is_ninjs(data):
        data = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), data)
    rows = data if isinstance(data, list) else [data]
    parts = numbered([json_part(row, columns) for row in rows])
    return parts or [Part(READER, reason="No article: the list is empty.")]


def json_part(row: object, columns: Mapping[str, str], reader: str = READER) -> Part:
    """Return the article of one JSON value; what is neither ninjs nor has a text is none."""
    if not isinstance(row, dict):
        return Part(reader, reason="No article: no JSON object.")
    if not columns and not isinstance(row.get("text"), str) and is_ninjs(row):
        return read_ninjs(row)
    try:
        return Part(reader, read_row(row, columns))
    except BadLine as error:
        return Part(reader, reason=str(error))


def is_json_lines(file: Found) -> bool:
    """Tell whether a file is JSON Lines whatever its name: two objects on lines of their own."""
    try:
        with file.path.open("rb") as stream:
            start = stream.read(_LINE_WITHIN)
    except OSError:
        return False
    lines = [line.strip() for line in start.split(b"\n") if line.strip()][:2]
    if len(lines) < 2 or not all(line.startswith(b"{") for line in lines):
        return False
    try:
        return isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        return False
