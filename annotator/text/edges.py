"""The edges of a selection: white space, punctuation, and clusters that must not be cut."""

import unicodedata

import regex

from annotator.domain.spans import Extent

_CLUSTER = regex.compile(r"\X")
_ABBREVIATION = regex.compile(
    r"(?<!\w)(?:(?:\p{L}\.){2,}|(?:Inc|Corp|Co|Ltd|Bros|Jr|Sr)\.)\Z", regex.WORD
)
_LONGEST_ABBREVIATION = 16
_PAIRS = dict(zip("([{“«„「『（《【〈", ")]}”»“」』）》】〉", strict=True)) | {'"': '"'}
_CLOSERS: dict[str, list[str]] = {}
for _left, _right in _PAIRS.items():
    _CLOSERS.setdefault(_right, []).append(_left)
_INVISIBLE = frozenset("\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e")
_KEPT_IN_FRONT = frozenset("#@§")
_KEPT_BEHIND = frozenset("%‰")
_JOINER = "\u200d"
_JOINING = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_FURTHEST_CLUSTER_START = 256
_FURTHEST_PARTNER = 500


def trim(text: str, start: int, end: int) -> Extent | None:
    """Return the extent without white space and punctuation at its edges, or None if empty.

    What belongs to a name stays: "#" and "@" in front, "%" behind, the full stop of "U.S."
    and "Inc.", and a bracket or quotation mark whose partner lies inside.
    """
    start, end = max(start, 0), min(end, len(text))
    while start < end:
        first, last = text[start], text[end - 1]
        if end - start > 1 and _PAIRS.get(first) == last and _closer(text, start, end) == end - 1:
            start, end = start + 1, end - 1
        elif _loose(last) and not _belongs_behind(text, start, end):
            end -= 1
        elif first == _JOINER or (_loose(first) and not _belongs_in_front(text, start, end)):
            start += 1
        else:
            return Extent(start, end)
    return None


def snap_to_graphemes(text: str, start: int, end: int) -> Extent:
    """Grow an extent so that it cuts no grapheme cluster (an accent, an emoji, a flag)."""
    if start > end:
        start, end = end, start
    return Extent(_cluster_around(text, start).start, _cluster_end(text, end))


def _cluster_end(text: str, position: int) -> int:
    around = _cluster_around(text, position)
    return position if around.start == position else around.end


def _cluster_around(text: str, position: int) -> Extent:
    if position <= 0 or position >= len(text):
        return Extent(position, position)
    origin = position - 1
    limit = max(0, position - _FURTHEST_CLUSTER_START)
    while origin > limit and text[origin] not in " \n":
        origin -= 1
    for match in _CLUSTER.finditer(text, origin):
        if match.end() > position:
            return Extent(match.start(), match.end())
    return Extent(position, position)


def _loose(character: str) -> bool:
    return (
        character.isspace()
        or character in _INVISIBLE
        or unicodedata.category(character).startswith("P")
    )


def _belongs_in_front(text: str, start: int, end: int) -> bool:
    first, following = text[start], text[start + 1 : start + 2]
    if first.isspace() or first in _INVISIBLE:
        return False
    if following and (following in _JOINING or unicodedata.category(following).startswith("M")):
        return True
    if first in _KEPT_IN_FRONT:
        return bool(following) and not following.isspace() and start + 1 < end
    if first == "-" and following.isdigit():
        return start == 0 or text[start - 1].isspace()
    return first in _PAIRS and _closer(text, start, end) is not None


def _belongs_behind(text: str, start: int, end: int) -> bool:
    last = text[end - 1]
    if last in _KEPT_BEHIND:
        return end - start > 1
    if last == ".":
        tail = text[max(start, end - _LONGEST_ABBREVIATION) : end]
        return _ABBREVIATION.search(tail) is not None
    return last in _CLOSERS and any(
        _closer(text, position, end) == end - 1
        for opener in _CLOSERS[last]
        if (position := text.rfind(opener, max(start, end - _FURTHEST_PARTNER), end - 1)) > start
    )


def _closer(text: str, opener: int, end: int) -> int | None:
    """Return where the bracket or quotation mark at ``opener`` is closed before ``end``.

    Partners further apart than a name is long are not looked for: that would be slow.
    """
    opening, closing = text[opener], _PAIRS[text[opener]]
    depth = 1
    for position in range(opener + 1, min(end, opener + _FURTHEST_PARTNER)):
        if text[position] == closing:
            depth -= 1
            if depth == 0:
                return position
        elif text[position] == opening:
            depth += 1
    return None
