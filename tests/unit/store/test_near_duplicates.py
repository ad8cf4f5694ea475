import random
import shutil
from itertools import permutations

import pytest

from annotator.app.session import Session
from annotator.commands import exporting, ingesting, merging
from annotator.commands.exporting import Selection
from annotator.commands.facts import SetFacts
from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.domain.queries import parse_query
from annotator.formats.splits import split_of
from annotator.ingest.reading import Article
from annotator.store import documents, near_duplicates
from tests.projects import make_document, make_schema

VOCABULARY = [f"word{number}" for number in range(2000)]
SHARES = (0.4, 0.3, 0.3)


def story(seed, length=200):
    rng = random.Random(seed)
    return [rng.choice(VOCABULARY) for _ in range(length)]


def edited(words, seed, changes=8):
    rng = random.Random(seed)
    made = list(words)
    for _ in range(changes):
        made[rng.randrange(len(made))] = rng.choice(VOCABULARY)
    return made


WIRE = story(1)
TEXTS = [
    " ".join(WIRE),
    " ".join(story(2)),
    " ".join(edited(WIRE, 3)).capitalize(),
    " ".join(story(4)),
    " ".join(edited(WIRE, 5)) + "\nThe desk adds a line.",
]


def create(path):
    return Session.create(path, make_schema())


def add(session, texts):
    made = [make_document(text) for text in texts]
    with session.project.transaction() as t:
        for one in made:
            documents.add(t, one)
    return [one.id for one in made]


def clusters(session):
    with session.project.reading() as link:
        return near_duplicates.names(link)


def test_versions_of_a_story_are_a_cluster_and_the_list_says_so(tmp_path):
    with create(tmp_path / "p.annotations") as session:
        ids = add(session, TEXTS)
        with session.project.reading() as link:
            assert near_duplicates.cluster_of(link, ids[2]) == [ids[0], ids[2], ids[4]]
            assert near_duplicates.cluster_of(link, ids[1]) == [ids[1]]
            assert near_duplicates.count(link) == 2
        assert session.same_story(ids[4]) == [ids[0], ids[2], ids[4]]
        sizes = [entry.cluster_size for entry in session.listing().page(0, 10)]
        assert sizes == [3, 1, 3, 1, 3]


def test_a_document_that_is_like_two_clusters_joins_them(tmp_path):
    start, middle, end = story(10, 80), story(11, 60), story(12, 80)
    left, right = start + middle, middle + end
    texts = [left, edited(left, 1, 3), right, edited(right, 2, 3)]
    with create(tmp_path / "p.annotations") as session:
        first = add(session, [" ".join(one) for one in texts])
        assert len(set(clusters(session).values())) == 2
        add(session, [" ".join(start + middle + end)])
        found = clusters(session)
        assert len(found) == 5
        assert set(found.values()) <= set(first)
        assert len(set(found.values())) == 1


def test_new_articles_move_none_to_another_side_of_a_split(tmp_path):
    with create(tmp_path / "p.annotations") as session:
        add(session, TEXTS[:3])
        before = splits(session)
        for seed in range(20, 40):
            add(session, [" ".join(edited(WIRE, seed)), " ".join(story(seed))])
        after = splits(session)
        assert before.items() <= after.items()
        alike = [split for document, split in after.items() if document in clusters(session)]
        assert len(alike) == 22
        assert len(set(alike)) == 1
        assert len(set(after.values())) == 3


def splits(session):
    exported = exporting.annotated_documents(session.project, Selection(everything=True))
    return {one.document.id: split_of(one.split_key, SHARES, 7) for one in exported}


def test_merged_in_any_order_the_clusters_and_their_names_are_the_same(tmp_path):
    files = []
    for number in range(3):
        path = tmp_path / f"{number}.annotations"
        with create(path) as session:
            add(session, [TEXTS[number], TEXTS[(number + 2) % 5], " ".join(story(50 + number))])
        files.append(path)
    outcomes = []
    for order in permutations(range(3)):
        target = tmp_path / f"m{order}.annotations"
        shutil.copy(files[order[0]], target)
        with Session.open(target) as session:
            for number in order[1:]:
                merging.merge(session.project, files[number])
            outcomes.append(clusters(session))
    assert len(outcomes[0]) == 3
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_ingest_counts_those_that_tell_what_was_told_before(tmp_path):
    with create(tmp_path / "p.annotations") as session:
        first = ingesting.ingest(session.project, map(article, TEXTS[:3]))
        second = ingesting.ingest(session.project, map(article, TEXTS[2:]))
        assert (first.documents, first.near_duplicates) == (3, 1)
        assert (second.documents, second.duplicates, second.near_duplicates) == (2, 1, 1)


