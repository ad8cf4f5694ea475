"""The stretch of lines that is the article's body: the best window over line scores."""

from collections.abc import Sequence

from annotator.domain.documents import ZoneKind
from annotator.ingest.lines import Line
from annotator.ingest.marks import is_interruption, is_stop_heading

_MOST_FOR_A_LINE = 600
_PENALTY = -90
_STOP_PENALTY = -400
_LONGEST_BRIDGE = 2
_SENTENCES_ABOVE = 2
_BRIDGED_ABOVE: frozenset[ZoneKind | None] = frozenset({ZoneKind.RELATED})
_BRIDGED_BELOW: frozenset[ZoneKind | None] = frozenset(
    {None, ZoneKind.RELATED, ZoneKind.CAPTION, ZoneKind.CORRECTION}
)
_LITTER = (ZoneKind.NAVIGATION, ZoneKind.RELATED, ZoneKind.COMMENTS, ZoneKind.BIOGRAPHY)


def body_window(lines: Sequence[Line], marks: Sequence[ZoneKind | None]) -> range:
    """Return the indexes of the lines from the first to the last of the body.

    Good lines count their length, the others cost 90, headings of what follows an article
    400; the window is the stretch of the highest sum (Kadane). A text without any litter
    is an article as it stands: its window runs to its last line. Empty where nothing looks
    like running text.
    """
    scores = _scores(lines, marks)
    window = _best(scores)
    if not window:
        window = _sentences(lines, marks)
    if not window:
        return window
    if not any(mark in _LITTER for mark in marks) and _STOP_PENALTY not in scores:
        first = next(index for index in range(len(lines)) if _running(lines, marks, index))
        window = range(first, len(lines))
    return _extended(window, lines, marks)


def from_headline(
    window: range, lines: Sequence[Line], marks: Sequence[ZoneKind | None], headline: int
) -> range:
    """Return the window grown to the first sentence below the headline, if there are two.

    Short paragraphs at the beginning of an article may weigh less than the litter between
    them; with the headline known, they are told from teasers above it.
    """
    above = range(headline + 1, window.start)
    sentences = [index for index in above if _running(lines, marks, index)]
    return window if len(sentences) < _SENTENCES_ABOVE else range(sentences[0], window.stop)


def _scores(lines: Sequence[Line], marks: Sequence[ZoneKind | None]) -> list[int]:
    scores = []
    for line, mark in zip(lines, marks, strict=True):
        if is_stop_heading(line.text):
            scores.append(_STOP_PENALTY)
        elif mark is None and line.good:
            scores.append(min(line.width, _MOST_FOR_A_LINE))
        else:
            scores.append(_PENALTY)
    return scores


def _best(scores: Sequence[int]) -> range:
    best_sum = running = 0
    best = range(0)
    start = 0
    for index, score in enumerate(scores):
        if running <= 0:
            running, start = 0, index
        running += score
        if running > best_sum:
            best_sum, best = running, range(start, index + 1)
    return best


def _sentences(lines: Sequence[Line], marks: Sequence[ZoneKind | None]) -> range:
    """Return the stretch of short sentences, for texts that have no good line."""
    indexes = [index for index in range(len(lines)) if _running(lines, marks, index)]
    return range(indexes[0], indexes[-1] + 1) if indexes else range(0)


def _running(lines: Sequence[Line], marks: Sequence[ZoneKind | None], index: int) -> bool:
    return marks[index] is None and (lines[index].good or lines[index].ends_sentence)


def _extended(window: range, lines: Sequence[Line], marks: Sequence[ZoneKind | None]) -> range:
    """Return the window grown by the sentences next to it.

    Above it only links may stand between, since a headline would look like a cross-heading;
    below it one or two lines that can be part of an article.
    """
    start, stop = window.start, window.stop
    while (above := _next_running(lines, marks, start, -1, _BRIDGED_ABOVE)) is not None:
        start = above
    while (below := _next_running(lines, marks, stop - 1, 1, _BRIDGED_BELOW)) is not None:
        stop = below + 1
    while stop < len(lines) and marks[stop] is ZoneKind.CORRECTION:
        stop += 1
    return range(start, stop)


def _next_running(
    lines: Sequence[Line],
    marks: Sequence[ZoneKind | None],
    index: int,
    step: int,
    bridged: frozenset[ZoneKind | None],
) -> int | None:
    """Return the next line of running text, at most two lines of bridged kinds away."""
    for _ in range(_LONGEST_BRIDGE + 1):
        index += step
        if not 0 <= index < len(lines) or is_stop_heading(lines[index].text):
            return None
        if _running(lines, marks, index):
            return index
        if marks[index] not in bridged and not is_interruption(lines[index].text):
            return None
    return None
