"""Deciding about proposed relations: what is written, what counts, what comes back."""

import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan, DeleteSpans
from annotator.commands.relating import AddRelation, DeleteRelations, RelabelRelation
from annotator.commands.triage import AcceptSuggestions, CorrectSuggestion, RejectSuggestions
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent, Origin
from annotator.domain.suggestions import (
    Precision,
    RelationSuggestion,
    SuggestedEnd,
    Suggestion,
    SuggestionRun,
)
from tests.projects import add_documents, make_schema

PERSON, ORG, PLACE = "test:PERSON", "test:ORG", "test:PLACE"
WORKS, KNOWS, IN = "test:works_for", "test:knows", "test:in"
TEXT = "Ada works for ACME with Bob in Fez."


def place(word):
    return (Extent(TEXT.index(word), TEXT.index(word) + len(word)),)


ADA, ACME, BOB, FEZ = (place(word) for word in ("Ada", "ACME", "Bob", "Fez"))
SPANS = tuple(
    Suggestion(where, label, "m 1")
    for where, label in ((ADA, PERSON), (ACME, ORG), (BOB, PERSON), (FEZ, PLACE))
)


def relation(label, source, target, by="m 1"):
    labels = {one.fragments: one.label for one in SPANS}
    ends = (SuggestedEnd(source, labels[source]), SuggestedEnd(target, labels[target]))
    return RelationSuggestion(label, ends, by)


WORKS_FOR, KNOW, LIVES = (
    relation(WORKS, ADA, ACME),
    relation(KNOWS, ADA, BOB),
    relation(IN, BOB, FEZ),
)


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        session.ids = add_documents(session, [TEXT])
        session.doc = session.ids[0]
        run = SuggestionRun(session.doc, "m 1", SPANS, (WORKS_FOR, KNOW, LIVES))
        session.store_suggestions([run])
        session.use_annotator("Ann")
        yield session


def pending(session):
    return [one.suggestion for one in session.pending(session.doc)]


def drawn(session):
    work = session.annotation_set(session.doc)
    names = {span.id: span.surface(TEXT) for span in work.spans}
    return {(names[one.source], one.label, names[one.target], one.origin) for one in work.relations}


def accept(session, *suggestions):
    return session.run(AcceptSuggestions(session.doc, suggestions))


def test_relations_come_after_the_spans_and_wait_for_nothing_but_their_ends(session):
    assert pending(session) == [*SPANS, WORKS_FOR, KNOW, LIVES]
    accept(session, SPANS[0])
    ends = {one.suggestion: one.ends for one in session.pending(session.doc)}
    (ada,) = session.annotation_set(session.doc).spans
    assert ends[WORKS_FOR] == (ada, SPANS[1])
    session.run(RejectSuggestions(session.doc, [SPANS[1]]))
    assert pending(session) == [*SPANS[2:], KNOW, LIVES]
    session.undo()
    assert WORKS_FOR in pending(session)


def test_accepted_it_is_the_annotators_and_undo_brings_it_back(session):
    accept(session, *SPANS)
    assert pending(session) == [WORKS_FOR, KNOW, LIVES]
    change = accept(session, WORKS_FOR)
    assert len(change.relations) == 1
    assert drawn(session) == {("Ada", WORKS, "ACME", Origin.ACCEPTED)}
    assert pending(session) == [KNOW, LIVES]
    record = session.proposals.track_record
    assert record.of("m 1", WORKS) == Precision(1, 1)
    session.undo()
    assert drawn(session) == set()
    assert pending(session) == [WORKS_FOR, KNOW, LIVES]
    assert record.of("m 1", WORKS) == Precision(0, 0)
    session.redo()
    assert len(drawn(session)) == 1


def test_all_at_once_is_one_step(session):
    accept(session, *pending(session))
    assert len(drawn(session)) == 3
    assert pending(session) == []
    session.undo()
    assert len(pending(session)) == 7
    assert session.annotation_set(session.doc).spans == ()


def test_with_an_end_that_is_nobodys_it_is_refused_and_nothing_is_written(session):
    with pytest.raises(UserError, match="end of the relation"):
        accept(session, SPANS[0], WORKS_FOR)
    assert len(pending(session)) == 7


