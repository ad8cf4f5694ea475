"""Articles of agency formats: their fields put together to a text with zones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from annotator.domain.documents import ZoneKind
from annotator.domain.reports import Example, Report
from annotator.ingest.claims import Block, with_claims
from annotator.ingest.dateline import with_dateline
from annotator.ingest.dates import iso_date
from annotator.ingest.drafts import Draft, canonical_block, joined
from annotator.ingest.facts import as_facts
from annotator.ingest.standfirst import has_text, key, with_standfirst

_HEAD = (ZoneKind.BYLINE, ZoneKind.DATELINE)


@dataclass(slots=True)
class Story:
    """The fields of one article as its format has them, before they are one text.

    ``blocks`` is the body with whatever its markup tells; ``after`` is what has no place
    in the body (captions of pictures, titles of related articles). ``facts`` are under the
    names of ``facts.NAMES`` or others of the program's.
    """

    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    dateline: str = ""
    blocks: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)


def draft_of(story: Story) -> Draft | None:
    """Return a story as a draft; None where it has neither a body nor a summary.

    The order is headline, standfirst, byline, dateline, body, the rest. What the body has
    already is not told twice. A story whose only text is its summary is marked by the
    repair ``excerpt``.
    """
    repairs = Report()
    body = _without_headline(story.blocks, story.headline)
    standfirst = story.standfirst
    if all(kind in _HEAD for kind, _ in body):
        if not standfirst:
            return None
        body, standfirst = [*body, (ZoneKind.BODY, standfirst)], ""
        repairs.add("excerpt", Example("", None, story.headline[:60]))
    lead = list(takewhile(lambda block: block[0] is ZoneKind.STANDFIRST, body))
    body = body[len(lead) :]
    head: list[Block] = [(ZoneKind.HEADLINE, story.headline), *lead]
    for kind, text in ((ZoneKind.BYLINE, story.byline), (ZoneKind.DATELINE, story.dateline)):
        if text and iso_date(text) != text and not has_text(body[:4], text):
            head.append((kind, text))
    blocks = with_standfirst([*head, *with_claims(body)], standfirst)
    blocks += [block for block in story.after if not has_text(blocks, block[1])]
    text, zones = joined((kind, canonical_block(block, repairs)) for kind, block in blocks)
    found = {**story.facts, "title": story.headline}
    if story.byline:
        found["byline"] = story.byline
    facts = as_facts(found, repairs)
    return Draft(text, with_dateline(text, zones), facts, repairs)


def _without_headline(blocks: Sequence[Block], headline: str) -> list[Block]:
    """Return blocks without the headline; other first-level headings become cross-headings."""
    wanted = key(headline)
    return [
        (ZoneKind.CROSSHEAD if kind is ZoneKind.HEADLINE else kind, text)
        for index, (kind, text) in enumerate(blocks)
        if text.strip() and not (index < 4 and key(text) == wanted)
    ]
