"""The places behind the numbers: the same rows as matrices and kinds, in the text."""

import numpy as np
import pytest

from annotator.agreement.places import KINDS, pair_places, shown
from annotator.agreement.report import findings_of
from annotator.agreement.values import Settings
from annotator.compare.alignment import Kind
from tests.unit.agreement.corpora import document, tables, work


def placed(*documents):
    settings = Settings(resamples=0)
    found = findings_of(tables(*documents), settings)
    return found, [pair_places(found.scope, at) for at in range(len(found.scope.pairs))]


def random_documents(seed, number=12):
    generator = np.random.default_rng(seed)
    for at in range(number):
        sets = {}
        for person in "ABC":
            marked = set()
            for start in generator.choice(90, 9, replace=False).tolist():
                end = start + int(generator.integers(1, 10))
                marked.add((start, end, "XYZ"[generator.integers(3)]))
            sets[person] = sorted(marked)
        yield document(sets, str(at))


@pytest.mark.parametrize("seed", range(4))
def test_rows_are_those_of_the_matrix_and_of_the_kinds(seed):
    found, pairs = placed(*random_documents(seed))
    for pair in pairs:
        cells = np.zeros((4, 4), int)
        np.add.at(cells, (pair.row, pair.column), 1)
        assert cells.tolist() == found.json["spans"]["confusion"][pair.name]["rows"]
        for row, column in pair.cells():
            assert len(pair.of_cell(row, column)) == cells[row, column]
        kinds = found.json["spans"]["kinds"][pair.name]
        for number, kind in enumerate(KINDS):
            assert (pair.kind == number).sum() == kinds[kind]
        assert pair.split.sum() == kinds["split"]
        assert len(pair.differing) == len(pair.kind) - kinds["agree"]


def test_places_are_offsets_of_their_document():
    first = document({"A": [(0, 5, "X")], "B": []}, "first", length=37)
    mine = work([(3, 5, 8, 9, "X"), (20, 24, "Y")])
    second = document({"A": mine, "B": [(3, 9, "X"), (20, 24, "X")]}, "second", length=30)
    _, (pair,) = placed(first, second)
    one, moved, other = pair.places(range(3))
    assert (one.document, one.kind, one.second) == (0, Kind.ONLY_FIRST, None)
    assert one.first.fragments == ((0, 5),)
    assert (moved.document, moved.kind) == (1, Kind.BOUNDARY)
    assert moved.first.fragments == ((3, 5), (8, 9))
    assert moved.second.fragments == ((3, 9),)
    assert (other.kind, other.first.label, other.second.label) == (Kind.LABEL, "Y", "X")


def test_differences_are_shown_before_what_is_equal():
    made = [document({"A": [(0, 5, "X")], "B": [(0, 5 + (at == 7), "X")]}, str(at))
            for at in range(10)]  # fmt: skip
    _, (pair,) = placed(*made)
    rows = pair.of_cell(0, 0)
    assert pair.document[shown(pair, rows, 1)].tolist() == [7]
    three = pair.document[shown(pair, rows, 3)].tolist()
    assert three == [7, 0, 9]
    assert sorted(pair.document[shown(pair, rows, 50)].tolist()) == list(range(10))
