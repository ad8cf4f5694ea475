import threading
import time

import pytest

from annotator.app import own_labels_reading
from annotator.app.own_labels import OwnLabels
from annotator.app.session import Session
from annotator.app.track_record import Threshold, threshold
from annotator.commands.labelling import AddSpan, DeleteSpans, RelabelSpan
from annotator.commands.progress import SetZone
from annotator.commands.spreading import LabelEverywhere, find_equal
from annotator.commands.triage import AcceptSuggestions, CorrectSuggestion, RejectSuggestions
from annotator.domain.changes import Facet
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent, Origin
from annotator.domain.suggestions import OWN_LABELS, Precision, Suggestion, SuggestionRun
from annotator.store import own_strings
from tests.projects import add_documents, make_schema

PERSON, ORG, PLACE = "test:PERSON", "test:ORG", "test:PLACE"
TEXTS = ("Ada met Bob. Ada left.", "Bob saw Ada in Adams. Elm is in Fez.", "Ada, Ada, Ada.")


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        session.ids = add_documents(session, TEXTS)
        session.use_annotator("Ann")
        yield session


def shown(session, number):
    document = session.ids[number]
    return [
        (one.suggestion.start, one.suggestion.label, *one.sources)
        for one in session.pending(document)
    ]


def test_a_label_is_proposed_at_once_and_goes_when_the_label_goes(session):
    first = session.ids[0]
    assert shown(session, 0) == []
    session.run(AddSpan(first, (Extent(0, 3),), PERSON))
    assert shown(session, 0) == [(13, PERSON, OWN_LABELS)]
    assert shown(session, 1) == [(8, PERSON, OWN_LABELS)]
    session.undo()
    assert shown(session, 0) == shown(session, 1) == []
    session.redo()
    assert shown(session, 1) == [(8, PERSON, OWN_LABELS)]
    (span,) = session.annotation_set(first).spans
    session.run(RelabelSpan(first, span.id, ORG))
    assert shown(session, 1) == [(8, ORG, OWN_LABELS)]
    session.run(DeleteSpans(first, [span.id]))
    assert shown(session, 0) == shown(session, 1) == []


def test_colleagues_labels_are_never_proposed(session):
    session.run(AddSpan(session.ids[0], (Extent(0, 3),), PERSON))
    session.use_annotator("Ben")
    assert shown(session, 1) == []
    session.run(AddSpan(session.ids[0], (Extent(8, 11),), PERSON))
    assert shown(session, 1) == [(0, PERSON, OWN_LABELS)]
    session.use_annotator("Ann")
    assert shown(session, 1) == [(8, PERSON, OWN_LABELS)]


def test_what_is_read_from_the_file_is_what_was_kept_in_memory(session):
    session.run(AddSpan(session.ids[0], (Extent(0, 3),), PERSON))
    session.run(AddSpan(session.ids[1], (Extent(8, 11),), ORG))
    session.run(AddSpan(session.ids[1], (Extent(22, 25), Extent(32, 35)), ORG))
    places = find_equal(session.project, session.annotator.id, "Ada", ORG, session.ids[2])
    session.run(LabelEverywhere(places, ORG, session.ids[2]))
    session.pending(session.ids[0])
    session.undo()
    kept = session.proposals.own_labels
    fresh = OwnLabels(session.project, session.annotator.id, session.project.connection)
    for string in ("Ada", "Bob", "Elm"):
        assert kept.counts(string) == fresh.counts(string)
    assert fresh.counts("Ada") == {PERSON: 1, ORG: 1}
    # Of several fragments there is no string to look for.
    assert fresh.counts("Elm") == {}


def test_rejections_silence_a_string_and_come_back_with_undo(session):
    session.run(AddSpan(session.ids[0], (Extent(0, 3),), PERSON))
    first, second, third = (one.suggestion for one in session.pending(session.ids[2]))
    session.run(RejectSuggestions(session.ids[2], [first]))
    assert [one[0] for one in shown(session, 2)] == [5, 10]
    session.run(RejectSuggestions(session.ids[2], [second]))
    assert shown(session, 2) == shown(session, 1) == []
    fresh = OwnLabels(session.project, session.annotator.id, session.project.connection)
    assert fresh.suggestions(session.document(session.ids[2])) == []
    session.undo()
    assert [one[0] for one in shown(session, 2)] == [5, 10]
    assert len(shown(session, 1)) == 1
    # What was rejected and is then labelled by hand was right after all.
    session.run(RejectSuggestions(session.ids[2], [second, third]))
    session.run(AddSpan(session.ids[2], first.fragments, PERSON))
    assert session.proposals.track_record.of(OWN_LABELS, PERSON) == Precision(1, 3)


