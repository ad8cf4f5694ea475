"""Captions of a page's pictures, each with the paragraph it stands before."""

from collections.abc import Sequence

from lxml import html

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block
from annotator.ingest.markup import visible_text

_LONGEST_CAPTION = 600
_KEY_LENGTH = 80


def with_captions(tree: html.HtmlElement, blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with the figure captions of the article put where the page has them.

    A caption counts when it stands among the article's paragraphs, or before the first of
    them inside the same article element; captions of teasers elsewhere do not.
    """
    if next(tree.iter("figcaption"), None) is None:
        return list(blocks)
    numbered = reversed(list(enumerate(blocks)))
    places = {_key(text): index for index, (_, text) in numbered if _key(text)}
    known = "\n".join(" ".join(text.split()) for _, text in blocks)
    pending: list[tuple[html.HtmlElement, str]] = []
    before: dict[int, list[Block]] = {}
    met = False
    seen: set[str] = set()
    for element in tree.iter("figcaption", "p", "h2", "h3", "li"):
        if element.tag == "figcaption":
            text = visible_text(element)
            squeezed = " ".join(text.split())
            fresh = squeezed and squeezed not in known and squeezed not in seen
            if fresh and len(text) <= _LONGEST_CAPTION:
                seen.add(squeezed)
                pending.append((element, text))
            continue
        index = places.get(_start(element))
        if index is None:
            continue
        for caption, words in pending:
            if met or _same_article(caption, element):
                before.setdefault(index, []).append((ZoneKind.CAPTION, words))
        pending, met = [], True
    result: list[Block] = []
    for index, block in enumerate(blocks):
        result += [*before.get(index, []), block]
    return result


def _same_article(caption: html.HtmlElement, paragraph: html.HtmlElement) -> bool:
    around = next(paragraph.iterancestors("article", "main"), None)
    return around is None or around in list(caption.iterancestors("article", "main"))


def _start(element: html.HtmlElement) -> str:
    """Return the key of an element's text, reading no further than it needs."""
    start = ""
    for piece in element.itertext():
        start += "".join(str(piece).split())
        if len(start) >= _KEY_LENGTH:
            break
    return start[:_KEY_LENGTH].casefold()


def _key(text: str) -> str:
    return "".join(text.split())[:_KEY_LENGTH].casefold()
