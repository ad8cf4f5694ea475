"""Plain text, be it a clean article or one saved from a page with its litter."""

from annotator.ingest.drafts import Draft
from annotator.ingest.zoning import zoning_of
from annotator.text.canonical import canonical_text


def read_plain(text: str, title: str = "") -> Draft:
    """Return plain text as it is, canonical, with a zone for every line."""
    canonical, repairs = canonical_text(text)
    zoning = zoning_of(canonical, title)
    facts = dict(zoning.facts)
    if title:
        facts["title"] = title
    return Draft(canonical, zoning.zones, facts, repairs)
