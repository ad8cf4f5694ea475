"""Annotators against gold: by label, and gold of people apart from gold of rules."""

import pytest

from tests.unit.agreement.corpora import document, figure, reported, work

GOLD = work([(0, 5, "X"), (10, 15, "Y"), (20, 25, "X")])


def compared(**more):
    sets = {"A": [(0, 5, "X"), (20, 25, "Y")], "B": [(0, 5, "X"), (10, 15, "Y"), (30, 35, "X")]}
    return reported(document(sets, "one", gold=GOLD), **more)["gold"]


def test_precision_and_recall_by_hand():
    found = compared()
    assert figure(found, "A", "precision") == 1 / 2
    assert figure(found, "A", "recall") == pytest.approx(1 / 3)
    assert figure(found, "B", "f1") == pytest.approx(2 / 3)


def test_labels_have_their_own():
    found = compared()
    assert figure(found, "A", "labels", "X", "precision") == 1
    assert figure(found, "A", "labels", "X", "recall") == 1 / 2
    assert figure(found, "A", "labels", "Y", "recall") == 0
    assert found["B"]["labels"]["X"]["f1"]["n"] == 4


def test_labels_are_right_or_wrong_where_the_boundaries_are_right():
    found = compared()
    assert found["A"]["label_accuracy"] == {"value": 1 / 2, "n": 2, "ci95": None}
    assert found["B"]["label_accuracy"] == {"value": 1, "n": 2, "ci95": None}
    assert figure(found, "A", "labels", "Y", "label_accuracy") == 0
    sets = {"A": [(0, 4, "X")], "B": []}
    far = reported(document(sets, "one", gold=GOLD))
    assert figure(far["gold"], "A", "label_accuracy") is None
    why = {row["what"]: row["why"] for row in far["undefined"]}
    assert why["gold.A.label_accuracy"] == "no span with the boundaries of one in gold"


def test_what_a_rule_settled_is_apart_from_what_people_decided():
    found = compared(by_rule={"one": [(0, 5), (8, 16)]})
    # By rule: 0-5 and 10-15; the rest, what nobody settled included, is people's.
    assert figure(found, "A", "by_rule", "precision") == 1
    assert figure(found, "A", "by_rule", "recall") == 1 / 2
    assert figure(found, "A", "by_people", "recall") == 0
    assert figure(found, "B", "by_people", "precision") == 0
    for name in ("A", "B"):
        for part in ("precision", "recall", "f1"):
            both = [found[name][apart][part]["n"] for apart in ("by_people", "by_rule")]
            assert sum(both) == found[name][part]["n"]


def test_without_rules_all_gold_is_peoples():
    found = compared()
    parts = ("precision", "recall", "f1", "label_accuracy")
    assert found["A"]["by_people"] == {k: found["A"][k] for k in parts}
    assert figure(found, "A", "by_rule", "f1") is None


def test_stretches_that_overlap_are_one():
    one = compared(by_rule={"one": [(0, 12), (3, 5), (10, 26)]})
    assert figure(one, "A", "by_people", "recall") is None
    assert one["A"]["by_rule"]["recall"]["n"] == 3
