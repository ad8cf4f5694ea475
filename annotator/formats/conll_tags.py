"""Tags on tokens: the schemes IOB1, IOB2, BIOES and BILUO, to and from spans."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.domain.errors import UserError
from annotator.formats.token_spans import TokenSpan

WRITTEN = ("iob1", "iob2", "bioes")
"""The schemes that can be written; ``biluo`` is read as well."""
SCHEMES = (*WRITTEN, "biluo")

_TAG = re.compile(r"([BIESLUM])-(\S.*)")
_SECOND_TAG = re.compile(r",[BIESLUM]-")
_FIRST = frozenset("BSU")
_LAST = frozenset("ESLU")
_OUTSIDE = ("O", "")

Tag = tuple[str, str]
"""A letter and a label; the letter ``O`` has no label."""


class Tagged(NamedTuple):
    """A span of tags [first, last); ``odd`` if it begins where its scheme would not let it."""

    first: int
    last: int
    label: str
    odd: bool


@lru_cache(maxsize=4096)
def parsed(tag: str) -> Tag | None:
    """Return the letter and label of a tag, or None if it is not one tag of a known scheme."""
    if tag == "O":
        return _OUTSIDE
    match = _TAG.fullmatch(tag)
    if match is None or _SECOND_TAG.search(tag):
        return None
    return match[1], match[2]


def decoded(tags: Sequence[Tag], scheme: str) -> list[Tagged]:
    """Return the spans of a sentence's tags, whatever the scheme; stray tags begin one."""
    found: list[Tagged] = []
    start, behind, label, odd = -1, -1, "", False
    # Most tags are O; they only end what came before, which the place after it tells.
    for place in [place for place, tag in enumerate(tags) if tag is not _OUTSIDE]:
        letter, name = tags[place]
        if letter == "O":
            continue
        goes_on = place == behind and letter not in _FIRST and name == label
        if start >= 0 and not goes_on:
            found.append(Tagged(start, behind, label, odd))
            start = -1
        behind = place + 1
        if start < 0:
            start, label = place, name
            odd = letter not in _FIRST and scheme != "iob1"
        if letter in _LAST:
            found.append(Tagged(start, behind, label, odd))
            start = -1
    if start >= 0:
        found.append(Tagged(start, behind, label, odd))
    return found


def detected(sentences: Iterable[Sequence[Tag]]) -> str:
    """Return the scheme that sentences of tags are in; ``iob2`` where nothing tells."""
    letters: set[str] = set()
    inside_first = begin_first = 0
    for tags in sentences:
        before = _OUTSIDE
        for tag in tags:
            letters.add(tag[0])
            if tag[0] in "BI" and (before[0] == "O" or before[1] != tag[1]):
                # The first token of a span that does not touch another of its label.
                inside_first += tag[0] == "I"
                begin_first += tag[0] == "B"
            before = tag
    if letters & {"L", "U"}:
        return "biluo"
    if letters & {"S", "E"}:
        return "bioes"
    return "iob1" if inside_first and not begin_first else "iob2"


def check_scheme(scheme: str, allowed: Sequence[str]) -> None:
    """Raise UserError, with the names, for a scheme that is not among those allowed."""
    if scheme not in allowed:
        raise UserError(
            f'There is no scheme of tags "{scheme}" here.',
            mend=f"Schemes are {', '.join(allowed)}.",
        )


def encoded(spans: Sequence[TokenSpan], first: int, last: int, scheme: str) -> list[str]:
    """Return the tags of the tokens [first, last) for flat spans inside, in text order."""
    tags = ["O"] * (last - first)
    before: TokenSpan | None = None
    for each in spans:
        start, end = each.first - first, each.last - first
        tags[start:end] = [f"I-{each.label}"] * (end - start)
        if scheme == "bioes":
            tags[end - 1] = f"{'S' if end - start == 1 else 'E'}-{each.label}"
        touches = before is not None and before.last == each.first and before.label == each.label
        if (scheme != "iob1" or touches) and not (scheme == "bioes" and end - start == 1):
            tags[start] = f"B-{each.label}"
        before = each
    return tags
