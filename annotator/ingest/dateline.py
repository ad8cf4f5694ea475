"""Datelines: the place, day and agency that open the first paragraph of a report."""

from collections.abc import Sequence

import regex

from annotator.domain.documents import Zone, ZoneKind
from annotator.text.zones import with_change

_DASH = r"(?:--|[—–]|\s-)"
_PLACE = r"\p{Lu}[\p{Lu}\p{M}.'’-]+(?:[ /]\p{Lu}[\p{Lu}\p{M}.'’-]*){0,3}"
_REGION = r"(?:, ?\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]+){0,2})?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{L}*\.?"
_DAY = rf"(?:,? ?(?:on )?{_MONTH} \d{{1,2}}(?:, \d{{4}})?|,? \d{{1,2}} {_MONTH}(?: \d{{4}})?)?"
_AGENCY = r"(?P<agency> ?\(\p{Lu}[\p{L}/&. -]{1,40}\))?"
_DATELINE = regex.compile(
    rf"(?P<place>{_PLACE}){_REGION}{_DAY}{_AGENCY}(?:\s*{_DASH}\s*|(?P<colon>:\s+))(?=\S)"
    rf"|\p{{Lu}}\p{{L}}+(?: \p{{Lu}}\p{{L}}+){{0,2}}{_REGION}{_DAY}"
    rf" ?\(\p{{Lu}}[\p{{L}}/&. -]{{1,40}}\)\s*{_DASH}\s*(?=\S)"
)
_WORDS_OF_THE_PAGE = """
    PUBLISHED UPDATED SEE ALSO EDITOR EDITORS WORLD VIEW WATCH READ PHOTO PHOTOS VIDEO IMAGE
    BREAKING LIVE EXCLUSIVE OPINION ANALYSIS EXPLAINER NOTE CORRECTION UPDATE
"""
_NO_PLACES = frozenset(_WORDS_OF_THE_PAGE.split())
_WITHIN = 120
_SIGNS = "-–—:"


def dateline_length(paragraph: str) -> int:
    """Return how many code points of a paragraph's beginning are dateline; 0 for none.

    The dash is asked for; a colon will do only behind a place alone ("KUALA LUMPUR: ").
    The dateline ends before the first word of the report.
    """
    paragraph = paragraph[:_WITHIN]
    if not any(sign in paragraph for sign in _SIGNS):
        return 0
    found = _DATELINE.match(paragraph)
    if found is None:
        return 0
    place = found["place"] or ""
    if place and any(word in _NO_PLACES for word in place.replace("’", "'").split()):
        return 0
    if found["colon"] and (len(place) < 4 or found.end("place") != found.start("colon")):
        return 0
    return int(found.end())


def with_dateline(text: str, zones: Sequence[Zone]) -> tuple[Zone, ...]:
    """Return zones where the dateline at the body's start, if there is one, is its own."""
    body = next((zone for zone in zones if zone.kind is ZoneKind.BODY), None)
    if body is None:
        return tuple(zones)
    beginning = text[body.start : min(body.end, body.start + 2 * _WITHIN)]
    indent = len(beginning) - len(beginning.lstrip())
    length = dateline_length(beginning[indent:])
    if not length:
        return tuple(zones)
    return with_change(zones, body.start, body.start + indent + length, ZoneKind.DATELINE)
