"""Gamma and the unitizing alphas on cases small enough to work by hand."""

from itertools import product
from math import isnan
from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.gamma import Weights, best_disorder, dissimilarity, gamma
from annotator.agreement.report import report
from annotator.agreement.unitizing import overlapping, unitized, units
from annotator.agreement.values import Settings
from tests.unit.agreement.corpora import document, figure, reported

EQUAL = Weights()


def unit():
    return st.builds(
        lambda start, length, label: (start, start + length, label),
        st.integers(0, 12), st.integers(1, 5), st.sampled_from("ab"),
    )  # fmt: skip


SETS = st.lists(unit(), max_size=3, unique=True)


def every_cover(left):
    """Yield all ways to put units into groups of one for each annotator: the slow way."""
    left = [list(one) for one in left]
    at = next((person for person, one in enumerate(left) if one), None)
    if at is None:
        yield []
        return
    first, *rest = left[at]
    others = [[None, *one] for one in left[at + 1 :]]
    for chosen in product(*others):
        remaining = [*left[:at], rest, *(
            [one for one in mine if one != taken]
            for mine, taken in zip(left[at + 1 :], chosen, strict=True)
        )]  # fmt: skip
        for cover in every_cover(remaining):
            yield [[*[None] * at, first, *chosen], *cover]


def slow_disorder(annotators):
    def cost(group):
        pairs = [(a, b) for i, a in enumerate(group) for b in group[i + 1 :]]
        return sum(
            1.0 if a is None or b is None else dissimilarity(a, b, EQUAL) for a, b in pairs
        ) / len(pairs)

    best = min(sum(map(cost, cover)) for cover in every_cover(annotators))
    return best / (sum(map(len, annotators)) / len(annotators))


def test_dissimilarity_by_hand():
    assert dissimilarity((0, 4, "a"), (1, 4, "a"), EQUAL) == pytest.approx((1 / 7) ** 2)
    assert dissimilarity((0, 4, "a"), (0, 4, "b"), EQUAL) == 1
    assert dissimilarity((0, 4, "a"), (1, 4, "b"), Weights(3, 2)) == pytest.approx(3 / 49 + 2)


@settings(max_examples=40, deadline=None)
@given(SETS, SETS)
def test_two_are_aligned_as_well_as_can_be(one, other):
    if one or other:
        assert best_disorder([one, other], EQUAL) == pytest.approx(slow_disorder([one, other]))


@settings(max_examples=60, deadline=None)
@given(SETS, SETS, SETS)
def test_three_are_aligned_as_well_as_can_be(one, two, three):
    annotators = [one, two, three]
    if any(annotators):
        assert best_disorder(annotators, EQUAL) == pytest.approx(slow_disorder(annotators))


def test_equal_work_has_gamma_one_and_a_seed_repeats():
    work = [(0, 4, "a"), (10, 15, "b"), (20, 22, "a")]
    assert gamma([work, work], EQUAL, seed=1) == 1.0
    other = [(1, 4, "a"), (10, 15, "a")]
    assert gamma([work, other], EQUAL, seed=1) == gamma([work, other], EQUAL, seed=1) < 1
    assert isnan(gamma([[], []], EQUAL, seed=1))
    assert gamma([work] * 4, EQUAL, seed=1, samples=5) == 1.0


def test_gamma_is_in_the_report_when_asked_for():
    work = [(0, 4, "a"), (10, 15, "b"), (20, 22, "a")]
    made = document({"A": work, "B": work}), document({"A": [], "B": []}, "empty")
    found = reported(*made, gamma=True)["gamma"]
    assert (figure(found, "pairs", "A|B"), found["pairs"]["A|B"]["n"]) == (1.0, 1)
    assert figure(found, "mean") == 1.0
    assert reported(*made)["gamma"] is None


def test_unitizing_by_hand():
    # Ten characters; A marks [0, 4), B [2, 6): shared 2 marked and 4 unmarked, so 4 differ.
    first, second = units([(0, 4, 0)]), units([(2, 6, 0)])
    found = unitized([first, second], 1, 10)
    # Of 20 marked and unmarked: 8 marked. Expected 2 * 8 * 12 * 20 / (400 - 2 * 16 - 12).
    assert found.u == found.bar_u == pytest.approx(1 - 8 / (2 * 8 * 12 * 20 / 356))
    assert isnan(found.cu)
    assert found.cu_coverage == pytest.approx(4 / 20)


def test_unitizing_where_nothing_can_be_said():
    none = units([])
    assert isnan(unitized([none, none], 1, 10).u)
    same = units([(0, 4, 0), (6, 8, 1)])
    assert unitized([same, same], 2, 10).u == pytest.approx(1)
    assert unitized([same, same], 2, 10).ku == pytest.approx([1, 1])
    assert overlapping(units([(0, 4, 0), (4, 6, 0)])) == 0
    assert overlapping(units([(0, 9, 0), (2, 4, 0), (5, 6, 1)])) == 2


def triple(people):
    work = [(0, 5, "X"), (20, 30, "Y"), (50, 60, "X")]
    other = [(0, 6, "X"), (20, 30, "X")]
    return [document({name: work if at % 2 else other for at, name in enumerate(people)}, str(n))
            for n in range(6)]  # fmt: skip


def test_three_annotators_have_a_gamma_together():
    found = reported(*triple("ABC"), gamma=True, resamples=100)["gamma"]
    assert found["mean_is"] == "mean pairwise gamma"
    assert found["together"]["n"] == 6
    assert 0 < found["together"]["value"] < 1
    assert found["together"]["ci95"] is not None
    assert figure(found, "pairs", "A|C") == 1
    assert figure(found, "mean") == pytest.approx(
        (1 + figure(found, "pairs", "A|B") + figure(found, "pairs", "B|C")) / 3
    )


def test_more_than_three_have_only_the_mean_over_pairs():
    found = reported(*triple("ABCD"), gamma=True)["gamma"]
    assert "together" not in found
    assert found["mean"]["n"] == 6


def test_the_progress_of_gamma_is_told_and_it_can_be_stopped():
    heard = []
    made = triple("ABC")
    report(made, Settings(resamples=0, gamma=True), lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1][0] < heard[-1][1] == 2 * 3 + 4 + 4 * 6

    class Enough(Exception):
        pass

    def stop(done, total):
        if done > 12:
            raise Enough

    with pytest.raises(Enough):
        report(made, Settings(resamples=0, gamma=True), stop)


def test_chance_is_sampled_until_it_is_known_well_enough():
    one, other = [(0.0, 10.0, "a"), (40.0, 44.0, "b")], [(3.0, 9.0, "a"), (80.0, 90.0, "b")]
    rough = [gamma([one, other], EQUAL, seed=seed, samples=5, precision=10) for seed in range(12)]
    fine = [gamma([one, other], EQUAL, seed=seed, samples=5, precision=0.02) for seed in range(12)]
    assert stdev(fine) < stdev(rough) / 2
