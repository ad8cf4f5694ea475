"""Elements to text: blocks of an lxml tree, white space as a browser shows it."""

import re
from collections.abc import Iterator

from lxml import etree, html

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block

_SPACE = re.compile("[ \t\n\r\f]+")
_AROUND_BREAK = re.compile(" *\n *")
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "button", "form"})
_DECLARATIONS = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_BREAKS = frozenset({"br", "lb"})
_BLOCK_TAGS = ("h1", "h2", "h3", "h4", "p", "li", "blockquote", "figcaption", "pre", "tr")


def parsed(text: str) -> tuple[html.HtmlElement | None, bool]:
    """Return the tree of an HTML page, or None where there is no element in it.

    The second value says that the page is nested deeper than libxml2 reads, so that the
    tree lacks what lies below.

    Nothing is fetched, no entity is expanded, and libxml2's limits on depth and size hold.
    """
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True, remove_comments=True
    )
    text = _DECLARATIONS.sub("", text, count=1)
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = None
    cut = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return tree, cut


def visible_text(element: etree._Element, without: frozenset[str] = frozenset()) -> str:
    """Return an element's text on one line, breaks as line ends, scripts left out."""
    pieces: list[str] = []
    waiting = [(element, False)]
    while waiting:
        node, leaving = waiting.pop()
        if leaving:
            pieces.append(_SPACE.sub(" ", node.tail or ""))
            continue
        if node is not element:
            waiting.append((node, True))  # a comment or script is hidden, what follows it is not
        if isinstance(node.tag, str) and node.tag not in _HIDDEN and node.tag not in without:
            pieces.append(_SPACE.sub(" ", node.text or ""))
            if node.tag in _BREAKS:
                pieces.append("\n")
            waiting.extend((child, False) for child in reversed(node))
    joined = _AROUND_BREAK.sub("\n", "".join(pieces))
    return "\n".join(re.sub(" {2,}", " ", line) for line in joined.split("\n")).strip()


def extracted_blocks(body: etree._Element) -> Iterator[Block]:
    """Yield the blocks of trafilatura's tree: paragraphs, headings, quotes, lists, tables."""
    if body.text and body.text.strip():
        yield ZoneKind.BODY, _SPACE.sub(" ", body.text)
    for element in body:
        if element.tag == "head":
            level = element.get("rend") or ""
            yield ZoneKind.HEADLINE if level == "h1" else ZoneKind.CROSSHEAD, visible_text(element)
        elif element.tag == "quote":
            for part in element.findall("p") or [element]:
                yield ZoneKind.QUOTE, visible_text(part)
        elif element.tag == "list":
            for item in element.iter("item"):
                yield ZoneKind.BODY, visible_text(item, without=frozenset({"list"}))
        elif element.tag == "table":
            for row in element.iter("row"):
                yield ZoneKind.BODY, "\t".join(visible_text(cell) for cell in row)
        elif element.tag in ("div", "section"):
            for part in element.findall(".//p") or [element]:
                yield ZoneKind.BODY, visible_text(part)
        else:
            yield ZoneKind.BODY, visible_text(element)
        if element.tail and element.tail.strip():
            yield ZoneKind.BODY, _SPACE.sub(" ", element.tail)


def page_blocks(tree: html.HtmlElement) -> Iterator[Block]:
    """Yield the text blocks of a page's article element, or of all of it, as they stand."""
    articles = list(tree.iter("article")) or list(tree.iter("main")) or [tree]
    root = max(articles, key=lambda article: len(article.text_content()))
    outer: etree._Element | None = None
    for element in root.iter(*_BLOCK_TAGS):
        if outer is not None and outer in element.iterancestors(outer.tag):
            continue
        if any(True for _ in element.iterancestors("nav", "footer", "aside", "form")):
            continue
        outer = element
        kind = {
            "h1": ZoneKind.HEADLINE, "h2": ZoneKind.CROSSHEAD, "h3": ZoneKind.CROSSHEAD,
            "h4": ZoneKind.CROSSHEAD, "figcaption": ZoneKind.CAPTION, "blockquote": ZoneKind.QUOTE,
        }.get(element.tag, ZoneKind.BODY)  # fmt: skip
        yield kind, visible_text(element)
