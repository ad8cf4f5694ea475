"""Agreement of documents of one source, one round, one week."""

from datetime import date

import pytest

from tests.unit.agreement.corpora import document, reported, work

ALIKE, MORE = [(0, 5, "X")], [(0, 5, "X"), (10, 15, "X")]
MONDAY = date(2026, 11, 2)


def made(name, mine, theirs, days=(None, None)):
    sets = {
        who: work(spans, finished_on=day)
        for who, spans, day in zip("AB", (mine, theirs), days, strict=True)
    }
    return document(sets, name)


def test_a_group_has_the_figures_of_its_documents_alone():
    documents = [made("1", ALIKE, ALIKE), made("2", ALIKE, MORE), made("3", ALIKE, [])]
    groups = {"source": {"One": {"1", "2"}, "Other": {"3"}, "Empty": {"nowhere"}}}
    found = reported(*documents, groups=groups)["by"]["source"]
    assert set(found) == {"One", "Other"}
    assert found["One"]["documents"] == 2
    assert found["One"]["exact_f1"] == {"value": 0.8, "n": 5, "ci95": None}
    assert found["Other"]["exact_f1"]["value"] == 0


def test_all_documents_together_are_the_pooled_figure():
    documents = [made(str(at), ALIKE, MORE if at % 3 else ALIKE) for at in range(20)]
    ids = {str(at) for at in range(20)}
    found = reported(*documents, groups={"round": {"pilot": ids}}, resamples=200)
    pooled = found["spans"]["exact_f1"]["pooled"]
    assert found["by"]["round"]["pilot"]["exact_f1"] == pooled


def test_a_document_counts_for_the_week_in_which_the_later_one_finished_it():
    later = date(2026, 11, 17)
    documents = [
        made("1", ALIKE, ALIKE, (MONDAY, MONDAY)),
        made("2", ALIKE, MORE, (MONDAY, later)),
        made("3", ALIKE, MORE, (later, None)),
    ]
    found = reported(*documents)["by"]["week"]
    assert list(found) == ["2026-W45", "2026-W47"]
    assert found["2026-W45"]["exact_f1"]["value"] == 1
    assert found["2026-W47"]["exact_f1"]["value"] == pytest.approx(2 / 3)
    assert found["2026-W47"]["documents"] == 1


def test_a_group_without_a_span_has_no_figure_and_a_reason():
    found = reported(made("1", [], []), groups={"source": {"One": {"1"}}})
    assert found["by"]["source"]["One"]["exact_f1"]["value"] is None
    assert {"what": "by.source.One.exact_f1", "why": "no span by either"} in found["undefined"]
