"""Gold by rule in a project: written once, never over a person's decision, one step to undo."""

import json

import pytest

from annotator.adjudication.rules import rule_named
from annotator.app.session import Session
from annotator.commands import adjudicating, command
from annotator.commands.adjudicating import AdjudicateByRule, RuleReport
from annotator.commands.labelling import AddSpan, DeleteSpans, MoveSpan, RelabelSpan
from annotator.commands.progress import SetState
from annotator.commands.relating import AddRelation
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.queries import Query
from annotator.domain.spans import Extent, Origin
from annotator.store import adjudications, sets
from tests.projects import add_documents, make_schema

TEXT = "Anna of Elm met Ben of Oak in Bern."
PERSON, ORG = "test:PERSON", "test:ORG"


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        yield session


def mark(session, document, words, label):
    start = TEXT.index(words)
    change = session.run(AddSpan(document, (Extent(start, start + len(words)),), label))
    return change.spans[0]


def finish(session, document):
    session.run(SetState(document, State.FINISHED))


def settle(session, name="unanimous", **more):
    report = RuleReport()
    step = AdjudicateByRule(rule_named(name, **more), Query(), report)
    command.run(session.project, step, GOLD)
    session.refresh("Settle")
    return report


def gold(session, document):
    with session.project.reading() as link:
        return sets.annotation_set(link, document, GOLD)


def decisions(session, document):
    with session.project.reading() as link:
        return adjudications.of_document(link, document)


@pytest.fixture
def document(session):
    """Two annotators who agree on Anna and Elm and their relation, and differ on Ben."""
    (document,) = add_documents(session, [TEXT])
    for name, label in (("A", PERSON), ("B", ORG)):
        session.use_annotator(name)
        anna, elm = mark(session, document, "Anna", PERSON), mark(session, document, "Elm", ORG)
        mark(session, document, "Ben", label)
        session.run(AddRelation(document, anna, elm, "test:works_for"))
        finish(session, document)
    return document


def test_what_all_agree_on_becomes_gold_signed_by_the_rule(session, document):
    report = settle(session)
    assert report.settled == {"spans": 2, "relations": 1, "chains": 0}
    assert report.open == {"spans": 1, "relations": 0, "chains": 0}
    found = gold(session, document)
    assert [TEXT[s.start : s.end] for s in found.spans] == ["Anna", "Elm"]
    assert {s.origin for s in found.spans} == {Origin.ADJUDICATED}
    assert len(found.relations) == 1
    assert found.state() is State.IN_PROGRESS
    first = next(one for one in decisions(session, document) if one.cluster == "spans 0-4")
    people = {one.id for one in session.annotators()}
    assert set(first.sources) == people
    assert first.rule == {"name": "unanimous", "share": 1.0, "min_votes": 2}
    assert first.inputs
    assert set(first.alternatives[0]["annotators"]) == people


def test_a_dry_run_says_the_same_and_writes_nothing(session, document):
    before = (session.project.path).read_bytes(), gold(session, document)
    foreseen = adjudicating.foresee(session.project, rule_named("unanimous"), Query())
    assert gold(session, document) == before[1]
    done = settle(session)
    assert (foreseen.settled, foreseen.open) == (done.settled, done.open)


def test_undo_takes_all_of_it_back_and_redo_brings_it_again(session, document):
    settle(session)
    made = gold(session, document)
    assert session.undo_title() == "Settle by rule (unanimous)"
    session.undo()
    assert not gold(session, document).spans
    assert not decisions(session, document)
    session.redo()
    assert gold(session, document) == made


def test_a_second_run_changes_nothing(session, document):
    settle(session)
    before = gold(session, document)
    report = settle(session)
    assert sum(report.settled.values()) == 0
    assert report.kept == 3
    assert gold(session, document) == before


def test_a_place_whose_labels_changed_is_decided_anew(session, document):
    settle(session)
    session.use_annotator("B")
    wrong = next(s for s in session.annotation_set(document).spans if s.label == ORG and s.end > 15)
    session.run(RelabelSpan(document, wrong.id, PERSON))
    report = settle(session)
    assert report.settled["spans"] == 1
    assert gold(session, document).state() is State.FINISHED
    elm = next(s for s in session.annotation_set(document).spans if s.start == TEXT.index("Elm"))
    session.run(DeleteSpans(document, (elm.id,)))
    finish(session, document)
    report = settle(session)
    assert report.stale == 2  # the span and the relation that stood on it
    assert [TEXT[s.start : s.end] for s in gold(session, document).spans] == ["Anna", "Ben"]
    assert not gold(session, document).relations
    assert gold(session, document).state() is State.IN_PROGRESS


