"""NewsML 1.2, made up for the purpose."""

from annotator.ingest.newsml_1 import read_newsml_1
from annotator.ingest.xml import parsed_xml

NEWSML = """<NewsML><NewsEnvelope/><NewsItem xml:lang="en">
<Identification><NewsIdentifier><ProviderId>wire.example</ProviderId><NewsItemId>7</NewsItemId>
<PublicIdentifier>urn:newsml:wire.example:7</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20210303T080000Z</FirstCreated>
<Status FormalName="Usable"/></NewsManagement>
<NewsComponent>
 <NewsLines><HeadLine>Rain all day</HeadLine><SubHeadLine>Ducks rejoice</SubHeadLine>
 <ByLine>By Ann Bee</ByLine><DateLine>ALAND, March 3</DateLine></NewsLines>
 <AdministrativeMetadata><Provider><Party FormalName="EXW"/></Provider></AdministrativeMetadata>
 <DescriptiveMetadata><Language FormalName="en"/><SubjectCode><Subject FormalName="17000000"/>
 </SubjectCode></DescriptiveMetadata>
 <NewsComponent><Role FormalName="Main Text"/><ContentItem><MediaType FormalName="Text"/>
  <DataContent><nitf><body><body.content><p>It rained.</p>
  <p>It snowed.</p></body.content></body></nitf>
  </DataContent></ContentItem></NewsComponent>
 <NewsComponent><Role FormalName="Photo Caption"/><ContentItem><MediaType FormalName="Text"/>
  <DataContent><p>Ducks in the rain.</p></DataContent></ContentItem></NewsComponent>
 <NewsComponent><ContentItem Href="a.jpg"><MediaType FormalName="Photo"/>
 </ContentItem></NewsComponent>
</NewsComponent></NewsItem></NewsML>"""


def zones(part):
    text = part.draft.text
    return [(zone.kind.value, text[zone.start : zone.end].strip()) for zone in part.draft.zones]


def test_an_item_with_heads_text_and_caption():
    (part,) = read_newsml_1(parsed_xml(NEWSML))
    assert zones(part) == [
        ("headline", "Rain all day"),
        ("standfirst", "Ducks rejoice"),
        ("byline", "By Ann Bee"),
        ("dateline", "ALAND, March 3"),
        ("body", "It rained.\n\nIt snowed."),
        ("caption", "Ducks in the rain."),
    ]
    assert part.draft.facts == {
        "title": "Rain all day",
        "byline": "By Ann Bee",
        "id": "urn:newsml:wire.example:7",
        "published": "2021-03-03T08:00:00+00:00",
        "source": "EXW",
        "language": "en",
        "subject": "17000000",
        "status": "Usable",
    }


def test_two_components_with_texts_are_two_articles_and_no_text_is_none():
    two = "".join(
        f"<NewsComponent><NewsLines><HeadLine>{head}</HeadLine></NewsLines><ContentItem>"
        f"<DataContent>{head} was seen.\nNobody knew why.</DataContent></ContentItem>"
        "</NewsComponent>"
        for head in ("Snow", "Hail")
    )
    text = f"<NewsML><NewsItem>{two}</NewsItem><NewsItem><NewsComponent/></NewsItem></NewsML>"
    snow, hail, none = read_newsml_1(parsed_xml(text))
    assert zones(snow) == [("headline", "Snow"), ("body", "Snow was seen.\n\nNobody knew why.")]
    assert zones(hail)[0] == ("headline", "Hail")
    assert (none.place, none.reason) == ("3", "No article: the NewsItem has no text.")
    (empty,) = read_newsml_1(parsed_xml("<NewsML/>"))
    assert empty.draft is None
