"""The days on which work was finished: kept, merged, never in conflict."""

import shutil
from datetime import UTC, datetime

import pytest

from annotator.app.session import Session
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.store import completion, digests, merging
from tests.projects import add_documents, make_schema


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "p.annotations"
    with Session.create(made, make_schema()) as session:
        add_documents(session, ["One.", "Two."])
        session.use_annotator("Ada")
    return made


def state(path, document, reached):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        wanted = session.listing().page(document, 1)[0].id
        session.run(SetState(wanted, reached))


def days(path):
    with Session.open(path) as session, session.project.reading() as link:
        return completion.days(link)


def test_finishing_gives_a_day_and_reopening_takes_it(path):
    assert days(path) == {}
    state(path, 0, State.FINISHED)
    assert set(days(path).values()) <= {datetime.now(UTC).date()}
    assert len(days(path)) == 1
    state(path, 0, State.IN_PROGRESS)
    assert days(path) == {}
    state(path, 1, State.SET_ASIDE)
    assert days(path) == {}


def test_undoing_takes_the_day_and_redoing_brings_it_back(path):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        session.run(SetState(session.listing().page(0, 1)[0].id, State.FINISHED))
        for step, number in ((session.undo, 0), (session.redo, 1)):
            step()
            with session.project.reading() as link:
                assert len(completion.days(link)) == number


def test_days_come_along_when_files_are_merged(path, tmp_path):
    copy = tmp_path / "copy.annotations"
    shutil.copy(path, copy)
    state(copy, 0, State.FINISHED)
    with Session.open(path) as session:
        merging.merge(session.project, copy)
    assert days(path) == days(copy) != {}


def test_two_clones_that_finish_the_same_are_in_no_conflict_about_it(path, tmp_path):
    clones = [tmp_path / f"{number}.annotations" for number in (1, 2)]
    states = []
    for clone in clones:
        shutil.copy(path, clone)
        state(clone, 0, State.FINISHED)
    for one, other in (clones, reversed(clones)):
        merged = tmp_path / f"merged-{one.stem}.annotations"
        shutil.copy(one, merged)
        with Session.open(merged) as session:
            report = merging.merge(session.project, other)
            assert report.conflict_count == 0
            states.append(digests.state(session.project.connection))
        assert len(days(merged)) == 1
    assert states[0] == states[1]


def test_the_step_tells_the_day_in_files_from_before(path):
    state(path, 0, State.FINISHED)
    before = days(path)
    with Session.open(path) as session:
        session.project.connection.execute("DELETE FROM completions")
        session.project.connection.commit()
    assert days(path) == before != {}
