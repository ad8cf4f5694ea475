"""The gamma of Mathet, Widlöcher and Métivier (2015): alignment and agreement at once.

gamma = 1 - observed / expected disorder of the best alignment. Two or three annotators are
aligned exactly, without a solver; for more it is the mean over their pairs. What chance
would give is sampled: annotators' work moved round the document by a random distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil
from random import Random
from statistics import fmean, stdev

from annotator.compare.matching import heaviest_matching

Unit = tuple[float, float, str]
"""A unit as (start, end, label)."""

SAMPLES = 30
"""How often chance is sampled for a document at least."""

PRECISION = 0.05
"""How near the expected disorder is sampled: within this share of it, 95 times in 100."""

_MOST_SAMPLES = 1_000

EMPTY = 1.0
"""What a missing unit costs."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much position (``alpha``) and label (``beta``) count; the paper's code has 3 and 1."""

    alpha: float = 1.0
    beta: float = 1.0


def dissimilarity(one: Unit, other: Unit, weights: Weights) -> float:
    """Return how far two units are apart: squared relative shift, and 1 for another label."""
    shift = abs(one[0] - other[0]) + abs(one[1] - other[1])
    place = (shift / (one[1] - one[0] + other[1] - other[0])) ** 2
    return (weights.alpha * place + weights.beta * (one[2] != other[2])) * EMPTY


def best_disorder(annotators: Sequence[Sequence[Unit]], weights: Weights) -> float:
    """Return the disorder of the best alignment of two or three annotators.

    NaN where nobody marked anything. Raises ValueError for any other number of annotators.
    """
    if len(annotators) not in (2, 3):
        raise ValueError("an exact alignment is of two or three annotators")
    count = sum(map(len, annotators))
    if not count:
        return float("nan")
    total = (_of_two if len(annotators) == 2 else _of_three)(annotators, weights)
    return total / (count / len(annotators))


def _of_two(annotators: Sequence[Sequence[Unit]], weights: Weights) -> float:
    first, second = annotators
    gains = {}
    for (i, one), (j, other) in product(enumerate(first), enumerate(second)):
        gain = 2 * EMPTY - dissimilarity(one, other, weights)
        if gain > 0:
            gains[i, j] = gain
    matched = heaviest_matching(gains)
    return (len(first) + len(second)) * EMPTY - sum(gains[pair] for pair in matched.items())


def _of_three(annotators: Sequence[Sequence[Unit]], weights: Weights) -> float:
    """Cover all units by alignments of up to three at least cost, from the left to the right.

    Units far apart are never aligned, so few sets of covered units have to be kept.
    """
    order = sorted((unit, person) for person, units in enumerate(annotators) for unit in units)
    bits = {entry: 1 << at for at, entry in enumerate(order)}
    choices = _alignments(order, bits, weights)
    states = {0: 0.0}
    for at in range(len(order)):
        bit = 1 << at
        further: dict[int, float] = {}
        for covered, cost in states.items():
            options = ((0, 0.0),) if covered & bit else choices[at]
            for mask, more in options:
                if not covered & mask:
                    key = covered | mask
                    if cost + more < further.get(key, float("inf")):
                        further[key] = cost + more
        states = further
    return min(states.values())


def _alignments(
    order: Sequence[tuple[Unit, int]], bits: dict[tuple[Unit, int], int], weights: Weights
) -> list[list[tuple[int, float]]]:
    """Return for each unit the alignments it is the first of: the units covered, and the cost."""
    found = []
    for at, (unit, person) in enumerate(order):
        near = [
            (other, dissimilarity(unit, other[0], weights))
            for other in order[at + 1 :]
            if other[1] != person
        ]
        # What costs as much as its units alone is never needed for the best alignment: a
        # pair from 2, three units from 3 on.
        near = [(other, cost) for other, cost in near if cost < 9 * EMPTY]
        mine = [(bits[unit, person], EMPTY)]
        for other, cost in near:
            if cost < 4 * EMPTY:
                mine.append((bits[unit, person] | bits[other], (cost + 2 * EMPTY) / 3))
        for (one, cost_one), (two, cost_two) in combinations(near, 2):
            if one[1] != two[1] and cost_one + cost_two < 9 * EMPTY:
                cost = cost_one + cost_two + dissimilarity(one[0], two[0], weights)
                if cost < 9 * EMPTY:
                    mine.append((bits[unit, person] | bits[one] | bits[two], cost / 3))
        found.append(mine)
    return found


def gamma(
    annotators: Sequence[Sequence[Unit]],
    weights: Weights,
    *,
    seed: int,
    samples: int = SAMPLES,
    precision: float = PRECISION,
) -> float:
    """Return gamma of one document; NaN where nobody marked anything.

    After ``samples`` drawings as many more are made as their spread asks for:
    (spread / mean * 1.96 / precision) squared in all, as in the paper. More than three
    annotators have the mean over their pairs.
    """
    if len(annotators) > 3:
        found = [
            gamma(pair, weights, seed=seed, samples=samples, precision=precision)
            for pair in combinations(annotators, 2)
        ]
        defined = [one for one in found if one == one]
        return fmean(defined) if defined else float("nan")
    observed = best_disorder(annotators, weights)
    if observed != observed:
        return observed
    random = Random(seed)

    def draw(times: int) -> list[float]:
        return [best_disorder(_shuffled(annotators, random), weights) for _ in range(times)]

    drawn = draw(samples)
    if len(drawn) > 1 and (mean := fmean(drawn)):
        wanted = ceil((stdev(drawn) / mean * 1.96 / precision) ** 2)
        drawn += draw(min(wanted, _MOST_SAMPLES) - len(drawn))
    expected = fmean(drawn)
    return 1 - observed / expected if expected else float("nan")


def _shuffled(annotators: Sequence[Sequence[Unit]], random: Random) -> list[list[Unit]]:
    """Return a random annotator's units for each one, moved round by a random distance."""
    marked = [unit for units in annotators for unit in units]
    begin, end = min(unit[0] for unit in marked), max(unit[1] for unit in marked)
    apart = fmean(unit[1] - unit[0] for unit in marked) / 2
    pivots: list[float] = []
    shuffled: list[list[Unit]] = []
    while len(shuffled) < len(annotators):
        pivot = _pivot(begin, end, apart, pivots, random)
        pivots.append(pivot)
        moved = []
        for start, stop, label in random.choice(annotators):
            shift = pivot if start + pivot <= end else pivot + begin - end
            moved.append((start + shift, stop + shift, label))
        shuffled.append(moved)
        if len(shuffled) == len(annotators) and not any(shuffled):
            shuffled.clear()
            pivots.clear()
    return shuffled


def _pivot(begin: float, end: float, apart: float, pivots: list[float], random: Random) -> float:
    """Return a distance that differs from those drawn before by half a unit, where it can."""
    pivot = 0.0
    for _ in range(50):
        pivot = random.uniform(0, end - begin)
        if all(abs(pivot - before) >= apart for before in pivots):
            break
    return pivot
