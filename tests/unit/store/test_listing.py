import pytest

from annotator.app.session import Session
from annotator.app.track_record import Threshold
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetFlag, SetState, SetZone
from annotator.commands.triage import RejectSuggestions
from annotator.domain.annotation_sets import State
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId
from annotator.domain.spans import Extent
from annotator.domain.suggestions import Suggestion, SuggestionRun
from annotator.store import documents
from tests.projects import add_documents, make_document, make_schema

TEXTS = {
    "Chip talks in Washington": ("Harbour Wire", "2022-07-29"),
    "東京の半導体会議は延期された": ("Tokyo Desk", "2022-08-01T09:00:00Z"),
    "Überfahrt nach Rügen, Straße gesperrt": ("Kontor", "2023"),
    "שלום עולם and peace": ("", ""),
}


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        made = [
            make_document(text, source=source, published=published)
            for text, (source, published) in TEXTS.items()
        ]
        with session.project.transaction() as t:
            for document in made:
                documents.add(t, document)
        session.use_annotator("Ada")
        session.ids = [document.id for document in made]
        ids = session.ids
        person = session.schema().span_labels[0].id
        session.run(AddSpan(ids[0], (Extent(0, 4),), person))
        session.run(SetState(ids[1], State.FINISHED))
        session.run(SetFlag(ids[2], "odd quotes"))
        session.run(SetZone(ids[2], 0, 5, ZoneKind.RELATED))
        yield session


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("chip", [0]),
        ("CHIP washington", [0]),
        ('"talks chip"', []),
        ("wash*", [0]),
        ("-chip", [1, 2, 3]),
        ("半導", [1]),
        ("導", [1]),
        ("半会", []),
        ("東京の半導体", [1]),
        ("uberfahrt", [2]),
        ("שלום", [3]),
        ("state:new", [2, 3]),
        ("state:finished", [1]),
        ("state:in-progress", [0]),
        ("-state:finished", [0, 2, 3]),
        ("source:wire", [0]),
        ("source:100%", []),
        ("date:2022", [0, 1]),
        ("date:2022-08", [1]),
        ("date:2022-08..", [1, 2]),
        ("date:..2022-07", [0]),
        ("flag:", [2]),
        ("flag:quotes", [2]),
        ("label:person", [0]),
        ("annotator:Ada", [0, 1]),
        ("annotator:Bob", []),
        ("zone:related", [2]),
        ('"', [0, 1, 2, 3]),
        ("AND OR NOT NEAR(", []),
    ],
)
def test_queries_find(session, query, found):
    listing = session.listing(query)
    assert len(listing) == len(found)
    assert [entry.id for entry in listing.page(0, 10)] == [session.ids[i] for i in found]
    for place, number in enumerate(found):
        assert listing.position(session.ids[number]) == place


def test_a_label_that_is_not_in_the_schema_is_told(session):
    with pytest.raises(UserError, match="PERSON"):
        session.listing("label:nothing")


def test_lines_say_what_the_list_shows(session):
    first, second, third, _ = session.listing().page(0, 10)
    assert (first.state, first.spans, first.source) == (State.IN_PROGRESS, 1, "Harbour Wire")
    assert second.state is State.FINISHED
    assert third.flag == "odd quotes"
    assert session.listing().page(1, 2) == [second, third]


def test_states_are_counted(session):
    counts, flagged = session.state_counts()
    assert flagged == 1
    assert counts == {State.FINISHED: 1, State.IN_PROGRESS: 1, State.NEW: 2}


def test_the_count_to_check_leaves_out_what_is_decided_and_sources_that_are_quiet(tmp_path):
    with Session.create(tmp_path / "quiet.annotations", make_schema()) as session:
        (document,) = add_documents(session, ["Anna met Ben in Bern."])
        session.use_annotator("Ada")
        found = [
            Suggestion((Extent(0, 4),), LabelId("test:PERSON"), "one"),
            Suggestion((Extent(9, 12),), LabelId("test:PERSON"), "two"),
        ]
        for each in found:
            session.store_suggestions([SuggestionRun(document, each.source, [each])])
        assert session.listing().page(0, 1)[0].suggestions == 2
        session.run(RejectSuggestions(document, found[:1]))
        assert session.listing().page(0, 1)[0].suggestions == 1
        session.undo()
        session.run(RejectSuggestions(document, found[1:]))
        session.undo()
        session.set_threshold(Threshold(decisions=1, precision=0.5))
        session.run(RejectSuggestions(document, found[:1]))
        more = Suggestion((Extent(16, 20),), LabelId("test:PERSON"), "one")
        session.store_suggestions([SuggestionRun(document, "one", [*found[:1], more])])
        assert session.listing().page(0, 1)[0].suggestions == 1
