import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.commands.spreading import LabelEverywhere, find_equal
from annotator.commands.triage import RejectSuggestions
from annotator.domain.annotation_sets import State
from annotator.domain.changes import Facet
from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id
from annotator.domain.spans import Extent, Origin
from annotator.domain.suggestions import Precision, Suggestion, SuggestionRun
from annotator.store import digests, documents
from tests.projects import add_documents, make_schema

TEXTS = (
    "Elm Ltd fell. Shares of Elm Ltd, of Fez, rose. ELM LTD did not.",
    "The Elm Ltd Group is another. So is Elm Ltdx.",
    "Nothing about trees.",
    "In Fez, Elm Ltd's founder spoke of Elm Ltd, again.",
)


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        session.ids = add_documents(session, TEXTS)
        session.use_annotator("Ada")
        yield session


def places(session, string="Elm Ltd", number=None, label="test:ORG"):
    document = None if number is None else session.ids[number]
    return find_equal(session.project, session.annotator.id, string, label, document)


def run_everywhere(session, found, number=0):
    return session.run(LabelEverywhere(found, "test:ORG", session.ids[number]))


def test_places_are_found_here_and_everywhere_with_their_sentence(session):
    assert [one.extent for one in places(session, number=0)] == [Extent(0, 7), Extent(24, 31)]
    found = places(session)
    assert [(session.ids.index(one.document), one.extent.start) for one in found] == [
        (0, 0), (0, 24), (1, 4), (3, 8), (3, 35),
    ]  # fmt: skip
    second = found[1]
    assert second.context == "Shares of Elm Ltd, of Fez, rose."
    assert second.context[second.start :].startswith("Elm Ltd")
    assert all(one.ticked for one in found)


def test_labelled_rejected_and_finished_places_are_not_ticked(session):
    first, group, _, last = session.ids
    session.run(AddSpan(first, (Extent(0, 7),), "test:ORG"))
    session.run(AddSpan(group, (Extent(4, 17),), "test:ORG"))
    proposed = Suggestion((Extent(24, 31),), "test:ORG", "m 1")
    session.store_suggestions([SuggestionRun(first, "m 1", [proposed])])
    session.run(RejectSuggestions(first, [proposed]))
    session.run(SetState(last, State.FINISHED))
    found = places(session)
    # Inside "Elm Ltd Group", which is labelled, there is nothing to label.
    assert [one.document for one in found] == [first, first, last, last]
    assert [one.labelled for one in found] == ["test:ORG", None, None, None]
    assert [one.rejected for one in found] == [False, True, False, False]
    assert [one.state is State.FINISHED for one in found] == [False, False, True, True]
    assert not any(one.ticked for one in found)
    # Rejected as an organisation is not rejected as a place.
    assert not any(one.rejected for one in places(session, label="test:PLACE"))


def test_zones_that_are_not_for_labelling_are_left_out(session):
    text = "Elm Ltd rose.\nMore on Elm Ltd"
    zones = (Zone(0, 14, ZoneKind.BODY), Zone(14, len(text), ZoneKind.RELATED))
    document = Document(document_id(text), text, {"title": "x"}, zones)
    with session.project.transaction() as t:
        documents.add(t, document)
    found = find_equal(session.project, session.annotator.id, "Elm Ltd", "test:ORG", document.id)
    assert [one.extent.start for one in found] == [0]


def test_all_are_labelled_in_one_step_that_undo_takes_back(session):
    session.run(SetState(session.ids[3], State.FINISHED))
    session.annotation_set(session.ids[0])
    before = digests.digest(session.project.connection)
    heard = []
    session.events.subscribe(heard.append)
    change = run_everywhere(session, places(session))
    assert change.documents == {session.ids[0], session.ids[1], session.ids[3]}
    assert change.document == session.ids[0]
    assert change.facets == {Facet.LABELS, Facet.STATES}
    assert heard == [change]
    for number, count in enumerate((2, 1, 0, 2)):
        work = session.annotation_set(session.ids[number])
        assert [span.origin for span in work.spans] == [Origin.SPREAD] * count
        assert {span.id for span in work.spans} <= set(change.spans)
    states = [session.annotation_set(one).state() for one in session.ids]
    assert states == [State.IN_PROGRESS, State.IN_PROGRESS, State.NEW, State.FINISHED]
    after = digests.digest(session.project.connection)

    session.annotation_set(session.ids[0])
    assert session.undo_title() == "Label 5 equal strings"
    undone = session.undo()
    assert undone.documents == change.documents
    assert session.annotation_set(session.ids[0]).spans == ()
    assert digests.digest(session.project.connection) == before
    assert session.redo().documents == change.documents
    assert len(session.annotation_set(session.ids[0]).spans) == 2
    assert digests.digest(session.project.connection) == after


def test_only_the_ticked_are_labelled_and_stale_places_are_passed_over(session):
    found = places(session)
    session.run(AddSpan(session.ids[0], (Extent(0, 10),), "test:PLACE"))
    run_everywhere(session, found[:2])
    assert [span.start for span in session.annotation_set(session.ids[0]).spans] == [0, 24]
    assert session.annotation_set(session.ids[1]).spans == ()
    with pytest.raises(UserError, match="labelled already"):
        run_everywhere(session, found[:2])
    with pytest.raises(UserError, match="no text"):
        places(session, " ")


def test_a_suggestion_of_the_same_counts_as_accepted(session):
    document = session.ids[1]
    proposed = Suggestion((Extent(4, 11),), "test:ORG", "m 1")
    session.store_suggestions([SuggestionRun(document, "m 1", [proposed])])
    change = run_everywhere(session, places(session))
    assert Facet.SUGGESTIONS in change.facets
    assert session.proposals.track_record.of("m 1", "test:ORG") == Precision(1, 1)
    session.undo()
    assert session.proposals.track_record.of("m 1", "test:ORG") == Precision(0, 0)


def test_cjk_strings_are_found_inside_a_run(session):
    (document,) = add_documents(session, ["昨日の東京の半導体会議は東京で延期された。"])
    found = find_equal(session.project, session.annotator.id, "東京", "test:PLACE")
    assert [(one.document, one.extent.start) for one in found] == [(document, 3), (document, 12)]


def test_a_thousand_documents_are_one_step(session):
    ids = add_documents(session, [f"Report {n}: Elm Ltd and Oak." for n in range(1000)])
    found = [one for one in places(session) if one.document in set(ids)]
    assert len(found) == 1000
    before = digests.digest(session.project.connection)
    change = run_everywhere(session, found)
    assert len(change.documents) == 1001  # with the one it was asked for in
    assert len(change.spans) == 1000
    undone = session.undo()
    assert undone.documents == change.documents
    assert digests.digest(session.project.connection) == before
