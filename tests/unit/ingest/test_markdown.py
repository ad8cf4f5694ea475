"""Markdown files."""

from annotator.ingest.markdown import read_markdown

ARTICLE = """---
title: "Bridge"
date: 3 March 2021
publisher: Example Post
tags: [rivers, "old bridges"]
---
# Old *bridge* closed

By Ann Bee

ALAND (Reuters) - The **old** bridge was [closed](http://example.org) on Monday,
the mayor &amp; his deputy said.

## A ferry

> We shall wait.

- one boat
- two boats

![Men at the bridge](a.png)

| boat | seats |
|------|-------|
| Ann  | 30    |

Read more:

Ferry late again
"""


def zones(draft):
    return [(zone.kind.value, draft.text[zone.start : zone.end].strip()) for zone in draft.zones]


def test_an_article():
    draft = read_markdown(ARTICLE)
    assert zones(draft) == [
        ("headline", "Old bridge closed"),
        ("byline", "By Ann Bee"),
        ("dateline", "ALAND (Reuters) -"),
        ("body", "The old bridge was closed on Monday, the mayor & his deputy said."),
        ("crosshead", "A ferry"),
        ("quote", "We shall wait."),
        ("body", "one boat\n\ntwo boats"),
        ("caption", "Men at the bridge"),
        ("body", "boat\tseats\n\nAnn\t30"),
        ("related", "Read more:\n\nFerry late again"),
    ]
    assert draft.facts == {
        "title": "Bridge",
        "published": "2021-03-03",
        "source": "Example Post",
        "byline": "Ann Bee",
        "tags": "rivers, old bridges",
    }


def test_without_headings_or_front_matter():
    draft = read_markdown("One line\nwrapped.\n\nTwo.")
    assert draft.text == "One line wrapped.\n\nTwo."
    assert zones(draft) == [("body", draft.text)]
    assert draft.facts == {}


def test_a_lower_heading_that_comes_first_is_the_headline():
    assert zones(read_markdown("## Rain\n\nIt rained."))[0] == ("headline", "Rain")


def test_html_in_markdown_loses_its_tags_and_scripts():
    draft = read_markdown("A<br>b <i>c</i>\n\n<div><script>evil()</script>d &lt; e</div>\n")
    assert draft.text == "A\nb c\n\nd < e"


def test_an_unfinished_front_matter_is_text():
    assert "title: x" in read_markdown("---\ntitle: x\n\nText here.").text


def test_what_is_nested_deeper_than_articles_are_is_kept_as_plain_text():
    draft = read_markdown("> " * 200 + "deep")
    assert draft.text.endswith("deep")
    assert draft.repairs.count("markup-not-read") == 1


def test_nul_by_entity_and_in_the_file():
    draft = read_markdown("a\0b &#0; c")
    assert "\0" not in draft.text
    assert draft.repairs.count("nul") == 1
