"""Facts and encoding are corrected until the first label, in steps that can be undone."""

import pytest

from annotator.app import arrivals, exchange, facts
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.facts import ReadAgain, SetFacts, checked_fact
from annotator.commands.labelling import AddSpan
from annotator.commands.merging import merge
from annotator.commands.progress import SetFlag
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent
from annotator.ingest.rereading import TWICE
from annotator.store import checking
from tests.projects import add_documents, make_schema

RUSSIAN = "Паром опоздал\nПаром из порта опоздал на три часа, сообщила гавань.\n"
FRENCH = "Le ferry était en retard\nLa société a présenté ses excuses à Zoé.\n"


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        session.use_annotator("Ada")
        yield session


def take_in(session, folder, **named):
    report = exchange.ingest_paths(session.project, [folder], Progress(), **named)
    session.refresh("Ingest")
    return report


def read_as(session, documents, encoding):
    readings = facts.read_all_again(session, documents, encoding, Progress())
    return session.run(ReadAgain(tuple(readings), encoding))


def listed(session, query=""):
    return session.listing(query).page(0, 100)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("2022", "2022"),
        ("2022-07", "2022-07"),
        ("2022-07-30", "2022-07-30"),
        ("2022-07-30T09:00:00Z", "2022-07-30T09:00:00Z"),
        (" 30 July  2022 ", "2022-07-30"),
    ],
)
def test_dates_are_kept_as_iso(written, kept):
    assert checked_fact("published", written) == kept


@pytest.mark.parametrize("written", ["2022-13", "0000", "07/08/2022", "soon", "2022-02-30", "20"])
def test_what_is_no_date_is_refused(written):
    with pytest.raises(UserError, match="is no date"):
        checked_fact("published", written)


def test_facts_of_several_articles_are_one_step_to_undo(session):
    ids = add_documents(session, ["One ferry came.", "Two ferries came."])
    session.run(SetFacts(ids, {"source": "  Harbour   Wire ", "published": "2022-07"}))
    assert [(one.source, one.published) for one in listed(session)] == [
        ("Harbour Wire", "2022-07")
    ] * 2
    assert len(session.listing("source:harbour")) == 2
    assert session.document(ids[0]).facts["source"] == "Harbour Wire"
    session.undo()
    assert [one.source for one in listed(session)] == ["", ""]
    assert session.document(ids[1]).facts.get("source") is None
    session.redo()
    assert len(session.listing("source:harbour")) == 2


def test_an_article_is_found_by_its_title_as_it_is_now(session):
    (one,) = add_documents(session, ["The boat came late."])
    session.run(SetFacts([one], {"title": "Zeppelin over 東京"}))
    assert len(session.listing("zeppelin")) == 1
    assert len(session.listing("京")) == 1
    session.undo()
    assert len(session.listing("zeppelin")) == 0
    assert len(session.listing("boat")) == 1
    session.redo()
    assert len(session.listing("zeppelin")) == 1
    session.run(SetFacts([one], {"title": ""}))
    assert listed(session)[0].title == "The boat came late."
    assert len(session.listing("zeppelin")) == 0


def test_a_title_that_comes_by_a_merge_is_found(session, tmp_path):
    (one,) = add_documents(session, ["The boat came late."])
    session.save_copy(tmp_path / "copy.annotations")
    with Session.open(tmp_path / "copy.annotations") as other:
        other.use_annotator("Bob")
        other.run(SetFacts([one], {"title": "Zeppelin"}))
    merge(session.project, tmp_path / "copy.annotations")
    session.refresh("Merge")
    assert len(session.listing("zeppelin")) == 1


def begin(session, document, how):
    person = session.schema().span_labels[0].id
    if how == "label":
        session.run(AddSpan(document, (Extent(0, 3),), person))
    else:
        session.run(SetFlag(document, "odd"))


