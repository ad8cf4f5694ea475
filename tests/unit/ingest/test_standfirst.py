"""Summaries told beside the text."""

from annotator.domain.documents import ZoneKind
from annotator.ingest.standfirst import has_text, with_standfirst

HEAD = (ZoneKind.HEADLINE, "Rain")
ONE = (ZoneKind.BODY, "It rained from dawn to dusk, and the ducks were glad of it, said the mayor.")
TWO = (ZoneKind.BODY, "It will rain again.")


def kinds(blocks):
    return [kind.value for kind, _ in blocks]


def test_it_goes_beneath_the_headline_where_the_text_lacks_it():
    found = with_standfirst([HEAD, ONE, TWO], "Ducks rejoice")
    assert found == [HEAD, (ZoneKind.STANDFIRST, "Ducks rejoice"), ONE, TWO]
    assert kinds(with_standfirst([ONE], "Ducks rejoice")) == ["standfirst", "body"]


def test_a_paragraph_that_equals_it_is_it():
    summary = ONE[1].upper().rstrip(".")
    assert kinds(with_standfirst([HEAD, ONE, TWO], summary)) == ["headline", "standfirst", "body"]


def test_the_only_paragraph_stays_body():
    assert with_standfirst([HEAD, ONE], ONE[1]) == [HEAD, ONE]


def test_a_summary_cut_short_changes_nothing():
    assert with_standfirst([HEAD, ONE, TWO], ONE[1][:62] + "…") == [HEAD, ONE, TWO]
    dated = (ZoneKind.BODY, f"ALAND (EW) - {ONE[1]}")
    assert with_standfirst([HEAD, dated, TWO], ONE[1]) == [HEAD, dated, TWO]


def test_one_is_enough_and_none_is_none():
    known = (ZoneKind.STANDFIRST, "Ducks rejoice")
    assert with_standfirst([HEAD, known, ONE], "Another") == [HEAD, known, ONE]
    assert with_standfirst([HEAD, ONE], "") == [HEAD, ONE]
    assert not has_text([ONE], "")
