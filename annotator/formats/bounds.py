"""What one document may be at most, so that no file, small or large, fills the memory."""

import json
from pathlib import Path

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a document, and of a file that is read whole."""
MOST_PARTS = 5_000_000
"""Values in JSON, or elements and attributes in XML, that one document may have.

A few bytes of a file become tens to hundreds in memory for each of them.
"""
TOO_MANY = f"more than {MOST_PARTS // 1_000_000} million values in one document"
_JSON = "[{,"
_XML = "<="


def crowded_json(content: bytes | bytearray | str) -> bool:
    """Tell whether JSON has more values than a document can have, from its marks alone."""
    return len(content) > MOST_PARTS and _marks(content, _JSON) > MOST_PARTS


def crowded_xml(content: bytes | str) -> bool:
    """Tell whether XML has more elements and attributes than a document can have."""
    return len(content) > MOST_PARTS and _marks(content, _XML) > MOST_PARTS


def json_marks(content: bytes | bytearray) -> int:
    """Return how many values a piece of JSON may begin."""
    return _marks(content, _JSON)


def xml_marks(content: bytes) -> int:
    """Return how many elements and attributes a piece of XML may begin."""
    return _marks(content, _XML)


def companion(path: Path) -> object:
    """Return the JSON of a small file beside the data; None where there is none to be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        content = path.read_bytes()
        return None if crowded_json(content) else json.loads(content)
    except (OSError, ValueError, RecursionError):
        return None


def _marks(content: bytes | bytearray | str, marks: str) -> int:
    if isinstance(content, str):
        return sum(map(content.count, marks))
    return sum(content.count(mark.encode()) for mark in marks)
