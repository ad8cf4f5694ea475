"""Stretches of a tokenised text: sentences, or windows of whole sentences that fit a trainer."""

from bisect import bisect_right
from collections.abc import Sequence

from annotator.formats.token_spans import TokenSpan

Stretch = tuple[int, int]
"""A range [first, last) of tokens; the stretches of a text follow each other without gap."""


def windows(sentences: Sequence[Stretch], most: int) -> list[Stretch]:
    """Return windows of at most ``most`` tokens, cut at the ends of sentences.

    A sentence that is longer by itself is cut where the limit is. With ``most`` 0 there is
    one window, the whole text; none where there are no tokens.
    """
    if not sentences:
        return []
    if not most:
        return [(sentences[0][0], sentences[-1][1])]
    found: list[Stretch] = []
    start = end = sentences[0][0]
    for _, last in sentences:
        if last - start > most and end > start:
            found.append((start, end))
            start = end
        while last - start > most:
            found.append((start, start + most))
            start += most
        end = last
    found.append((start, end))
    return found


class Stretches:
    """Find the stretch that a token or a whole span lies in."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._firsts = [first for first, _ in stretches]
        self._stretches = stretches

    def number(self, token: int) -> int:
        """Return the number of the stretch a token lies in."""
        return bisect_right(self._firsts, token) - 1

    def divided(self, spans: Sequence[TokenSpan]) -> tuple[list[list[TokenSpan]], list[TokenSpan]]:
        """Return the spans inside each stretch, and those that cross a border."""
        inside: list[list[TokenSpan]] = [[] for _ in self._stretches]
        crossing: list[TokenSpan] = []
        for each in spans:
            number = bisect_right(self._firsts, each.first) - 1
            if each.last <= self._stretches[number][1]:
                inside[number].append(each)
            else:
                crossing.append(each)
        return inside, crossing
