"""Facts of an article under the names the program knows, from whatever a file calls them."""

from collections.abc import Iterable, Mapping

from annotator.domain.documents import ZoneKind
from annotator.domain.reports import Example, Report
from annotator.ingest.dates import iso_date, without_dates
from annotator.ingest.marks import is_byline
from annotator.text.canonical import canonical_text

NAMES = {
    "title": ("title", "headline"),
    "published": ("published", "date", "datepublished", "date_published", "pubdate"),
    "source": ("source", "publisher", "outlet", "site_name"),
    "url": ("url", "link"),
    "byline": ("byline", "author", "authors"),
    "language": ("language", "lang"),
}
"""Our name of a fact to the names files use for it, the best first."""

_OURS = {theirs: ours for ours, names in NAMES.items() for theirs in names}
_LONGEST_FACT = 1000


def as_facts(found: Mapping[str, object], repairs: Report) -> dict[str, str]:
    """Return values as facts: known names translated, dates as ISO 8601, all on one line.

    A date that is not understood stays under ``date`` as it was written and is reported
    (``date-not-understood``). Lists of strings are joined by commas. What cannot be a fact
    (nested values, very long ones) is reported as ``fact-left-out``.
    """
    facts: dict[str, str] = {}
    for name, value in found.items():
        written = _one_line(value)
        if written is None:
            repairs.add("fact-left-out", Example("", None, str(name)[:60]))
        elif written:
            _put(facts, str(name), written, repairs)
    return facts


def told_facts(blocks: Iterable[tuple[ZoneKind, str]]) -> dict[str, str]:
    """Return the facts that an article's own headline, byline and date lines tell."""
    facts: dict[str, str] = {}
    for kind, text in blocks:
        if kind is ZoneKind.HEADLINE:
            facts.setdefault("title", " ".join(text.split()))
        elif kind is ZoneKind.BYLINE:
            line = " ".join(text.split())
            published = iso_date(line)
            if published:
                facts.setdefault("published", published)
            if is_byline(line):
                author = without_dates(line.split(maxsplit=1)[1]).rstrip(".")
                if author:
                    facts.setdefault("byline", author)
            elif not published and not any(map(str.isdigit, line)):
                facts.setdefault("byline", line)
    return facts


def _put(facts: dict[str, str], name: str, written: str, repairs: Report) -> None:
    ours = _OURS.get(name.lower().replace(" ", "_").replace("-", "_"), name)
    if ours == "published":
        date = iso_date(written)
        if date is None:
            repairs.add("date-not-understood", Example("", None, written[:60]))
            facts.setdefault("date", written)
            return
        written = date
    facts.setdefault(_one_line(ours) or "fact", written)


def _one_line(value: object) -> str | None:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        if any(isinstance(piece, (list, tuple, dict)) for piece in value):
            return None
        value = ", ".join(filter(None, map(_one_line, value)))
    if isinstance(value, (bool, int, float)):
        value = str(value)
    if not isinstance(value, str) or len(value) > _LONGEST_FACT:
        return None
    if not value.isascii() or "\0" in value:
        value, _ = canonical_text(value)
    return " ".join(value.split())