def test_decisions_count_for_all_who_proposed_the_same(session):
    first, second, _ = session.ids
    session.run(AddSpan(first, (Extent(0, 3),), PERSON))
    same = Suggestion((Extent(8, 11),), PERSON, "m 1")
    other = Suggestion((Extent(0, 3),), PLACE, "m 1")
    session.store_suggestions([SuggestionRun(second, "m 1", [other, same])])
    assert shown(session, 1) == [(0, PLACE, "m 1"), (8, PERSON, OWN_LABELS, "m 1")]
    (_, both) = session.pending(second)
    assert both.suggestion.score == 1.0
    session.run(AcceptSuggestions(second, [both.suggestion]))
    record = session.proposals.track_record
    assert record.of("m 1", PERSON) == record.of(OWN_LABELS, PERSON) == Precision(1, 1)
    (span,) = session.annotation_set(second).spans
    assert (span.origin, span.source) == (Origin.ACCEPTED, OWN_LABELS)
    # Labelled by hand is accepted too; taken under another label counts as wrong.
    session.run(AddSpan(first, (Extent(13, 16),), PERSON))
    assert record.of(OWN_LABELS, PERSON) == Precision(2, 2)
    (one, *_) = (one.suggestion for one in session.pending(session.ids[2]))
    session.run(CorrectSuggestion(session.ids[2], one, ORG))
    assert record.of(OWN_LABELS, PERSON) == Precision(2, 3)
    assert record.all() == type(record)(session.project).all()
    session.undo()
    session.undo()
    assert record.all() == type(record)(session.project).all()
    assert record.of(OWN_LABELS, PERSON) == Precision(1, 1)


def test_own_labels_decide_between_labels_for_the_same_words(session):
    session.run(AddSpan(session.ids[0], (Extent(0, 3),), PERSON))
    wrong = Suggestion((Extent(8, 11),), PLACE, "a model 1")
    session.store_suggestions([SuggestionRun(session.ids[1], "a model 1", [wrong])])
    assert shown(session, 1) == [(8, PERSON, OWN_LABELS)]


def test_zones_that_are_not_for_labelling_get_nothing(session):
    session.run(AddSpan(session.ids[0], (Extent(0, 3),), PERSON))
    session.run(SetZone(session.ids[1], 0, 21, ZoneKind.RELATED))
    assert shown(session, 1) == []


def proposals_of_two(session, number, decisions):
    """Let two models propose the same; reject the first's proposals in one document."""
    text = " ".join(f"W{n}" for n in range(40))
    (document,) = add_documents(session, [text])
    extents = [Extent(text.index(f"W{n}"), text.index(f"W{n}") + 2) for n in range(10)]
    extents += [Extent(text.index(f"W{n}"), text.index(f"W{n}") + 3) for n in range(10, 40)]
    one = [Suggestion((extent,), ORG, "one 1") for extent in extents]
    two = [Suggestion((extent,), ORG, "two 1") for extent in extents[30:]]
    session.store_suggestions([SuggestionRun(document, "one 1", one)])
    session.store_suggestions([SuggestionRun(document, "two 1", two)])
    session.run(RejectSuggestions(document, one[:decisions]))
    session.run(AcceptSuggestions(document, one[decisions : decisions + number]))
    return document, one


