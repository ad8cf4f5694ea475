"""What labels of a file become: chosen by a person, by name and alias, added, or left out."""

import json
from dataclasses import replace

import pytest

from annotator.app import exchange
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.exporting import Selection
from annotator.commands.importing import ImportOptions
from annotator.commands.label_matching import LabelChoices
from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId
from annotator.domain.schema import Schema
from annotator.formats.format import ExportOptions
from annotator.store import digests
from tests.projects import make_schema

PERSON, ORG, WORKS_FOR = "test:PERSON", "test:ORG", "test:works_for"
TEXT = "Ada works for ACME in Ulm."


@pytest.fixture
def session(tmp_path):
    schema = replace(make_schema(), aliases={"PER": LabelId(PERSON)})
    with Session.create(tmp_path / "into.annotations", schema) as opened:
        yield opened


def doccano(tmp_path, *entities, relations=()):
    """Return a file with spans (label, words) and relations (label, from, to)."""
    path = tmp_path / "file.jsonl"
    row = {
        "text": TEXT,
        "entities": [
            {
                "id": number,
                "label": label,
                "start_offset": TEXT.index(words),
                "end_offset": TEXT.index(words) + len(words),
            }
            for number, (label, words) in enumerate(entities)
        ],
        "relations": [
            {"id": number, "from_id": source, "to_id": target, "type": label}
            for number, (label, source, target) in enumerate(relations)
        ],
    }
    path.write_text(json.dumps(row) + "\n")
    return path


def take(session, path, choices, annotator="Ann"):
    return exchange.import_paths(
        session.project, [path], ImportOptions(annotator, labels=choices), Progress()
    )


def labels_of(session, annotator="Ann"):
    """Return the words under each label, and the labels of the relations."""
    session.use_annotator(annotator)
    schema = session.schema()
    work = session.annotation_set(session.listing().page(0, 1)[0].id)
    spans = [(schema.label(one.label).name, one.surface(TEXT)) for one in work.spans]
    return spans, [schema.label(one.label).name for one in work.relations]


def codes(report):
    return {row.code: row.count for row in report.repairs}


def examples(report, code):
    return [one.text for row in report.repairs if row.code == code for one in row.examples]


def test_a_chosen_label_becomes_ours_and_is_reported_once(session, tmp_path):
    path = doccano(tmp_path, ("firm", "ACME"), ("who", "Ada"), ("who", "Ulm"))
    report = take(session, path, LabelChoices({"who": PERSON, "firm": ORG}))
    assert labels_of(session)[0] == [("PERSON", "Ada"), ("ORG", "ACME"), ("PERSON", "Ulm")]
    assert codes(report) == {"label-mapped": 2}
    assert examples(report, "label-mapped") == ["who → PERSON (span)", "firm → ORG (span)"]
    assert {label.name for label in session.schema().labels} >= {"PERSON", "ORG"}
    assert not any(label.name in ("who", "firm") for label in session.schema().labels)
    assert report.met == {("who", False), ("firm", False)}


def test_a_label_of_our_own_name_may_become_another(session, tmp_path):
    report = take(session, doccano(tmp_path, ("PERSON", "ACME")), LabelChoices({"PERSON": ORG}))
    assert labels_of(session)[0] == [("ORG", "ACME")]
    assert examples(report, "label-mapped") == ["PERSON → ORG (span)"]


def test_a_choice_goes_before_an_alias_and_leaves_the_label_itself_alone(session, tmp_path):
    path = doccano(tmp_path, ("PER", "ACME"), ("PERSON", "Ada"))
    take(session, path, LabelChoices({"PER": ORG}))
    assert labels_of(session)[0] == [("PERSON", "Ada"), ("ORG", "ACME")]


