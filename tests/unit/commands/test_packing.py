"""What goes into a pack, what stays behind, and what the project remembers of it."""

import pytest

from annotator.app import overview
from annotator.app.packs import pack_facts
from annotator.app.session import Session
from annotator.commands import merging
from annotator.commands.labelling import AddSpan, SetSpanNote
from annotator.commands.packing import PackOptions, pack
from annotator.commands.progress import SetState, SetZone
from annotator.commands.schema_edits import AddLabel
from annotator.domain.annotation_sets import State
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import Stopped, UserError
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion, SuggestionRun
from annotator.store import checking, digests
from tests.projects import add_documents, make_schema

TEXTS = [f"Ada met Bob in town {number}. Bob left on day {number}." for number in range(12)]


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "main.annotations", make_schema()) as session:
        add_documents(session, TEXTS)
        session.use_annotator("Rita")
        yield session


def documents(session):
    return [entry.id for entry in session.listing().page(0, 100)]


def label(session, document, start=0):
    person = session.schema().named("PERSON").id
    return session.run(AddSpan(document, (Extent(start, start + 3),), person)).spans[0]


def everything(path):
    """Return all text that stands in a file, whatever the table."""
    with Session.open(path, read_only=True) as session:
        return "\n".join(session.project.connection.iterdump())


def test_a_pack_holds_the_annotators_own_work_and_nobody_elses(session, tmp_path):
    first, second, *_ = documents(session)
    label(session, first)
    session.use_annotator("Ada")
    mine = label(session, second, 8)
    session.run(SetSpanNote(second, mine, "a note of Ada"))
    session.run(SetState(second, State.FINISHED))
    suggestion = Suggestion((Extent(0, 3),), session.schema().span_labels[0].id, "m 1")
    session.store_suggestions([SuggestionRun(first, "m 1", [suggestion])])
    session.run(SetZone(first, 0, 5, ZoneKind.HEADLINE))
    made = pack(session.project, tmp_path / "out", PackOptions(["Ada", "Ben Öz/2"]))
    assert [one.file.name for one in made] == ["Ada.annotations", "Ben Öz_2.annotations"]
    with Session.open(made[0].file) as packed:
        assert [one.name for one in packed.annotators()] == ["Ada"]
        packed.use_annotator("Ada")
        assert documents(packed) == documents(session)
        assert packed.annotation_set(second) == session.annotation_set(second)
        assert packed.annotation_set(first).spans == ()
        assert packed.document(first) == session.document(first)
        assert "m 1" in {one.suggestion.source for one in packed.pending(first)}
        assert packed.schema() == session.schema()
        assert len(packed.listing("town")) == len(TEXTS)
        assert checking.problems(packed.project.connection) == []
    for one in made:
        assert "Rita" not in everything(one.file)
    assert "Ada" not in everything(made[1].file).replace("Ada met", "")
    assert not list((tmp_path / "out").glob(".packs*"))


def test_merging_a_pack_back_changes_nothing_until_somebody_worked(session, tmp_path):
    first = documents(session)[0]
    made = pack(session.project, tmp_path, PackOptions(["Ada"], query="town", round="pilot"))
    before = digests.state(session.project.connection)
    report = merging.merge(session.project, made[0].file)
    assert report.changes == 0
    assert digests.state(session.project.connection) == before
    with Session.open(made[0].file) as packed:
        packed.use_annotator("Ada")
        label(packed, first)
        packed.run(SetState(first, State.FINISHED))
        packed.run(SetZone(first, 0, 5, ZoneKind.CAPTION))
    report = merging.merge(session.project, made[0].file)
    assert report.total("new") == 1
    assert report.conflict_count == 0
    (one,) = overview.of_project(session.project)["rounds"]
    assert (one["round"], one["annotator"]) == ("pilot", "Ada")
    assert (one["documents"], one["finished"]) == (len(TEXTS), 1)
    assert overview.of_project(session.project)["merges"][-1]["new"] == 1


def test_a_pack_tells_whose_it_is(session, tmp_path):
    made = pack(session.project, tmp_path, PackOptions(["Ada"], round="pilot"))
    assert pack_facts(session.project) is None
    with Session.open(made[0].file) as packed:
        facts = pack_facts(packed.project)
        assert (facts.round, facts.annotator.name, facts.update) == ("pilot", "Ada", False)
        assert facts.project == session.project.meta("project")


def test_an_update_brings_articles_and_schema_and_leaves_labels_alone(session, tmp_path):
    first, second, *_ = documents(session)
    session.use_annotator("Ada")
    label(session, first)
    (packed,) = pack(session.project, tmp_path / "1", PackOptions(["Ada"]))
    with Session.open(packed.file) as mine:
        mine.use_annotator("Ada")
        label(mine, first, 8)
        mine.run(SetZone(second, 0, 3, ZoneKind.CAPTION))
    # Meanwhile, in the project: a label, an article, and work of somebody else's as Ada.
    session.run(AddLabel("PRODUCT"))
    add_documents(session, ["Cy came to town 99. Cy slept."])
    label(session, second, 8)
    session.run(SetZone(second, 0, 3, ZoneKind.BYLINE))
    (update,) = pack(session.project, tmp_path / "2", PackOptions(["Ada"], update=True))
    assert update.documents == 1
    link = "SELECT count(*) FROM {}"
    with Session.open(update.file, read_only=True) as sent:
        for table in ("spans", "relations", "sets", "set_states", "decisions"):
            assert sent.project.connection.execute(link.format(table)).fetchone()[0] == 0
    with Session.open(packed.file) as mine:
        report = merging.merge(mine.project, update.file)
        mine.use_annotator("Ada")
        assert mine.schema().named("PRODUCT") is not None
        assert len(documents(mine)) == len(TEXTS) + 1
        assert len(mine.annotation_set(first).spans) == 2
        # What the project has of Ada's that the update did not carry is not taken for seen.
        label(mine, second, 8)
        assert [one.kind for one in report.conflicts] == ["zone"]
    back = merging.merge(session.project, packed.file)
    assert back.total("new") == 2
    session.use_annotator("Ada")
    assert len(session.annotation_set(second).spans) == 1


