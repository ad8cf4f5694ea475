"""Agreement on chains: CEAF with the entity-based similarity, and B-cubed.

A chain is the set of the extents of its spans, labels aside; a span that only one of the
two put into a chain counts against both. Chains of one span are not kept by the program.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotator.agreement.chance import Floats
from annotator.agreement.tables import Person, Tables
from annotator.compare.matching import heaviest_matching

Members = frozenset[int]


class ChainSums(NamedTuple):
    """Sums for the figures of one document: similarity and chains, and B-cubed's halves."""

    similarity: float = 0.0
    chains: float = 0.0
    first_alike: float = 0.0
    first_members: float = 0.0
    second_alike: float = 0.0
    second_members: float = 0.0


def compare_chains(first: Sequence[Members], second: Sequence[Members]) -> ChainSums:
    """Return the sums of two annotators' chains on one document; members are any codes."""
    common = {
        (i, j): len(one & other)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if one & other
    }
    weights = {
        (i, j): 2 * both / (len(first[i]) + len(second[j])) for (i, j), both in common.items()
    }
    pairs = heaviest_matching(weights)
    return ChainSums(
        sum(weights[pair] for pair in pairs.items()),
        len(first) + len(second),
        sum(both**2 / len(first[i]) for (i, _), both in common.items()),
        sum(map(len, first)),
        sum(both**2 / len(second[j]) for (_, j), both in common.items()),
        sum(map(len, second)),
    )


def ceaf_e(sums: Floats) -> Floats:
    """Return CEAF-e F1 of sums (..., as in ChainSums): 2 similarity / chains of both."""
    return np.asarray(
        np.where(sums[..., 1] > 0, 2 * sums[..., 0] / np.maximum(sums[..., 1], 1), np.nan)
    )


def b_cubed(sums: Floats) -> Floats:
    """Return B-cubed F1 of sums: the harmonic mean of its precision and recall."""
    one = sums[..., 2] / np.maximum(sums[..., 3], 1)
    other = sums[..., 4] / np.maximum(sums[..., 5], 1)
    both = np.where(one + other > 0, 2 * one * other / np.where(one + other > 0, one + other, 1), 0)
    return np.asarray(np.where(sums[..., 3] + sums[..., 5] > 0, both, np.nan))


def chain_sums(tables: Tables, i: int, j: int) -> Floats:
    """Return the sums of two annotators by document (d, as in ChainSums)."""
    sums = np.zeros((len(tables.documents), len(ChainSums._fields)))
    shared = tables.wholly_done[i] & tables.wholly_done[j]
    one, other = tables.people[i], tables.people[j]
    for document in sorted({*one.chains, *other.chains}):
        if shared[document]:
            sums[document] = compare_chains(_members(one, document), _members(other, document))
    return sums


def _members(person: Person, document: int) -> list[Members]:
    found = [
        frozenset(person.spans.boundary[rows].tolist()) for rows in person.chains.get(document, ())
    ]
    # Masking may leave a chain with one span, which is none.
    return [chain for chain in found if len(chain) > 1]
