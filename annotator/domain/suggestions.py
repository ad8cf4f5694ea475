"""Suggestions: spans a model or the annotator's own past labels propose, and decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.ids import DocumentId, LabelId, derived_id
from annotator.domain.spans import Fragments


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
