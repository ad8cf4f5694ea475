"""HTML pages: the article's text by trafilatura, its parts as zones, the rest left out.

The page itself is kept with the document as raw bytes. What trafilatura leaves out of the
text (headline, standfirst, captions) is put back from the page.
"""

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from annotator.domain.documents import ZoneKind
from annotator.domain.reports import Example, Report
from annotator.ingest.captions import with_captions
from annotator.ingest.claims import Block, with_claims
from annotator.ingest.dateline import with_dateline
from annotator.ingest.dates import without_dates
from annotator.ingest.drafts import Draft, canonical_block, joined
from annotator.ingest.facts import as_facts
from annotator.ingest.jsonld import article_data
from annotator.ingest.markup import extracted_blocks, page_blocks, parsed, visible_text
from annotator.ingest.standfirst import key, with_standfirst
from annotator.text.canonical import canonical_text

if TYPE_CHECKING:
    from trafilatura.settings import Document as Extraction

_SUSPICIOUSLY_SHORT = 600
_STANDFIRST = range(40, 501)
_TRUNCATED_HEADLINE = 30


def read_html(text: str) -> Draft:
    """Return the article of a page: headline, standfirst, captions and body as zones.

    The text is empty where the page has no article. Repair codes: ``html-fallback`` where
    trafilatura found next to nothing and the page's plain paragraphs were taken instead;
    ``html-too-deep`` where elements below the 256th level are not read;
    ``nul`` and ``lone-surrogate`` for what the file itself held.
    """
    source, in_source = canonical_text(text)
    repairs = Report()
    for row in in_source:
        if row.code in ("nul", "lone-surrogate", "surrogate-pair"):
            repairs.add(row.code, count=row.count)
    tree, cut = parsed(source) if source.strip() else (None, False)
    if cut:
        repairs.add("html-too-deep")
    if tree is None:
        return Draft("", repairs=repairs)
    extraction = _extraction(tree)
    data = article_data(tree)
    headline = _headline(tree, extraction, data.get("title", ""))
    found = list(extracted_blocks(extraction.body)) if extraction else []
    found = _without(found, headline)
    standfirst = _standfirst(tree, headline)
    blocks = [(ZoneKind.HEADLINE, headline), *with_captions(tree, found)]
    fallback = _fallback(tree, blocks, found)
    if fallback:
        repairs.add("html-fallback", Example("", None, headline[:60]))
        blocks = [(ZoneKind.HEADLINE, headline), *_without(fallback, headline)]
    if not standfirst and not any(text for kind, text in blocks if kind is not ZoneKind.HEADLINE):
        return Draft("", repairs=repairs)
    blocks = with_claims(with_standfirst(blocks, standfirst))
    body, zones = joined((kind, canonical_block(block, repairs)) for kind, block in blocks)
    facts = _facts(tree, extraction, data, headline, repairs)
    return Draft(body, with_dateline(body, zones), facts, repairs)


def _extraction(tree: HtmlElement) -> "Extraction | None":
    import trafilatura  # late: a third of a second that only pages need

    try:
        found = trafilatura.bare_extraction(
            copy.deepcopy(tree),
            with_metadata=True,
            include_comments=False,
            # an extensive search takes any year in the text for the date
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return None  # a page it cannot cope with: the fall-back reads it
    return None if found is None or isinstance(found, dict) or found.body is None else found


def _fallback(
    tree: HtmlElement, blocks: Sequence[Block], found: Sequence[Block]
) -> list[Block] | None:
    """Return the page's own paragraphs where the extraction is short and they are longer."""
    import trafilatura

    if _length(found) >= _SUSPICIOUSLY_SHORT:
        return None
    try:
        body, _, length = trafilatura.baseline(copy.deepcopy(tree))
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return None
    if length <= _length(blocks) + 2 * len(blocks):
        return None
    own = [block for block in page_blocks(tree) if block[1]]
    if _length(own) >= 0.7 * length:
        return own
    return [(ZoneKind.BODY, visible_text(paragraph)) for paragraph in body.iter("p")]


def _without(blocks: Sequence[Block], headline: str) -> list[Block]:
    """Return blocks without the headline; other first-level headings become cross-headings."""
    return [
        (ZoneKind.CROSSHEAD if kind is ZoneKind.HEADLINE else kind, text)
        for kind, text in blocks
        if text.strip() and key(text) != key(headline)
    ]


def _headline(tree: HtmlElement, extraction: "Extraction | None", from_data: str) -> str:
    """Return the headline: JSON-LD's, or in full as the page has it, or an ``h1``."""
    headings = [(heading, " ".join(visible_text(heading).split())) for heading in tree.iter("h1")]
    headings = [(heading, text) for heading, text in headings if text]
    if from_data:
        start = key(from_data.rstrip(". …"))
        for _, text in headings:
            if key(text) == key(from_data) or (
                len(start) > _TRUNCATED_HEADLINE and key(text).startswith(start)
            ):
                return text
        return from_data
    for heading, text in headings:
        if next(heading.iterancestors("article", "main"), None) is not None:
            return text
    title = " ".join(((extraction.title if extraction else None) or _title(tree)).split())
    for _, text in headings:
        if key(text) and key(text) in key(title):
            return text
    return title or (headings[0][1] if headings else "")


def _title(tree: HtmlElement) -> str:
    return _meta(tree, "og:title") or (tree.findtext(".//title") or "").strip()


def _standfirst(tree: HtmlElement, headline: str) -> str:
    """Return the page's description, unless it is too short or long for one, or the headline."""
    written = _meta(tree, "og:description") or _meta(tree, "description")
    return "" if len(written) not in _STANDFIRST or key(written) == key(headline) else written


def _meta(tree: HtmlElement, name: str) -> str:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").lower() == name:
            return " ".join((meta.get("content") or "").split())
    return ""


def _facts(
    tree: HtmlElement,
    extraction: "Extraction | None",
    data: dict[str, str],
    headline: str,
    repairs: Report,
) -> dict[str, str]:
    found: dict[str, object] = {"title": headline}
    if extraction is not None:
        found |= {
            "published": data.get("published") or extraction.date,
            "byline": data.get("byline") or _author(extraction.author),
            "source": data.get("source") or extraction.sitename or extraction.hostname,
            "url": extraction.url or data.get("url"),
        }
    else:
        found |= data | {"title": headline}
    root = tree.getroottree().getroot()
    found["language"] = root.get("lang") or data.get("language")
    return as_facts(found, repairs)


def _author(written: str | None) -> str:
    names = without_dates((written or "").replace("; ", ", "))
    return names.removeprefix("By ").removeprefix("by ")


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(text) for _, text in blocks)
