"""Kinds of the lines inside the body window: paragraphs, cross-headings and litter."""

from collections.abc import Sequence

from annotator.domain.documents import ZoneKind
from annotator.ingest.lines import Line

_LONGEST_CROSSHEAD = 90
_LONGEST_HEADING = 20  # "Don't miss" alone, not "Read more: Ferry late again"
_MOST_CROSSHEADS_TOGETHER = 2
_KEPT = frozenset(
    {
        ZoneKind.RELATED,
        ZoneKind.CREDIT,
        ZoneKind.CAPTION,
        ZoneKind.NAVIGATION,
        ZoneKind.CORRECTION,
        ZoneKind.BYLINE,
        ZoneKind.COMMENTS,
    }
)
_BULLETS = ("•", "-", "*", "–", "—", "·", "▪")


def kinds_within(
    lines: Sequence[Line], marks: Sequence[ZoneKind | None], body: range
) -> list[ZoneKind]:
    """Return the kinds of the lines of the window, in order.

    Lines keep what they claim to be; a biography is believed only at the end. A heading
    such as "Read more:" takes the titles below it along. One or two short lines before a
    paragraph are cross-headings, a longer run of them is body.
    """
    kinds: list[ZoneKind] = []
    linked = False
    for index in body:
        line, mark = lines[index], marks[index]
        if mark in _KEPT:
            kinds.append(mark)
            heading = line.text.endswith(":") or line.width <= _LONGEST_HEADING
            linked = mark is ZoneKind.RELATED and heading
        elif mark is ZoneKind.BIOGRAPHY and index == body.stop - 1:
            kinds.append(mark)
        elif linked and mark is None and not line.good and not line.ends_sentence:
            kinds.append(ZoneKind.RELATED)
        else:
            linked = False
            is_head = _may_be_crosshead(line) and index > body.start
            kinds.append(ZoneKind.CROSSHEAD if is_head else ZoneKind.BODY)
    return _with_runs_checked(kinds)


def _may_be_crosshead(line: Line) -> bool:
    text = line.text
    return (
        line.width <= _LONGEST_CROSSHEAD
        and not text.startswith(_BULLETS)
        and not text[0].islower()
        and (not line.ends_sentence or text.endswith("?"))
        and not text.endswith((":", ";", ",", "–", "—", "-"))
        and any(map(str.isalpha, text))
    )


def _with_runs_checked(kinds: list[ZoneKind]) -> list[ZoneKind]:
    """Return kinds where only runs of one or two cross-headings before a paragraph are left."""
    checked = list(kinds)
    index = 0
    while index < len(kinds):
        stop = index
        while stop < len(kinds) and kinds[stop] is ZoneKind.CROSSHEAD:
            stop += 1
        if stop > index:
            heads_something = ZoneKind.BODY in kinds[stop:]
            if stop - index > _MOST_CROSSHEADS_TOGETHER or not heads_something:
                checked[index:stop] = [ZoneKind.BODY] * (stop - index)
        index = max(stop, index + 1)
    return checked