@pytest.mark.parametrize("how", ["label", "flag"])
def test_facts_are_frozen_by_what_anybody_did_and_the_reason_is_told(session, how):
    first, second = add_documents(session, ["One ferry came.", "Two ferries came."])
    begin(session, first, how)
    session.use_annotator("Bob")
    with pytest.raises(UserError, match="Ada has begun") as refused:
        session.run(SetFacts([first], {"source": "x"}))
    assert "until the first label" in refused.value.mend
    with pytest.raises(UserError, match="1 of these articles"):
        session.run(SetFacts([first, second], {"source": "x"}))
    assert [one.source for one in listed(session)] == ["", ""]
    assert facts.free_of(session, [first, second]) == [second]
    session.use_annotator("Ada")
    session.undo()
    session.run(SetFacts([first], {"source": "x"}))
    assert session.document(first).facts["source"] == "x"


def test_reading_again_puts_another_text_in_the_place(session, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ferry.txt").write_bytes(RUSSIAN.encode("cp1251"))
    take_in(session, folder, encoding="cp1252")
    (wrong,) = listed(session)
    session.run(SetFacts([wrong.id], {"source": "Гавань"}))
    shown = facts.preview(session, wrong.id, "cp1251")
    assert shown.text == RUSSIAN.strip()
    read_as(session, [wrong.id], "cp1251")
    (right,) = listed(session)
    read = session.document(right.id)
    assert read.text == RUSSIAN
    assert read.facts["source"] == "Гавань"
    assert read.title == "Паром опоздал"
    assert facts.successor_of(session, wrong.id) == right.id
    assert session.provenance(right.id)[0].encoding == "cp1251"
    assert len(session.listing("опоздал")) == 1
    session.undo()
    assert [one.id for one in listed(session)] == [wrong.id]
    assert facts.successor_of(session, right.id) == wrong.id
    session.redo()
    assert [one.id for one in listed(session)] == [right.id]
    with session.project.reading() as link:
        assert checking.problems(link) == []
    again = take_in(session, folder, encoding="cp1252")
    assert (again.documents, again.duplicates) == (0, 1)
    assert [one.id for one in listed(session)] == [right.id]


def test_an_encoding_that_does_not_fit_is_told_and_changes_nothing(session, tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_bytes(FRENCH.encode("cp1252"))
    take_in(session, path)
    (one,) = listed(session)
    shown = facts.preview(session, one.id, "utf-8")
    assert shown.text == ""
    assert "not utf-8" in shown.trouble
    assert "no text encoding" in facts.preview(session, one.id, "klingon").trouble
    with pytest.raises(UserError, match="utf-8"):
        read_as(session, [one.id], "utf-8")


def test_what_was_encoded_twice_is_mended(session, tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_bytes(b"".join(_twice(byte) for byte in (FRENCH + "“À l’heure”\n").encode()))
    take_in(session, path)
    (wrong,) = listed(session)
    assert "sociÃ©tÃ©" in session.document(wrong.id).text
    assert "mojibake" in arrivals.last_ingest(session.project).remarks[wrong.id]
    read_as(session, [wrong.id], TWICE)
    (right,) = listed(session)
    assert session.document(right.id).text == FRENCH + "“À l’heure”\n"
    assert session.provenance(right.id)[0].encoding == TWICE
    with pytest.raises(UserError, match="throughout"):
        read_as(session, [_mixed(session, tmp_path)], TWICE)


def test_rows_that_were_encoded_twice_are_mended(session, tmp_path):
    path = tmp_path / "wire.jsonl"
    path.write_text('{"title": "DÃ©cÃ¨s", "text": "Le maire est dÃ©cÃ©dÃ© lundi."}', "utf-8")
    take_in(session, path)
    (wrong,) = listed(session)
    read_as(session, [wrong.id], TWICE)
    (right,) = listed(session)
    assert right.title == "Décès"
    assert "décédé" in session.document(right.id).text


def _twice(byte):
    one = bytes([byte])
    return one.decode(
        "cp1252" if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "latin-1"
    ).encode()


def _mixed(session, folder):
    path = folder / "mixed.txt"
    path.write_text("DÃ©cÃ¨s à Zürich\nLe maire est mort lundi.\n", encoding="utf-8")
    take_in(session, path)
    return next(entry.id for entry in listed(session) if "rich" in entry.title)


def test_a_text_that_reads_the_same_only_changes_its_encoding(session, tmp_path):
    path = tmp_path / "plain.txt"
    path.write_text("Plain ferry\nThe ferry came.\n")
    take_in(session, path)
    (one,) = listed(session)
    read_as(session, [one.id], "cp1252")
    assert [entry.id for entry in listed(session)] == [one.id]
    assert session.provenance(one.id)[0].encoding == "cp1252"
    session.undo()
    assert session.provenance(one.id)[0].encoding == "utf-8"


def test_an_article_with_two_places_stays_at_the_other(session, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(FRENCH.encode("cp1252"))
    (folder / "b.txt").write_bytes(FRENCH.encode("utf-8"))
    take_in(session, folder)
    (one,) = listed(session)
    assert len(session.provenance(one.id)) == 2
    place = session.provenance(one.id)[0]
    other = {"cp1252": "cp1251", "utf-8": "cp1252"}[place.encoding]
    read_as(session, [one.id], other)
    assert len(listed(session)) == 2
    assert [p.name for p in session.provenance(one.id)] != [place.name]


def test_labelled_articles_are_not_read_again(session, tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_bytes(FRENCH.encode("cp1252"))
    take_in(session, path)
    (one,) = listed(session)
    begin(session, one.id, "label")
    with pytest.raises(UserError, match="frozen"):
        read_as(session, [one.id], "cp1251")
    assert session.document(one.id).text == FRENCH


@pytest.mark.parametrize("name", ["wire.csv", "wire.jsonl"])
def test_rows_of_tables_are_decoded_anew(session, tmp_path, name):
    path = tmp_path / name
    head, body = RUSSIAN.strip().split("\n")
    if name.endswith("csv"):
        written = f'title,text,source\n"{head}","{body} {body}",Гавань\n'
    else:
        written = f'{{"title": "{head}", "text": "{body}", "source": "Гавань"}}\n'
    path.write_bytes(written.encode("cp1251"))
    take_in(session, path, encoding="cp1252")
    (wrong,) = listed(session)
    assert "опоздал" not in session.document(wrong.id).text
    read_as(session, [wrong.id], "cp1251")
    (right,) = listed(session)
    assert body in session.document(right.id).text
    assert (right.title, right.source) == (head, "Гавань")


def test_a_page_and_a_part_of_a_package_are_read_by_their_own_reader(session, tmp_path):
    page = tmp_path / "page.html"
    paragraphs = "".join(f"<p>La société a présenté ses excuses {n} fois.</p>" for n in range(9))
    page.write_bytes(
        f"<html><body><article><h1>Été</h1>{paragraphs}</article></body></html>".encode("cp1252")
    )
    feed = tmp_path / "feed.json"
    stories = ",".join(
        f'{{"title": "N {n}", "text": "{FRENCH.strip().splitlines()[1]} {n}"}}' for n in range(2)
    )
    feed.write_bytes(f"[{stories}]".encode("cp1252"))
    take_in(session, page)
    take_in(session, feed, encoding="cp1251")
    for entry in listed(session):
        read_as(session, [entry.id], "cp1252")
    texts = [session.document(entry.id).text for entry in listed(session)]
    assert len(texts) == 3
    assert all("société" in text for text in texts)


def test_what_came_in_is_noted_and_kept(session, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Plain ferry\nThe ferry came late on Monday morning.\n")
    (folder / "b.txt").write_bytes(FRENCH.encode("cp1252"))
    (folder / "c.txt").write_text("Plain ferry\nThe ferry came late on Monday morning.\n")
    (folder / "d.png").write_bytes(b"\x89PNG")
    take_in(session, folder)
    with Session.open(session.path, read_only=True) as again:
        last = arrivals.last_ingest(again.project)
        assert last.known_count == len(last.known) == 1
        assert last.known[0][0] == "c.txt"
        assert [name for name, _ in last.skipped] == ["d.png"]
        numbers = arrivals.new_numbers(again.project, last)
        first, second = facts.facts_of_numbers(again, numbers)
        assert first.document == last.flagged[0]
        assert (first.encoding, second.encoding) == ("cp1252", "utf-8")
        assert "encoding-guessed" in last.remarks[first.document]
        assert sum(second.zones.values()) >= 2
        assert len(second.places) == 2
        assert facts.can_be_read_again(again, first)
