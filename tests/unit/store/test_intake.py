import pytest

from annotator.app.session import Session
from annotator.commands import ingesting
from annotator.domain.documents import Document, Provenance, Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.store import digests, documents, intake, near_duplicates
from tests.projects import make_document, make_schema

TEXTS = ("Ada met Bob.", "東京で雨が降った。", "Ada met Bob.", "Elm is in Łódź.")


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        yield session


def place(name, raw_hash="h"):
    return Provenance(name, "plain", "utf-8", raw_hash, {"title": name})


def made(text, name="a.txt", raw=b"raw", raw_hash="h"):
    return intake.ready(make_document(text), place(name, raw_hash), raw)


def stored(session, *articles):
    with session.project.transaction() as t:
        return intake.add_all(t, articles)


def one_by_one(session, *texts):
    with session.project.transaction() as t:
        for text in texts:
            document = make_document(text)
            documents.add(t, document)
            documents.add_provenance(t, document.id, place("a.txt"))


def found(session, words):
    return [entry.title for entry in session.listing(words).page(0, 10)]


def test_many_at_once_are_stored_as_one_by_one(session, tmp_path):
    assert stored(session, *map(made, TEXTS)) == 3
    with Session.create(tmp_path / "q.annotations", make_schema()) as other:
        one_by_one(other, *TEXTS)
        assert digests.digest(other.project.connection) == digests.digest(
            session.project.connection
        )
        for table in ("documents", "texts", "provenance", "minhash_bands", "search_docsize"):
            rows = f"SELECT count(*) FROM {table}"
            counts = {
                one.project.connection.execute(rows).fetchone()[0] for one in (session, other)
            }
            assert len(counts) == 1, table
        for words in ("bob", "東京", "雨", "lodz", "nobody"):
            assert found(session, words) == found(other, words), words
    assert found(session, "東京") == [TEXTS[1]]
    assert stored(session, *map(made, TEXTS)) == 0


def test_a_text_of_several_places_has_them_all_once(session):
    assert stored(session, made(TEXTS[0]), made(TEXTS[0]), made(TEXTS[0], "b.txt")) == 1
    assert stored(session, made(TEXTS[0], "b.txt"), made(TEXTS[0], "c.txt")) == 0
    with session.project.reading() as link:
        places = documents.provenance(link, document_id(TEXTS[0]))
    assert sorted(one.name for one in places) == ["a.txt", "b.txt", "c.txt"]


def test_what_was_deleted_comes_back_with_its_place(session):
    document = document_id(TEXTS[0])
    stored(session, made(TEXTS[0]))
    with session.project.transaction() as t:
        t.delete("documents", [document])
        row = t.connection.execute("SELECT id FROM provenance").fetchone()[0]
        t.delete("provenance", [row])
    assert stored(session, made(TEXTS[0]), made(TEXTS[0])) == 1
    with session.project.reading() as link:
        assert documents.exists(link, document)
        assert [one.name for one in documents.provenance(link, document)] == ["a.txt"]
    assert found(session, "bob") == [TEXTS[0]]


def test_bytes_are_kept_packed_once_for_each_content(session):
    raw = b"the bytes of a file " * 500
    stored(session, *(made(text, raw=raw, raw_hash="x") for text in TEXTS), made("Fez", raw=b"2"))
    with session.project.reading() as link:
        assert documents.raw(link, "x") == raw
        assert documents.raw(link, "h") == b"2"
        packed = link.execute("SELECT sum(length(bytes)) FROM raws").fetchone()[0]
    assert packed < len(raw) / 10


def test_two_texts_of_one_identity_are_refused_and_nothing_is_stored(session):
    first = made(TEXTS[0])
    second = first._replace(text=TEXTS[3])
    for articles in ([first, second], [second, first]):
        with pytest.raises(UserError, match="same identity"):
            stored(session, *articles)
        assert len(session.listing()) == 0
    stored(session, first)
    with pytest.raises(UserError, match="same identity"):
        stored(session, second)


def test_versions_of_a_story_within_one_batch_and_across_two_are_one_cluster(session):
    words = [f"word{number}" for number in range(120)]
    versions = [" ".join([*words, f"version{n}"]) for n in range(4)]
    stored(session, *map(made, versions[:2]), made("Another story."))
    stored(session, *map(made, versions[2:]))
    with session.project.reading() as link:
        cluster = near_duplicates.cluster_of(link, document_id(versions[3]))
    assert cluster == [document_id(version) for version in versions]


def test_zones_that_do_not_tile_are_stored_tiled(session):
    document = Document(
        document_id("Head\nBody"), "Head\nBody", {}, (Zone(0, 4, ZoneKind.HEADLINE),)
    )
    stored(session, intake.ready(document, place("a.txt"), b""))
    with session.project.reading() as link:
        zones = documents.read(link, document.id).zones
    assert zones == (Zone(0, 4, ZoneKind.HEADLINE), Zone(4, 9, ZoneKind.BODY))


def test_the_search_index_goes_on_over_many_batches(session):
    articles = [made(f"Number{n} met everybody.", name=f"{n}") for n in range(40)]
    for article in articles:
        stored(session, article)
    assert len(session.listing("everybody")) == 40
    assert found(session, "number17") == ["Number17 met everybod"[:20]]
    with session.project.transaction() as t:
        t.connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")


def test_articles_made_ready_elsewhere_and_here_are_reported_alike(session, tmp_path):
    from annotator.ingest.reading import read_each, read_paths

    path = tmp_path / "a.txt"
    path.write_bytes(b"It rained all day.\r\nAda stayed in.\r\n")
    first = ingesting.ingest(session.project, read_paths([path]))
    again = ingesting.ingest(session.project, read_each(ingesting.ready, [path]))
    assert (first.documents, first.duplicates) == (1, 0)
    assert (again.documents, again.duplicates) == (0, 1)
    assert first.repairs.as_json() == again.repairs.as_json()
    assert first.repairs.count("line-ends") == 2
