"""What a line of a saved page claims to be, by its own wording and its length."""

from dataclasses import dataclass
from functools import cache, lru_cache

import regex
from ahocorasick_rs import AhoCorasick

from annotator.domain.documents import ZoneKind
from annotator.ingest import wordings
from annotator.ingest.dates import iso_date

_LONGEST_MARK = 400
_LONGEST_BIOGRAPHY = 900
_LONGEST_CAPTION = 600
_LONGEST_BYLINE = 120
_LONGEST_DATE = 60
_LONGEST_STOP_HEADING = 60
_RUNS_ON = 120
_CREDIT_WITHIN = 160
_BYLINE_CAPITALS = 0.5
_LETTERS_AROUND_DATE = 21
_BEGINNING = 5
_OPENING_QUOTES = '“"‘«„'
_WORD = regex.compile(r"\p{L}[\p{L}.'’-]*")
_WHEN = regex.compile(r"\d{1,2}[:.]\d\d\b|\bago\b|\d[/.-]\d|\btoday\b|\byesterday\b")


@dataclass(frozen=True, slots=True)
class Words:
    """Which tell-tale words a text has at all: looking once spares looking in each line."""

    consent: tuple[str, ...] = wordings.CONSENT_WORDS
    caption: tuple[str, ...] = wordings.CAPTION_WORDS
    contributed: bool = True
    biography: bool = True


_CONTRIBUTED = "contributed"
_CONSENT = frozenset(wordings.CONSENT_WORDS)
_CAPTION = frozenset(wordings.CAPTION_WORDS)
_BIOGRAPHY = frozenset(wordings.BIOGRAPHY_WORDS)
_TELLING = list(
    dict.fromkeys(
        (
            *(*wordings.CONSENT_WORDS, *wordings.CAPTION_WORDS),
            *(_CONTRIBUTED, *wordings.BIOGRAPHY_WORDS),
        )
    )
)
ANY = Words()
"""For a line alone: any of the words may be in it."""


def words_in(lower: str) -> Words:
    """Return which of the tell-tale words a text in lower case has."""
    found = {number for number, _, _ in _told_by().find_matches_as_indexes(lower, overlapping=True)}
    words = [_TELLING[number] for number in sorted(found)]
    return Words(
        tuple(word for word in words if word in _CONSENT),
        tuple(word for word in words if word in _CAPTION),
        _CONTRIBUTED in words,
        any(word in _BIOGRAPHY for word in words),
    )


@cache
def _told_by() -> AhoCorasick:
    """Return what finds all tell-tale words in one pass over a text."""
    return AhoCorasick(_TELLING)


def mark_of(line: str, words: Words = ANY) -> ZoneKind | None:
    """Return the kind a line claims by its own wording, or None where it claims none.

    ``words`` are those of the text the line is from.
    """
    mark = mark_but_biography(line, words)
    return ZoneKind.BIOGRAPHY if mark in (None, ZoneKind.CAPTION) and is_biography(line) else mark


def mark_but_biography(line: str, words: Words = ANY, lower: str = "") -> ZoneKind | None:
    """Return the kind a line claims where it is known that no biography is expected.

    ``lower`` is the line in lower case, where that is at hand.
    """
    if len(line) > _LONGEST_BIOGRAPHY:
        return None
    lower = lower or line.lower()
    begins = may_begin(line[:_BEGINNING])
    if len(line) <= _LONGEST_MARK:
        mark = _short_mark(line, lower, words, begins)
        if mark:
            return mark
    if begins and wordings.CORRECTION.match(line):
        return ZoneKind.CORRECTION
    if words.caption and len(line) <= _LONGEST_CAPTION and _has_credit(line, lower, words):
        return ZoneKind.CAPTION
    return None


@lru_cache(maxsize=16_384)
def may_begin(beginning: str) -> bool:
    """Tell whether a line that begins so can match a wording that stands at line starts.

    The patterns themselves are asked, by partial matching; most sentences begin like none.
    """
    return any(pattern.match(beginning, partial=True) for pattern in wordings.AT_LINE_START)


def _short_mark(line: str, lower: str, words: Words, begins: bool) -> ZoneKind | None:
    spoken = line[0] in _OPENING_QUOTES
    if begins:
        if wordings.RELATED.match(line) and not _runs_on(line):
            return ZoneKind.RELATED
        if wordings.COMMENTS.match(line):
            return ZoneKind.COMMENTS
        if not spoken and wordings.CREDIT.match(line):
            return ZoneKind.CREDIT
    if words.contributed and not spoken and wordings.CONTRIBUTED.search(line):
        return ZoneKind.CREDIT
    if is_date_line(line) or (begins and is_byline(line)):
        return ZoneKind.BYLINE
    if begins and len(line) <= _LONGEST_BYLINE and wordings.CAPTION_LABEL.match(line):
        return ZoneKind.CAPTION
    consent = bool(words.consent) and any(word in lower for word in words.consent)
    if begins and wordings.NAVIGATION.match(line) and (consent or not _runs_on(line)):
        return ZoneKind.NAVIGATION
    if consent and not spoken and len(wordings.PAGE_TALK.findall(line)) >= 2:
        return ZoneKind.NAVIGATION
    return None


def is_stop_heading(line: str) -> bool:
    """Tell whether a line heads what comes after an article ("Most read", "3 comments")."""
    return (
        len(line) <= _LONGEST_STOP_HEADING
        and may_begin(line[:_BEGINNING])
        and wordings.STOP_HEADING.match(line) is not None
    )


def is_interruption(line: str) -> bool:
    """Tell whether a line is litter that pages put between paragraphs (advertisements)."""
    return (
        len(line) <= _LONGEST_MARK
        and may_begin(line[:_BEGINNING])
        and wordings.INTERRUPTION.match(line) is not None
    )


def is_biography(line: str) -> bool:
    """Tell whether a line presents its author."""
    if len(line) > _LONGEST_BIOGRAPHY or not line[0].isupper():
        return False
    lower = line.lower()
    return (
        any(word in lower for word in wordings.BIOGRAPHY_WORDS)
        and wordings.BIOGRAPHY.match(line) is not None
    )


def is_byline(line: str) -> bool:
    """Tell whether a short line says who wrote the article: "By", then mostly names."""
    found = wordings.BYLINE.match(line) if len(line) <= _LONGEST_BYLINE else None
    if found is None:
        return False
    words = _WORD.findall(found["names"])
    capitals = sum(word[0].isupper() for word in words)
    return bool(capitals >= _BYLINE_CAPITALS * len(words))


def is_date_line(line: str) -> bool:
    """Tell whether a short line says little more than when the article was published."""
    if len(line) > _LONGEST_DATE or not any(map(str.isdigit, line)):
        return False
    date = iso_date(line)
    if wordings.DATED.match(line):
        return date is not None or _WHEN.search(line.lower()) is not None
    return (
        date is not None
        and line[-1] not in ".?!"
        and sum(map(str.isalpha, line)) <= _LETTERS_AROUND_DATE
    )


def _has_credit(line: str, lower: str, words: Words) -> bool:
    tail = lower[-_CREDIT_WITHIN:]
    return (
        any(word in tail for word in words.caption)
        and wordings.CAPTION.search(line[-_CREDIT_WITHIN:]) is not None
    )


def _runs_on(line: str) -> bool:
    """Tell whether a line that begins like a menu is in truth a long sentence."""
    return len(line) >= _RUNS_ON and line[-1] in '.”"'
