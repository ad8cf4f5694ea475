"""Dates as articles write them, turned into ISO 8601."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_WRITTEN = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+{_MONTH},?\s+{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}", re.IGNORECASE),
)
_ISO = re.compile(
    r"\b(?:19|20)\d\d-\d\d-\d\d"
    r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?"
)
_BASIC = re.compile(r"(?:19|20)\d{6}(?:T\d{4}(?:\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?")
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2}, *)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[A-Z]{1,4}|[+-]\d{4})"
)
_TIME = re.compile(
    r"\b(?:at )?\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?(?: ?(?:GMT|UTC|[A-Z]{2,3}T)\b)?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+")
_DATE_WORD = re.compile(
    r"(?:(?:first |last )?(?:published|updated|posted|modified)(?: on| at)?|on|at"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\.?)\W*",
    re.IGNORECASE,
)
_JOINTS = " ,;:/()"
_DIGIT = re.compile(r"\d")
_LONGEST = 200


def iso_date(written: str) -> str | None:
    """Return the first date in a short text as ISO 8601, or None where none is understood.

    Understood are ISO 8601 (without hyphens if nothing else is there), mail dates, and
    English day-month-year or month-day-year with the month in letters. All-digit dates with
    slashes are not: which number is the month cannot be known.
    """
    written = written.strip()[:_LONGEST]
    if not _DIGIT.search(written):
        return None
    found = _ISO.search(written) or _BASIC.fullmatch(written)
    if found:
        return _iso(found.group())
    if _MAIL.match(written):
        return _mail(written)
    for pattern in _WRITTEN:
        match = pattern.search(written)
        if match:
            month = _MONTHS[match["month"].lower()]
            return _day(int(match["year"]), month, int(match["day"]))
    if ":" in written and "," in written:
        return _mail(written)
    return None


def without_dates(written: str) -> str:
    """Return a short text without dates, times of day and what joins them to the rest."""
    if not _DIGIT.search(written):
        return written.strip(_JOINTS)
    for pattern in (_ISO, *_WRITTEN, _TIME):
        written = pattern.sub("|", written)
    pieces = (piece.strip(_JOINTS) for piece in _SEPARATOR.split(written))
    kept = (piece for piece in pieces if piece and not _DATE_WORD.fullmatch(piece))
    return ", ".join(kept)


def _mail(written: str) -> str | None:
    try:
        return parsedate_to_datetime(written).isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _iso(written: str) -> str | None:
    try:
        if len(written) <= len("2022-07-29"):
            return date.fromisoformat(written).isoformat()
        return datetime.fromisoformat(written).isoformat()
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
