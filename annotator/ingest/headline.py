"""The headline among the lines before the body."""

from collections import Counter
from collections.abc import Sequence

from annotator.domain.documents import ZoneKind
from annotator.ingest.lines import Line

_WIDTHS = range(20, 141)
_SHORTEST = 3
_SEARCHED_BEFORE_BODY = 64
_TITLE_CASE = 0.6
_FEW = 3


def headline_index(
    lines: Sequence[Line], marks: Sequence[ZoneKind | None], body: range, title: str = ""
) -> int | None:
    """Return the index of the headline's line, or None where there is none.

    A line equal to a known title wins, the one nearest to the body first. Else, among lines
    of 20 to 140 characters that end in no full stop: those repeated outside the body, title
    case, several words. Shorter ones only where hardly anything stands before the body.
    """
    before = range(max(0, body.start - _SEARCHED_BEFORE_BODY), body.start)
    if title:
        wanted = _squeezed(title)
        reach = range(before.start, min(len(lines), body.start + 1))
        for index in reversed(reach):
            if _squeezed(lines[index].text) == wanted:
                return index
    unmarked = [index for index in before if marks[index] is None]
    candidates = [index for index in unmarked if _fits(lines[index], _WIDTHS.start)]
    if candidates:
        times = Counter(line.text for index, line in enumerate(lines) if index not in body)
        return max(candidates, key=lambda index: _score(lines, index, times, candidates[0]))
    if len(unmarked) <= _FEW:
        return next((index for index in unmarked if _fits(lines[index], _SHORTEST)), None)
    return None


def _fits(line: Line, shortest: int) -> bool:
    return shortest <= line.width < _WIDTHS.stop and not line.text.endswith((".", "。", ":", ","))


def _score(lines: Sequence[Line], index: int, times: Counter[str], first: int) -> tuple[float, int]:
    line = lines[index]
    words = line.text.count(" ") + 1
    score = 0.0
    if times[line.text] > 1:
        score += 2
    if line.capitals >= _TITLE_CASE:
        score += 1
    if words >= 4 or line.width > len(line.text):
        score += 1
    if line.width >= 30:
        score += 0.5
    if index == first:
        score += 0.6
    return score, -index


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
