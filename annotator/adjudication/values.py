"""What rules look at: the work of those who finished a document, and what they decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.annotation_sets import DEFAULT_PASS
from annotator.domain.spans import Fragments

Attributes = tuple[tuple[str, str], ...]
"""Attribute names and values, sorted, so that equal ones are equal values."""


class Marked(NamedTuple):
    """A span as a vote: where, under which label (its id), with which attributes."""

    fragments: Fragments
    label: str
    attributes: Attributes = ()


class Linked(NamedTuple):
    """A relation as a vote; ``source`` and ``target`` are places in the list of spans."""

    label: str
    source: int
    target: int
    attributes: Attributes = ()


@dataclass(frozen=True, slots=True)
class Work:
    """What one annotator did on a document in the passes they finished.

    ``annotator`` is the id; spans in no particular order; chains are lists of places in
    the list of spans. Labels of passes that are not finished are not in it.
    """

    annotator: str
    spans: Sequence[Marked]
    relations: Sequence[Linked] = ()
    chains: Sequence[Sequence[int]] = ()
    passes: frozenset[str] = frozenset()


class GoldRelation(NamedTuple):
    """A settled relation between settled spans."""

    label: str
    source: Marked
    target: Marked
    attributes: Attributes = ()


Proposal = Marked | GoldRelation | tuple[Marked, ...]
"""A span, a relation between settled spans, or a chain of settled spans."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the things that were proposed for a cluster, and by whom (annotator ids)."""

    proposal: Proposal
    annotators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule makes of one cluster.

    ``key`` names the cluster in its document, ``inputs`` is the fingerprint of all that
    was proposed there: a decision whose inputs have changed since is stale. ``outcome`` is
    None where the rule leaves the cluster open; then ``why`` is a code that says why. An
    empty outcome means that nothing is there.
    """

    key: str
    inputs: str
    outcome: tuple[Proposal, ...] | None
    schema_pass: str = DEFAULT_PASS
    alternatives: Sequence[Alternative] = ()
    sources: tuple[str, ...] = ()
    why: str = ""


@dataclass(slots=True)
class Settlement:
    """All decisions on one document: spans, then relations, then chains."""

    spans: list[Decision] = field(default_factory=list)
    relations: list[Decision] = field(default_factory=list)
    chains: list[Decision] = field(default_factory=list)

    @property
    def decisions(self) -> list[Decision]:
        """All of them, in the order in which they have to be written."""
        return [*self.spans, *self.relations, *self.chains]


@dataclass(frozen=True, slots=True)
class Standing:
    """What gold holds already, which relations and chains may be bound to.

    ``settled`` are the spans that earlier runs of a rule made of clusters, by the cluster's
    key and inputs; ``by_hand`` are the spans that a person made or changed.
    """

    settled: Mapping[tuple[str, str], frozenset[Marked]] = field(default_factory=dict)
    by_hand: Sequence[Marked] = ()


@dataclass(frozen=True, slots=True)
class PassLabels:
    """Which pass each label belongs to, and which relation labels have no direction."""

    passes: Mapping[str, str]
    symmetric: frozenset[str] = frozenset()
