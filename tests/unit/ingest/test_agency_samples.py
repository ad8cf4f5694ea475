"""The agencies' own examples of the samples, where they are at hand."""

from pathlib import Path

import pytest

from annotator.domain.corpora import Skipped
from annotator.domain.documents import ZoneKind
from annotator.ingest.reading import Article, read_paths

SAMPLES = Path(__file__).parents[3].parent / "shared" / "samples"
NINJS = SAMPLES / "ninjs"
G2 = SAMPLES / "newsml-g2"

pytestmark = pytest.mark.skipif(not NINJS.exists(), reason="the samples are not here")


def one(path):
    (article,) = read_paths([path])
    assert isinstance(article, Article)
    return article.document


def paragraphs(document, *kinds):
    return [
        paragraph
        for zone in document.zones
        if zone.kind in kinds
        for paragraph in document.text[zone.start : zone.end].strip().split("\n\n")
    ]


def test_ninjs():
    document = one(NINJS / "tt_text_image_3.json")
    assert document.title == "Militärövning i jätteformat hålls 2023"
    assert document.text.startswith("Militärövning i jätteformat hålls 2023\n\n")
    assert document.zones[0].kind is ZoneKind.HEADLINE
    assert paragraphs(document, ZoneKind.CAPTION)[-1].endswith("Aurora 17.")
    (event,) = read_paths([NINJS / "simpleEvent.json"])
    assert isinstance(event, Skipped)
    assert "event" in event.reason
    results = [result for result in read_paths([NINJS]) if "LICENSE" not in str(result)]
    assert len([result for result in results if isinstance(result, Article)]) == 5
    assert len(paragraphs(one(NINJS / "ninjsExSimpleText1.json"), ZoneKind.BODY)) == 4


def test_listing_2():
    document = one(G2 / "LISTING_2_NewsML-G2_Text_Document.xml")
    assert document.title == 'Fed to halt QE to avert "bubble"'
    assert document.facts["byline"] == "By Meredith Jameson, Staff Reporter"
    assert paragraphs(document, ZoneKind.BYLINE) == ["By Meredith Jameson, Staff Reporter"]
    assert len(paragraphs(document, ZoneKind.BODY, ZoneKind.DATELINE)) == 2


def test_listing_22():
    document = one(G2 / "LISTING_22_Sports_story_in_NewsML-G2NITF.xml")
    assert len(paragraphs(document, ZoneKind.STANDFIRST)) == 1
    assert len(paragraphs(document, ZoneKind.BODY)) == 6


@pytest.mark.parametrize("name", ["LISTING_12", "LISTING_24"])
def test_what_is_no_article(name):
    (path,) = G2.glob(f"{name}_*")
    results = list(read_paths([path]))
    assert results
    for result in results:
        assert isinstance(result, Skipped)
        assert result.reason.startswith("No article")
