"""The formulas on numbers worked by hand."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement import chance

# Two annotators on ten units: yes/yes 4, yes/no 1, no/yes 2, no/no 3.
TABLE = np.array([[4.0, 1.0], [2.0, 3.0]])
FIRST, SECOND = "yyyyynnnnn", "yyyynyynnn"


def sums(*rows):
    agreeing, kept = chance.pairable(chance.counts_of(rows))
    return agreeing.sum(), kept.sum(axis=0)


def test_two_annotators_by_hand():
    # po = .7; kappa: pe = .5 * .6 + .5 * .4 = .5; pi: pe = .55^2 + .45^2 = .505
    assert chance.cohen_kappa(TABLE) == pytest.approx(0.4)
    assert chance.scott_pi(TABLE) == pytest.approx(0.195 / 0.495)
    # alpha: of 20 values 11 are yes, so De = 2 * 11 * 9 / (20 * 19), and Do = .3
    assert chance.nominal_alpha([FIRST, SECOND]) == pytest.approx(1 - 0.3 * 380 / 198)
    # AC1: pe = 2 * .55 * .45 / (2 - 1)
    assert chance.ac1(*sums(FIRST, SECOND)) == pytest.approx((0.7 - 0.495) / 0.505)
    assert chance.observed_agreement(*sums(FIRST, SECOND)) == pytest.approx(0.7)


def test_fleiss_by_hand():
    # Three units, three values each: (3, 0), (1, 2), (0, 3). P = (1 + 1/3 + 1) / 3, Pe of 4/9, 5/9
    counts = np.array([[3, 0], [1, 2], [0, 3]], float)
    observed, expected = 7 / 9, 41 / 81
    assert chance.fleiss_kappa(counts) == pytest.approx((observed - expected) / (1 - expected))
    assert isnan(chance.fleiss_kappa(np.array([[3, 0], [1, 1]], float)))


def test_units_with_one_value_do_not_count():
    missing = [["a", "b", None, "a"], ["a", "b", "c", None]]
    assert chance.nominal_alpha(missing) == 1.0
    assert sums(*missing)[1].sum() == 4


def test_one_category_or_nothing_is_undefined():
    for values in (["aaa", "aaa"], [["a", None], [None, "b"]], [[], []]):
        assert isnan(chance.nominal_alpha(values))
    assert isnan(chance.cohen_kappa(np.array([[5.0, 0], [0, 0]])))
    assert isnan(chance.ac1(*sums("aaa", "aaa")))


VALUES = st.lists(st.lists(st.sampled_from("abc"), min_size=6, max_size=6), min_size=2, max_size=4)


@given(VALUES, st.permutations("abc"))
def test_neither_the_order_nor_the_names_of_categories_matter(values, names):
    renamed = [[dict(zip("abc", names, strict=True))[one] for one in row] for row in values]
    alpha = chance.nominal_alpha(values)
    assert chance.nominal_alpha(renamed[::-1]) == pytest.approx(alpha, nan_ok=True)
    turned = [row[::-1] for row in values]
    assert chance.nominal_alpha(turned) == pytest.approx(alpha, nan_ok=True)
    assert isnan(alpha) or alpha <= 1


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=9))
def test_equal_values_agree_wholly(row):
    if len(set(row)) > 1:
        assert chance.nominal_alpha([row, row]) == pytest.approx(1)
