"""Reports of what was repaired on the way in or lost on the way out: never silence."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

EXAMPLES_KEPT = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One place behind a report row: which document, where, and what stood there."""

    document: str
    offset: int | None = None
    text: str = ""


@dataclass(slots=True)
class ReportRow:
    """How often one thing happened, with the first few places."""

    code: str
    count: int = 0
    examples: list[Example] = field(default_factory=list)


class Report:
    """Count losses or repairs by code, keeping the first examples of each.

    Codes are lower case words joined by hyphens (``span-cuts-token``), part of the
    command line's contract.
    """

    def __init__(self) -> None:
        self._rows: dict[str, ReportRow] = {}

    def add(self, code: str, example: Example | None = None, count: int = 1) -> None:
        """Count one more (or ``count`` more) of a code."""
        row = self._rows.setdefault(code, ReportRow(code))
        row.count += count
        if example is not None and len(row.examples) < EXAMPLES_KEPT:
            row.examples.append(example)

    def extend(self, other: "Report", without: Container[str] = ()) -> None:
        """Add all rows of another report but those of some codes."""
        for row in other:
            if row.code in without:
                continue
            mine = self._rows.setdefault(row.code, ReportRow(row.code))
            mine.count += row.count
            mine.examples.extend(row.examples[: EXAMPLES_KEPT - len(mine.examples)])

    def __iter__(self) -> Iterator[ReportRow]:
        return iter(sorted(self._rows.values(), key=lambda row: row.code))

    def __bool__(self) -> bool:
        return bool(self._rows)

    def count(self, code: str) -> int:
        """Return how often a code was counted."""
        row = self._rows.get(code)
        return row.count if row else 0

    def as_json(self) -> list[dict[str, object]]:
        """Return the rows as the command line prints them."""
        return [
            {
                "code": row.code,
                "count": row.count,
                "examples": [
                    {"document": e.document, "offset": e.offset, "text": e.text}
                    for e in row.examples
                ],
            }
            for row in self
        ]
