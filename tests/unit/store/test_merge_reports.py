"""A dry run tells what a merge would do: conflicts, texts that do not match, namesakes."""

import os
import shutil
import sqlite3

import pytest

from annotator.app import hand_off, overview
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands import merging, packing
from annotator.commands.labelling import AddSpan, DeleteSpans, SetSpanNote
from annotator.commands.progress import SetFlag, SetState, SetZone
from annotator.commands.relating import AddRelation
from annotator.domain.annotation_sets import State
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import Stopped, UserError
from annotator.domain.spans import Extent
from annotator.store import annotators, backups, digests, tables
from tests.projects import add_documents, make_schema

TEXT = "Ada met Bob at Elm Ltd in Fez. They talked about trade. Nobody else came."


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "base.annotations"
    with Session.create(path, make_schema()) as session:
        (document,) = add_documents(session, [TEXT])
        session.use_annotator("Ada")
        for extent in (Extent(0, 3), Extent(8, 11)):
            session.run(AddSpan(document, (extent,), session.schema().span_labels[0].id))
    return path


@pytest.fixture
def copy(base, tmp_path):
    path = tmp_path / "copy.annotations"
    shutil.copy(base, path)
    return path


def work(path, *, name="Ada", **steps):
    """Run commands on a file; each gets the document and its spans."""
    with Session.open(path) as session:
        session.use_annotator(name)
        document = session.listing().page(0, 1)[0].id
        spans = [span.id for span in session.annotation_set(document).spans]
        for make in steps.values():
            session.run(make(document, spans))


def foreseen(base, copy):
    with Session.open(base, read_only=True) as session:
        before = digests.state(session.project.connection)
        report = hand_off.foresee(session.project, copy, Progress())
        assert digests.state(session.project.connection) == before
        return report


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


def test_what_was_merged_is_recorded_and_can_be_taken_back(base, copy):
    work(copy, name="Ben", a=lambda d, s: AddSpan(d, (Extent(0, 3),), "test:PERSON"))
    with Session.open(copy, read_only=True) as session:
        state, project = digests.state(session.project.connection), session.project.meta("project")
    with Session.open(base) as session:
        before = digests.state(session.project.connection)
        merging.merge(session.project, copy)
        (one,) = overview.of_project(session.project)["merges"]
        assert (one["name"], one["project"], one["state"]) == ("copy.annotations", project, state)
        assert (one["new"], one["annotators"]["Ben"]["new"], one["documents"]) == (1, 1, 0)
        assert one["at"][:2] == "20"
        session.take_back()
        assert digests.state(session.project.connection) == before
        assert overview.of_project(session.project)["merges"] == []
        merging.merge(session.project, copy)
        session.use_annotator("Ben")
        session.run(SetFlag(session.listing().page(0, 1)[0].id, "later"))
        assert session.take_back_title() == ""


def test_a_merge_that_brings_only_a_state_can_be_taken_back_too(base, copy):
    work(copy, a=lambda d, s: SetState(d, State.FINISHED))
    with Session.open(base) as session:
        # The state, and the day on which it was reached.
        assert merging.merge(session.project, copy).changes == 2
        assert session.take_back_title() == "Merge copy.annotations"
        session.take_back()
    assert len(backups.existing(base)) > 1


def test_a_merge_that_is_stopped_changes_nothing(base, tmp_path):
    other = tmp_path / "other.annotations"
    with Session.create(other, make_schema()) as session:
        add_documents(session, ["Another article."])

    def stop(done, total):
        raise Stopped

    with Session.open(base) as session:
        before = digests.state(session.project.connection)
        with pytest.raises(Stopped):
            merging.merge(session.project, other, progress=stop)
        assert digests.state(session.project.connection) == before
        assert merging.merge(session.project, other).documents == 1


def as_version_1(path):
    """Turn a project into one of the first format."""
    link = sqlite3.connect(path)
    later = [table.name for table in tables.MERGED_TABLES if table.since > 1]
    for name in (*later, "merges", "scopes", "seen_parts"):
        link.execute(f"DROP TABLE {name}")
    link.execute("DELETE FROM _sqlite_migrations WHERE name != 'create_tables'")
    link.execute("PRAGMA user_version = 1")
    link.commit()
    link.close()


