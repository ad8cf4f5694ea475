"""The columns of a dataset for Hugging Face ``datasets``, with the names of its tags."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.formats.bounds import companion
from annotator.formats.json_values import BadValue

FEATURES = "features.json"
"""What ``Features.from_dict`` takes; beside a single file, ``STEM.features.json``."""

_LETTERS = {"iob1": "BI", "iob2": "BI", "bioes": "BIES"}
_STRING = {"dtype": "string", "_type": "Value"}
_NUMBER = {"dtype": "int32", "_type": "Value"}
_NAMED = [{"name": _STRING, "value": _STRING}]


def tag_names(labels: Sequence[str], scheme: str) -> list[str]:
    """Return the names of the tags in their fixed order: O first, then by label."""
    pairs = [f"{letter}-{label}" for label in sorted(labels) for letter in _LETTERS[scheme]]
    return ["O", *pairs]


def features(names: Sequence[str]) -> dict[str, Any]:
    """Return the columns as ``datasets`` writes them down."""
    tags = {"names": list(names), "_type": "ClassLabel"}
    return {
        "id": _STRING,
        "doc_id": _STRING,
        "sent_id": _NUMBER,
        "tokens": {"feature": _STRING, "_type": "Sequence"},
        "ner_tags": {"feature": tags, "_type": "Sequence"},
        "start_chars": {"feature": _NUMBER, "_type": "Sequence"},
        "end_chars": {"feature": _NUMBER, "_type": "Sequence"},
        "text": _STRING,
        "entities": [
            {
                "id": _NUMBER,
                "start": _NUMBER,
                "end": _NUMBER,
                "label": _STRING,
                "chain": _NUMBER,
                "attributes": _NAMED,
                "note": _STRING,
            }
        ],
        "relations": [
            {
                "source": _NUMBER,
                "target": _NUMBER,
                "label": _STRING,
                "attributes": _NAMED,
                "note": _STRING,
            }
        ],
        "facts": _NAMED,
    }


def names_in(content: object) -> list[str]:
    """Return the tag names that a description of columns tells; none where it tells none."""
    if isinstance(content, dict):
        names = content.get("names")
        if content.get("_type") == "ClassLabel" and isinstance(names, list):
            return [str(name) for name in names]
        if "feature" in content:
            return names_in(content["feature"])
    if isinstance(content, list) and len(content) == 1:
        return names_in(content[0])
    return []


def names_beside(path: Path, column: str) -> list[str]:
    """Return the tag names told by a file beside the data; none where there is none."""
    folders = (path.parent, path.parent.parent)
    names = (FEATURES, "dataset_info.json")
    places = [path.with_name(f"{path.stem}.{FEATURES}")]
    places += [folder / name for folder in folders for name in names]
    for place in places:
        content = companion(place)
        if isinstance(content, dict):
            inner = content.get("features", content)
            found = names_in(inner.get(column)) if isinstance(inner, dict) else []
            if found:
                return found
    return []


def tag_of(value: object, names: Sequence[str]) -> str:
    """Return the tag of a value: a string itself, or the name a number stands for."""
    if isinstance(value, str):
        return value
    if type(value) is int and 0 <= value < len(names):
        return names[value]
    raise BadValue(f"{str(value)[:20]!r} is no tag, nor the number of one")
