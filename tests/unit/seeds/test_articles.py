"""The articles of the sample corpus: kinds, languages, lengths, facts, zones, one story twice."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from annotator.app.sample import ensure_sample
from annotator.app.session import Session
from annotator.domain.annotation_sets import State
from annotator.domain.documents import Document, Zone, ZoneKind, labelable_extents
from annotator.domain.ids import DocumentId
from annotator.ingest.reading import Article, read_paths

SEEDS = Path(__file__).parents[3] / "seeds"
READERS = {
    "cable-ownership.json": "ninjs",
    "chip-talks.html": "html",
    "dam-evacuation-wire.txt": "plain",
    "dart-asteroid.md": "markdown",
    "ferry-merger.txt": "plain",
    "hill-race.txt": "plain",
    "hottest-day.jsonl": "jsonl",
    "lantern-festival.txt": "plain",
    "map-thief-trial.html": "html",
    "medicine-drone.json": "ninjs",
    "observatory-reopens.md": "markdown",
    "one-vote-budget-page.html": "html",
    "one-vote-budget-wire.xml": "nitf",
    "rain-cisterns.html": "html",
    "sound-bridge.jsonl": "jsonl",
    "tableau-vole.xml": "nitf",
}
LANGUAGES = {"tableau-vole.xml": "fr", "rain-cisterns.html": "ar", "medicine-drone.json": "ja"}
HEAD = [ZoneKind.HEADLINE, ZoneKind.STANDFIRST]


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The articles as they are ingested, by the name of their file."""
    read = list(read_paths([SEEDS / "articles"]))
    found = [article for article in read if isinstance(article, Article)]
    assert found == read
    return {article.provenance.name.partition(":")[0]: article for article in found}


def _labelable(document: Document) -> str:
    extents = labelable_extents(document.zones)
    return "\n".join(document.text[low:high] for low, high in extents)


def _parts(document: Document, kind: ZoneKind) -> list[str]:
    return [_text(document, zone) for zone in document.zones if zone.kind is kind]


def _text(document: Document, zone: Zone) -> str:
    return document.text[zone.start : zone.end].strip()


def test_sixteen_files_are_read_by_the_reader_of_their_kind(articles: dict[str, Article]) -> None:
    assert {name: article.provenance.reader for name, article in articles.items()} == READERS
    assert {path.name for path in (SEEDS / "articles").iterdir()} == set(READERS)
    assert len(READERS) == 16


def test_nothing_had_to_be_repaired(articles: dict[str, Article]) -> None:
    assert not [name for name, article in articles.items() if list(article.repairs)]


def test_articles_are_as_long_as_news_is(articles: dict[str, Article]) -> None:
    for name, article in articles.items():
        text = _labelable(article.document)
        if LANGUAGES.get(name) == "ja":
            assert 600 <= len("".join(text.split())) <= 1800
        else:
            assert 250 <= len(text.split()) <= 900, name


def test_facts_are_known(articles: dict[str, Article]) -> None:
    for name, article in articles.items():
        facts = article.document.facts
        assert facts["title"], name
        assert facts["byline"], name
        assert not facts["byline"].startswith("By "), name
        assert datetime.fromisoformat(facts["published"]), name
        # A plain text has no place where its language and its outlet could be told.
        if READERS[name] != "plain":
            assert facts["language"] == LANGUAGES.get(name, "en"), name
            assert facts["source"], name


def test_they_come_from_several_outlets_and_many_months(articles: dict[str, Article]) -> None:
    facts = [article.document.facts for article in articles.values()]
    assert len({known["source"] for known in facts if "source" in known}) >= 10
    assert len({known["published"][:7] for known in facts}) >= 12


def test_every_kind_of_zone_occurs(articles: dict[str, Article]) -> None:
    kinds = {zone.kind for article in articles.values() for zone in article.document.zones}
    assert kinds == set(ZoneKind)


