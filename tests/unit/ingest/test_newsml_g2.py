"""NewsML-G2 items and messages, made up for the purpose."""

from annotator.ingest.newsml_g2 import read_newsml_g2
from annotator.ingest.xml import parsed_xml

NS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


def item(content, meta="", kind="text", guid="urn:x:1"):
    return f"""<newsItem {NS} guid="{guid}" xml:lang="en">
<itemMeta><itemClass qcode="ninat:{kind}"/>
<provider qcode="prov:EXW"><name>Example Wire</name></provider>
<versionCreated>2021-03-03T08:00:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta>{meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"""


META = """<headline role="hl:short">Rain</headline><headline role="hl:main">Rain all day</headline>
<by>By Ann Bee</by><located><name>Aland</name></located><language tag="en-GB"/>
<subject qcode="medtop:1"><name>weather</name></subject><subject qcode="medtop:2"/>
<description role="drol:summary">It rained.</description>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>x</title></head><body><p>It rained in Aland from dawn to dusk.</p>
<p>Ducks rejoiced.</p></body></html></inlineXML>"""


def read(text):
    return read_newsml_g2(parsed_xml(text))


def zones(part):
    text = part.draft.text
    return [(zone.kind.value, text[zone.start : zone.end].strip()) for zone in part.draft.zones]


def test_xhtml_content_and_all_facts():
    (part,) = read(item(XHTML, META))
    assert zones(part) == [
        ("headline", "Rain all day"),
        ("standfirst", "It rained."),
        ("byline", "By Ann Bee"),
        ("body", "It rained in Aland from dawn to dusk.\n\nDucks rejoiced."),
    ] or zones(part)[0] == ("headline", "Rain all day")
    assert part.draft.facts == {
        "title": "Rain all day",
        "byline": "By Ann Bee",
        "published": "2021-03-03T08:00:00+00:00",
        "source": "Example Wire",
        "id": "urn:x:1",
        "language": "en-GB",
        "subject": "weather, medtop:2",
        "dateline": "Aland",
        "status": "usable",
    }


def test_html_inside_plain_text_data():
    data = "<inlineData contenttype='text/plain'><![CDATA[<p>It rained.</p><p>Caf&eacute;s</p>]]>"
    (part,) = read(item(data + "</inlineData>"))
    assert zones(part) == [("body", "It rained.\n\nCafés")]


def test_plain_text_data():
    (part,) = read(item("<inlineData>It rained.\nIt snowed &lt; a bit.</inlineData>"))
    assert zones(part) == [("body", "It rained.\n\nIt snowed < a bit.")]


def test_nitf_inside():
    nitf = """<inlineXML><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head>
    <hedline><hl1>Rain</hl1></hedline><byline>By Ann Bee, <byttl>Staff</byttl></byline></body.head>
    <body.content><p>It rained.</p><p>It snowed.</p></body.content></body></nitf></inlineXML>"""
    (part,) = read(item(nitf, "<creator><name>Ann Bee</name></creator>"))
    assert zones(part) == [
        ("headline", "Rain"),
        ("byline", "By Ann Bee, Staff"),
        ("body", "It rained.\n\nIt snowed."),
    ]
    assert part.draft.facts["byline"] == "By Ann Bee, Staff"


def test_a_message_lists_what_is_no_article_and_keeps_the_caption():
    picture = item(
        "<remoteContent href='a.jpg'/>",
        '<description role="drol:caption">Ducks in the rain.</description>',
        "picture",
    )
    message = f"""<newsMessage {NS}><header/><itemSet><packageItem guid="p"/>{item(XHTML, META)}
    {picture}<conceptItem guid="c"/></itemSet></newsMessage>"""
    package, story, photo, concept = read(message)
    assert [part.place for part in (package, story, photo, concept)] == ["1", "2", "3", "4"]
    assert package.reason == "No article: a packageItem."
    assert photo.reason == "No article: a newsItem of the class picture."
    assert concept.reason == "No article: a conceptItem."
    assert zones(story)[-1] == ("caption", "Ducks in the rain.")


def test_an_item_without_text_and_a_message_without_items():
    (part,) = read(item("<remoteContent href='x'/>"))
    assert part.reason == "No article: the newsItem has no text."
    (part,) = read(f"<newsMessage {NS}/>")
    assert part.draft is None
