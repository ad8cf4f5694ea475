"""Suggestions: spans and relations that a source proposes, and what was decided about them."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

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
        return derived_id("suggestion", document, _written(self.fragments), self.label)


@dataclass(frozen=True, slots=True)
class SuggestedEnd:
    """One end of a proposed relation: where its span stands, and the label proposed for it."""

    fragments: Fragments
    label: LabelId


@dataclass(frozen=True, slots=True)
class RelationSuggestion:
    """A proposed relation; ``ends`` are the relation's source and target, in this order.

    ``source`` names who proposes it and ``score`` is that one's confidence, as in
    ``Suggestion``.
    """

    label: LabelId
    ends: tuple[SuggestedEnd, SuggestedEnd]
    source: str
    score: float | None = None

    @property
    def start(self) -> int:
        """The first code point of the end that stands first in the text."""
        return min(end.fragments[0].start for end in self.ends)

    @property
    def end(self) -> int:
        """One past the last code point of the end that reaches furthest."""
        return max(end.fragments[-1].end for end in self.ends)

    @property
    def fragments(self) -> Fragments:
        """The fragments of both ends, those of the relation's source first."""
        return self.ends[0].fragments + self.ends[1].fragments

    def key(self, document: DocumentId) -> str:
        """Return what a decision is about: document, both places and the relation's label.

        The labels of the ends play no part: a relation between two stretches that was
        rejected stays away, whatever another source calls the stretches.
        """
        places = (_written(end.fragments) for end in self.ends)
        return derived_id("suggested relation", document, *places, self.label)


class Labelled(Protocol):
    """What a suggestion must not stand over: a span of the annotator's."""

    @property
    def fragments(self) -> Fragments:
        """The extents it covers."""

    @property
    def label(self) -> LabelId:
        """Its label."""


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
    """All that one source proposes for one document; a new run replaces the old one.

    ``suggestions`` are the spans.
    """

    document: DocumentId
    source: str
    suggestions: Sequence[Suggestion]
    relations: Sequence[RelationSuggestion] = ()


def pending(
    proposed: Iterable[Suggestion],
    decided: Collection[str],
    labelled: Iterable[Labelled],
    document: DocumentId,
) -> list[Suggestion]:
    """Return the suggestions that are still to decide, in reading order.

    Equal ones of several sources are one, the first source's; the annotator's own labels
    come before the models', so that they decide between labels. Those that overlap a
    label, or a suggestion listed before them, wait: a suggestion never stands over a label,
    and of two that cross the one that starts first and is longer is asked first. But where
    a source itself proposed both, one within the other, both are asked, one after the other.
    """
    proposed, labelled = list(proposed), list(labelled)
    cover = _Cover(proposed, labelled)
    shown: list[Suggestion] = []
    last_end = 0
    for suggestion in sorted(proposed, key=_asked_first):
        if suggestion.start < last_end or suggestion.key(document) in decided:
            continue
        if cover.lies_over(suggestion):
            continue
        shown.append(suggestion)
        last_end = suggestion.end
    return shown


class _Cover:
    """What is labelled, as it stands in the way of each source's suggestions.

    A label that the source itself proposed does not: the source means both.
    """

    def __init__(self, proposed: Sequence[Suggestion], labelled: Sequence[Labelled]) -> None:
        self._labelled = labelled
        self._labels: dict[Fragments, set[LabelId]] = {}
        for one in labelled:
            self._labels.setdefault(one.fragments, set()).add(one.label)
        self._proposed: dict[str, set[tuple[Fragments, LabelId]]] = {}
        for suggestion in proposed:
            if suggestion.fragments in self._labels:
                pair = (suggestion.fragments, suggestion.label)
                self._proposed.setdefault(suggestion.source, set()).add(pair)
        self._covered: dict[str, tuple[list[Extent], list[int]]] = {}

    def lies_over(self, suggestion: Suggestion) -> bool:
        """Tell whether a suggestion shares a character with a label that is in its way."""
        fragments, source = suggestion.fragments, suggestion.source
        own = self._proposed.get(source, set())
        here = self._labels.get(fragments, set())
        if suggestion.label in here or any((fragments, label) not in own for label in here):
            return True
        covered, starts = self._covered_for(source if own else "", own)
        before = bisect_right(starts, suggestion.end - 1)
        return bool(before) and covered[before - 1].end > suggestion.start

    def _covered_for(
        self, source: str, own: Collection[tuple[Fragments, LabelId]]
    ) -> tuple[list[Extent], list[int]]:
        found = self._covered.get(source)
        if found is None:
            mine = {fragments for fragments, _ in own}
            covered = _joined(
                extent
                for one in self._labelled
                if one.fragments not in mine
                for extent in one.fragments
            )
            found = self._covered[source] = (covered, [extent.start for extent in covered])
        return found


def _asked_first(suggestion: Suggestion) -> tuple[int, int, bool, str]:
    source = suggestion.source
    return suggestion.start, -suggestion.end, source != OWN_LABELS, source


def _written(fragments: Fragments) -> str:
    return ",".join(f"{start}-{end}" for start, end in fragments)


def _joined(extents: Iterable[Extent]) -> list[Extent]:
    joined: list[Extent] = []
    for start, end in sorted(extents):
        if joined and start <= joined[-1].end:
            joined[-1] = Extent(joined[-1].start, max(joined[-1].end, end))
        else:
            joined.append(Extent(start, end))
    return joined
