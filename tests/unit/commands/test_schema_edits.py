"""Schema edits are one step over everybody's labels; merging follows rules that are told."""

import shutil

import pytest

from annotator.app import hand_off
from annotator.app.session import Session
from annotator.commands import merging
from annotator.commands.labelling import AddSpan, SetSpanNote
from annotator.commands.relating import AddRelation, LinkSpans
from annotator.commands.schema_edits import (
    AddLabel,
    DeleteLabel,
    FollowMergedLabels,
    MergeLabels,
    RenameLabel,
    uses,
)
from annotator.domain.annotation_sets import GOLD
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion, SuggestionRun
from annotator.store import checking, digests
from tests.projects import add_documents, make_schema

TEXT = "Ada met Bob at Elm Ltd in Fez."
ADA, BOB, ELM, FEZ = Extent(0, 3), Extent(8, 11), Extent(15, 22), Extent(26, 29)


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "main.annotations", make_schema()) as session:
        add_documents(session, [TEXT])
        session.use_annotator("Ada")
        yield session


def only(session):
    return session.listing().page(0, 1)[0].id


def named(session, name, relation=False):
    return session.schema().named(name, relation=relation).id


def label(session, extent, name="PERSON"):
    return session.run(AddSpan(only(session), (extent,), named(session, name))).spans[0]


def labels(session):
    """Return what stands where under which name, as the project reads it."""
    schema = session.schema()
    return {
        (span.surface(TEXT), found.name if (found := schema.label(span.label)) else "gone")
        for span in session.annotation_set(only(session)).spans
    }


@pytest.fixture
def copy(session, tmp_path):
    """A copy of the project, open, with a person and an organisation in both."""
    label(session, ADA)
    label(session, ELM, "ORG")
    path = tmp_path / "copy.annotations"
    session.save_copy(path)
    with Session.open(path) as other:
        other.use_annotator("Ada")
        yield other


def both_ways(session, copy, folder):
    """Merge two files into each other's copies; return the differences told, by kind."""
    paths = []
    for number, one in enumerate((session, copy)):
        paths.append(folder / f"both{number}.annotations")
        one.save_copy(paths[-1])
    told = merging.merge(session.project, paths[1]).schema
    session.refresh("Merge")
    with Session.open(paths[1]) as other:
        merging.merge(other.project, paths[0])
        assert digests.state(other.project.connection) == digests.state(session.project.connection)
    return {one.kind: one for one in told}


def test_a_label_is_added_once_however_many_add_it(session, copy, tmp_path):
    for one in (session, copy):
        one.run(AddLabel("PRODUCT", "Product"))
    assert both_ways(session, copy, tmp_path) == {}
    assert [one.name for one in session.schema().labels].count("PRODUCT") == 1
    for name in ("PRODUCT", "O", " ", "a\nb"):
        with pytest.raises(UserError):
            session.run(AddLabel(name))


def test_a_rename_touches_no_row_of_labels_and_is_undone_in_one_step(session, copy):
    before = digests.digest(session.project.connection)
    step = RenameLabel(named(session, "ORG"), "COMPANY", "Company")
    session.run(step)
    assert (step.touched.spans, dict(step.touched.annotators)) == (1, {"Ada": 1})
    assert ("Elm Ltd", "COMPANY") in labels(session)
    assert session.schema().named("ORG").name == "COMPANY"
    with pytest.raises(UserError, match="already"):
        session.run(RenameLabel(named(session, "PERSON"), "COMPANY"))
    session.undo()
    assert digests.digest(session.project.connection) == before


def test_renamed_on_one_side_is_taken_renamed_on_both_is_a_conflict(session, copy, tmp_path):
    copy.run(RenameLabel(named(copy, "PERSON"), "HUMAN"))
    session.run(RenameLabel(named(session, "ORG"), "COMPANY"))
    copy.run(RenameLabel(named(copy, "ORG"), "FIRM"))
    label(copy, BOB, "HUMAN")
    told = both_ways(session, copy, tmp_path)
    assert told["renamed"].mine == "PERSON"
    assert told["renamed"].theirs == told["renamed"].becomes == "HUMAN"
    assert told["conflict"].mine.startswith("COMPANY")
    assert told["conflict"].theirs.startswith("FIRM")
    # The copy wrote later, so its name stands; the other is kept, not lost.
    assert labels(session) == {("Ada", "HUMAN"), ("Bob", "HUMAN"), ("Elm Ltd", "FIRM")}
    assert any("COMPANY" in str(one.overwritten) for one in session.conflicts())


