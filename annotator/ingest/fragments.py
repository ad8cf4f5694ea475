"""Bodies as news formats carry them: HTML or plain text inside a string."""

import re

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block
from annotator.ingest.flow import flow_blocks
from annotator.ingest.lines import lines_of
from annotator.ingest.markup import parsed
from annotator.text.canonical import canonical_text

_MARKUP = re.compile(
    r"<(?:p|br|div|span|html|body|h[1-6]|ul|ol|li|b|i|em|strong|a|!--)\b[^<>]*>|<!--", re.I
)
_BLOCK_MARKUP = re.compile(r"<(?:p|div|br|li|td|h[1-6]|blockquote|section|article)\b", re.I)
_BLANK_LINES = re.compile(r"\n[ \t]*\n")


def has_markup(text: str) -> bool:
    """Tell whether a text is HTML, whatever its content type says."""
    return _MARKUP.search(text) is not None


def html_blocks(text: str) -> list[Block]:
    """Return the blocks of an HTML fragment or page, white space as a browser shows it.

    In a fragment without any block element (WordPress stores such) blank lines part
    paragraphs.
    """
    text = canonical_text(text)[0]
    pieces = [text] if _BLOCK_MARKUP.search(text) else _BLANK_LINES.split(text)
    blocks: list[Block] = []
    for piece in pieces:
        tree, _ = parsed(piece) if piece.strip() else (None, False)
        blocks += [] if tree is None else flow_blocks(tree)
    return blocks


def plain_blocks(text: str) -> list[Block]:
    """Return the paragraphs of a plain text: lines, or joined where they are hard-wrapped."""
    return [(ZoneKind.BODY, line.text) for line in lines_of(canonical_text(text)[0])]


def body_blocks(text: str) -> list[Block]:
    """Return the blocks of a body that may be HTML or plain text, by what it looks like."""
    return html_blocks(text) if has_markup(text) else plain_blocks(text)


def one_line(text: str) -> str:
    """Return a heading or a name as plain text on one line, markup left out."""
    if has_markup(text):
        text = " ".join(block for _, block in html_blocks(text))
    return " ".join(text.split())
