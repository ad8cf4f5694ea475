"""Kinds of the lines below the body: links, the author, comments."""

from collections.abc import Sequence

from annotator.domain.documents import ZoneKind
from annotator.ingest.lines import Line
from annotator.ingest.marks import is_stop_heading

_LONGEST_NAME = 60


def kinds_after(
    lines: Sequence[Line], marks: Sequence[ZoneKind | None], start: int
) -> list[ZoneKind]:
    """Return the kinds of the lines from ``start`` on.

    Lines keep what they claim to be. A short line right above a biography is the author's
    name, unless the biography begins with a heading; behind a heading of comments all is
    comments; whatever else stands there are links to other articles.
    """
    kinds: list[ZoneKind] = []
    commenting = False
    for index in range(start, len(lines)):
        mark = marks[index]
        if mark is ZoneKind.COMMENTS:
            commenting = True
        if commenting and mark in (None, ZoneKind.BYLINE, ZoneKind.CORRECTION):
            kinds.append(ZoneKind.COMMENTS)
        elif mark is not None:
            kinds.append(mark)
        elif _names_author(lines, marks, index):
            kinds.append(ZoneKind.BIOGRAPHY)
        else:
            kinds.append(ZoneKind.RELATED)
    return kinds


def _names_author(lines: Sequence[Line], marks: Sequence[ZoneKind | None], index: int) -> bool:
    return (
        index + 1 < len(lines)
        and marks[index + 1] is ZoneKind.BIOGRAPHY
        and not is_stop_heading(lines[index + 1].text)
        and lines[index].width <= _LONGEST_NAME
        and not lines[index].ends_sentence
    )
