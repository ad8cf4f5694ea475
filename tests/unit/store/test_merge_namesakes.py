"""Annotators of one name in merged files: apart until they are joined."""

import pytest

from annotator.adjudication.rules import rule_named
from annotator.app import hand_off, overview
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands import command, merging
from annotator.commands.adjudicating import AdjudicateByRule, RuleReport
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.errors import UserError
from annotator.domain.queries import parse_query
from annotator.domain.spans import Extent
from annotator.store import annotators
from tests.projects import add_documents, make_schema
from tests.unit.store.merge_work import TEXT, foreseen, work


def test_people_of_one_name_stay_apart_until_they_are_joined(base, tmp_path):
    other = tmp_path / "other.annotations"
    with Session.create(other, make_schema()) as session:
        add_documents(session, [TEXT])
    work(other, name="Ada", a=lambda d, s: AddSpan(d, (Extent(15, 22),), "test:ORG"))
    report = foreseen(base, other)
    (same,) = report.same_names
    assert (same.name, len(same.ids)) == ("Ada", 2)
    with Session.open(base) as session:
        merging.merge(session.project, other)
        assert [one.name for one in session.annotators()] == ["Ada", "Ada"]
        with pytest.raises(UserError, match="Several annotators"):
            hand_off.pack(session.project, tmp_path, hand_off.PackOptions(["Ada"]), Progress())
        joined = hand_off.join(session.project, "Ada")
        assert (joined.name, set(joined.ids)) == ("Ada", set(same.ids))
        assert hand_off.join(session.project, "Ada") is None
        session.use_annotator("Ada")
        document = session.listing().page(0, 1)[0].id
        assert len(session.annotation_set(document).spans) == 3
        assert session.undo().title == "Undo: Join annotators"
        assert len(session.annotators()) == 2
        with pytest.raises(UserError, match='no annotator "Zoe"'):
            hand_off.join(session.project, "Ada", "Zoe")
    assert foreseen(base, other).same_names
    assert hand_off.checked_join(" Ada = Ben ") == ("Ada", "Ben")
    with pytest.raises(UserError, match="nobody"):
        hand_off.checked_join("Ada=")


def test_joining_more_keeps_those_that_were_joined(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        names = ("A", "B", "C", "D")
        ids = [session.use_annotator(name).id for name in names]
        with session.project.transaction() as t:
            # As two laptops may leave it: the lower joined to the higher, and a circle.
            annotators.join(t, ids[1], ids[2])
            annotators.join(t, ids[2], ids[1])
        hand_off.join(session.project, "A", "C")
        hand_off.join(session.project, "D", "B")
        with session.project.reading() as link:
            assert annotators.joined_with(link, ids[3]) == sorted(ids)


def test_two_people_of_one_name_are_counted_apart_until_they_are_joined(base, tmp_path):
    path = tmp_path / "other.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, [TEXT])
        session.use_annotator("Ada")
        document = session.listing().page(0, 1)[0].id
        session.run(AddSpan(document, (Extent(0, 3),), session.schema().span_labels[0].id))
    report = foreseen(base, path)
    assert sorted((n, c["new"]) for n, c in report.annotators.items())[0][0].startswith("Ada")
    assert sum(counts["new"] for counts in report.annotators.values()) == 1
    assert "facts" not in report.others
    with Session.open(base) as session:
        hand_off.take_in(session.project, path, Progress())
        apart = overview.of_project(session.project)["annotators"]
        assert {name: one["spans"] for name, one in apart.items()}.keys() == {"Ada", "Ada (2)"}
        assert sorted(one["spans"] for one in apart.values()) == [1, 2]
        hand_off.join(session.project, "Ada")
        joined = overview.of_project(session.project)["annotators"]
        assert {name: one["spans"] for name, one in joined.items()} == {"Ada": 2}


def test_a_person_called_gold_is_counted_apart_from_the_gold_sets(base, copy):
    work(copy, name="gold", a=lambda d, s: AddSpan(d, (Extent(15, 22),), "test:ORG"))
    report = foreseen(base, copy)
    assert report.annotators["gold (annotator)"]["new"] == 1
    assert "gold" not in report.annotators  # No gold sets, no row of theirs.
    with Session.open(copy) as session:
        session.use_annotator("Ada")
        document = session.listing().page(0, 1)[0].id
        session.run(SetState(document, State.FINISHED))
        command.run(
            session.project,
            AdjudicateByRule(rule_named("single"), parse_query(""), RuleReport()),
            GOLD,
        )
    both = foreseen(base, copy).annotators
    assert both["gold (annotator)"]["new"] == 1
    assert both["gold"]["new"] >= 1
