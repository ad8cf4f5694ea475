"""XML: safe parsing, and which kind of news a file holds, told by its root element."""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from annotator.ingest.flow import flow_text, local_name

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_NAMED = re.compile(
    r"<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w{1,30};", re.DOTALL
)
_INTERNAL_SUBSET = re.compile(r"<!ENTITY", re.IGNORECASE)


def root_name(text: str) -> str:
    """Return the local name of the root element in lower case; empty where there is none."""
    position = len(text) - len(text.lstrip("\ufeff"))
    while found := _PROLOG.match(text, position):
        position = found.end()
    root = _ROOT.match(text, position)
    return root[1].lower() if root else ""


def parsed_xml(text: str) -> etree._Element | None:
    """Return the root of an XML text, or None where it is not well-formed.

    No entity of the file's own is expanded, nothing is fetched and no DTD is read; the
    named characters of HTML (``&eacute;``) are known. libxml2's limits on depth and size
    hold.
    """
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_pis=True,
    )  # fmt: skip
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).lstrip()
    if not _INTERNAL_SUBSET.search(text[:10_000]):
        text = _NAMED.sub(_character, text)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the children with one of the local names (in lower case), in order."""
    for child in element:
        if local_name(child) in names:
            yield child


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the elements with one of the local names at any depth, the element included."""
    for node in element.iter(etree.Element):
        if local_name(node) in names:
            yield node


def at(element: etree._Element | None, path: str) -> etree._Element | None:
    """Return the first element on a path of local names (``a/b/c``), or None."""
    for step in path.split("/"):
        if element is None:
            return None
        element = next(children(element, step), None)
    return element


def text_at(element: etree._Element | None, path: str) -> str:
    """Return the text of the first element on a path on one line; empty for none."""
    found = at(element, path)
    return "" if found is None else flow_text(found)


def language_of(element: etree._Element) -> str:
    """Return the ``xml:lang`` of an element; empty for none."""
    return element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""


def _character(found: re.Match[str]) -> str:
    written = found.group()
    if written.startswith("<!"):
        return written
    character = unescape(written)
    return character if character != written and character not in "<>&" else written