def test_merged_here_and_used_there_is_told_and_follows_in_one_step(session, copy, tmp_path):
    company = label(session, FEZ, "PLACE")
    session.run(AddRelation(only(session), company, company_of(session), named_link(session)))
    step = MergeLabels(named(session, "ORG"), named(session, "PLACE"))
    session.run(step)
    assert (step.touched.spans, step.touched.relations) == (1, 0)
    label(copy, BOB, "ORG")
    told = both_ways(session, copy, tmp_path)
    assert told["merged"].becomes == "ORG: merged into PLACE"
    assert (told["label-gone"].mine, told["label-gone"].labels) == ("ORG", {"Ada": 1})
    assert ("Bob", "gone") in labels(session)
    assert checking.problems(session.project.connection) == []
    moved = hand_off.follow_merged_labels(session.project)
    session.refresh("Follow")
    assert (moved.spans, dict(moved.annotators)) == (1, {"Ada": 1})
    assert ("Bob", "PLACE") in labels(session)
    assert hand_off.follow_merged_labels(session.project).spans == 0
    assert session.undo().title == "Undo: Follow merged labels"
    assert ("Bob", "gone") in labels(session)


def company_of(session):
    return next(s.id for s in session.annotation_set(only(session)).spans if s.start == ELM.start)


def named_link(session):
    return named(session, "in", relation=True)


def test_merging_keeps_relations_their_rules_and_the_old_name(session):
    ada, elm = label(session, ADA), label(session, ELM, "ORG")
    works = named(session, "works_for", relation=True)
    session.run(AddRelation(only(session), ada, elm, works))
    place = named(session, "PLACE")
    session.run(MergeLabels(named(session, "ORG"), place))
    assert len(session.annotation_set(only(session)).relations) == 1
    assert tuple(session.schema().label(works).targets) == (place,)
    assert session.schema().named("ORG").id == place
    with pytest.raises(UserError, match="no longer"):
        session.run(MergeLabels("test:ORG", place))
    for wrong, message in ((place, "itself"), (works, "relations")):
        with pytest.raises(UserError, match=message):
            session.run(MergeLabels(place, wrong))
    session.undo()
    assert named(session, "ORG") == "test:ORG"
    assert ("Elm Ltd", "ORG") in labels(session)
    assert session.redo() is not None


def test_deleted_here_and_used_there_is_kept_under_a_label_that_is_gone(session, copy, tmp_path):
    elm = company_of(session)
    for note in ("looked", "seen", "done with"):
        session.run(SetSpanNote(only(session), elm, note))
    step = DeleteLabel(named(session, "ORG"))
    session.run(step)
    assert step.touched.spans == 1
    assert labels(session) == {("Ada", "PERSON")}
    label(copy, BOB, "ORG")
    copy.run(SetSpanNote(only(copy), elm, "check"))
    told = both_ways(session, copy, tmp_path)
    assert told["deleted"].becomes == "ORG: deleted"
    assert told["label-gone"].labels == {"Ada": 1}
    assert ("Bob", "gone") in labels(session)
    # The span deleted here and edited there is a conflict: the later edit, the deletion, stands.
    assert ("Elm Ltd", "gone") not in labels(session)
    assert any(one.row_id == elm for one in session.conflicts())
    session.undo()


def test_deleting_takes_relations_and_chains_along_and_leaves_no_list_empty(session):
    ada, elm, bob = label(session, ADA), label(session, ELM, "ORG"), label(session, BOB)
    works = named(session, "works_for", relation=True)
    session.run(AddRelation(only(session), ada, elm, works))
    session.run(LinkSpans(only(session), [ada, elm]))
    session.run(LinkSpans(only(session), [ada, bob]))
    step = DeleteLabel(named(session, "ORG"))
    session.run(step)
    assert (step.touched.spans, step.touched.relations) == (1, 1)
    found = session.annotation_set(only(session))
    assert found.relations == ()
    assert [set(chain.spans) for chain in found.chains] == [{ada, bob}]
    # An empty list would allow the relation between any labels.
    assert tuple(session.schema().label(works).targets) == ("test:ORG",)
    session.undo()
    assert len(session.annotation_set(only(session)).relations) == 1


