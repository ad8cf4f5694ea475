"""Where the characters of a raw text went in its canonical form."""

import re
from bisect import bisect_left

from annotator.domain.reports import Report
from annotator.text.canonical import canonical_text

_GONE = re.compile("\r(?=\n)|(?<=[\ud800-\udbff])[\udc00-\udfff]")
_LEADING = re.compile("\ufeff*")


class CanonicalMap:
    """A raw text, its canonical form, and the way of a position from one to the other."""

    __slots__ = ("_gone", "repairs", "text")

    def __init__(self, raw: str) -> None:
        self.text, self.repairs = canonical_text(raw)
        self._gone: list[int] = []
        if len(self.text) != len(raw):
            self._gone = _gone(raw)

    @property
    def identical(self) -> bool:
        """Whether every position is the same in both texts."""
        return not self._gone

    def position(self, raw: int) -> int:
        """Return the position in the canonical text of one in the raw text (code points)."""
        return raw - bisect_left(self._gone, raw) if self._gone else raw

    def report_to(self, report: Report) -> None:
        """Add what was repaired to a report."""
        report.extend(self.repairs)


def _gone(raw: str) -> list[int]:
    """Return the positions that have no character of their own in the canonical text.

    NUL goes first, so that what it stood between (CR and LF, two halves) counts as neighbours.
    """
    kept = [at for at, character in enumerate(raw) if character != "\0"] if "\0" in raw else None
    text = raw if kept is None else raw.replace("\0", "")
    leading = _LEADING.match(text)
    begin = leading.end() if leading else 0
    gone = [*range(begin), *(match.start() for match in _GONE.finditer(text, begin))]
    if kept is None:
        return gone
    nuls = (at for at, character in enumerate(raw) if character == "\0")
    return sorted([*nuls, *(kept[at] for at in gone)])