def test_a_source_that_is_seldom_right_is_quiet_for_that_label(session):
    document, one = proposals_of_two(session, 5, 14)
    assert len(session.pending(document)) == 21  # 19 decisions are too few
    session.run(RejectSuggestions(document, one[19:20]))
    assert session.proposals.quiet() == {("one 1", ORG)}
    left = session.pending(document)
    assert [pending.sources for pending in left] == [["two 1"]] * 10
    # Another label of the same source is still heard.
    other = [Suggestion((Extent(15, 17),), PLACE, "one 1")]
    session.store_suggestions([SuggestionRun(document, "one 1", [*one, *other])])
    assert len(session.pending(document)) == 11
    # Not heard, it earns nothing: else only where it is right would count.
    session.run(AcceptSuggestions(document, [left[0].suggestion]))
    session.run(AddSpan(document, one[25].fragments, ORG))
    assert session.proposals.track_record.of("one 1", ORG) == Precision(5, 20)
    assert session.proposals.track_record.of("two 1", ORG) == Precision(1, 1)


def test_the_threshold_is_kept_in_the_project(session):
    document, _ = proposals_of_two(session, 5, 15)
    assert threshold(session.project) == Threshold(20, 0.3)
    assert session.proposals.quiet() == {("one 1", ORG)}
    heard = []
    session.events.subscribe(heard.append)
    session.set_threshold(Threshold(20, 0.25))
    assert session.proposals.quiet() == frozenset()
    assert len(session.pending(document)) == 20
    assert heard[0].documents == frozenset()
    assert threshold(session.project) == Threshold(20, 0.25)
    session.set_threshold(Threshold(1, 0))
    assert session.proposals.quiet() == frozenset()
    for wrong in (Threshold(0, 0.5), Threshold(5, 1.5), Threshold(5, -0.1)):
        with pytest.raises(UserError, match="threshold"):
            session.set_threshold(wrong)


@pytest.fixture
def many(session, monkeypatch):
    """Let two labels be many, and return what the session tells its views."""
    monkeypatch.setattr(own_labels_reading, "MANY", 1)
    session.run(AddSpan(session.ids[0], (Extent(0, 3),), PERSON))
    session.run(AddSpan(session.ids[1], (Extent(8, 11),), ORG))
    session.refresh("Open")
    heard = []
    session.events.subscribe(heard.append)
    return heard


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_many_labels_are_read_beside_the_window_which_is_told(session, many):
    session.pending(session.ids[2])
    wait_until(lambda: many)
    assert [change.facets for change in many] == [{Facet.SUGGESTIONS}]
    assert not many[0].documents
    assert session.proposals.own_labels.counts("Ada") == {PERSON: 1, ORG: 1}
    assert [one[2] for one in shown(session, 2)] == [OWN_LABELS] * 3


def test_changes_that_come_while_many_labels_are_read_are_learned(session, many, monkeypatch):
    go_on = threading.Event()
    read = own_strings.labelled

    def slowly(link, annotator):
        found = list(read(link, annotator))
        assert go_on.wait(20)
        return iter(found)

    monkeypatch.setattr(own_strings, "labelled", slowly)
    assert session.pending(session.ids[2]) == []
    assert session.proposals.own_labels is None
    session.run(AddSpan(session.ids[1], (Extent(22, 25),), ORG))
    session.undo()
    session.run(AddSpan(session.ids[0], (Extent(8, 11),), ORG))
    go_on.set()
    wait_until(lambda: session.proposals.own_labels is not None)
    kept = session.proposals.own_labels
    monkeypatch.setattr(own_strings, "labelled", read)
    fresh = OwnLabels(session.project, session.annotator.id, session.project.connection)
    for string in ("Ada", "Bob", "Elm"):
        assert kept.counts(string) == fresh.counts(string)
    assert (kept.counts("Bob"), kept.counts("Elm")) == ({ORG: 1}, {})


def test_closing_ends_what_reads_the_project(tmp_path, monkeypatch):
    monkeypatch.setattr(own_labels_reading, "MANY", 1)
    path = tmp_path / "p.annotations"
    with Session.create(path, make_schema()) as session:
        ids = add_documents(session, TEXTS)
        session.use_annotator("Ann")
        for start in (0, 13):
            session.run(AddSpan(ids[0], (Extent(start, start + 3),), PERSON))
    with Session.open(path) as session:
        session.use_annotator("Ann")
        session.pending(ids[2])
    # Were anything still open, the write-ahead log would be there.
    assert not path.with_name(f"{path.name}-wal").exists()