def test_a_file_of_an_older_format_is_merged_and_stays_as_it_is(base, copy):
    work(copy, a=lambda d, s: AddSpan(d, (Extent(15, 22),), "test:ORG"))
    as_version_1(copy)
    before = copy.read_bytes()
    assert foreseen(base, copy).total("new") == 1
    with Session.open(base) as session:
        assert merging.merge(session.project, copy).total("new") == 1
    assert copy.read_bytes() == before


def test_a_dry_run_on_a_project_of_an_older_format_leaves_it_as_it_is(base, copy):
    work(copy, a=lambda d, s: AddSpan(d, (Extent(15, 22),), "test:ORG"))
    as_version_1(base)
    before = base.read_bytes()
    with Session.open(base, read_only=True) as session:
        assert hand_off.foresee(session.project, copy, Progress()).total("new") == 1
    assert base.read_bytes() == before


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


def spoil(path, wanted, put):
    """Change bytes of a file as a bad disk would."""
    with sqlite3.connect(path) as link:
        link.execute("PRAGMA journal_mode = DELETE")
    link.close()
    content = path.read_bytes()
    assert wanted in content
    path.write_bytes(content.replace(wanted, put))


@pytest.mark.parametrize(
    ("wanted", "put"),
    [
        (b"talked about trade", b"talked about brade"),
        (b"[[8,11]]", b"[[8,91]]"),
        (b"[[8,11]]", b"[[8,11]"),
    ],
)
def test_nothing_of_a_damaged_file_comes_in(base, copy, wanted, put):
    work(copy, a=lambda d, s: SetFlag(d, "odd"))
    spoil(copy, wanted, put.ljust(len(wanted)))
    with Session.open(base) as session:
        before = digests.state(session.project.connection)
        for dry_run in (True, False):
            with pytest.raises(UserError, match="damaged") as caught:
                merging.merge(session.project, copy, dry_run=dry_run)
            assert "sent again" in str(caught.value)
        assert digests.state(session.project.connection) == before


def test_a_file_that_was_cut_short_is_to_be_sent_again(base, copy):
    copy.write_bytes(copy.read_bytes()[: 3 * 4096])
    with Session.open(base) as session, pytest.raises(UserError, match="sent again"):
        merging.merge(session.project, copy)


def test_merging_what_is_here_already_can_follow_a_merge_that_is_taken_back(base, copy):
    work(copy, name="Ben", a=lambda d, s: AddSpan(d, (Extent(0, 3),), "test:PERSON"))
    with Session.open(base) as session:
        for _ in range(2):
            hand_off.take_in(session.project, copy, Progress())
        assert len(overview.of_project(session.project)["merges"]) == 2
        assert session.take_back_title() == "Merge copy.annotations"
        session.take_back()
        assert [one.name for one in session.annotators()] == ["Ada"]


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


def test_looking_at_a_large_file_can_be_stopped(base, tmp_path):
    path = tmp_path / "large.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, [f"Ada met Bob on day {number}." for number in range(400)])
        session.use_annotator("Eve")
        for entry in session.listing().page(0, 400):
            session.run(AddSpan(entry.id, (Extent(0, 3),), "test:PERSON"))
    asked = 0

    def stop_in_the_midst(done, total):
        nonlocal asked
        asked += 1
        if asked > 3:
            raise Stopped

    with Session.open(base) as session:
        before = digests.state(session.project.connection)
        for dry_run in (True, False):
            asked = 0
            with pytest.raises(Stopped):
                merging.merge(session.project, path, dry_run=dry_run, progress=stop_in_the_midst)
        assert digests.state(session.project.connection) == before
        assert merging.merge(session.project, path).total("new") == 400


def test_a_backup_takes_away_what_a_killed_one_left(base):
    where = backups.folder(base)
    where.mkdir()
    left, writing = (where / f"base-2020010{n}-before-merge.annotations.part" for n in (1, 2))
    journal = left.with_name(f"{left.name}-journal")
    for part in (left, journal, writing):
        part.write_bytes(b"half")
    for part in (left, journal):
        os.utime(part, (1, 1))
    made = backups.take(base, "opened")
    assert sorted(where.iterdir()) == sorted([made, writing])


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
