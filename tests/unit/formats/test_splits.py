"""Splits: stable, by seed, near their shares, and new documents move none."""

import pytest

from annotator.domain.errors import UserError
from annotator.formats.splits import check_fractions, split_of

SHARES = (0.8, 0.1, 0.1)
PINNED = "reeeeeerreee"
"""Second letters of the splits; a release that moved one would leak test into train."""


def test_same_key_same_split_whatever_else_there_is() -> None:
    known = {f"d{i}": split_of(f"d{i}", SHARES, 7) for i in range(200)}
    assert {f"d{i}": split_of(f"d{i}", SHARES, 7) for i in reversed(range(200))} == known


def test_pinned_places() -> None:
    assert "".join(split_of(f"d{i}", (0.5, 0.25, 0.25), 1)[1] for i in range(12)) == PINNED


def test_shares_are_met_and_seeds_differ() -> None:
    drawn = [split_of(str(i), SHARES, 1) for i in range(5000)]
    assert abs(drawn.count("train") / 5000 - 0.8) < 0.02
    assert abs(drawn.count("dev") / 5000 - 0.1) < 0.02
    assert drawn != [split_of(str(i), SHARES, 2) for i in range(5000)]


def test_a_larger_train_share_only_takes_from_the_others() -> None:
    for i in range(500):
        if split_of(str(i), (0.6, 0.2, 0.2), 3) == "train":
            assert split_of(str(i), (0.8, 0.1, 0.1), 3) == "train"


def test_empty_shares_get_nothing() -> None:
    assert {split_of(str(i), (1.0, 0.0, 0.0), 0) for i in range(500)} == {"train"}
    assert {split_of(str(i), (0.5, 0.5, 0.0), 0) for i in range(500)} == {"train", "dev"}
    assert {split_of(str(i), (0.5, 0.0, 0.5), 0) for i in range(500)} == {"train", "test"}


@pytest.mark.parametrize("shares", [(0.8, 0.1, 0.2), (1.1, -0.1, 0.0), (float("nan"), 0.5, 0.5)])
def test_shares_that_do_not_add_up(shares: tuple[float, float, float]) -> None:
    with pytest.raises(UserError, match="add up"):
        check_fractions(shares)
    check_fractions((0.7, 0.2, 0.1))
