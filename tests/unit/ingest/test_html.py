"""HTML pages, made up for the purpose."""

import json

import pytest

from annotator.ingest.html import read_html

PARAGRAPHS = [
    "ALAND (Reuters) - The town closed its old bridge on Monday after engineers found a crack, "
    "and nobody could say in the evening when it would be open for cars and carts again.",
    "A ferry will carry people until the spring, the mayor said, and the ferryman, who had "
    "thought that he would retire this year, will have to stay on for another winter.",
    "Shops on the far side fear for their trade, and they ask for a second ferry in the "
    "evenings so that people can come home from the inn without getting their feet wet.",
    "The work will cost two million crowns, a sum that the town has put aside over the years "
    "since the flood, when the bridge was damaged by the ice for the first time in its life.",
]
STANDFIRST = "Engineers have found a crack, and the ferry is back after forty years of rest."
JSON_LD = """<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},
{"@type":["NewsArticle"],"headline":"Old bridge &amp; ferry: a town waits",
"datePublished":"2021-03-03T08:00:00+01:00","author":[{"name":"Ann Bee"},{"name":"Carl Dee"}],
"publisher":{"name":"Example Post"},"inLanguage":"en-GB"}]}</script>"""


def page(head="", body=""):
    return f"""<!DOCTYPE html><html lang="en"><head><title>Bridge | Example Post</title>
<meta name="description" content="{STANDFIRST}">{head}</head><body>
<header><h1>Example Post</h1><nav><ul><li><a href="/">Home</a></li></ul></nav></header>
<article><h1>Old bridge &amp; ferry: a town waits</h1>{body}</article>
<script>var evil = "SCRIPTED";</script><footer>Example Post 2021</footer></body></html>"""


def article(*extra):
    parts = [
        "<figure><img src='a.jpg'><figcaption>The bridge at dawn</figcaption></figure>",
        f"<p>{PARAGRAPHS[0]}</p>",
        f"<p>{PARAGRAPHS[1]}</p>",
        "<h2>Wet feet</h2>",
        "<figure><figcaption>The ferry. Photo: Ann Bee</figcaption></figure>",
        f"<p>{PARAGRAPHS[2]}</p>",
        "<blockquote><p>We have waited before, and we shall wait again, said he.</p></blockquote>",
        f"<p>{PARAGRAPHS[3]}</p>",
        *extra,
    ]
    return "\n".join(parts)


def zones(draft):
    return [(zone.kind.value, draft.text[zone.start : zone.end].strip()) for zone in draft.zones]


def test_an_article_with_all_its_parts():
    draft = read_html(page(JSON_LD, article("<p>Read more: <a href='x'>Ferry late</a></p>")))
    assert zones(draft) == [
        ("headline", "Old bridge & ferry: a town waits"),
        ("standfirst", STANDFIRST),
        ("caption", "The bridge at dawn"),
        ("dateline", "ALAND (Reuters) -"),
        ("body", PARAGRAPHS[0].removeprefix("ALAND (Reuters) - ") + "\n\n" + PARAGRAPHS[1]),
        ("crosshead", "Wet feet"),
        ("caption", "The ferry. Photo: Ann Bee"),
        ("body", PARAGRAPHS[2]),
        ("quote", "We have waited before, and we shall wait again, said he."),
        ("body", PARAGRAPHS[3]),
        ("related", "Read more: Ferry late"),
    ]
    assert draft.facts == {
        "title": "Old bridge & ferry: a town waits",
        "published": "2021-03-03T08:00:00+01:00",
        "byline": "Ann Bee, Carl Dee",
        "source": "Example Post",
        "language": "en",
    }
    assert not draft.repairs


def test_without_json_ld_the_heading_of_the_article_is_the_headline():
    draft = read_html(page(body=article()))
    assert draft.facts["title"] == "Old bridge & ferry: a town waits"


def test_no_date_is_made_up_from_years_in_the_text():
    assert "published" not in read_html(page(body=article("<p>It was so on 4 May 2019.</p>"))).facts
    timed = "<time datetime='2021-03-03T10:00:00Z'>3 March</time>"
    assert read_html(page(body=timed + article())).facts["published"].startswith("2021-03-03")


def test_a_description_that_the_text_has_is_not_told_twice():
    draft = read_html(page(body=article(f"<p>{STANDFIRST} And it stays so.</p>")))
    assert draft.text.count(STANDFIRST) == 1


def test_a_standfirst_in_the_text_is_known_by_the_description():
    draft = read_html(page(body=f"<p class='intro'>{STANDFIRST}</p>" + article()))
    assert zones(draft)[:3] == [
        ("headline", "Old bridge & ferry: a town waits"),
        ("standfirst", STANDFIRST),
        ("caption", "The bridge at dawn"),
    ]
    assert draft.text.count(STANDFIRST) == 1


def test_the_author_comes_without_the_date():
    head = '<meta name="author" content="By Ann Bee | 3 March 2021, 10:30 GMT">'
    assert read_html(page(head, article())).facts["byline"] == "Ann Bee"


def test_comments_in_the_markup_hide_nothing_behind_them():
    caption = "<figure><figcaption>The <!-- a -->ferry <b>a<!-- -->t</b> dawn</figcaption></figure>"
    draft = read_html(page(body=caption + article().replace("that he", "that <!-- x -->he")))
    assert "The ferry at dawn" in draft.text
    assert "thought that he would retire" in draft.text


def test_nothing_comes_from_scripts():
    assert "SCRIPTED" not in read_html(page(body=article("<script>SCRIPTED</script>"))).text


def test_a_page_whose_text_is_only_in_its_data_falls_back_and_says_so():
    data = json.dumps(
        {"@type": "NewsArticle", "headline": "Wait", "articleBody": " ".join(PARAGRAPHS)}
    )
    draft = read_html(
        f"<html><head><script type='application/ld+json'>{data}</script></head>"
        f"<body><article><p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p></article></body></html>"
    )
    assert zones(draft)[0] == ("headline", "Wait")
    assert all(text in draft.text for text in PARAGRAPHS)
    assert draft.repairs.count("html-fallback") == 1


def test_a_short_page_needs_no_fall_back():
    draft = read_html(page(body=f"<p>{PARAGRAPHS[1]}</p>"))
    assert PARAGRAPHS[1] in draft.text
    assert not draft.repairs


@pytest.mark.parametrize("text", ["", "  ", "<html></html>", "<!-- x -->", "<script>x</script>"])
def test_pages_without_text(text):
    assert read_html(text).text == ""


def test_no_break_spaces_stay_and_line_breaks_are_lines():
    draft = read_html(page(body=article("<p>Ten\u00a0crowns a seat,<br>and five for the dog.</p>")))
    assert "Ten\u00a0crowns a seat,\nand five for the dog." in draft.text


def test_a_page_nested_too_deeply_says_so():
    draft = read_html(page(body=article() + "<div>" * 300 + "<p>Below.</p>"))
    assert PARAGRAPHS[0].removeprefix("ALAND (Reuters) - ") in draft.text
    assert draft.repairs.count("html-too-deep") == 1