def test_one_name_under_two_ids_is_told_and_mended_by_a_merge(session, copy, tmp_path):
    session.run(RenameLabel(named(session, "ORG"), "GROUP"))
    copy.run(AddLabel("GROUP"))
    label(copy, BOB, "GROUP")
    told = both_ways(session, copy, tmp_path)
    same = told["same-name"]
    assert same.mine == "GROUP"
    session.run(MergeLabels(same.label, same.into))
    assert [one.name for one in session.schema().labels].count("GROUP") == 1
    assert {("Bob", "GROUP"), ("Elm Ltd", "GROUP")} <= labels(session)


def test_a_name_that_was_renamed_away_may_be_used_again(session):
    session.run(AddLabel("PRODUCT"))
    first = named(session, "PRODUCT")
    session.run(RenameLabel(first, "GOODS"))
    session.run(AddLabel("PRODUCT"))
    assert named(session, "PRODUCT") != first
    session.run(DeleteLabel(first))
    with pytest.raises(UserError, match="no longer"):
        session.run(RenameLabel(first, "WARES"))


def test_what_an_edit_would_touch_can_be_asked_before(session, copy):
    touched = uses(session.project, named(session, "PERSON"))
    assert (touched.spans, touched.relations, dict(touched.annotators)) == (1, 0, {"Ada": 1})


def test_labels_merged_twice_follow_to_the_last(session, copy, tmp_path):
    session.run(MergeLabels(named(session, "ORG"), named(session, "PLACE")))
    session.run(MergeLabels(named(session, "PLACE"), named(session, "PERSON")))
    label(copy, BOB, "ORG")
    both_ways(session, copy, tmp_path)
    step = FollowMergedLabels()
    with Session.open(shutil.copy(saved(session, tmp_path), tmp_path / "z.annotations")) as other:
        other.use_annotator("Ada")
        other.run(step)
        assert labels(other) == {("Ada", "PERSON"), ("Elm Ltd", "PERSON"), ("Bob", "PERSON")}
    assert step.touched.annotators == {"Ada": 1}
    assert GOLD not in step.touched.annotators


def saved(session, folder):
    path = folder / "saved.annotations"
    session.save_copy(path)
    return path


def test_suggestions_of_a_deleted_label_are_shown_no_more(session):
    (document,) = add_documents(session, ["Ben rowed home from Bern."])
    place = next(one.id for one in session.schema().span_labels if one.name == "PLACE")
    session.store_suggestions(
        [SuggestionRun(document, "model", [Suggestion((Extent(20, 24),), place, "model")])]
    )
    assert len(session.pending(document)) == 1
    session.run(DeleteLabel(place))
    assert not session.pending(document)
    session.undo()
    assert len(session.pending(document)) == 1


def test_a_project_made_apart_with_the_same_schema_says_nothing_against_an_edit(tmp_path):
    with Session.create(tmp_path / "a.annotations", make_schema()) as session:
        session.use_annotator("Ada")
        session.run(RenameLabel(named(session, "ORG"), "FIRM"))
        session.run(DeleteLabel(named(session, "PLACE")))
    other = tmp_path / "b.annotations"
    Session.create(other, make_schema()).close()
    with Session.open(tmp_path / "a.annotations") as session:
        report = merging.merge(session.project, other)
        assert report.conflict_count == 0
        told = {one.kind: one for one in report.schema}
        assert (told["renamed"].mine, told["renamed"].theirs) == ("FIRM", "ORG")
        assert told["deleted"].becomes == "PLACE: deleted"
        assert session.conflicts() == []
        assert {one.name for one in session.schema().labels} >= {"FIRM"}


def test_ids_of_labels_are_told_by_their_names(session, copy, tmp_path):
    copy.run(MergeLabels(named(copy, "PLACE"), named(copy, "ORG")))
    told = both_ways(session, copy, tmp_path)
    assert "test:" not in str([(one.mine, one.theirs) for one in told.values()])
