"""Suggestions: spans a model or the annotator's own past labels propose, and decisions."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.ids import DocumentId, LabelId, derived_id
from annotator.domain.spans import Extent, Fragments

OWN_LABELS = "own labels"
"""The source that proposes what the annotator labelled in the same words before."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed span; ``source`` names who proposes it (``en_core_web_sm 3.8.0``).

    ``score`` is the source's own confidence in [0, 1], or None where it gives none.
    """

    fragments: Fragments
    label: LabelId
    source: str
    score: float | None = None

    @property
    def start(self) -> int:
        """The first code point of the first fragment."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """One past the last code point of the last fragment."""
        return self.fragments[-1].end

    def key(self, document: DocumentId) -> str:
        """Return what a decision is about: document, fragments and label, not the source.

        A rejected stretch under a label stays away whichever source proposes it again.
        """
        pieces = ",".join(f"{start}-{end}" for start, end in self.fragments)
        return derived_id("suggestion", document, pieces, self.label)


class Verdict(StrEnum):
    """What an annotator decided about a suggestion."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a source was right for a label in this project: decisions and how many fit."""

    right: int
    decided: int


@dataclass(frozen=True, slots=True)
class SuggestionRun:
    """All that one source proposes for one document; a new run replaces the old one."""

    document: DocumentId
    source: str
    suggestions: Sequence[Suggestion]


def pending(
    proposed: Iterable[Suggestion],
    decided: Collection[str],
    labelled: Iterable[Extent],
    document: DocumentId,
) -> list[Suggestion]:
    """Return the suggestions that are still to decide, in reading order.

    Equal ones of several sources are one, the first source's; the annotator's own labels
    come before the models', so that they decide between labels. Those that overlap a
    decided span, or a suggestion listed before them, wait: a suggestion never stands over
    a label, and of two that cross the one that starts first and is longer is asked first.
    """
    covered = _joined(labelled)
    starts = [extent.start for extent in covered]
    shown: list[Suggestion] = []
    last_end = 0
    for suggestion in sorted(proposed, key=_asked_first):
        if suggestion.start < last_end or suggestion.key(document) in decided:
            continue
        before = bisect_right(starts, suggestion.end - 1)
        if before and covered[before - 1].end > suggestion.start:
            continue
        shown.append(suggestion)
        last_end = suggestion.end
    return shown


def _asked_first(suggestion: Suggestion) -> tuple[int, int, bool, str]:
    source = suggestion.source
    return suggestion.start, -suggestion.end, source != OWN_LABELS, source


def _joined(extents: Iterable[Extent]) -> list[Extent]:
    joined: list[Extent] = []
    for start, end in sorted(extents):
        if joined and start <= joined[-1].end:
            joined[-1] = Extent(joined[-1].start, max(joined[-1].end, end))
        else:
            joined.append(Extent(start, end))
    return joined
