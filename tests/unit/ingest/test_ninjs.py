"""ninjs in its three generations, made up for the purpose."""

import pytest

from annotator.ingest.ninjs import is_ninjs, read_ninjs

FIRST = {
    "uri": "https://wire.example/items/7",
    "type": "text",
    "versioncreated": "2021-03-03T08:00:00Z",
    "byline": "By Ann Bee",
    "headline": "Ferry back after forty years",
    "description_text": "The town's old ferry is back on the river.",
    "located": "Aland",
    "infosource": [{"name": "Example Wire"}],
    "subject": [{"name": "transport"}, {"name": "rivers"}],
    "body_text": "ALAND (EW) - The ferry is back.\nIt is blue.",
    "body_xhtml": "<p>ALAND (EW) - The ferry is back.</p><h2>Colour</h2><p>It is <b>blue</b>.</p>",
    "associations": {
        "featured": {"type": "picture", "description_text": "The ferry at dawn. Photo: Ann Bee"},
        "next": {"type": "text", "headline": "Bridge closed"},
    },
}
THIRD = {
    "uri": "urn:wire:8",
    "type": "text",
    "versionCreated": "2021-03-04T08:00:00+01:00",
    "pubStatus": "usable",
    "by": "Carl Dee",
    "language": "en",
    "headlines": [{"role": "short", "value": "Rain"}, {"role": "main", "value": "Rain all day"}],
    "descriptions": [{"role": "text", "value": "It rained from dawn to dusk."}],
    "bodies": [
        {"role": "text", "contentType": "text/plain", "value": "It rained.\nThen it snowed."},
        {"role": "html5", "contentType": "text/html", "value": "<h1>Rain all day</h1>It rained."},
    ],
    "associations": [{"type": "picture", "descriptions": [{"value": "Umbrellas."}]}],
}


def zones(part):
    text = part.draft.text
    return [(zone.kind.value, text[zone.start : zone.end].strip()) for zone in part.draft.zones]


def test_the_first_generation():
    part = read_ninjs(FIRST)
    assert zones(part) == [
        ("headline", "Ferry back after forty years"),
        ("standfirst", "The town's old ferry is back on the river."),
        ("byline", "By Ann Bee"),
        ("dateline", "ALAND (EW) -"),
        ("body", "The ferry is back."),
        ("crosshead", "Colour"),
        ("body", "It is blue."),
        ("caption", "The ferry at dawn. Photo: Ann Bee"),
        ("related", "Bridge closed"),
    ]
    assert part.draft.facts == {
        "title": "Ferry back after forty years",
        "byline": "By Ann Bee",
        "published": "2021-03-03T08:00:00+00:00",
        "source": "Example Wire",
        "url": "https://wire.example/items/7",
        "id": "https://wire.example/items/7",
        "subject": "transport, rivers",
        "dateline": "Aland",
    }
    assert not part.draft.repairs


def test_the_third_generation_in_lists_and_camel_case():
    part = read_ninjs(THIRD)
    assert zones(part) == [
        ("headline", "Rain all day"),
        ("standfirst", "It rained from dawn to dusk."),
        ("byline", "Carl Dee"),
        ("body", "It rained."),
        ("caption", "Umbrellas."),
    ]
    assert part.draft.facts["published"] == "2021-03-04T08:00:00+01:00"
    assert part.draft.facts["status"] == "usable"


def test_the_second_generation_in_lists_and_lower_case():
    bodies = [{"role": "main", "contenttype": "text/plain", "value": "It rained.\nIt snowed."}]
    row = {"uri": "urn:x:1", "versioncreated": "2020-01-02", "bodies": bodies, "headlines": []}
    assert is_ninjs(row)
    assert zones(read_ninjs(row)) == [("body", "It rained.\n\nIt snowed.")]


def test_a_body_in_nitf():
    nitf = "<nitf><body><body.content><p>It rained.</p><hl2>Snow</hl2><p>It snowed.</p>"
    nitf += "</body.content></body></nitf>"
    bodies = [{"role": "main", "contentType": "text/vnd.IPTC.NITF", "value": nitf}]
    part = read_ninjs({"uri": "urn:x:1", "bodies": bodies})
    assert [kind for kind, _ in zones(part)] == ["body", "crosshead", "body"]


def test_a_summary_alone_is_an_excerpt():
    part = read_ninjs({"uri": "urn:x:1", "headline": "Rain", "description_text": "It rained."})
    assert zones(part) == [("headline", "Rain"), ("body", "It rained.")]
    assert part.draft.repairs.count("excerpt") == 1


@pytest.mark.parametrize(
    "row",
    [
        {"uri": "urn:x:1", "type": "event", "headlines": [{"value": "Fair"}]},
        {"uri": "urn:x:1", "type": "picture", "description_text": "A ferry."},
        {"uri": "urn:x:1", "type": "text", "headline": "Rain"},
        {"uri": 5, "type": "text", "bodies": "no list", "associations": 3, "subject": {"a": []}},
    ],
)
def test_no_articles(row):
    part = read_ninjs(row)
    assert part.draft is None
    assert part.reason.startswith("No article")


def test_what_is_no_ninjs():
    assert not is_ninjs({"text": "It rained.", "type": "text"})
    assert not is_ninjs({"uri": "urn:x:1", "text": "It rained."})
    assert is_ninjs({"standard": {"name": "ninjs"}})
