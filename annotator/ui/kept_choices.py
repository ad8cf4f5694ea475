"""What was chosen in a dialog, kept as JSON in the settings and read back with care."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

_KEPT = 50
"""Projects whose choices are kept."""

Choices = TypeVar("Choices")


def read_back(stored: str | None) -> dict[str, Any]:
    """Return the object that was kept; an empty one where it is none, or damaged."""
    try:
        found = json.loads(stored) if stored else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def filled(usual: Choices, found: Mapping[str, Any]) -> Choices:
    """Return choices with what was kept of them, where it is of the same type."""
    kept: dict[str, Any] = {}
    for one in fields(usual):  # type: ignore[arg-type]
        value, like = found.get(one.name), getattr(usual, one.name)
        value = tuple(value) if isinstance(value, list) else value
        if type(value) is type(like):
            kept[one.name] = value
    return replace(usual, **kept)  # type: ignore[type-var]


def with_kept(stored: Mapping[str, str], project: str, content: object) -> dict[str, str]:
    """Return all that is kept with that of one project last; the oldest go."""
    kept = {name: text for name, text in stored.items() if name != project}
    kept[project] = json.dumps(content, ensure_ascii=False)
    return dict(list(kept.items())[-_KEPT:])
