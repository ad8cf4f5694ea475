"""Dawid and Skene's estimate over spans: who is reliable, which places are in doubt."""

import numpy as np
import pytest

from annotator.agreement.dawid_skene import doubt, estimate
from annotator.agreement.estimated import FEWEST_UNITS, NONE, estimated
from annotator.agreement.places import pair_places
from annotator.agreement.report import findings_of
from annotator.agreement.values import Settings
from tests.unit.agreement.corpora import document, tables


def looked_at(*documents):
    scope = findings_of(tables(*documents), Settings(resamples=0)).scope
    pairs = [pair_places(scope, at) for at in range(len(scope.pairs))]
    return estimated(scope, pairs)


def corpus(seed, slips, documents=40):
    """Return documents of six true spans and places where nothing is.

    Each annotator slips with a chance of their own.
    """
    generator = np.random.default_rng(seed)
    for at in range(documents):
        truth = [(start, start + 5, "XY"[generator.integers(2)]) for start in range(0, 90, 15)]
        sets = {}
        for person, slip in slips.items():
            marked = []
            for start, end, label in truth:
                lot = generator.random()
                if lot < slip / 2:
                    continue
                if lot < slip:
                    label = "Y" if label == "X" else "X"
                marked.append((start, end, label))
            marked += [(at, at + 3, "X") for at in (8, 23, 38) if generator.random() < slip]
            sets[person] = marked
        yield document(sets, str(at))


def test_the_careless_one_is_found_out():
    found = looked_at(*corpus(1, {"A": 0.05, "B": 0.05, "C": 0.5}))
    assert found.classes == ["X", "Y", NONE]
    assert found.units > 200
    right = found.errors[:, [0, 1], [0, 1]]
    assert (right[:2] > 0.85).all()
    assert (right[2] < 0.7).all()
    assert found.errors.sum(axis=2) == pytest.approx(np.ones((3, 3)))
    assert found.shares.sum() == pytest.approx(1)


def test_places_in_doubt_come_first_and_add_up_by_document():
    found = looked_at(*corpus(2, {"A": 0.2, "B": 0.2, "C": 0.2}))
    bits = [one.bits for one in found.doubtful]
    assert bits == sorted(bits, reverse=True)
    for one in found.doubtful:
        assert {who for who, _ in one.answers} == {"A", "B", "C"}
        assert len({label for _, label in one.answers}) > 1
        assert one.end - one.start in (3, 5)
    assert found.of_documents.sum() >= sum(bits)
    assert found.of_documents.shape == (40,)


def test_who_did_not_finish_a_document_was_not_asked():
    documents = [
        *corpus(3, {"A": 0.1, "B": 0.1, "C": 0.1}),
        document({"A": [(0, 5, "X")], "B": [(0, 5, "Y")], "C": None}, "without C"),
    ]
    found = looked_at(*documents)
    (last,) = [one for one in found.doubtful if one.document == 40]
    assert last.answers == [("A", "X"), ("B", "Y")]


def test_two_annotators_are_refused():
    assert "three" in looked_at(*corpus(4, {"A": 0.1, "B": 0.1})).why


def test_few_places_are_refused_with_their_number():
    found = looked_at(*corpus(5, {"A": 0.1, "B": 0.1, "C": 0.1}, documents=5))
    assert found.errors is None
    assert f"{FEWEST_UNITS} are needed" in found.why
    nobody = looked_at(document({"A": [], "B": [], "C": []}))
    assert nobody.why.startswith("somebody answered for 0")


def test_weights_stand_for_equal_rows():
    generator = np.random.default_rng(7)
    rows = np.eye(3)[generator.integers(0, 3, (12, 4))]
    many = generator.integers(1, 5, 12)
    one, other = estimate(np.repeat(rows, many, axis=0)), estimate(rows, many.astype(float))
    assert one.likelihood == pytest.approx(other.likelihood)
    assert one.shares == pytest.approx(other.shares)


def test_doubt_is_entropy_in_bits():
    assert doubt(np.array([[1.0, 0.0], [0.5, 0.5], [0.25, 0.75]])) == pytest.approx(
        [0, 1, 0.811278], abs=1e-6
    )
