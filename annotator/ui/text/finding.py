"""Find strings in the article: matches to highlight, and the next one from an offset."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from annotator.domain.spans import Extent

MOST_MATCHES = 5000


class Matches:
    """The places of one string, upper and lower case alike, in reading order."""

    def __init__(self, text: str = "", wanted: str = "", *, word_starts: bool = False) -> None:
        self._extents: list[Extent] = []
        if not wanted:
            return
        border = r"(?<!\w)" if word_starts and wanted[0].isalnum() else ""
        for match in re.finditer(border + re.escape(wanted), text, re.IGNORECASE):
            self._extents.append(Extent(*match.span()))
            if len(self._extents) == MOST_MATCHES:
                break

    def __len__(self) -> int:
        return len(self._extents)

    def next(self, offset: int, *, forward: bool = True) -> Extent | None:
        """Return the first match at or after an offset (or the last before it), going round."""
        if not self._extents:
            return None
        at = bisect_left(self._extents, (offset,))
        if forward:
            return self._extents[at % len(self._extents)]
        return self._extents[at - 1]

    def between(self, start: int, end: int) -> Sequence[Extent]:
        """Return the matches that begin between two offsets."""
        first = bisect_left(self._extents, (start,))
        return self._extents[first : bisect_left(self._extents, (end,))]
