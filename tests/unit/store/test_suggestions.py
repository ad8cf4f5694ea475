import json

import pytest

from annotator.app.session import Session
from annotator.commands.triage import AcceptSuggestions, RejectSuggestions
from annotator.domain.spans import Extent
from annotator.domain.suggestions import (
    RelationSuggestion,
    SuggestedEnd,
    Suggestion,
    SuggestionRun,
    Verdict,
)
from annotator.store import digests, own_strings, suggestions
from tests.projects import add_documents, make_schema

PERSON, ORG, WORKS = "test:PERSON", "test:ORG", "test:works_for"
ADA, ACME = (Extent(0, 3),), (Extent(14, 18),)
SPANS = (Suggestion(ADA, PERSON, "m 1", 0.5), Suggestion(ACME, ORG, "m 1"))
RELATION = RelationSuggestion(
    WORKS, (SuggestedEnd(ADA, PERSON), SuggestedEnd(ACME, ORG)), "m 1", 0.25
)


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        session.ids = add_documents(session, ["Ada works for ACME."])
        session.use_annotator("Ann")
        yield session


def stored(session):
    with session.project.reading() as link:
        return (
            suggestions.of_document(link, session.ids[0]),
            suggestions.relations_of_document(link, session.ids[0]),
        )


def put_raw(session, packed):
    run = SuggestionRun(session.ids[0], "m 1", ())
    session.store_suggestions([run])
    with session.project.transaction() as t:
        t.execute("UPDATE suggestion_runs SET suggestions = ?", (packed,))


def test_spans_and_relations_come_back_as_they_were(session):
    fragments = (Extent(0, 3), Extent(4, 9))
    spans = (*SPANS, Suggestion(fragments, ORG, "m 1", 1.0))
    ends = (SuggestedEnd(fragments, ORG), SuggestedEnd(ACME, ORG))
    relations = (RELATION, RelationSuggestion(WORKS, ends, "m 1"))
    number = session.store_suggestions([SuggestionRun(session.ids[0], "m 1", spans, relations)])
    assert number == 5
    found, related = stored(session)
    assert set(found) == set(spans)
    assert tuple(related) == relations


def test_rows_from_before_relations_are_read_and_written_as_they_were(session):
    put_raw(session, '[[[[0,3]],"test:PERSON",null],[[[14,18]],"test:ORG",0.5]]')
    found, related = stored(session)
    assert [(s.fragments, s.label, s.score) for s in found] == [
        (ADA, PERSON, None),
        (ACME, ORG, 0.5),
    ]
    assert related == []
    with session.project.reading() as link:
        assert suggestions.tally(link)["pending"] == 2
    session.store_suggestions([SuggestionRun(session.ids[0], "m 1", SPANS)])
    with session.project.reading() as link:
        (packed,) = link.execute("SELECT suggestions FROM suggestion_runs").fetchone()
    assert json.loads(packed) == [[[[0, 3]], PERSON, 0.5], [[[14, 18]], ORG, None]]


def test_they_are_counted_with_relations_and_the_digest_does_not_know_them(session):
    before = digests.digest(session.project.connection)
    session.store_suggestions([SuggestionRun(session.ids[0], "m 1", SPANS, (RELATION,))])
    with session.project.reading() as link:
        assert suggestions.tally(link) == {"pending": 3, "accepted": 0, "rejected": 0}
        assert digests.digest(link) == before
        people = [session.annotator.id]
        assert suggestions.undecided(link, session.ids[0], people) == 3
        assert suggestions.undecided(link, session.ids[0], people, {("m 1", WORKS)}) == 2
    session.run(AcceptSuggestions(session.ids[0], [*SPANS, RELATION]))
    session.store_suggestions([SuggestionRun(session.ids[0], "m 2", SPANS[:1])])
    with session.project.reading() as link:
        assert suggestions.tally(link) == {"pending": 0, "accepted": 3, "rejected": 0}
        assert suggestions.undecided(link, session.ids[0], people) == 0


def test_what_was_decided_about_a_relation_is_kept_with_both_places(session):
    session.store_suggestions([SuggestionRun(session.ids[0], "m 1", SPANS, (RELATION,))])
    session.run(AcceptSuggestions(session.ids[0], SPANS))
    session.run(RejectSuggestions(session.ids[0], [RELATION]))
    with session.project.reading() as link:
        row = link.execute(
            "SELECT fragments, verdict, sources, span FROM decisions WHERE label = ?", (WORKS,)
        ).fetchone()
        given = suggestions.verdicts(link)
        decided = suggestions.decided_keys(link, session.annotator.id, session.ids[0])
        rejected_strings = list(own_strings.rejected(link, session.annotator.id))
    assert tuple(row) == ("[[0,3],[14,18]]", "rejected", '["m 1"]', None)
    assert given[("m 1", WORKS)] == {Verdict.REJECTED: 1}
    assert decided[RELATION.key(session.ids[0])] is Verdict.REJECTED
    # Where rejected strings are looked for, it reads as one with a gap, and is passed over.
    assert rejected_strings == []