def test_relation_labels_are_chosen_about_apart_from_those_of_spans(session, tmp_path):
    path = doccano(tmp_path, ("x", "Ada"), ("ORG", "ACME"), relations=[("x", 0, 1)])
    report = take(session, path, LabelChoices({"x": PERSON}, {"x": WORKS_FOR}))
    assert labels_of(session) == ([("PERSON", "Ada"), ("ORG", "ACME")], ["works_for"])
    assert examples(report, "label-mapped") == ["x → PERSON (span)", "x → works_for (relation)"]


def test_what_wears_a_label_that_is_left_out_is_counted_with_its_place(session, tmp_path):
    path = doccano(
        tmp_path,
        ("PERSON", "Ada"),
        ("junk", "ACME"),
        ("PERSON", "Ulm"),
        relations=[("No-rel", 0, 2), ("works_for", 0, 1)],
    )
    report = take(session, path, LabelChoices({"junk": None}, {"No-rel": None}))
    assert labels_of(session) == ([("PERSON", "Ada"), ("PERSON", "Ulm")], [])
    assert codes(report) == {"label-left-out": 2, "relation-without-span": 1}
    assert set(examples(report, "label-left-out")) == {"ACME", "Ada"}
    assert (report.spans, report.relations) == (2, 0)


def test_two_labels_that_become_one_give_one_span_and_one_relation(session, tmp_path):
    path = doccano(
        tmp_path,
        ("A", "Ada"),
        ("B", "Ada"),
        ("ORG", "ACME"),
        relations=[("r", 0, 2), ("s", 1, 2)],
    )
    choices = LabelChoices({"A": PERSON, "B": PERSON}, {"r": WORKS_FOR, "s": WORKS_FOR})
    report = take(session, path, choices)
    assert labels_of(session) == ([("PERSON", "Ada"), ("ORG", "ACME")], ["works_for"])
    assert codes(report) == {"label-mapped": 4, "span-doubled": 1, "relation-doubled": 1}
    assert (report.spans, report.relations) == (2, 1)


def test_a_choice_that_fits_no_label_of_its_kind_changes_nothing(session, tmp_path):
    before = digests.state(session.project.connection)
    path = doccano(tmp_path, ("who", "Ada"))
    for target in ("gone", WORKS_FOR):
        with pytest.raises(UserError, match='"who" was to become is no such label'):
            take(session, path, LabelChoices({"who": target}))
    assert digests.state(session.project.connection) == before


def test_choices_hold_for_our_own_format_too(session, tmp_path):
    source = tmp_path / "from.annotations"
    with Session.create(source, Schema("other")) as made:
        take(made, doccano(tmp_path, ("who", "Ada"), ("junk", "ACME")), LabelChoices())
        exchange.export_to(
            made.project,
            tmp_path / "all.jsonl",
            "jsonl",
            Selection((), True, True),
            ExportOptions(),
            Progress(),
        )
    choices = LabelChoices({"who": PERSON, "junk": None})
    report = take(session, tmp_path / "all.jsonl", choices, annotator=None)
    assert labels_of(session)[0] == [("PERSON", "Ada")]
    assert codes(report) == {"label-left-out": 1, "label-mapped": 1}
    assert not {"who", "junk"} & {label.name for label in session.schema().labels}


def test_suggestions_are_mapped_and_left_out_in_the_same_way(session, tmp_path):
    path = doccano(
        tmp_path,
        ("who", "Ada"),
        ("ORG", "ACME"),
        ("junk", "Ulm"),
        relations=[("job", 0, 1), ("job", 0, 2), ("No-rel", 1, 0)],
    )
    choices = LabelChoices({"who": PERSON, "junk": None}, {"job": WORKS_FOR, "No-rel": None})
    report = exchange.import_as_suggestions(
        session.project, [path], "tool", Progress(), labels=choices
    )
    assert (report.spans, report.relations) == (2, 1)
    assert codes(report) == {
        "label-left-out": 2,
        "label-mapped": 2,
        "relation-without-span": 1,
    }
    assert {("who", False), ("job", True)} <= report.met
