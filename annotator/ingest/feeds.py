"""RSS and Atom feeds, WordPress exports among them: each entry is an article."""

from io import BytesIO
from typing import Any

from annotator.domain.documents import ZoneKind
from annotator.ingest.fragments import body_blocks, html_blocks, one_line
from annotator.ingest.parts import Part
from annotator.ingest.stories import Story, draft_of

READER = "feed"
"""The reader's name in the provenance."""

ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
"""Root elements that this reader knows, in lower case."""


def read_feed(text: str) -> list[Part]:
    """Return the articles of a feed; an entry with nothing but a summary is an ``excerpt``.

    Entries without any text (attachments, bare links) are listed with the reason.
    """
    import feedparser  # type: ignore[import-untyped]  # late: it takes a while to import

    # A stream of bytes: a string could be taken for an address or a file name.
    feed = feedparser.parse(
        BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=True,
    )
    about = feed.get("feed", {})
    parts = [
        _part(entry, about, str(number)) for number, entry in enumerate(feed.get("entries", []), 1)
    ]
    return parts or [Part(READER, reason="No article: the feed has no entries.")]


def _part(entry: Any, about: Any, place: str) -> Part:
    summary = _line(entry, "summary")
    content = max((one.get("value", "") for one in entry.get("content", ())), key=len, default="")
    blocks = body_blocks(content) if content.strip() else []
    if sum(len(words) + 1 for kind, words in blocks if kind is not ZoneKind.CAPTION) < len(summary):
        blocks = []  # a teaser: the summary has more
    story = Story(
        headline=_line(entry, "title"),
        standfirst=summary,
        blocks=blocks,
        facts=_facts(entry, about),
    )
    draft = draft_of(story)
    if draft is None:
        return Part(READER, place=place, reason="No article: the entry has no text.")
    return Part(READER, draft, place)


def _line(entry: Any, name: str) -> str:
    """Return a field on one line, as HTML where the feed says that it is."""
    written = entry.get(name) or ""
    if "html" in ((entry.get(f"{name}_detail") or {}).get("type") or ""):
        return " ".join(" ".join(text for _, text in html_blocks(written)).split())
    return one_line(written)


def _facts(entry: Any, about: Any) -> dict[str, object]:
    source = entry.get("source", {})
    authors = [one.get("name", "") for one in entry.get("authors", ())]
    details = entry.get("title_detail") or {}
    language = entry.get("language") or about.get("language") or details.get("language")
    return {
        "published": entry.get("published") or entry.get("updated") or entry.get("created"),
        "source": one_line(source.get("title", "") or about.get("title", "")),
        "byline": ", ".join(filter(None, authors)) or entry.get("author", ""),
        "url": entry.get("link"),
        "id": entry.get("id"),
        "language": language,
        "subject": ", ".join(
            dict.fromkeys(tag.get("term") or "" for tag in entry.get("tags", ()) if tag.get("term"))
        ),
        "status": entry.get("wp_status"),
    }
