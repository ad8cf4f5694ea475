"""How a pair of annotators is written in the report."""

from tests.unit.agreement.corpora import document, reported


def test_two_pairs_never_share_a_key_whatever_the_names():
    marked = {"a": (0, 3), "b|c": (0, 3), "a|b": (4, 7), "c": (8, 11), "a\\": (12, 15)}
    sets = {name: [(*extent, "L")] for name, extent in marked.items()}
    pairs = reported(document(sets))["spans"]["exact_f1"]["pairs"]
    assert len(pairs) == 10
    assert pairs[r"a|b\|c"]["value"] == 1
    assert pairs[r"a\|b|c"]["value"] == 0
