"""Intervals: how often they hold the truth, and that they come again."""

import numpy as np
import pytest

from annotator.agreement.bootstrap import (
    Resampling,
    f1,
    interval,
    percentiles,
    student,
    tail,
)
from annotator.agreement.chance import alpha


def corpus(generator, documents):
    """Return matched and total by document; articles differ in length and in difficulty."""
    marked = generator.poisson(generator.gamma(4, 4.5, documents))
    alike = generator.binomial(marked, generator.beta(8, 2, documents))
    more = generator.poisson(marked - alike)
    return np.stack([alike, marked + alike + more], axis=1).astype(float)


@pytest.mark.parametrize("documents", [20, 60])
def test_intervals_hold_the_truth_about_as_often_as_they_say(documents):
    generator = np.random.default_rng(documents)
    truth = f1(corpus(generator, 1_000_000).sum(axis=0))
    runs = 1_000
    held = 0
    drawing = Resampling(600, 5)
    for _ in range(runs):
        low, high = interval(drawing, corpus(generator, documents), f1)
        held += low <= truth <= high
    # 93 to 97 in 100, give or take two standard errors of this simulation.
    assert 0.93 - 0.016 <= held / runs <= 0.97 + 0.016


def tokens(generator, documents):
    """Return sums for alpha by document: two annotators, labels X and Y, the rest O."""
    number = generator.poisson(generator.gamma(4, 50, documents)) + 10
    marked = generator.binomial(number, generator.beta(2, 8, documents))
    ease = generator.beta(12, 2, documents)
    x = generator.binomial(marked, 0.5)
    sums = np.zeros((documents, 4))
    for category, count in enumerate((number - marked, x, marked - x)):
        same = generator.binomial(count, ease if category else 1 - (1 - ease) * 0.1)
        apart = count - same
        one, other = {0, 1, 2} - {category}
        to_one = generator.binomial(apart, 0.5)
        sums[:, 0] += 2 * same
        sums[:, 1 + category] += 2 * same + apart
        sums[:, 1 + one] += to_one
        sums[:, 1 + other] += apart - to_one
    return sums


@pytest.mark.parametrize("documents", [20, 60])
def test_intervals_of_alpha_hold_the_truth_too(documents):
    def figure(sums):
        return alpha(sums[..., 0], sums[..., 1:])

    generator = np.random.default_rng(documents)
    truth = figure(tokens(generator, 400_000).sum(axis=0))
    drawing, held, runs = Resampling(600, 5), 0, 500
    for _ in range(runs):
        low, high = interval(drawing, tokens(generator, documents), figure)
        held += low <= truth <= high
    # 93 to 97 in 100, give or take two standard errors of this simulation.
    assert 0.93 - 0.022 <= held / runs <= 0.97 + 0.022


def test_students_t_is_the_one_of_the_tables():
    for freedom, value in ((4, 2.776), (5, 2.571), (9, 2.262), (19, 2.093), (99, 1.984)):
        assert student(freedom) == pytest.approx(value, abs=0.01)


def test_few_documents_leave_out_less_at_the_ends():
    assert tail(None) == 0.025
    assert tail(5) < tail(20) < tail(1_000) < 0.025
    assert tail(100_000) == pytest.approx(0.025, abs=1e-4)


def test_one_seed_gives_one_interval_and_another_seed_another():
    counts = corpus(np.random.default_rng(3), 12)
    one = interval(Resampling(500, 1), counts, f1)
    assert interval(Resampling(500, 1), counts, f1) == one
    assert interval(Resampling(500, 2), counts, f1) != one


def test_documents_are_drawn_with_replacement():
    weights = Resampling(200, 1).weights(30)
    assert (weights.sum(axis=1) == 30).all()
    assert weights.max() > 1
    assert weights.mean(axis=0) == pytest.approx(np.ones(30), abs=0.3)


def test_there_is_none_for_fewer_than_five_documents_or_without_resamples():
    counts = corpus(np.random.default_rng(3), 4)
    assert interval(Resampling(500, 1), counts, f1) is None
    assert interval(Resampling(0, 1), np.repeat(counts, 5, axis=0), f1) is None


def test_there_is_none_where_resamples_are_often_undefined():
    figures = np.full(100, 0.5)
    figures[:4] = np.nan
    assert percentiles(figures) == (0.5, 0.5)
    figures[:6] = np.nan
    assert percentiles(figures) is None


def test_equal_documents_leave_no_doubt():
    assert interval(Resampling(100, 1), np.tile([4.0, 10.0], (8, 1)), f1) == (0.8, 0.8)