def test_rejected_it_stays_away_whoever_proposes_it(session):
    accept(session, *SPANS)
    session.run(RejectSuggestions(session.doc, [WORKS_FOR]))
    again = relation(WORKS, ADA, ACME, by="other 2")
    session.store_suggestions([SuggestionRun(session.doc, "other 2", (), (again,))])
    assert pending(session) == [KNOW, LIVES]
    assert session.proposals.track_record.of("m 1", WORKS) == Precision(0, 1)


def test_taken_with_another_label_it_was_wrong(session):
    accept(session, SPANS[0])
    session.run(CorrectSuggestion(session.doc, WORKS_FOR, IN, (SPANS[1],)))
    assert drawn(session) == {("Ada", IN, "ACME", Origin.CORRECTED)}
    record = session.proposals.track_record
    assert record.of("m 1", WORKS) == Precision(0, 1)
    assert record.of("m 1", ORG) == Precision(1, 1)
    with pytest.raises(UserError, match="schema allows"):
        session.run(CorrectSuggestion(session.doc, LIVES, WORKS, SPANS[2:]))


def test_drawn_by_hand_it_was_right(session):
    accept(session, *SPANS)
    ids = {s.surface(TEXT): s.id for s in session.annotation_set(session.doc).spans}
    session.run(AddRelation(session.doc, ids["Bob"], ids["Ada"], KNOWS))
    record = session.proposals.track_record
    assert record.of("m 1", KNOWS) == Precision(1, 1)
    assert pending(session) == [WORKS_FOR, LIVES]
    # Another label on it afterwards, or none: it was wrong.
    (made,) = session.annotation_set(session.doc).relations
    session.run(RelabelRelation(session.doc, made.id, IN))
    assert record.of("m 1", KNOWS) == Precision(0, 1)
    session.undo()
    session.run(DeleteRelations(session.doc, [made.id]))
    assert record.of("m 1", KNOWS) == Precision(0, 1)
    assert KNOW not in pending(session)
    session.run(AddRelation(session.doc, ids["Ada"], ids["Bob"], KNOWS))
    assert record.of("m 1", KNOWS) == Precision(1, 1)


def test_one_that_went_with_its_end_is_asked_again_once_the_end_is_back(session):
    accept(session, *SPANS, WORKS_FOR)
    ids = {s.surface(TEXT): s.id for s in session.annotation_set(session.doc).spans}
    session.run(DeleteSpans(session.doc, [ids["ACME"]]))
    assert pending(session) == [KNOW, LIVES]
    assert session.proposals.track_record.of("m 1", WORKS) == Precision(0, 0)
    session.run(AddSpan(session.doc, ACME, ORG))
    assert pending(session) == [WORKS_FOR, KNOW, LIVES]


def test_a_quiet_source_is_not_heard_for_a_relation_and_earns_nothing(session):
    accept(session, *SPANS)
    threshold = session.proposals.threshold
    session.run(RejectSuggestions(session.doc, [WORKS_FOR]))
    session.set_threshold(type(threshold)(1, 0.5))
    more = relation(WORKS, BOB, ACME)
    session.store_suggestions([SuggestionRun(session.doc, "m 1", SPANS, (more, LIVES))])
    assert pending(session) == [LIVES]
    ids = {s.surface(TEXT): s.id for s in session.annotation_set(session.doc).spans}
    session.run(AddRelation(session.doc, ids["Bob"], ids["ACME"], WORKS))
    (row,) = (r for r in session.proposals.records() if r.label == WORKS)
    assert (row.source, row.right, row.corrected, row.rejected) == ("m 1", 0, 0, 1)
    assert row.quiet(session.proposals.threshold)
    session.set_threshold(threshold)
    assert not row.quiet(session.proposals.threshold)


def test_records_count_right_corrected_and_rejected_by_source_and_label(session):
    accept(session, SPANS[0])
    session.run(CorrectSuggestion(session.doc, SPANS[2], ORG))
    session.run(RejectSuggestions(session.doc, [SPANS[3]]))
    rows = [
        (r.label, r.right, r.corrected, r.rejected, r.decided, r.share)
        for r in session.proposals.records()
    ]
    assert rows == [(PERSON, 1, 1, 0, 2, 0.5), (PLACE, 0, 0, 1, 1, 0.0)]
