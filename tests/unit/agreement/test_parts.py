"""What is counted part by part is what is counted at once."""

import random

import pytest

from annotator.agreement import parts
from annotator.agreement.building import build
from annotator.agreement.report import report_of
from annotator.agreement.side_by_side import meanwhile
from annotator.agreement.values import Settings
from annotator.domain.errors import Stopped
from tests.unit.agreement.corpora import document, work


def corpus(seed):
    """Return documents with nested, stacked and discontinuous spans; not all by everybody."""
    draw = random.Random(seed)

    def marked():
        for _ in range(draw.randrange(7)):
            start = draw.randrange(80)
            edges = [start, start + draw.randrange(1, 12)]
            if draw.random() < 0.2:
                edges += [edges[1] + 2, edges[1] + 5]
            yield (*edges, draw.choice("XYZ"))

    made = []
    for number in range(14):
        sets = {}
        for person in "ABC":
            spans = sorted(set(marked()))
            links = [("in", 0, at) for at in range(1, len(spans))]
            sets[person] = None if draw.random() < 0.15 else work(spans, links)
        made.append(document(sets, str(number)))
    return made


@pytest.mark.parametrize("size", [1, 7, 20])
@pytest.mark.parametrize("seed", range(3))
def test_the_report_is_the_same_whatever_the_size_of_parts(monkeypatch, seed, size):
    settings = Settings(resamples=50)
    tables = build(corpus(seed), settings)
    assert [chosen for chosen, _ in parts.parts(tables)] == [slice(0, len(tables.documents))]
    whole = report_of(tables, settings)
    monkeypatch.setattr(parts, "_SPANS", size)
    assert len(list(parts.parts(tables))) > 1
    assert report_of(tables, settings) == whole


def test_progress_rises_over_the_parts_and_can_stop_them(monkeypatch):
    settings = Settings(resamples=10)
    tables = build(corpus(1), settings)
    monkeypatch.setattr(parts, "_SPANS", 5)
    heard = []
    report_of(tables, settings, lambda done, total: heard.append((done, total)))
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert all(done <= total for done, total in heard)

    def stop(done, total):
        if done > 0:
            raise Stopped

    with pytest.raises(Stopped):
        report_of(tables, settings, stop)


FAR = 2**31


@pytest.mark.parametrize("length", [40_000, FAR])
def test_positions_and_counts_may_outgrow_small_numbers(length):
    # Far behind on the line of characters, and more characters under a label than two bytes say.
    far = document({"A": [(0, 5, "X")], "B": [(0, 5, "X")]}, "far", length, tokens=[(0, 5)])
    long = document(
        {"A": [(0, 39_990, "X"), (39_990, 39_995, "Y")], "B": [(0, 39_990, "X")]},
        "long", 40_000, tokens=[(0, 39_990), (39_990, 39_995), (39_996, 40_000)],
    )  # fmt: skip
    tables = build([far, long], Settings(resamples=0))
    assert (tables.token_start.itemsize, tables.token_start[-1]) == (
        (8, FAR + 39_997) if length == FAR else (4, 79_997)
    )
    found = report_of(tables, Settings(resamples=0))
    assert found["spans"]["char_f1"]["labels"]["X"]["n"] == 2 * (5 + 39_990)
    assert found["spans"]["char_f1"]["labels"]["X"]["value"] == 1
    assert found["spans"]["token_f1"]["pooled"] == {"value": 4 / 5, "n": 5, "ci95": None}
    assert found["tokens"]["observed"] == {"value": 3 / 4, "n": 4, "ci95": None}


def test_who_stops_need_not_wait_for_work_in_a_thread():
    ended = []

    def work(told):
        try:
            while True:
                told()
        finally:
            ended.append(True)

    def here():
        raise Stopped

    with pytest.raises(Stopped):
        meanwhile(work, here)
    assert ended
    assert meanwhile(lambda told: told() or 1, lambda: 2) == (1, 2)


def test_what_fails_in_a_thread_is_told():
    def work(told):
        raise ValueError("damaged")

    with pytest.raises(ValueError, match="damaged"):
        meanwhile(work, lambda: 2)
