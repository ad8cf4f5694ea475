"""Zones of plain text saved from a page: a kind for every line, tiling the text.

The rules and their figures come from a measurement on fifty news pages; nothing is ever
dropped, people correct a wrong kind with one key.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain.documents import Zone, ZoneKind
from annotator.ingest.after import kinds_after
from annotator.ingest.dateline import with_dateline
from annotator.ingest.facts import told_facts
from annotator.ingest.headline import headline_index
from annotator.ingest.lines import Line, lines_of
from annotator.ingest.marks import is_biography, is_date_line, mark_but_biography, words_in
from annotator.ingest.window import body_window, from_headline
from annotator.ingest.within import kinds_within
from annotator.text.zones import tile

_STANDFIRST = range(60, 301)
_REPEATED_CAPTION = range(40, 301)
_LONGEST_NAME = 60
_OPENING_QUOTES = '“"‘«„'


@dataclass(frozen=True, slots=True)
class Zoning:
    """Zones that tile a text, and the facts its lines tell."""

    zones: tuple[Zone, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def zoning_of(text: str, title: str = "") -> Zoning:
    """Return the zones of a canonical text; ``title`` helps to find the headline.

    Blank lines belong to the zone before them. Facts: ``title``, ``byline`` and
    ``published`` where lines tell them.
    """
    lines = lines_of(text)
    if not lines:
        return Zoning(tile((), len(text)))
    marks = _marks(lines, text)
    body = body_window(lines, marks)
    if not body:
        return Zoning(_tiled(lines, _without_body(lines, marks, title), text))
    headline = headline_index(lines, marks, body, title)
    if headline is not None and headline < body.start:
        body = from_headline(body, lines, marks, headline)
    body = _past_standfirst(lines, marks, body, headline)
    kinds: list[ZoneKind] = [ZoneKind.BODY] * len(lines)
    kinds[: body.start] = _kinds_before(lines, marks, body.start, headline)
    kinds[body.start : body.stop] = kinds_within(lines, marks, body)
    kinds[body.stop :] = kinds_after(lines, marks, body.stop)
    if headline is not None:
        kinds[headline] = ZoneKind.HEADLINE
    from_head = range(body.start if headline is None else headline + 1, body.stop)
    _mark_repeated_captions(lines, marks, from_head, kinds)
    return Zoning(
        _tiled(lines, kinds, text),
        told_facts(zip(kinds, (line.text for line in lines), strict=True)),
    )


def _marks(lines: Sequence[Line], text: str) -> list[ZoneKind | None]:
    """Return what the lines claim to be.

    A biography that two paragraphs of running text follow is of people in the story: it is
    not looked for there.
    """
    lower = text.lower()
    words = words_in(lower)
    if len(lower) > len(text):  # a letter became two: places no longer agree
        lower = ""
    marks: list[ZoneKind | None] = [
        mark_but_biography(
            line.text,
            words,
            lower[line.start : line.end] if len(line.text) == line.end - line.start else "",
        )
        for line in lines
    ]
    next_runs = second_runs = False  # whether the lines below are running text
    for index in range(len(lines) - 1, -1, -1):
        line, mark = lines[index], marks[index]
        if (
            words.biography
            and not (next_runs and second_runs)
            and (mark is None or mark is ZoneKind.CAPTION)
            and is_biography(line.text)
        ):
            mark = marks[index] = ZoneKind.BIOGRAPHY
        next_runs, second_runs = mark is None and line.good, next_runs
    return marks


def _without_body(
    lines: Sequence[Line], marks: Sequence[ZoneKind | None], title: str
) -> list[ZoneKind]:
    """Return kinds for a text that has no sentence: a list, a poem, a title alone."""
    kinds = [mark or ZoneKind.BODY for mark in marks]
    if len(lines) > 1 and title and lines[0].text == " ".join(title.split()):
        kinds[0] = ZoneKind.HEADLINE
    return kinds


def _past_standfirst(
    lines: Sequence[Line], marks: Sequence[ZoneKind | None], body: range, headline: int | None
) -> range:
    """Return the window without a standfirst at its head.

    A standfirst may look like running text; it is one when it follows the headline and a
    byline, date or caption parts it from the next paragraph.
    """
    start = body.start
    if headline is None:
        return body
    if headline >= start:
        return range(headline + 1, body.stop)
    if headline != start - 1 or lines[start].width not in _STANDFIRST:
        return body
    following = start + 1
    while following < body.stop and marks[following] in (ZoneKind.BYLINE, ZoneKind.CAPTION):
        following += 1
    if following == start + 1 or following >= body.stop:
        return body
    return range(following, body.stop)


def _kinds_before(
    lines: Sequence[Line],
    marks: Sequence[ZoneKind | None],
    stop: int,
    headline: int | None,
) -> list[ZoneKind]:
    """Return kinds for the lines above the body: menus, then what belongs to the head."""
    kinds: list[ZoneKind] = []
    standfirst_seen = False
    for index in range(stop):
        mark, line = marks[index], lines[index]
        if mark is not None:
            kinds.append(mark)
        elif headline is None or index <= headline:
            kinds.append(ZoneKind.NAVIGATION)
        elif _titles_caption(lines, marks, index):
            kinds.append(ZoneKind.CAPTION)
        elif line.width in _STANDFIRST and not standfirst_seen:
            kinds.append(ZoneKind.STANDFIRST)
            standfirst_seen = True
        elif _beside_date(lines, marks, index):
            kinds.append(ZoneKind.BYLINE)
        else:
            kinds.append(ZoneKind.NAVIGATION)
    return kinds


def _titles_caption(lines: Sequence[Line], marks: Sequence[ZoneKind | None], index: int) -> bool:
    """Tell whether a line is the first of a two-line block whose second is a caption."""
    return (
        index + 1 < len(lines)
        and marks[index + 1] is ZoneKind.CAPTION
        and lines[index].gap > 0
        and lines[index + 1].gap == 0
    )


def _beside_date(lines: Sequence[Line], marks: Sequence[ZoneKind | None], index: int) -> bool:
    """Tell whether a short line of capitals stands beside a date: the author's name."""
    line = lines[index]
    if line.width > _LONGEST_NAME or line.capitals < 0.6:
        return False
    neighbours = [near for near in (index - 1, index + 1) if 0 <= near < len(lines)]
    return any(
        marks[near] is ZoneKind.BYLINE and is_date_line(lines[near].text) for near in neighbours
    )


def _mark_repeated_captions(
    lines: Sequence[Line],
    marks: Sequence[ZoneKind | None],
    places: range,
    kinds: list[ZoneKind],
) -> None:
    """Turn lines that occur more than once in or just above the body into captions.

    A page tells a picture's caption twice, as text and for those who do not see it.
    """
    times = Counter(lines[index].text for index in places)
    for index in places:
        line = lines[index]
        if (
            times[line.text] > 1
            and marks[index] is None
            and kinds[index] is not ZoneKind.RELATED
            and line.width in _REPEATED_CAPTION
            and line.text[0] not in _OPENING_QUOTES
        ):
            kinds[index] = ZoneKind.CAPTION


def _tiled(lines: Sequence[Line], kinds: Sequence[ZoneKind], text: str) -> tuple[Zone, ...]:
    zones: list[Zone] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and kinds[index] is kinds[index - 1]:
            continue
        end = text.rfind("\n", 0, lines[index].start) + 1 if index < len(lines) else len(text)
        zones.append(Zone(start, end, kinds[index - 1]))
        start = end
    return with_dateline(text, zones)
