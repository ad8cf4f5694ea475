"""An import that changes nothing leaves nothing: no line in the log, no backup, no new state."""

import json

import pytest

from annotator.app import exchange
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.importing import ImportOptions
from annotator.domain.errors import Stopped, UserError
from annotator.store import backups, digests
from tests.projects import make_schema


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "into.annotations", make_schema()) as opened:
        yield opened


def doccano(tmp_path, *rows):
    path = tmp_path / "file.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


GOOD = {"text": "Ada sings.", "label": [[0, 3, "PERSON"]], "Comments": ["loud"]}
BAD = {"text": 5, "label": []}


def take(session, path, progress=None, annotator="Ann"):
    return exchange.import_paths(
        session.project,
        [path],
        ImportOptions(annotator),
        progress or Progress(),
        format_name="doccano",
    )


def trace(session):
    link = session.project.connection
    steps = link.execute("SELECT title FROM steps").fetchall()
    clock = link.execute("SELECT value FROM meta WHERE name = 'clock'").fetchone()[0]
    kept = [one.name for one in backups.existing(session.path)]
    return digests.state(link), [step[0] for step in steps], clock, kept


class Stopping(Progress):
    def report(self, done, total=0):
        raise Stopped


def test_where_everything_is_skipped_there_is_no_step_and_no_backup(session, tmp_path):
    before = trace(session)
    report = take(session, doccano(tmp_path, BAD))
    assert len(report.skipped) == 1
    assert trace(session) == before
    assert session.take_back_title() == ""
    assert not backups.folder(session.path).exists()


def test_a_second_import_of_the_same_file_is_none(session, tmp_path):
    path = doccano(tmp_path, GOOD)
    assert take(session, path).spans == 1
    assert session.take_back_title() == "Import"
    before = trace(session)
    assert take(session, path).spans == 0
    assert trace(session) == before
    assert session.take_back_title() == "Import"


def test_one_that_is_stopped_or_fails_leaves_no_backup(session, tmp_path):
    path = doccano(tmp_path, GOOD)
    before = trace(session)
    with pytest.raises(Stopped):
        take(session, path, Stopping())
    with pytest.raises(UserError):
        take(session, path, annotator=None)
    assert trace(session) == before


def test_suggestions_of_nothing_leave_nothing_either(session, tmp_path):
    before = trace(session)
    exchange.import_as_suggestions(
        session.project, [doccano(tmp_path, BAD)], "tool", Progress(), format_name="doccano"
    )
    assert trace(session) == before
