"""What agreement asks of a project: sources, rounds, and which gold is a rule's."""

import pytest

from annotator.adjudication.rules import rule_named
from annotator.app.session import Session
from annotator.commands import command
from annotator.commands.adjudicating import AdjudicateByRule, RuleReport
from annotator.commands.labelling import AddSpan, DeleteSpans, RelabelSpan
from annotator.commands.progress import SetState
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.queries import Query
from annotator.domain.spans import Extent
from annotator.store import adjudications, comparison, documents, hand_outs, sets
from annotator.store.adjudications import Adjudication
from annotator.store.hand_outs import Pack
from tests.projects import make_document, make_schema


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        yield session


def add(session, *made):
    with session.project.transaction() as t:
        for document in made:
            documents.add(t, document)
    session.refresh("Ingest")
    return [document.id for document in made]


def asked(session, question):
    with session.project.reading() as link:
        return question(link)


def test_documents_by_source(session):
    assert asked(session, comparison.sources) == {}
    one, two, three = add(
        session,
        make_document("One.", source="Wire"),
        make_document("Two.", source="Wire"),
        make_document("Three."),
    )
    found = asked(session, comparison.sources)
    assert found == {"Wire": {one, two}, comparison.NOT_KNOWN: {three}}


def test_documents_without_any_source_are_no_group(session):
    add(session, make_document("One."))
    assert asked(session, comparison.sources) == {}


def test_documents_by_round(session):
    one, two = add(session, make_document("One."), make_document("Two."))
    session.use_annotator("Ada")
    with session.project.transaction() as t:
        for name, given in (("pilot", [one]), ("later", [one, two])):
            pack = Pack(name, name, session.annotator.id, "f", {}, "2026-11-01T00:00:00")
            hand_outs.add(t, pack, given)
    assert asked(session, comparison.rounds) == {"pilot": {one}, "later": {one, two}}


@pytest.fixture
def settled(session):
    """Gold by rule at 0 to 3 and 8 to 11."""
    (document,) = add(session, make_document("Ada met Bob in Oslo."))
    for name in ("Ada", "Bob"):
        session.use_annotator(name)
        for start in (0, 8):
            session.run(AddSpan(document, (Extent(start, start + 3),), "test:PERSON"))
        session.run(SetState(document, State.FINISHED))
    assert asked(session, comparison.settled_by_rule) == {}
    step = AdjudicateByRule(rule_named("unanimous"), Query(), RuleReport())
    command.run(session.project, step, GOLD)
    session.refresh("Settle")
    return document


def gold(session, document):
    return asked(session, lambda link: sets.annotation_set(link, document, GOLD)).spans


def test_what_a_rule_settled_is_known(session, settled):
    assert asked(session, comparison.settled_by_rule) == {settled: [(0, 3), (8, 11)]}


@pytest.mark.parametrize("change", ["relabelled", "deleted"])
def test_what_a_person_changed_since_is_the_persons(session, settled, change):
    first = gold(session, settled)[0]
    step = (
        RelabelSpan(settled, first.id, "test:PLACE")
        if change == "relabelled"
        else DeleteSpans(settled, (first.id,))
    )
    command.run(session.project, step, GOLD)
    assert asked(session, comparison.settled_by_rule) == {settled: [(8, 11)]}


def test_a_persons_decision_at_the_same_place_wins(session, settled):
    with session.project.transaction() as t:
        adjudications.put(t, Adjudication(settled, "spans 8-11", {}, person="Eve", inputs="x"))
    assert asked(session, comparison.settled_by_rule) == {settled: [(0, 3)]}


def test_undone_rules_settled_nothing(session, settled):
    session.use_annotator("Ada")
    command.run(session.project, DeleteSpans(settled, [s.id for s in gold(session, settled)]), GOLD)
    assert asked(session, comparison.settled_by_rule) == {}
