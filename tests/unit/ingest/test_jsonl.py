"""Articles as JSON Lines."""

import json

import pytest

from annotator.domain.errors import UserError
from annotator.ingest.jsonl import BadLine, checked_columns, read_json_line


def read(columns=None, **row):
    return read_json_line(json.dumps(row), columns)


def test_the_text_is_the_column_exactly():
    draft = read(text="  It rained.\u2028Yes. ", title="Rain")
    assert draft.text == "  It rained.\u2028Yes. "
    assert draft.facts == {"title": "Rain"}


def test_usual_columns_become_facts_and_others_keep_their_names():
    draft = read(
        body="It rained.",
        headline="Rain",
        date="29 July 2022",
        author=["Ann Bee", "Carl Dee"],
        source="Example Post",
        url="http://example.org",
        meta={"desk": "weather", "rank": 3},
        embedding=[[1, 2]],
    )
    assert draft.facts == {
        "title": "Rain",
        "published": "2022-07-29",
        "byline": "Ann Bee, Carl Dee",
        "source": "Example Post",
        "url": "http://example.org",
        "desk": "weather",
        "rank": "3",
    }
    assert draft.repairs.count("fact-left-out") == 1


def test_columns_can_be_mapped_into_objects_too():
    columns = {"text": "story.full", "title": "Titel", "published": "when"}
    draft = read(columns, story={"full": "It rained."}, Titel="Regen", when="2022-07-29")
    assert draft.text == "It rained."
    assert draft.facts["title"] == "Regen"
    assert draft.facts["published"] == "2022-07-29"


def test_a_title_that_the_text_repeats_is_its_headline():
    draft = read(text="Rain in Aland\n\nIt rained all day.", title="Rain in Aland")
    assert [zone.kind.value for zone in draft.zones] == ["headline", "body"]


def test_a_date_that_is_not_understood_is_kept_and_reported():
    draft = read(text="It rained.", published="last Monday")
    assert draft.facts == {"date": "last Monday"}
    assert draft.repairs.count("date-not-understood") == 1


def test_lone_surrogates_in_escapes():
    draft = read_json_line('{"text": "a\\ud800b", "title": "\\udc00"}')
    assert draft.text == "a\ufffdb"
    assert draft.facts["title"] == "\ufffd"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON at character"),
        ("[1]", "no JSON object"),
        ('{"x": 1}', "no text column"),
        ('{"text": 3}', "no text column"),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": "x", "n": ' + "9" * 10_000 + "}", "not JSON"),
    ],
)
def test_bad_lines(line, reason):
    with pytest.raises(BadLine, match=reason):
        read_json_line(line)


def test_a_mapped_column_that_is_missing_is_named():
    with pytest.raises(BadLine, match='"story"'):
        read_json_line('{"text": "x"}', {"text": "story"})


def test_maps_of_unknown_things_are_refused():
    assert checked_columns({"text": "story"}) == {"text": "story"}
    with pytest.raises(UserError, match="texte=story"):
        checked_columns({"texte": "story"})
