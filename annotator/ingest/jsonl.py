"""JSON Lines: one article a line, its columns named as usual or by a map."""

import json
from collections.abc import Mapping

from annotator.domain.errors import UserError
from annotator.ingest.drafts import Draft
from annotator.ingest.facts import NAMES, as_facts
from annotator.ingest.plain import read_plain

TEXT_COLUMNS = ("text", "body", "content")
MAPPED = ("text", *NAMES)
"""What a column map may name."""

_MISSING = object()


class BadLine(Exception):
    """A line that is no article; the message says why, in one sentence."""


def checked_columns(columns: Mapping[str, str]) -> dict[str, str]:
    """Return a column map as it is; raises UserError where it maps something unknown."""
    for ours, theirs in columns.items():
        if ours not in MAPPED or not theirs:
            raise UserError(
                f"{ours}={theirs} maps nothing known.",
                where="--map",
                mend=f"What can be mapped: {', '.join(MAPPED)}, each to the name of a column.",
            )
    return dict(columns)


def parsed_line(line: str) -> dict[str, object]:
    """Return the object of one line; raises BadLine."""
    try:
        row = json.loads(line)
    except RecursionError:
        raise BadLine("The line is nested too deeply.") from None
    except ValueError as error:
        place = f" at character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadLine(f"The line is not JSON{place}.") from None
    if not isinstance(row, dict):
        raise BadLine("The line is no JSON object.")
    return row


def read_json_line(line: str, columns: Mapping[str, str] | None = None) -> Draft:
    """Return the article of one line; raises BadLine."""
    return read_row(parsed_line(line), columns or {})


def read_row(row: Mapping[str, object], columns: Mapping[str, str]) -> Draft:
    """Return the article of a row; its text is the text column exactly, canonical.

    The title is a fact, and the headline where the text has it as a line. Columns that
    nobody mapped become facts under their own name if they are short. Raises BadLine.
    """
    row = dict(row)
    text = _take_text(row, columns)
    mapped: dict[str, object] = {}
    for ours, theirs in columns.items():
        if ours != "text":
            mapped[ours] = _take(row, theirs)
    meta = row.pop("meta", None)
    rest = {**meta, **row} if isinstance(meta, dict) else row
    draft = read_plain(text, _title(mapped, rest))
    facts = as_facts({**_known(mapped), **rest}, draft.repairs)
    return Draft(draft.text, draft.zones, {**draft.facts, **facts}, draft.repairs)


def _take_text(row: dict[str, object], columns: Mapping[str, str]) -> str:
    if "text" in columns:
        text = _take(row, columns["text"])
        wanted = f'"{columns["text"]}"'
    else:
        found = next((name for name in TEXT_COLUMNS if isinstance(row.get(name), str)), "text")
        text = row.pop(found, _MISSING)
        wanted = ", ".join(f'"{name}"' for name in TEXT_COLUMNS)
    if not isinstance(text, str):
        raise BadLine(f"The line has no text column ({wanted}) that holds a string.")
    return text


def _take(row: dict[str, object], column: str) -> object:
    """Take a column out of a row; dots lead into objects where no column has that name."""
    if column in row:
        return row.pop(column)
    place: object = row
    for step in column.split("."):
        if not isinstance(place, dict) or step not in place:
            return _MISSING
        place = place[step]
    return place


def _known(mapped: Mapping[str, object]) -> dict[str, object]:
    return {ours: value for ours, value in mapped.items() if value is not _MISSING}


def _title(mapped: Mapping[str, object], row: Mapping[str, object]) -> str:
    for title in (mapped.get("title"), *(row.get(name) for name in NAMES["title"])):
        if isinstance(title, str) and title.strip():
            return " ".join(title.split())
    return ""
