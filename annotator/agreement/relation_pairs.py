"""Agreement on relations over pairs of spans that both annotators marked alike.

Kappa over all such pairs depends on which pairs are looked at (here: of one document) and
is ruled by those that nobody linked, so it is not in the report.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from annotator.agreement.chance import Floats, cohen_kappa
from annotator.agreement.values import ComparedSet, ComparedSpan
from annotator.domain.spans import Fragments

NONE = "NONE"

Documents = Iterable[tuple[ComparedSet, ComparedSet]]
Key = tuple[Fragments, str]
Links = dict[tuple[Key, Key], str]


@dataclass(frozen=True, slots=True)
class PairKappa:
    """The table of categories, first annotator by second, and its kappa (NaN: undefined)."""

    labels: Sequence[str]
    table: Floats
    kappa: float


@dataclass(frozen=True, slots=True)
class TypeAgreement:
    """On how many pairs of spans both have a relation, and the share with equal labels."""

    n: int
    observed: float


def pair_kappa(documents: Documents, symmetric: frozenset[str]) -> PairKappa:
    """Return Cohen's kappa over all ordered pairs of distinct spans that both marked.

    The category of a pair is its relation labels joined by "+", or NONE; a symmetric label
    stands on the pair in reading order alone.
    """
    cells: Counter[tuple[str, str]] = Counter()
    for first, second in documents:
        agreed, one, other = _both(first, second, symmetric)
        for pair in permutations(agreed, 2):
            cells[one.get(pair, NONE), other.get(pair, NONE)] += 1
    labels = sorted({label for cell in cells for label in cell})
    table = np.array([[cells[a, b] for b in labels] for a in labels], float)
    return PairKappa(labels, table, cohen_kappa(table) if labels else float("nan"))


def type_agreement(documents: Documents, symmetric: frozenset[str]) -> TypeAgreement:
    """Return how often labels are equal on ordered pairs of agreed spans that both linked."""
    equal = n = 0
    for first, second in documents:
        _, one, other = _both(first, second, symmetric)
        for pair in one.keys() & other.keys():
            n += 1
            equal += one[pair] == other[pair]
    return TypeAgreement(n, equal / n if n else float("nan"))


def _both(
    first: ComparedSet, second: ComparedSet, symmetric: frozenset[str]
) -> tuple[list[Key], Links, Links]:
    agreed = sorted(set(map(_key, first.spans)) & set(map(_key, second.spans)))
    known = set(agreed)
    return agreed, _links(first, known, symmetric), _links(second, known, symmetric)


def _links(work: ComparedSet, known: set[Key], symmetric: frozenset[str]) -> Links:
    found: dict[tuple[Key, Key], set[str]] = {}
    for label, source, target in work.relations:
        ends = (_key(work.spans[source]), _key(work.spans[target]))
        if label in symmetric and ends[1] < ends[0]:
            ends = (ends[1], ends[0])
        if known.issuperset(ends):
            found.setdefault(ends, set()).add(label)
    return {ends: "+".join(sorted(labels)) for ends, labels in found.items()}


def _key(span: ComparedSpan) -> Key:
    return span.fragments, span.label