def test_what_a_person_decided_stays(session, document):
    settle(session)
    anna = gold(session, document).spans[0]
    command.run(session.project, MoveSpan(document, anna.id, (Extent(0, 7),)), GOLD)
    command.run(session.project, AddSpan(document, (Extent(30, 34),), PERSON), GOLD)
    changed = gold(session, document)
    report = settle(session)
    assert report.manual == 1
    assert gold(session, document) == changed


def test_a_span_of_gold_that_a_person_took_out_does_not_come_back(session, document):
    settle(session)
    anna = gold(session, document).spans[0]
    command.run(session.project, DeleteSpans(document, (anna.id,)), GOLD)
    settle(session)
    assert [TEXT[s.start : s.end] for s in gold(session, document).spans] == ["Elm"]


def test_a_document_both_finished_without_a_label_is_finished_in_gold(session):
    (document,) = add_documents(session, [TEXT])
    for name in ("A", "B"):
        session.use_annotator(name)
        finish(session, document)
    settle(session)
    assert gold(session, document).state() is State.FINISHED


def test_work_in_progress_has_no_vote(session):
    (document,) = add_documents(session, [TEXT])
    session.use_annotator("A")
    mark(session, document, "Anna", PERSON)
    finish(session, document)
    session.use_annotator("B")
    mark(session, document, "Anna", PERSON)
    assert sum(settle(session).settled.values()) == 0
    assert settle(session, "single").settled["spans"] == 1


def test_the_same_rule_on_two_copies_makes_the_same_rows(session, document, tmp_path):
    copy = tmp_path / "copy.annotations"
    session.save_copy(copy)
    settle(session)
    with Session.open(copy) as other:
        settle(other)
        assert {s.id for s in gold(other, document).spans} == {
            s.id for s in gold(session, document).spans
        }
        mine = [(one.id, json.dumps(one.outcome)) for one in decisions(session, document)]
        assert [(one.id, json.dumps(one.outcome)) for one in decisions(other, document)] == mine


def test_another_rule_leaves_relations_that_a_first_one_settled(session, document):
    settle(session)
    before = gold(session, document)
    assert len(before.relations) == 1
    report = settle(session, "single")
    assert report.stale == 0
    assert report.kept == 3
    assert gold(session, document).relations == before.relations
    assert gold(session, document).spans == before.spans


def test_relations_are_bound_to_what_a_person_made_of_their_ends(session, document):
    for name in ("A", "B"):
        session.use_annotator(name)
        ben, oak = (mark_or_find(session, document, words) for words in ("Ben", "Oak"))
        session.run(AddRelation(document, ben, oak, "test:in"))
    settle(session)
    assert len(gold(session, document).relations) == 1
    start = TEXT.index("Ben")
    step = AddSpan(document, (Extent(start, start + 3),), PERSON)
    command.run(session.project, step, GOLD)
    report = settle(session)
    assert report.manual == 1
    found = gold(session, document)
    ends = {next(s for s in found.spans if s.id == r.source).start for r in found.relations}
    assert ends == {0, start}


def test_gold_is_taken_back_where_nobody_is_finished_any_more(session, document):
    for name in ("A", "B"):
        session.use_annotator(name)
        ben = mark_or_find(session, document, "Ben")
        session.run(DeleteSpans(document, [ben]))
    settle(session)
    assert gold(session, document).state() is State.FINISHED
    for name in ("A", "B"):
        session.use_annotator(name)
        session.run(SetState(document, State.IN_PROGRESS))
    report = settle(session)
    assert report.stale == 3
    found = gold(session, document)
    assert (found.spans, found.relations, found.state()) == ((), (), State.IN_PROGRESS)
    assert settle(session).stale == 0


def mark_or_find(session, document, words):
    """Return the working annotator's span on some words; make it where there is none."""
    start = TEXT.index(words)
    for span in session.annotation_set(document).spans:
        if span.start == start:
            return span.id
    return mark(session, document, words, ORG)
