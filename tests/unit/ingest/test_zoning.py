"""Zones of plain text: each rule on pages made up for it."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.ingest.zoning import zoning_of

ONE = "The town of Aland closed its old bridge on Monday after engineers found a crack in it."
TWO = "Nobody was hurt, the mayor said, and a ferry will carry people across until the spring."
THREE = "The work will cost two million crowns, a sum the town has put aside over the years."
FOUR = "Shops on the far side fear for their trade, and ask for a second ferry in the evenings."
HEAD = "Old Bridge in Aland Closed After Crack Is Found"
STANDFIRST = "A ferry will carry people until the spring, and shops on the far side fear the worst"


def zones(*lines, title="", sep="\n\n"):
    text = sep.join(lines)
    return [
        (zone.kind.value, text[zone.start : zone.end].strip())
        for zone in zoning_of(text, title).zones
    ]


def kinds(*lines, title="", sep="\n\n"):
    """Return the kind of each line's first character."""
    text = sep.join(lines)
    tiled = zoning_of(text, title).zones
    found, position = [], 0
    for line in lines:
        found.append(next(z.kind.value for z in tiled if z.start <= position < z.end))
        position += len(line) + len(sep)
    return found


def test_a_plain_article_is_headline_and_body():
    assert zones(HEAD, ONE, TWO) == [("headline", HEAD), ("body", f"{ONE}\n\n{TWO}")]


def test_a_text_without_a_title_is_body():
    assert zones(ONE, TWO) == [("body", f"{ONE}\n\n{TWO}")]
    assert zones("Angela Bee visited Aland") == [("body", "Angela Bee visited Aland")]


def test_short_sentences_are_an_article_too():
    assert kinds("Rain in Aland", "It rained.", "It stopped.") == ["headline", "body", "body"]


def test_a_list_without_sentences_is_body():
    assert set(kinds("bread", "milk", "eggs")) == {"body"}


def test_menus_above_and_links_below():
    found = kinds("Skip to content", "Home", "News", HEAD, ONE, TWO, THREE, "Sport", "Ferry Late")
    assert found == [*["navigation"] * 3, "headline", *["body"] * 3, "related", "related"]


def test_the_body_is_the_best_window_not_the_first_paragraph():
    teaser = "A man who walked around the island in a week tells how he lost his left shoe."
    found = kinds(
        *["Menu", teaser, "Trending", "Sport", "Weather"],
        *[HEAD, ONE, TWO, THREE, "Most read", "Ferry Late", teaser],
    )
    assert found[5:9] == ["headline", "body", "body", "body"]
    assert "body" not in found[:5] + found[9:]


def test_a_known_title_is_the_headline():
    other = "A Very Good Looking Title Line in Title Case"
    assert kinds(HEAD, other, ONE, TWO, title=HEAD)[0] == "headline"
    assert kinds("Menu", HEAD.lower(), other, ONE, title=HEAD)[1] == "headline"


def test_a_repeated_line_is_the_headline():
    crumb = "What the Papers Said about It This Week"
    found = kinds("Menu", HEAD, "News", crumb, HEAD, ONE, TWO, THREE)
    assert found[1] == "headline" or found[4] == "headline"
    assert found[3] != "headline"


def test_head_of_an_article():
    found = kinds(HEAD, STANDFIRST, "By Ann Bee", "3 March 2021", "4 min read", ONE, TWO)
    assert found == ["headline", "standfirst", "byline", "byline", "navigation", "body", "body"]


def test_a_standfirst_that_ends_like_a_sentence():
    found = kinds("Menu", HEAD, STANDFIRST + ".", "By Ann Bee", ONE, TWO)
    assert found[1:] == ["headline", "standfirst", "byline", "body", "body"]


def test_a_name_beside_a_date_is_a_byline():
    assert kinds("Menu", HEAD, "Ann Bee", "3 March 2021", ONE, TWO)[2:4] == ["byline", "byline"]


def test_captions_and_the_line_above_in_their_block():
    text = f"Menu\n\n{HEAD}\n\nThe crack\nMen look at it. Photo: Ann Bee\n\n{ONE}\n\n{TWO}"
    found = [(z.kind.value, text[z.start : z.end].strip()) for z in zoning_of(text).zones]
    assert found[2] == ("caption", "The crack\nMen look at it. Photo: Ann Bee")


def test_a_caption_among_paragraphs_and_a_repeated_one():
    again = "Men look at the old bridge from a boat in the morning"
    found = kinds(HEAD, again, ONE, "Cars wait (AP Photo/Carl Dee)", TWO, again, THREE)
    assert found == ["headline", "caption", "body", "caption", "body", "caption", "body"]


