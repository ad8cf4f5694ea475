"""Agreement by week, and the flag of a week that is out of line."""

from datetime import date

from annotator.agreement.weeks import week_of
from tests.unit.agreement.corpora import document, reported, work

ALIKE, APART = [(0, 5, "X"), (10, 15, "X")], [(50, 55, "X")]


def finished(mine, theirs, day, name):
    done = {"A": work(mine, finished_on=day), "B": work(theirs)}
    return document(done, name)


def test_weeks_are_those_of_iso():
    assert week_of(date(2026, 11, 22)) == "2026-W47"
    assert week_of(date(2027, 1, 1)) == "2026-W53"


def test_a_week_out_of_line_is_flagged():
    days = [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    made = [
        finished(ALIKE, APART if week == 2 else ALIKE[: 1 + (at + week) % 2], day, f"{week} {at}")
        for week, day in enumerate(days)
        for at in range(6)
    ]
    found = reported(*made, resamples=200)["drift"]
    assert set(found) == {"A"}
    assert [row["week"] for row in found["A"]] == ["2026-W45", "2026-W46", "2026-W47"]
    assert [row["flag"] for row in found["A"]] == [False, False, True]
    assert found["A"][2]["f1"]["value"] == 0


def test_documents_without_a_day_are_left_out():
    made = [finished(ALIKE, ALIKE, None, "old"), finished(ALIKE, APART, date(2026, 1, 1), "new")]
    (row,) = reported(*made)["drift"]["A"]
    assert (row["f1"]["value"], row["f1"]["n"], row["flag"]) == (0, 3, False)
