"""What agreement is computed from: plain values, without a project file.

Offsets are code points, half-open, over the text of the document.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from annotator.domain.annotation_sets import DEFAULT_PASS
from annotator.domain.spans import Fragments

NO_ATTRIBUTES: Mapping[str, str] = {}


class ComparedSpan(NamedTuple):
    """A span: fragments in order, the name of its label, its attributes.

    ``taken`` tells that it was accepted from a suggestion exactly as that stood; two
    annotators with an equal taken span took the same suggestion.
    """

    fragments: Fragments
    label: str
    attributes: Mapping[str, str] = NO_ATTRIBUTES
    taken: bool = False


class ComparedRelation(NamedTuple):
    """A relation: the name of its label, and the places of its ends among the spans."""

    label: str
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class ComparedSet:
    """One annotator's finished work on one document; without spans it is done and empty.

    ``chains`` holds the places of spans. ``finished`` names the passes that are finished;
    None stands for all. ``finished_on`` is the day, where it is known.
    """

    spans: Sequence[ComparedSpan] = ()
    relations: Sequence[ComparedRelation] = ()
    chains: Sequence[Sequence[int]] = ()
    finished: frozenset[str] | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class ComparedDocument:
    """One document with the sets of those who did it; who is not there did not do it.

    ``tokens`` are [start, end) pairs in order, without overlap, or one flat row of their
    numbers; ``labelable`` the stretches that count, in order (None: all of the text). A
    gold set is never an annotator: it is compared with each of them apart.
    """

    id: str
    length: int
    sets: Mapping[str, ComparedSet]
    tokens: Sequence[tuple[int, int]] | Sequence[int] = ()
    labelable: Sequence[tuple[int, int]] | None = None
    gold: ComparedSet | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How to compare.

    ``label_passes`` and ``relation_passes`` map label names to the pass they belong to
    (the default pass where not named); ``symmetric`` names the relation labels whose ends
    may be swapped. ``annotators`` fixes who is compared (None: whoever has a set).
    ``resamples`` of 0 leaves intervals out. ``groups`` names the documents that are looked
    at together, by what they have in common (``{"source": {"An outlet": [ids]}}``).
    ``by_rule`` are the stretches of documents in which a rule settled gold, in order; the
    rest of gold is people's.
    """

    label_passes: Mapping[str, str] = field(default_factory=dict)
    relation_passes: Mapping[str, str] = field(default_factory=dict)
    symmetric: frozenset[str] = frozenset()
    annotators: Sequence[str] | None = None
    tokens_from: str = ""
    resamples: int = 1_000
    seed: int = 20_260_101
    gamma: bool = False
    groups: Mapping[str, Mapping[str, Collection[str]]] = field(default_factory=dict)
    by_rule: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

    @property
    def passes(self) -> tuple[str, ...]:
        """The passes by name; the default one where none is named."""
        named = {*self.label_passes.values(), *self.relation_passes.values()}
        return tuple(sorted(named)) or (DEFAULT_PASS,)

    def pass_of(self, label: str) -> str:
        """Return the pass a span label belongs to."""
        return self.label_passes.get(label, self.passes[0])

    def pass_of_relation(self, label: str) -> str:
        """Return the pass a relation label belongs to."""
        return self.relation_passes.get(label, self.passes[0])