def test_dateline_is_part_of_the_first_paragraph():
    assert zones(HEAD, "ALAND, March 3 (Reuters) - " + ONE, TWO)[1] == (
        "dateline",
        "ALAND, March 3 (Reuters) -",
    )
    assert zones(HEAD, "NEW ALAND: " + ONE, TWO)[1] == ("dateline", "NEW ALAND:")
    assert zones(HEAD, "Aland (AFP) — " + ONE, TWO)[1] == ("dateline", "Aland (AFP) —")


def test_what_only_looks_like_a_dateline():
    for start in ("UPDATED - ", "EDITORS: ", "Aland - ", "It was 5 - "):
        assert zones(HEAD, start + ONE, TWO)[1][0] == "body"


def test_crossheads_stand_before_paragraphs():
    found = kinds(HEAD, ONE, TWO, "A Ferry in the Fog", THREE, FOUR)
    assert found == ["headline", "body", "body", "crosshead", "body", "body"]


def test_long_runs_of_short_lines_are_body():
    found = kinds(HEAD, ONE, TWO, "Aland 3", "Borland 2", "Cland 1", THREE, FOUR)
    assert set(found[1:]) == {"body"}


def test_links_in_mid_body_and_the_titles_below_a_heading():
    found = kinds(HEAD, ONE, "Also on EP: Ferry Late", TWO, "Read more:", "Ferry Late", THREE)
    assert found == ["headline", "body", "related", "body", "related", "related", "body"]


def test_the_body_goes_on_below_an_advertisement():
    found = kinds("Menu", HEAD, ONE, TWO, THREE, "Story continues below", "Related: Fish", FOUR)
    assert found[-4:] == ["body", "navigation", "related", "body"]


def test_what_follows_the_body():
    found = kinds(
        *[HEAD, ONE, TWO, THREE, "(Reporting by Ann Bee)", "Read more:", "Ferry Late Again"],
        *["Ann Bee", "Ann Bee is a reporter at the Example Post, where she has worked for years."],
        *["3 comments", "I knew it.", "So did I, said the other one, and wrote a long text of it."],
    )
    assert found[4:] == [
        "credit",
        "related",
        "related",
        "biography",
        "biography",
        "comments",
        "comments",
        "comments",
    ]


def test_a_biography_in_mid_body_is_body():
    witness = "Carl Dee is a reporter at the Example Post and saw the crack on his way to work."
    assert kinds(HEAD, ONE, witness, TWO, THREE)[2] == "body"


def test_a_correction_at_the_end_is_kept_for_labelling():
    assert kinds(HEAD, ONE, TWO, "Correction: it is the new bridge.")[-1] == "correction"


def test_one_line_a_block_without_blank_lines():
    found = kinds("Menu", HEAD, "By Ann Bee", ONE, TWO, "A Ferry in the Fog", THREE, sep="\n")
    assert found == ["navigation", "headline", "byline", *["body"] * 2, "crosshead", "body"]


def test_other_scripts():
    title, first = (
        "橋が閉鎖される",
        "町は月曜日、古い橋を閉鎖した。技術者がひびを見つけたためで、けが人はいなかった。",
    )
    assert kinds(title, first, first + "船が人を運ぶ。") == ["headline", "body", "body"]


def test_facts():
    facts = zoning_of("\n".join([HEAD, "By Ann Bee", "Published 3 March 2021", ONE, TWO])).facts
    assert facts == {"title": HEAD, "byline": "Ann Bee", "published": "2021-03-03"}
    assert zoning_of("\n".join([HEAD, "Ann Bee", "3 March 2021", ONE])).facts == facts


LINES = st.sampled_from(
    [ONE, TWO, HEAD, "", " ", "\u00a0x", "Read more:", "By Ann Bee", "3 comments", "Menu", "“", "-"]
)


@given(st.one_of(st.text(max_size=80), st.lists(LINES, max_size=12).map("\n".join)), st.text())
def test_zones_tile_any_text(text, title):
    tiled = zoning_of(text, title).zones
    assert [zone.start for zone in tiled] == [0, *(zone.end for zone in tiled[:-1])][: len(tiled)]
    assert (tiled[-1].end if tiled else 0) == len(text)


def test_a_link_above_the_heading_of_a_biography_is_no_name():
    bio = "Ann Bee is a reporter at the Example Post."
    tail = ["Read more:", "Ferry late again", "About the author", bio]
    assert kinds(HEAD, ONE, TWO, *tail)[3:] == ["related", "related", "biography", "biography"]
    assert kinds(HEAD, ONE, TWO, "Ann Bee", bio)[3:] == ["biography", "biography"]


def test_a_byline_beside_its_date_gives_both_facts():
    found = zoning_of(f"{HEAD}\n\nBy Ann Bee | 7 February 2025\n\n{ONE}\n\n{TWO}").facts
    assert found == {"title": HEAD, "byline": "Ann Bee", "published": "2025-02-07"}