def test_rounds_are_found_and_not_drawn_again(session, tmp_path):
    for number, name in enumerate(("pilot", "")):
        options = PackOptions(["Ada", "Ben"], sample=4, overlap=1, round=name)
        made = pack(session.project, tmp_path / str(number), options)
        assert sorted(one.documents for one in made) == [2, 2]
    assert len(session.listing("round:pilot")) == 4
    assert len(session.listing("round:")) == 8
    assert len(session.listing("-round:")) == 4
    assert len(session.listing("handed:Ada round:pilot")) == 2
    assert len(session.listing("handed:Zoe")) == 0
    names = [one["round"] for one in overview.of_project(session.project)["rounds"]]
    assert names == ["pilot", "pilot", "round-1", "round-1"]
    with pytest.raises(UserError, match="4 stories"):
        pack(session.project, tmp_path / "x", PackOptions(["Ada"], sample=5))
    again = PackOptions(["Cy"], query="round:pilot", sample=4)
    assert pack(session.project, tmp_path / "y", again)[0].documents == 4


def test_near_duplicates_count_once_in_a_sample_and_go_together(tmp_path):
    tale = " ".join(f"word{number} follows word{number + 1}" for number in range(80))
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        add_documents(session, [tale, tale + " Updated.", tale + " Corrected.", *TEXTS[:3]])
        (drawn,) = pack(session.project, tmp_path / "a", PackOptions(["Ada"], sample=4))
        assert drawn.documents == 4
        with pytest.raises(UserError, match="0 stories"):
            pack(session.project, tmp_path / "b", PackOptions(["Ada"], sample=1))
        shares = pack(session.project, tmp_path / "c", PackOptions(["Ada", "Ben"], overlap=1))
        for one in shares:
            with Session.open(one.file, read_only=True) as packed:
                assert len(packed.listing("follows")) in (0, 3)


def test_a_stop_and_a_bad_call_leave_nothing_behind(session, tmp_path):
    def stop(done, total):
        if done:
            raise Stopped

    before = digests.state(session.project.connection)
    with pytest.raises(Stopped):
        pack(session.project, tmp_path / "out", PackOptions(["Ada", "Ben"]), stop)
    for options, message in (
        (PackOptions([]), "annotator once"),
        (PackOptions(["Ada", "Ada"]), "annotator once"),
        (PackOptions(["Ada"], overlap=2), "overlap of 2"),
        (PackOptions(["Ada"], sample=0), "at least one"),
        (PackOptions(["Ada"], query="nowhere"), "no article"),
        (PackOptions(["Ada", "Ben"], query='"day 3"', overlap=1), "left for Ben"),
        (PackOptions(["Ada"], round='"'), "round"),
        (PackOptions(["Zoe"], update=True), "no annotator"),
    ):
        with pytest.raises(UserError, match=message):
            pack(session.project, tmp_path / "out", options)
    assert list((tmp_path / "out").iterdir()) == []
    assert digests.state(session.project.connection) == before
    pack(session.project, tmp_path / "out", PackOptions(["Ada"]))
    with pytest.raises(UserError, match="already"):
        pack(session.project, tmp_path / "out", PackOptions(["Ada", "Ben"]))


def test_a_pack_of_a_pack_is_merged_with_no_false_conflict(session, tmp_path):
    first, second, *_ = documents(session)
    session.run(SetZone(first, 0, 3, ZoneKind.CAPTION))
    (outer,) = pack(session.project, tmp_path / "1", PackOptions(["Ada"]))
    with Session.open(outer.file) as middle:
        (inner,) = pack(middle.project, tmp_path / "2", PackOptions(["Eve"], query='"town 0"'))
    with Session.open(inner.file) as packed:
        packed.use_annotator("Eve")
        packed.run(SetZone(first, 0, 3, ZoneKind.BYLINE))
    session.run(SetZone(second, 0, 3, ZoneKind.BYLINE))
    report = merging.merge(session.project, inner.file)
    assert report.conflict_count == 0
    assert session.document(first).zones[0].kind is ZoneKind.BYLINE
    assert session.document(second).zones[0].kind is ZoneKind.BYLINE


def test_what_a_killed_call_left_is_taken_away_and_nothing_else(session, tmp_path):
    out = tmp_path / "out"
    mine = out / f".packs-{session.project.meta('project')[:12]}-x1"
    others = out / ".packs-anotherproject-x1"
    for folder in (mine, others):
        folder.mkdir(parents=True)
        (folder / "Ada.annotations").write_text("half")
    pack(session.project, out, PackOptions(["Ada"]))
    assert sorted(path.name for path in out.iterdir()) == [others.name, "Ada.annotations"]
