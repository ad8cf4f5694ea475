"""Runs: the fragments of a span cut into pieces, one per line of the screen."""

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """A piece [start, end) of a fragment on one line, and whether the fragment goes on.

    ``opens`` is true where the fragment starts here, ``closes`` where it ends here.
    """

    line: int
    start: int
    end: int
    opens: bool
    closes: bool


def cut_into_runs(
    fragments: Sequence[tuple[int, int]], line_starts: Sequence[int], end: int
) -> list[Run]:
    """Return the pieces of the fragments on the lines that start at ``line_starts``.

    The lines are those of one stretch of text, sorted; the last one ends at ``end``.
    What lies outside the stretch is left out. All numbers count in the same unit.
    """
    runs: list[Run] = []
    if not line_starts:
        return runs
    for fragment_start, fragment_end in fragments:
        line = max(bisect_right(line_starts, fragment_start) - 1, 0)
        while line < len(line_starts) and line_starts[line] < fragment_end:
            line_end = line_starts[line + 1] if line + 1 < len(line_starts) else end
            piece_start = max(fragment_start, line_starts[line])
            piece_end = min(fragment_end, line_end)
            if piece_start < piece_end:
                runs.append(
                    Run(
                        line,
                        piece_start,
                        piece_end,
                        piece_start == fragment_start,
                        piece_end == fragment_end,
                    )
                )
            line += 1
    return runs


def gaps(fragments: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches between the fragments of one span, where its thin line runs."""
    return [(before[1], after[0]) for before, after in itertools.pairwise(fragments)]
