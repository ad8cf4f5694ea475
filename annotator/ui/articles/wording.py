"""What the list says about an article, in words."""

import unicodedata

from annotator.app.listings import Entry
from annotator.domain.annotation_sets import State

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STATE_NAMES = {
    State.NEW: "to do",
    State.IN_PROGRESS: "started",
    State.FINISHED: "done",
    State.SET_ASIDE: "set aside",
}


def short_date(published: str) -> str:
    """Return an ISO 8601 date as people write it ("30 Jul 2022"); others as they are."""
    pieces = published[:10].split("-")
    if not all(piece.isdigit() for piece in pieces) or len(pieces) > 3 or not pieces[0]:
        return published[:20]
    numbers = [int(piece) for piece in pieces]
    if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
        return published[:20]
    words = [pieces[0]]
    if len(numbers) > 1:
        words.insert(0, _MONTHS[numbers[1] - 1])
    if len(numbers) > 2:
        words.insert(0, str(numbers[2]))
    return " ".join(words)


def meta_line(entry: Entry) -> str:
    """Return source, date, and what there is to say about the work."""
    parts = [isolated(entry.source), short_date(entry.published), _versions(entry), _work(entry)]
    return " · ".join(part for part in parts if part)


def isolated(name: str) -> str:
    """Return a name from right to left so that it does not turn the words around it about."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL") for character in name)
    return f"\u2068{name}\u2069" if turns else name


def spoken(entry: Entry) -> str:
    """Return the whole entry for screen readers and tooltips."""
    flag = f"flagged: {entry.flag}" if entry.flag else ""
    lines = [entry.title, ", ".join(p for p in (STATE_NAMES[entry.state], flag) if p)]
    if entry.cluster_size > 1:
        lines.append(f"The same story in {entry.cluster_size:,} articles")
    return "\n".join([*lines, meta_line(entry)])


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 label", "24 labels", "1,200 labels"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _versions(entry: Entry) -> str:
    return f"{entry.cluster_size:,} versions" if entry.cluster_size > 1 else ""


def _work(entry: Entry) -> str:
    if entry.flag:
        return f"flagged: {isolated(entry.flag)}"
    if entry.state is State.SET_ASIDE:
        return "set aside"
    pieces = []
    if entry.spans or entry.state in (State.IN_PROGRESS, State.FINISHED):
        pieces.append(counted(entry.spans, "label"))
    if entry.suggestions and entry.state in (State.NEW, State.IN_PROGRESS):
        if pieces:
            pieces.append(f"{entry.suggestions:,} to check")
        else:
            pieces.append(counted(entry.suggestions, "suggestion"))
    return ", ".join(pieces)
