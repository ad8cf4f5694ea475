"""NITF, made up for the purpose."""

from annotator.ingest.nitf import read_nitf
from annotator.ingest.xml import parsed_xml

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf baselang="en-GB"{ns}>
 <head><title>Ferry (2nd lead)</title>
  <tobject><tobject.subject tobject.subject.type="transport"/></tobject>
  <docdata management-status="usable"><doc-id id-string="wire-77"/>
   <date.issue norm="20210303T080000Z"/><key-list><keyword key="ferry"/></key-list></docdata>
  <pubdata name="Example Wire" date.publication="20210304"/></head>
 <body>
  <body.head>
   <hedline><hl1>Ferry back &mdash; after <em>forty</em>
      years</hl1><hl2>Old boat, new captain</hl2></hedline>
   <note noteclass="editorsnote">
    <body.content><p>Corrects the captain's name.</p></body.content></note>
   <byline>By <person>Ann Bee</person><byttl>Staff Writer</byttl></byline>
   <dateline><location><city>ALAND</city></location>, <story.date>March 3</story.date></dateline>
   <abstract><p>The ferry is back.</p></abstract>
  </body.head>
  <body.content>
   <p lede="true">The ferry that everybody missed is back on the river.</p>
   <media media-type="image"><media-reference source="a.jpg">a.jpg</media-reference>
    <media-caption><p>The ferry at dawn.</p></media-caption>
    <media-producer>Ann Bee</media-producer></media>
   <block><p>It is <!-- light -->blue.</p><hl2>Money</hl2>
   <ul><li>One crown</li><li>Two crowns</li></ul>
   <bq><p>&ldquo;We waited,&rdquo; he said.</p></bq></block>
   <table><tr><td>Dawn</td><td>6
     a.m.</td></tr></table>
  </body.content>
  <body.end><tagline>Editing by Carl Dee</tagline></body.end>
 </body>
</nitf>"""


def read(text):
    return read_nitf(parsed_xml(text))


def zones(part):
    text = part.draft.text
    return [(zone.kind.value, text[zone.start : zone.end].strip()) for zone in part.draft.zones]


def test_all_parts_with_and_without_a_namespace():
    for ns in ("", ' xmlns="http://iptc.org/std/NITF/2006-10-18/"'):
        part = read(NITF.replace("{ns}", ns))
        assert zones(part) == [
            ("headline", "Ferry back — after forty years"),
            ("standfirst", "The ferry is back."),
            ("byline", "By Ann Bee Staff Writer"),
            ("dateline", "ALAND, March 3"),
            ("correction", "Corrects the captain's name."),
            ("standfirst", "The ferry that everybody missed is back on the river."),
            ("caption", "The ferry at dawn.\n\nAnn Bee"),
            ("body", "It is blue."),
            ("crosshead", "Money"),
            ("body", "One crown\n\nTwo crowns"),
            ("quote", "“We waited,” he said."),
            ("body", "Dawn\t6 a.m."),
            ("credit", "Editing by Carl Dee"),
        ]
        assert part.draft.facts == {
            "title": "Ferry back — after forty years",
            "byline": "By Ann Bee Staff Writer",
            "dateline": "ALAND",
            "source": "Example Wire",
            "published": "2021-03-03T08:00:00+00:00",
            "language": "en-GB",
            "subject": "transport, ferry",
            "id": "wire-77",
            "status": "usable",
        }


def test_a_title_does_for_a_headline_and_no_text_is_no_article():
    part = read("<nitf><head><title>Rain</title></head><body><p>It rained.</p></body></nitf>")
    assert zones(part) == [("headline", "Rain"), ("body", "It rained.")]
    assert read("<nitf><head><title>Rain</title></head></nitf>").draft is None


def test_a_time_stamp_is_no_dateline():
    part = read(
        "<nitf><body><body.head><dateline>2021-03-03T08:00:00+00:00</dateline></body.head>"
        "<body.content><p>It rained.</p></body.content></body></nitf>"
    )
    assert zones(part) == [("body", "It rained.")]
