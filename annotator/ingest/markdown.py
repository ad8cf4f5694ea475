"""Markdown: the text without its markup, headings as headline and cross-headings."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block, with_claims
from annotator.ingest.dateline import with_dateline
from annotator.ingest.drafts import Draft, canonical_block, joined
from annotator.ingest.facts import as_facts, told_facts
from annotator.ingest.plain import read_plain
from annotator.text.canonical import canonical_text

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FACT = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:\s*(.*)")
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.I
)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LONGEST_PARSED = 200_000
_DEEPEST = 40
_PARSER = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])


def read_markdown(text: str) -> Draft:
    """Return the text of a Markdown file with zones known by its markup.

    The first heading of the first level is the headline, others are cross-headings,
    block quotes are quotes, an image alone is a caption. Paragraphs that claim to be litter
    ("Read more: ...") get its kind. Front matter (``key: value`` between ``---``) becomes facts.
    What is longer or nested deeper than articles are is read as plain text, markup and all
    (repair code ``markup-not-read``): the parser would be slow, or leave text out.
    """
    if len(text) > _LONGEST_PARSED:
        return _as_plain(text)
    canonical, repairs = canonical_text(text)
    facts: dict[str, str] = {}
    front = _FRONT.match(canonical)
    if front:
        facts = as_facts(_front_matter(front[1]), repairs)
        canonical = canonical[front.end() :]
    tokens = _PARSER.parse(canonical)
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        return _as_plain(text)
    blocks = with_claims(_with_one_headline(list(_blocks(tokens))))
    body, zones = joined((kind, canonical_block(block, repairs)) for kind, block in blocks)
    return Draft(body, with_dateline(body, zones), {**told_facts(blocks), **facts}, repairs)


def _as_plain(text: str) -> Draft:
    draft = read_plain(text)
    draft.repairs.add("markup-not-read")
    return draft


def _front_matter(lines: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines.split("\n"):
        match = _FACT.match(line)
        if match and match[2].strip():
            found[match[1].lower()] = _value(match[2].strip())
    return found


def _value(written: str) -> str:
    """Return a value without quotes; a list in brackets as its members parted by commas."""
    if written.startswith("[") and written.endswith("]"):
        members = (member.strip().strip("\"'") for member in written[1:-1].split(","))
        return ", ".join(filter(None, members))
    return written.strip("\"'")


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield the blocks of a token stream with the kinds the markup gives them."""
    heading = quotes = 0
    row: list[str] = []
    in_table = False
    for token in tokens:
        if token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "heading_close":
            heading = 0
        elif token.type in ("blockquote_open", "blockquote_close"):
            quotes += token.nesting
        elif token.type in ("table_open", "table_close"):
            in_table = token.nesting == 1
        elif token.type == "tr_close":
            yield ZoneKind.BODY, "\t".join(row)
            row = []
        elif token.type == "inline":
            text = _inline(token.children or [])
            if in_table:
                row.append(text.replace("\n", " "))
            else:
                yield _kind(token, heading, quotes), text
        elif token.type in ("fence", "code_block"):
            yield ZoneKind.BODY, token.content
        elif token.type == "html_block":
            yield ZoneKind.BODY, _without_tags(token.content)


def _kind(token: Token, heading: int, quotes: int) -> ZoneKind:
    if heading:
        return ZoneKind.HEADLINE if heading == 1 else ZoneKind.CROSSHEAD
    children = [child for child in token.children or [] if child.content.strip() or child.nesting]
    if children and all(child.type == "image" for child in children):
        return ZoneKind.CAPTION
    return ZoneKind.QUOTE if quotes else ZoneKind.BODY


def _inline(children: Sequence[Token]) -> str:
    pieces: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special"):
            pieces.append(child.content)
        elif child.type == "softbreak":
            pieces.append(" ")
        elif child.type == "hardbreak" or _LINE_BREAK.fullmatch(child.content.strip()):
            pieces.append("\n")
        elif child.type == "image":
            pieces.append(_inline(child.children or []) or child.content)
    return "".join(pieces)


def _without_tags(markup: str) -> str:
    return unescape(_TAG.sub(" ", markup)).strip()


def _with_one_headline(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with the first top heading as headline, or a heading that comes first."""
    kinds = [kind for kind, _ in blocks]
    if kinds[:1] == [ZoneKind.CROSSHEAD] and ZoneKind.HEADLINE not in kinds:
        return [(ZoneKind.HEADLINE, blocks[0][1]), *blocks[1:]]
    kept: list[Block] = []
    seen = False
    for kind, text in blocks:
        if kind is ZoneKind.HEADLINE:
            kind = ZoneKind.CROSSHEAD if seen else kind
            seen = True
        kept.append((kind, text))
    return kept
