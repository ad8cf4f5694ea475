"""What lines claim to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ingest import wordings
from annotator.ingest.marks import is_stop_heading, mark_of, may_begin
from annotator.ingest.zoning import zoning_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Type to search", "navigation"),
        ("Skip to content", "navigation"),
        ("Share this article", "navigation"),
        ("4 min read", "navigation"),
        ("© 2021 The Example Post", "navigation"),
        ("We use cookies to show you what you like on our pages.", "navigation"),
        ("Also on EP: Ferry Runs Late Again", "related"),
        ("Read more:", "related"),
        ("Related articles", "related"),
        ("More from Business", "related"),
        ("12 comments", "comments"),
        ("Leave a reply", "comments"),
        ("By Ann Bee and Carl Dee", "byline"),
        ("BY ANN BEE, Science Editor", "byline"),
        ("Published 3 March 2021, 10:15 GMT", "byline"),
        ("Updated 2 hours ago", "byline"),
        ("3 March 2021", "byline"),
        ("• Reuters with additional editing by Ann Bee", "credit"),
        ("(Reporting by Ann Bee; Editing by Carl Dee)", "credit"),
        ("Ann Bee contributed to this report.", "credit"),
        ("AFP", "credit"),
        ("The old bridge at dawn. Photo: Ann Bee", "caption"),
        ("Cars wait at the bridge (AP Photo/Carl Dee)", "caption"),
        ("People cross the bridge on Monday. REUTERS/Carl Dee/File Photo", "caption"),
        ("The bridge in 1999 | Getty Images", "caption"),
        ("Correction: the bridge is in Aland, not in Borland.", "correction"),
        ("Ann Bee is a senior reporter at the Example Post.", "biography"),
        ("Follow her on the usual networks.", "biography"),
    ],
)
def test_litter_says_what_it_is(line, kind):
    assert mark_of(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Also on Monday, the mayor spoke of the cost of the work.",
        "By Monday evening the river had fallen below the mark.",
        "Search for survivors goes on after the ferry sank off Aland",
        "The storm contributed to the delays on the ferry, he said.",
        "Bridge of 3 May 1921 Still Stands After a Hundred Years",
        "Updated forecasts see 3 per cent growth in Aland this year",
        "“Read the bridge its rights,” the mayor joked.",
        "More than 30 people were on the ferry, the police said.",
        "The picture was not clear, the mayor said on Monday.",
        "Copyright law is to change",
    ],
)
def test_sentences_and_headlines_are_left_alone(line):
    assert mark_of(line) is None


def test_stop_headings():
    assert is_stop_heading("Most read")
    assert is_stop_heading("You may also like")
    assert not is_stop_heading("The most read book of the year was about a bridge")


@given(st.text(min_size=1, max_size=80).map(str.strip).filter(bool))
def test_no_line_breaks_it(line):
    mark_of(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Read more: Ferry late",
            "ALSO ON AF: Ferry",
            "3 comments",
            "Advertisement",
            "© 2021 Post",
        ),
        *(
            "By Ann Bee",
            "Photo: Ann Bee",
            "Correction: The ferry",
            "• Reuters",
            "Menu",
            "12 min read",
        ),
        *("This article was amended on Monday", "Most read", "The Associated Press", "Don’t miss"),
    ],
)
def test_a_line_with_a_telling_beginning_is_looked_at(line):
    assert any(pattern.match(line) for pattern in wordings.AT_LINE_START)
    assert all(may_begin(line[:length]) for length in range(1, len(line) + 1))


def test_most_sentences_are_not_looked_at():
    for line in ("Nobody was hurt", "When the river came", "“We waited", "Łódź is", "Shops on"):
        assert not may_begin(line[:5])


def test_letters_that_grow_in_lower_case_do_no_harm():
    text = "İİİ\n\nAdvertisement\n\nİstanbul was wet all day, and so was everybody else in it."
    kinds = [zone.kind.value for zone in zoning_of(text).zones]
    assert "navigation" in kinds
