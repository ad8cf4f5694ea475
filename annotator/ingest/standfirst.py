"""The standfirst: a summary told beside the text, found in it or put beneath the headline."""

from collections.abc import Sequence

from annotator.domain.documents import ZoneKind
from annotator.ingest.claims import Block

_KEY_LENGTH = 60
_SEARCHED = 6


def with_standfirst(blocks: Sequence[Block], written: str) -> list[Block]:
    """Return blocks with a summary as the standfirst.

    A paragraph near the top that equals it, with text below, is the standfirst where it
    stands. If the text merely begins like it (a summary cut short), nothing changes. Else
    it goes beneath the headline.
    """
    blocks = list(blocks)
    wanted = key(written.rstrip(". …"))
    if not wanted:
        return blocks
    for index, (kind, text) in enumerate(blocks[:_SEARCHED]):
        below = any(kind is ZoneKind.BODY for kind, _ in blocks[index + 1 :])
        if kind is ZoneKind.BODY and below and key(text.rstrip(". …")) == wanted:
            blocks[index] = (ZoneKind.STANDFIRST, text)
            return blocks
    if any(kind is ZoneKind.STANDFIRST for kind, _ in blocks):
        return blocks
    if has_text([block for block in blocks if block[0] is not ZoneKind.HEADLINE], written):
        return blocks
    place = 1 if blocks and blocks[0][0] is ZoneKind.HEADLINE else 0
    return [*blocks[:place], (ZoneKind.STANDFIRST, written), *blocks[place:]]


def has_text(blocks: Sequence[Block], written: str) -> bool:
    """Tell whether a text's first words stand in the blocks already."""
    start = key(written.rstrip(". …"))[:_KEY_LENGTH]
    return bool(start) and start in key(" ".join(text for _, text in blocks))


def key(text: str) -> str:
    """Return a text for comparison: without white space, letter case folded."""
    return "".join(text.split()).casefold()
