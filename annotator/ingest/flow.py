"""XML and HTML fragments in reading order: blocks whose kinds the markup tells.

Elements go by their local names, so that NITF, XHTML and HTML are read alike, in whatever
namespace.
"""

import re
from collections.abc import Iterator

from lxml import etree

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block

_SPACE = re.compile("[ \t\n\r\f]+")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_KINDS = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "hl2"), ZoneKind.CROSSHEAD),
    **dict.fromkeys(("h1", "hl1"), ZoneKind.HEADLINE),
    **dict.fromkeys(("blockquote", "bq"), ZoneKind.QUOTE),
    **dict.fromkeys(("figcaption", "media-caption", "media-producer"), ZoneKind.CAPTION),
    **dict.fromkeys(("tagline", "datasource"), ZoneKind.CREDIT),
    "byline": ZoneKind.BYLINE,
    "dateline": ZoneKind.DATELINE,
    "abstract": ZoneKind.STANDFIRST,
}
_CLASSES = {
    **dict.fromkeys(("dat", "dateline"), ZoneKind.DATELINE),
    **dict.fromkeys(("ingress", "standfirst", "lede", "lead"), ZoneKind.STANDFIRST),
    **dict.fromkeys(("caption", "wp-caption-text"), ZoneKind.CAPTION),
    "byline": ZoneKind.BYLINE,
}
_NOTES = frozenset({"editorsnote", "correction", "clarification"})
_PARAGRAPHS = """
    address article aside body body.content body.end block center dd div dl dt fn footer
    figure header hr li main media note ol p pre section table tbody td tfoot th thead tr ul
    nitf-table html credit inlinexml datacontent
"""
_BLOCKS = frozenset(_PARAGRAPHS.split()) | _KINDS.keys()
_NOT_SHOWN = """
    script style noscript template svg iframe button form head nav docdata media-metadata
    media-reference media-object body.head colgroup bibliography object video audio
"""
_HIDDEN = frozenset(_NOT_SHOWN.split())
_FIGURES = frozenset({"figure", "media"})


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace, in lower case; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def flow_blocks(root: etree._Element) -> list[Block]:
    """Return the text blocks below an element, those of no known kind as body.

    Text outside paragraphs is kept: whatever stands between two block elements is a block.
    A table row is one block, its cells parted by tabs. A double line break ends a paragraph.
    """
    flow = _Flow()
    for node, leaving in _walk(root):
        if leaving:
            flow.leave(node, node is root)
        else:
            flow.enter(node)
    flow.flush()
    return flow.blocks


def flow_text(root: etree._Element) -> str:
    """Return the text of an element on one line."""
    return " ".join(" ".join(text for _, text in flow_blocks(root)).split())


class _Flow:
    """What was met so far: finished blocks, and the pieces of the one that is open."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._kinds: list[ZoneKind | None] = []
        self._cells: list[str] | None = None

    def enter(self, node: etree._Element) -> None:
        name = local_name(node)
        if name in _BLOCKS:
            self._open(node, name)
        elif name == "br":
            self._pieces.append("\n")
        elif self._kinds and self._kinds[-1] in (ZoneKind.DATELINE, ZoneKind.BYLINE):
            self._pieces.append(" ")
        if node.text:
            self._pieces.append(_spaced(node.text) if name else node.text)

    def leave(self, node: etree._Element, last: bool) -> None:
        name = local_name(node)
        if name in _BLOCKS:
            self._close(name)
        if node.tail and not last:
            self._pieces.append(_spaced(node.tail))

    def flush(self) -> None:
        text = "".join(self._pieces)
        self._pieces = []
        if not text.strip():
            return
        kind = next((kind for kind in reversed(self._kinds) if kind), ZoneKind.BODY)
        for piece in _BLANK_LINES.split(text):
            lines = (re.sub(" {2,}", " ", line).strip(" ") for line in piece.split("\n"))
            if piece.strip():
                self.blocks.append((kind, "\n".join(lines).strip()))

    def _open(self, node: etree._Element, name: str) -> None:
        if name in ("td", "th") and self._cells is not None:
            self._pieces = []
            return
        self.flush()
        if name == "tr":
            self._cells = []
        self._kinds.append(_kind(node, name))

    def _close(self, name: str) -> None:
        if name in ("td", "th") and self._cells is not None:
            self._cells.append(" ".join("".join(self._pieces).split()))
            self._pieces = []
            return
        if name == "tr" and self._cells is not None:
            row, self._cells = "\t".join(self._cells), None
            self._pieces = []
            if row.strip():
                self.blocks.append((ZoneKind.BODY, row))
        self.flush()
        if self._kinds:
            self._kinds.pop()


def _kind(node: etree._Element, name: str) -> ZoneKind | None:
    if name in _KINDS:
        return _KINDS[name]
    if name == "note":
        written = (node.get("noteclass") or "").lower()
        return ZoneKind.CORRECTION if written in _NOTES else ZoneKind.CREDIT
    if (node.get("lede") or "").lower() == "true":
        return ZoneKind.STANDFIRST
    for word in (node.get("class") or "").lower().split():
        if word in _CLASSES:
            figure = any(local_name(above) in _FIGURES for above in node.iterancestors())
            return ZoneKind.CAPTION if figure else _CLASSES[word]
    return None


def _walk(root: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Yield each element twice, on the way in and on the way out, hidden ones left out."""
    waiting = [(root, False)]
    while waiting:
        node, leaving = waiting.pop()
        if leaving:
            yield node, True
            continue
        if isinstance(node, etree._Entity):
            yield node, False
            yield node, True
            continue
        hidden = not isinstance(node.tag, str) or local_name(node) in _HIDDEN
        if hidden and node is not root:
            yield from _tail_alone(node)
            continue
        yield node, False
        waiting.append((node, True))
        waiting.extend((child, False) for child in reversed(node))


def _tail_alone(node: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    if node.tail:
        stand_in = etree.Element("span")
        stand_in.tail = node.tail
        yield stand_in, True


def _spaced(text: str) -> str:
    return _SPACE.sub(" ", text)
