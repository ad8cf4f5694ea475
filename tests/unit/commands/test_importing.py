"""Importing labels: whose they become, what is counted, and how many files are open."""

import json

import pytest

from annotator.app import exchange
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.exporting import Selection, count_outgoing
from annotator.commands.importing import ImportOptions
from annotator.commands.label_matching import LabelChoices
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.domain.queries import parse_query
from annotator.domain.spans import Extent
from annotator.formats.format import ExportOptions
from annotator.store import digests
from tests.projects import add_documents, make_schema

PERSON = "test:PERSON"
TEXTS = ("Ada works for ACME.", "Bob knows Ada.")


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "into.annotations", make_schema()) as opened:
        yield opened


def written(tmp_path, work):
    """Return a jsonl file in which annotators labelled documents: name to indices."""
    path = tmp_path / "work.jsonl"
    with Session.create(tmp_path / "from.annotations", make_schema()) as made:
        documents = add_documents(made, TEXTS)
        for name, indices in work.items():
            made.use_annotator(name)
            for index in indices:
                made.run(AddSpan(documents[index], (Extent(0, 3),), PERSON))
        exchange.export_to(
            made.project, path, "jsonl", Selection((), True, True), ExportOptions(), Progress()
        )
    return path


def doccano(tmp_path, *labels):
    """Return a file of a format that names nobody."""
    path = tmp_path / "plain.jsonl"
    rows = [{"text": f"Ada {n} sings.", "label": [[0, 3, one]]} for n, one in enumerate(labels)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def take(session, *paths, annotator=None):
    return exchange.import_paths(session.project, paths, ImportOptions(annotator), Progress())


def work_of(session):
    """Return how many spans each annotator has."""
    found = {}
    for person in session.annotators():
        session.use_annotator(person.name)
        entries = session.listing().page(0, 10)
        found[person.name] = sum(len(session.annotation_set(one.id).spans) for one in entries)
    return found


def test_without_a_name_each_set_goes_to_the_annotator_of_its_name(session, tmp_path):
    take(session, written(tmp_path, {"Ann": [0], "Ben": [0, 1]}))
    assert work_of(session) == {"Ann": 1, "Ben": 2}


def test_of_several_annotators_only_the_one_named_is_taken(session, tmp_path):
    # On the second document Ben is alone: his work is not Ann's for that.
    take(session, written(tmp_path, {"Ann": [0], "Ben": [0, 1]}), annotator="Ann")
    assert work_of(session) == {"Ann": 1}


def test_of_several_none_of_whom_is_named_nothing_is_taken(session, tmp_path):
    path = written(tmp_path, {"Ann": [0], "Ben": [1]})
    before = digests.state(session.project.connection)
    with pytest.raises(UserError, match=r"several annotators \(Ann, Ben\), and Zoe is none"):
        take(session, path, annotator="Zoe")
    assert digests.state(session.project.connection) == before
    assert len(session.listing()) == 0


def test_the_work_of_one_annotator_may_become_that_of_another(session, tmp_path):
    path = written(tmp_path, {"Ben": [0, 1]})
    report = take(session, path, annotator="Zoe")
    assert (report.documents, report.spans) == (2, 2)
    assert work_of(session) == {"Zoe": 2}
    assert take(session, path, annotator="Zoe").spans == 0


def test_a_file_that_names_nobody_needs_a_name(session, tmp_path):
    path = doccano(tmp_path, "PERSON")
    with pytest.raises(UserError, match="does not say whose work it is"):
        take(session, path)
    assert len(session.listing()) == 0
    take(session, path, annotator="Ann")
    assert work_of(session) == {"Ann": 1}


def test_a_format_that_names_annotators_needs_none(session, tmp_path):
    path = tmp_path / "doccano1.jsonl"
    spans = [{"label": "PERSON", "start_offset": 0, "end_offset": 3, "user": n} for n in (1, 2)]
    rows = [
        {"id": 1, "text": TEXTS[0], "annotations": spans},
        {"id": 2, "text": TEXTS[1], "annotations": spans[1:]},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(UserError, match=r"\(annotator 1, annotator 2\), and Zoe is none"):
        take(session, path, annotator="Zoe")
    take(session, path)
    assert work_of(session) == {"annotator 1": 1, "annotator 2": 2}


def test_a_label_that_is_new_is_counted_once_and_not_if_nothing_wears_it(session, tmp_path):
    report = take(session, doccano(tmp_path, "SHIP", "SHIP", "PERSON", "TIDE"), annotator="Ann")
    added = next(row for row in report.repairs if row.code == "label-added")
    assert added.count == 2
    assert [one.text for one in added.examples] == ["SHIP (span)", "TIDE (span)"]


def test_files_are_opened_one_after_the_other(session, tmp_path, monkeypatch):
    for name in "abc":
        (tmp_path / f"{name}.jsonl").write_text(
            json.dumps({"text": f"Ada of {name}.", "label": [[0, 3, "PERSON"]]}) + "\n"
        )
    happened = []
    plain = exchange.format_named("doccano")
    monkeypatch.setattr(
        exchange,
        "format_named",
        lambda _: type(
            "Watched",
            (),
            {
                "name": "doccano",
                "read": staticmethod(
                    lambda path, *rest: happened.append(path.name) or plain.read(path, *rest)
                ),
            },
        ),
    )

    class Noting(Progress):
        def report(self, done, total=0):
            happened.append(done)

    paths = [tmp_path / f"{name}.jsonl" for name in "abc"]
    exchange.import_paths(
        session.project, paths, ImportOptions("Ann"), Noting(), format_name="doccano"
    )
    assert happened == ["a.jsonl", 1, "b.jsonl", 2, "c.jsonl", 3]


def test_what_goes_out_is_counted_as_it_is_written(session, tmp_path):
    first, second = add_documents(session, TEXTS)
    ann = session.use_annotator("Ann")
    session.run(AddSpan(first, (Extent(0, 3),), PERSON))
    session.run(SetState(first, State.FINISHED))
    session.run(AddSpan(second, (Extent(0, 3),), PERSON))
    project = session.project
    for all_states, expected in ((False, 1), (True, 2)):
        selection = Selection((ann.id,), all_states=all_states)
        options = ExportOptions(annotators=(ann.id,), all_states=all_states)
        place = tmp_path / f"{expected}.jsonl"
        written = exchange.export_to(project, place, "doccano", selection, options, Progress())
        assert count_outgoing(project, selection) == written.documents == expected
    assert count_outgoing(project, Selection((), True)) == 2
    asked = Selection((ann.id,), query=parse_query("knows"), all_states=True)
    assert count_outgoing(project, asked) == 1


def test_a_text_with_the_work_of_two_is_one_document(session, tmp_path):
    path = tmp_path / "tasks.jsonl"
    task = {"text": "Ada sings.", "tokens": [], "answer": "accept"}
    span = {"start": 0, "end": 3, "label": "PERSON"}
    rows = [{**task, "spans": [span], "_annotator_id": name} for name in ("Ann", "Ben")]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    report = take(session, path)
    assert (report.documents, report.spans) == (1, 2)
    assert work_of(session) == {"Ann": 1, "Ben": 1}


def test_what_is_told_of_a_file_that_is_read_twice_is_told_once(session, tmp_path):
    # Whether the one name in it is the one asked for is only known at the end.
    path = tmp_path / "tasks.jsonl"
    task = {"text": "Ada sings.", "tokens": [], "answer": "accept"}
    nameless = {**task, "spans": [{"start": 0, "end": 3, "label": "SHIP"}]}
    named = {**task, "text": "Bob sings.", "spans": [], "_annotator_id": "Ben"}
    path.write_text("".join(json.dumps(row) + "\n" for row in (nameless, named, {"text": 5})))
    choices = LabelChoices({"SHIP": None})
    report = exchange.import_paths(
        session.project, [path], ImportOptions("Zoe", labels=choices), Progress()
    )
    assert report.documents == 2
    assert len(report.skipped) == 1
    assert report.repairs.count("label-left-out") == 1
