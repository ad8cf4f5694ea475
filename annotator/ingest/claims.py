"""Blocks of an article whose markup is known, with the litter among them named by its wording."""

from collections.abc import Sequence

from annotator.domain.documents import ZoneKind
from annotator.ingest.marks import is_date_line, is_stop_heading, mark_of

Block = tuple[ZoneKind, str]

_LAST_BLOCKS = 3
_LONGEST_LINK = 140
_LONGEST_NAME = 60
_JOINED = ("and", "&", "de", "van", "von", "der", "la")


def with_claims(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks where body and cross-headings that claim to be litter have its kind.

    "Read more:" and its like take the short blocks below along. A biography is believed in
    the last three blocks only, a byline only before the first paragraph.
    """
    claimed: list[Block] = []
    linked = paragraph_seen = False
    for index, (kind, text) in enumerate(blocks):
        line = " ".join(text.split())
        if kind in (ZoneKind.BODY, ZoneKind.CROSSHEAD) and line:
            mark = ZoneKind.RELATED if is_stop_heading(line) else mark_of(line)
            if mark is ZoneKind.BIOGRAPHY and index < len(blocks) - _LAST_BLOCKS:
                mark = None
            if mark is ZoneKind.BYLINE and paragraph_seen:
                mark = None
            if mark is None and linked and _may_be_link(kind, line):
                mark = ZoneKind.RELATED
            linked = mark is ZoneKind.RELATED and (linked or len(line) < 40)
            if mark is None and not paragraph_seen and _names_author(line, blocks[index + 1 :]):
                mark = ZoneKind.BYLINE
            if mark is None and kind is ZoneKind.BODY:
                paragraph_seen = True
            kind = mark or kind
        claimed.append((kind, text))
    return claimed


def _names_author(line: str, following: Sequence[Block]) -> bool:
    """Tell whether a short line of capitals stands right above a date line."""
    return (
        len(line) <= _LONGEST_NAME
        and line[-1].isalpha()
        and all(word[0].isupper() or word in _JOINED for word in line.split())
        and bool(following)
        and is_date_line(" ".join(following[0][1].split()))
    )


def _may_be_link(kind: ZoneKind, line: str) -> bool:
    return kind is ZoneKind.BODY and len(line) <= _LONGEST_LINK and line[-1] not in '.!”"'