def test_headlines_are_found(articles: dict[str, Article]) -> None:
    for name, article in articles.items():
        document = article.document
        if READERS[name] == "jsonl":
            assert document.zones[0].kind is ZoneKind.BODY  # the title is beside the text
        else:
            assert _parts(document, ZoneKind.HEADLINE) == [document.facts["title"]], name


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("dam-evacuation-wire.txt", "VELMORA, Rodania, Oct. 14 (Coastline News) --"),
        ("one-vote-budget-wire.xml", "ORLO, Rodania, Nov. 18 (Coastline News) --"),
    ],
)
def test_wire_copy_has_a_dateline_and_credits(
    articles: dict[str, Article], name: str, start: str
) -> None:
    document = articles[name].document
    assert _parts(document, ZoneKind.DATELINE) == [start]
    (credit,) = _parts(document, ZoneKind.CREDIT)
    assert credit.startswith("(Reporting by Jonas Feld")


def test_corrections_are_zones_of_their_own(articles: dict[str, Article]) -> None:
    found = {
        name: _parts(article.document, ZoneKind.CORRECTION) for name, article in articles.items()
    }
    assert {name for name, texts in found.items() if texts} == {
        "ferry-merger.txt",
        "map-thief-trial.html",
    }
    assert found["map-thief-trial.html"][0].endswith("is suspended.")


def test_the_litter_of_saved_pages_is_left_out_or_not_for_labelling(
    articles: dict[str, Article],
) -> None:
    left_out = {
        "one-vote-budget-page.html": ("cookies", "Most read", "41 comments", "Greta Halloran is"),
        "map-thief-trial.html": ("Advertisement", "Crossword", "Otter smuggler", "every bench"),
        "rain-cisterns.html": ("الرئيسية", "شارك", "زيت الزيتون", "نشرتنا البريدية"),
    }
    for name, litter in left_out.items():
        text = articles[name].document.text
        raw = articles[name].raw.decode("utf-8")
        for words in litter:
            assert words in raw
            assert words not in text, name
    race = articles["hill-race.txt"].document
    open_text = _labelable(race)
    masked = ("Log in", "new coach", "two minutes before dark", "HillDog77", "All rights waived")
    for words in masked:
        assert words in race.text
        assert words not in open_text
    assert _parts(race, ZoneKind.CROSSHEAD) == ["The wrong light", "A record from 1983"]


def test_agency_items_bring_captions_and_related_articles(articles: dict[str, Article]) -> None:
    for name in ("cable-ownership.json", "medicine-drone.json"):
        document = articles[name].document
        kinds = [zone.kind for zone in document.zones]
        assert kinds[:4] == [*HEAD, ZoneKind.BYLINE, ZoneKind.BODY]
        assert kinds[-2:] == [ZoneKind.CAPTION, ZoneKind.RELATED]
        assert ZoneKind.QUOTE in kinds
        assert len(_parts(document, ZoneKind.CROSSHEAD)) == 2


def test_other_languages_have_their_zones_too(articles: dict[str, Article]) -> None:
    french = articles["tableau-vole.xml"].document
    assert Counter(zone.kind for zone in french.zones) >= Counter(
        [*HEAD, ZoneKind.BYLINE, ZoneKind.CAPTION, ZoneKind.RELATED, ZoneKind.CREDIT]
    )
    assert "«\u00a0Le doute n’est plus permis\u00a0»" in french.text
    assert "180\u202f000" in french.text
    arabic = articles["rain-cisterns.html"].document
    assert [zone.kind for zone in arabic.zones[:4]] == [*HEAD, ZoneKind.CAPTION, ZoneKind.BODY]
    assert "🌿" in arabic.text


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the demo."""
    path = tmp_path_factory.mktemp("sample") / "sample.annotations"
    assert ensure_sample(path) == 16
    return path


def test_the_story_of_two_outlets_is_one_cluster_and_no_other_is(sample: Path) -> None:
    with Session.open(sample, read_only=True) as session:
        rows = session.listing().page(0, 100)
        stories = {frozenset(session.same_story(DocumentId(row.id))) for row in rows}
        titles = {row.id: row.title for row in rows}
    (pair,) = [story for story in stories if len(story) > 1]
    assert {titles[document] for document in pair} == {
        "Rodania's budget passes by one vote after Greens walk out",
        "Valley pays the price as budget scrapes through",
    }


def test_a_new_annotator_finds_work_and_the_two_have_left_half(sample: Path) -> None:
    with Session.open(sample) as session:
        for name, left in (("annotator-a", 8), ("annotator-b", 8), ("Zoe", 16)):
            session.use_annotator(name)
            states = [row.state for row in session.listing().page(0, 100)]
            assert states.count(State.NEW) == left
            assert states.count(State.FINISHED) == 16 - left
