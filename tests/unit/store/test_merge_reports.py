"""A dry run tells what a merge would do: conflicts, texts that do not match, counts."""

import shutil
import sqlite3

from annotator.app import hand_off, overview
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands import packing
from annotator.commands.labelling import AddSpan, DeleteSpans, SetSpanNote
from annotator.commands.progress import SetFlag, SetState, SetZone
from annotator.commands.relating import AddRelation
from annotator.domain.annotation_sets import State
from annotator.domain.documents import ZoneKind
from annotator.domain.spans import Extent
from annotator.store import digests
from tests.projects import add_documents, make_schema
from tests.unit.store.merge_work import TEXT, foreseen, work


def test_conflicts_of_all_kinds_are_shown_in_words_with_the_one_that_stands(base, copy):
    work(
        base,
        a=lambda d, s: SetSpanNote(d, s[0], "mine"),
        b=lambda d, s: SetState(d, State.FINISHED),
        c=lambda d, s: SetFlag(d, "odd"),
        e=lambda d, s: SetZone(d, 0, 5, ZoneKind.HEADLINE),
        f=lambda d, s: DeleteSpans(d, [s[1]]),
    )
    work(
        copy,
        a=lambda d, s: SetSpanNote(d, s[0], "theirs"),
        b=lambda d, s: SetState(d, State.SET_ASIDE),
        c=lambda d, s: SetFlag(d, "quotes"),
        e=lambda d, s: SetZone(d, 0, 5, ZoneKind.CAPTION),
        f=lambda d, s: SetSpanNote(d, s[1], "kept?"),
        g=lambda d, s: AddRelation(d, s[0], s[1], "test:knows"),
    )
    report = foreseen(base, copy)
    told = {one.kind: one for one in report.conflicts}
    assert report.conflict_count == len(report.conflicts) == 5
    assert report.total("conflicts") == 2
    spans = sorted((one.mine, one.theirs) for one in report.conflicts if one.kind == "span")
    assert spans == [
        ('PERSON “Ada” (0–3), note "mine"', 'PERSON “Ada” (0–3), note "theirs"'),
        ("deleted", 'PERSON “Bob” (8–11), note "kept?"'),
    ]
    assert (told["state"].mine, told["state"].theirs) == ("finished", "set-aside")
    assert (told["note"].mine, told["note"].theirs) == ('flag "odd"', 'flag "quotes"')
    assert (told["zone"].mine, told["zone"].annotator) == ("headline from 0 to 5", "")
    assert told["state"].annotator == "Ada"
    assert told["state"].title.startswith("Ada met Bob")
    with Session.open(base) as session:
        done = hand_off.take_in(session.project, copy, Progress())
        assert done == report
        session.use_annotator("Ada")
        document = session.listing().page(0, 1)[0].id
        found = session.annotation_set(document)
        stands = {"mine": told["state"].mine, "theirs": told["state"].theirs}
        assert found.state() == stands[told["state"].stands]


def test_an_article_with_another_text_is_shown_with_the_difference(base, tmp_path):
    path = tmp_path / "retyped.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, [TEXT.replace("trade", "trades"), "Quite another article."])
        session.use_annotator("Ben")
        for entry in session.listing().page(0, 2):
            session.run(AddSpan(entry.id, (Extent(0, 3),), "test:PERSON"))
    report = foreseen(base, path)
    (one,) = report.mismatches
    assert (one.why, one.labels) == ("text-differs", {"Ben": 1})
    assert "-They talked about trade." in one.diff.splitlines()
    assert "+They talked about trades." in one.diff.splitlines()
    assert "Fez" in one.diff and len(one.diff.splitlines()) < 10
    assert (report.total("unmatched"), report.total("new")) == (1, 1)
    assert report.documents == 2


def test_labels_whose_text_no_file_has_are_unmatched(base, tmp_path):
    path = tmp_path / "torn.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, ["A text that gets lost on the way."])
        session.use_annotator("Ben")
        document = session.listing().page(0, 1)[0].id
        session.run(AddSpan(document, (Extent(0, 3),), "test:PERSON"))
    with sqlite3.connect(path) as link:
        link.execute("DELETE FROM texts")
    link.close()
    report = foreseen(base, path)
    assert [one.why for one in report.mismatches] == ["text-missing"]
    assert report.total("unmatched") == 1


def test_what_is_older_there_or_gone_on_both_sides_is_not_called_the_same(base, copy):
    work(base, a=lambda d, s: SetSpanNote(d, s[0], "later"), b=lambda d, s: DeleteSpans(d, [s[1]]))
    report = foreseen(base, copy)
    assert (report.total("same"), report.total("older"), report.changes) == (0, 2, 0)
    with Session.open(copy) as session:
        hand_off.take_in(session.project, base, Progress())
    report = foreseen(base, copy)
    assert (report.total("same"), report.total("older")) == (1, 0)


def test_what_comes_beside_labels_is_counted_too(base, copy):
    work(
        copy,
        a=lambda d, s: SetState(d, State.FINISHED),
        b=lambda d, s: SetFlag(d, "odd"),
        c=lambda d, s: SetZone(d, 0, 5, ZoneKind.HEADLINE),
    )
    report = foreseen(base, copy)
    assert report.others == {"states": 1, "notes": 1, "zones": 1}
    assert report.annotators["Ada"]["finished"] == 1
    with Session.open(base) as session:
        assert hand_off.take_in(session.project, copy, Progress()) == report
        (merged,) = overview.of_project(session.project)["merges"]
        assert merged["finished"] == 1
    again = foreseen(base, copy)
    assert (again.others, again.total("finished")) == ({}, 0)


def test_a_dry_run_of_several_files_tells_what_they_say_against_each_other(base, copy, tmp_path):
    second = tmp_path / "second.annotations"
    shutil.copy(copy, second)
    for path, note in ((copy, "one"), (second, "two")):
        work(path, a=lambda d, s, note=note: SetSpanNote(d, s[0], note))
    with Session.open(base, read_only=True) as session:
        before = digests.state(session.project.connection)
        told = hand_off.foresee_all(session.project, [copy, second], Progress())
        assert digests.state(session.project.connection) == before
    assert [one.total("conflicts") for one in told] == [0, 1]
    with Session.open(base) as session:
        done = [hand_off.take_in(session.project, one, Progress()) for one in (copy, second)]
    assert done == told


def test_a_file_that_was_made_on_its_own_is_told(base, copy, tmp_path):
    assert foreseen(base, copy).related
    path = tmp_path / "other.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, [TEXT])
    assert not foreseen(base, path).related
    with Session.open(path) as session:
        packing.pack(session.project, tmp_path / "out", packing.PackOptions(["Eve"]))
        hand_off.take_in(session.project, copy, Progress())
    eve = tmp_path / "out" / "Eve.annotations"
    assert foreseen(path, eve).related
    assert not foreseen(base, eve).related
    assert foreseen(base, path).related
