"""The lines of our jsonl: the header and how a row is spelt."""

import json

from annotator.domain.schema import Schema
from annotator.formats.schema_json import schema_to_json

HEADER_NAME = "annotator-jsonl"
VERSION = 1

_LINE_BREAKS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\u0085": "\\u0085"}


def line_of(row: dict[str, object]) -> bytes:
    """Return one line: readable UTF-8, with what some readers take for a line end escaped."""
    text = json.dumps(row, ensure_ascii=False, separators=(", ", ": "))
    for character, escaped in _LINE_BREAKS.items():
        text = text.replace(character, escaped)
    return text.encode("utf-8") + b"\n"


def header_line(schema: Schema) -> bytes:
    """Return the first line of a file: what it is and the schema of its labels."""
    return line_of({"format": HEADER_NAME, "version": VERSION, "schema": schema_to_json(schema)})
