"""The one query language: filter box, ``--documents``, pack and suggest read the same.

Words, "phrases", prefix*, and ``state:``, ``source:``, ``date:2022-07..2022-08``,
``flag:``, ``label:``, ``annotator:``, ``zone:``, ``story:``, ``round:``, ``handed:``; a
``-`` before a term means not. All terms must hold.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError

FIELDS = (
    *("state", "source", "date", "flag", "label", "annotator", "zone", "story"),
    *("round", "handed"),
)
MAY_BE_EMPTY = ("flag", "story", "round")
LATER = "later"
"""The value of ``story:`` for articles whose story an earlier one tells."""
_TERM = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S*))(?:\s+|$)')
_STORY = re.compile(r"[0-9a-f]{6,32}")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; ``field`` is empty for words of the text.

    ``prefix`` is set for a word that ended in ``*``.
    """

    value: str
    field: str = ""
    negated: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All the conditions of a query; no terms means every document."""

    terms: Sequence[Term] = ()

    def values(self, field: str) -> list[Term]:
        """Return the terms of one field ("" for words)."""
        return [term for term in self.terms if term.field == field]


def parse_query(text: str) -> Query:
    """Return the query a text means; raise UserError for a field value that cannot be."""
    terms = []
    for match in _TERM.finditer(text.strip()):
        minus, field, phrase, word = match.groups()
        field = (field or "").lower()
        value = phrase if phrase is not None else word
        if field and field not in FIELDS:
            # "Note:" in a pasted headline is a word, not a field.
            field, value = "", f"{field}:{value}"
        if not value and field not in MAY_BE_EMPTY:
            continue
        prefix = not field and phrase is None and value.endswith("*") and len(value) > 1
        value = value[:-1] if prefix else value
        terms.append(Term(_checked(field, value), field, bool(minus), prefix))
    return Query(tuple(terms))


def _checked(field: str, value: str) -> str:
    if field == "state":
        value = value.lower().replace("_", "-")
        if value not in set(State):
            raise UserError(
                f'There is no state "{value}".',
                mend=f"States are {', '.join(State)}.",
            )
    if field == "story" and value:
        value = value.lower()
        if value != LATER and not _STORY.fullmatch(value):
            raise UserError(
                f'"{value}" names no story.',
                mend="Write story: for those told more than once, story:later for all but the"
                " first telling, or story: with the beginning of an article's id.",
            )
    if field == "date":
        ends = value.split("..")
        if len(ends) > 2 or not any(ends) or not all(_DATE.fullmatch(e) or not e for e in ends):
            raise UserError(
                f'"{value}" is no date or range.',
                mend="Write date:2022-07-29, date:2022-07 or date:2022-07..2022-08.",
            )
    return value
