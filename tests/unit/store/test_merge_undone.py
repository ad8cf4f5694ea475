"""Merges that are taken back or stopped, and the backups taken before them."""

import os

import pytest

from annotator.app import hand_off, overview
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands import merging
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetFlag, SetState
from annotator.domain.annotation_sets import State
from annotator.domain.errors import Stopped
from annotator.domain.spans import Extent
from annotator.store import backups, digests
from tests.projects import add_documents, make_schema
from tests.unit.store.merge_work import work


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


def test_merging_what_is_here_already_can_follow_a_merge_that_is_taken_back(base, copy):
    work(copy, name="Ben", a=lambda d, s: AddSpan(d, (Extent(0, 3),), "test:PERSON"))
    with Session.open(base) as session:
        for _ in range(2):
            hand_off.take_in(session.project, copy, Progress())
        assert len(overview.of_project(session.project)["merges"]) == 2
        assert session.take_back_title() == "Merge copy.annotations"
        session.take_back()
        assert [one.name for one in session.annotators()] == ["Ada"]


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
