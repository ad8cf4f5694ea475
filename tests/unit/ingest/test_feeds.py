"""RSS and Atom, made up for the purpose."""

from annotator.ingest.feeds import read_feed

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example Post</title>
<language>en-gb</language>
<item><title>Rain &amp; snow</title><link>https://post.example/1</link><guid>post-1</guid>
<dc:creator>Ann Bee</dc:creator><pubDate>Wed, 03 Mar 2021 08:00:00 +0100</pubDate>
<category>weather</category><category>ducks</category>
<description>It rained, and then some.</description>
<content:encoded><![CDATA[<p>It rained in Aland from dawn to dusk.</p><h2>Snow</h2>
<p>It snowed <a href="/x">afterwards</a>.<script>alert(1)</script></p>]]></content:encoded></item>
<item><title>Only a teaser</title><description>&lt;p&gt;It hailed.&lt;/p&gt;</description></item>
<item><title>A bare link</title><link>https://post.example/3</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Poste</title>
<entry><title type="html">Pluie &amp;amp; neige</title><id>tag:x,1</id>
<author><name>Anne B</name></author>
<updated>2021-03-03T08:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Il a plu.</p><p>Il a neigé.</p></div></content></entry></feed>"""


def zones(part):
    text = part.draft.text
    return [(zone.kind.value, text[zone.start : zone.end].strip()) for zone in part.draft.zones]


def test_rss_with_full_text_with_a_teaser_and_with_nothing():
    full, teaser, bare = read_feed(RSS)
    assert zones(full) == [
        ("headline", "Rain & snow"),
        ("standfirst", "It rained, and then some."),
        ("body", "It rained in Aland from dawn to dusk."),
        ("crosshead", "Snow"),
        ("body", "It snowed afterwards."),
    ]
    assert full.draft.facts == {
        "title": "Rain & snow",
        "published": "2021-03-03T08:00:00+01:00",
        "source": "Example Post",
        "byline": "Ann Bee",
        "url": "https://post.example/1",
        "id": "post-1",
        "language": "en-gb",
        "subject": "weather, ducks",
    }
    assert not full.draft.repairs
    assert zones(teaser) == [("headline", "Only a teaser"), ("body", "It hailed.")]
    assert teaser.draft.repairs.count("excerpt") == 1
    assert (bare.place, bare.draft) == ("3", None)


def test_atom():
    (part,) = read_feed(ATOM)
    assert zones(part) == [("headline", "Pluie & neige"), ("body", "Il a plu.\n\nIl a neigé.")]
    assert part.draft.facts["source"] == "Le Poste"
    assert part.draft.facts["language"] == "fr"


def test_a_wordpress_entry_without_paragraph_elements():
    text = RSS.replace("<p>It rained in", "It rained in").replace(
        "dusk.</p><h2>Snow</h2>", "dusk.\n"
    )
    text = text.replace("<p>It snowed", "It snowed").replace("</script></p>", "</script>")
    full = read_feed(text)[0]
    assert zones(full)[-1][1].split("\n\n") == [
        "It rained in Aland from dawn to dusk.",
        "It snowed afterwards.",
    ]


def test_no_address_and_no_file_is_opened(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text(RSS, encoding="utf-8")
    for text in (str(secret), "https://post.example/feed", "", "<rss/>", "<rss"):
        (part,) = read_feed(text)
        assert part.draft is None