def article(text):
    return Article(make_document(text), Provenance("a.txt", "plain", "utf-8"), text.encode())


@pytest.mark.parametrize("kind", [ZoneKind.RELATED, ZoneKind.BIOGRAPHY])
def test_litter_makes_no_two_stories_alike(tmp_path, kind):
    litter = "\n" + " ".join(story(77, 300))
    with create(tmp_path / "p.annotations") as session:
        with session.project.transaction() as t:
            for seed in (5, 6):
                body = " ".join(story(seed, 60))
                text = body + litter
                zones = (Zone(0, len(body), ZoneKind.BODY), Zone(len(body), len(text), kind))
                documents.add(t, Document(document_id(text), text, {"title": "x"}, zones))
        assert clusters(session) == {}


def test_thousands_of_versions_stay_quick_and_together(tmp_path):
    with create(tmp_path / "p.annotations") as session:
        add(session, [" ".join(edited(WIRE, seed, 3)) for seed in range(300)])
        with session.project.reading() as link:
            assert near_duplicates.count(link) == 299
            kept = "SELECT count(*) AS kept FROM minhash_bands GROUP BY band"
            most = link.execute(f"SELECT max(kept) FROM ({kept})").fetchone()[0]
        assert most <= 32


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("story:", [0, 2, 4]),
        ("-story:", [1, 3]),
        ("story:{2}", [0, 2, 4]),
        ("story:{1}", [1]),
        ("story: desk", [4]),
        ("story:0123456789", []),
    ],
)
def test_stories_are_found_by_the_query_language(tmp_path, query, found):
    with create(tmp_path / "p.annotations") as session:
        ids = add(session, TEXTS)
        listing = session.listing(query.format(*(one[:10] for one in ids)))
        assert [entry.id for entry in listing.page(0, 10)] == [ids[n] for n in found]


def test_every_story_can_be_asked_for_once(tmp_path):
    with create(tmp_path / "p.annotations") as session:
        for text in TEXTS:
            ingesting.ingest(session.project, [article(text)])
        ids = [entry.id for entry in session.listing().page(0, 10)]
        found = {}
        for query in ("story:later", "-story:later"):
            found[query] = [entry.id for entry in session.listing(query).page(0, 10)]
        assert found["story:later"] == [ids[2], ids[4]]
        assert found["-story:later"] == [ids[0], ids[1], ids[3]]
        session.use_annotator("Ada")
        session.run(SetFacts([ids[0]], {"source": "Harbour Wire"}))
        later = [entry.id for entry in session.listing("story:later").page(0, 10)]
        assert later == [ids[2], ids[4]]
        assert set(clusters(session).values()) == {ids[0]}


def test_a_story_that_cannot_be_is_told():
    with pytest.raises(UserError, match="names no story"):
        parse_query("story:ferries")


def test_versions_of_a_story_stand_together_where_they_are_grouped(tmp_path):
    with create(tmp_path / "p.annotations") as session:
        ids = add(session, TEXTS)
        listing = session.listing(grouped=True)
        entries = listing.page(0, 10)
        assert [entry.id for entry in entries] == [ids[n] for n in (0, 2, 4, 1, 3)]
        stories = [entry.story for entry in entries]
        assert stories[0] == stories[1] == stories[2] != 0
        assert stories[3:] == [0, 0]
        assert listing.position(ids[4]) == 2
        assert len(session.listing("story:later", grouped=True)) == 2


@pytest.mark.parametrize("kept", [1, 500, 1_000_000])
def test_clusters_do_not_hang_on_how_many_texts_are_remembered(tmp_path, monkeypatch, kept):
    monkeypatch.setattr(near_duplicates, "_KEPT_SHINGLES", kept)
    monkeypatch.setattr(near_duplicates, "_compared", near_duplicates._Compared())
    with create(tmp_path / "p.annotations") as session:
        ids = add(session, TEXTS)
        assert set(clusters(session)) == {ids[n] for n in (0, 2, 4)}
        assert near_duplicates._compared._hashes <= max(kept, 250)


def test_a_text_whose_zones_were_mended_is_compared_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(near_duplicates, "_compared", near_duplicates._Compared())
    with create(tmp_path / "p.annotations") as session:
        before = add(session, [TEXTS[0], TEXTS[2]])
        with session.project.transaction() as t:
            t.execute("UPDATE documents SET zones = '[]'")
        add(session, [TEXTS[4]])
        assert set(clusters(session)) == set(before)
