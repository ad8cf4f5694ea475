"""Annotated files as suggestions: one run a document and source, nobody's labels touched."""

import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.app import exchange
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.commands.exporting import Selection
from annotator.commands.importing import ImportOptions
from annotator.commands.labelling import AddSpan, SetSpanNote
from annotator.commands.relating import AddRelation, LinkSpans
from annotator.commands.triage import AcceptSuggestions
from annotator.domain.errors import Stopped, UserError
from annotator.domain.schema import LabelKind, Schema
from annotator.domain.spans import Extent, Origin
from annotator.domain.suggestions import OWN_LABELS
from annotator.formats.format import ExportOptions
from annotator.store import digests, suggestions
from tests.projects import add_documents, make_label, make_schema

PERSON, ORG, PLACE = "test:PERSON", "test:ORG", "test:PLACE"
WORKS, KNOWS, IN = "test:works_for", "test:knows", "test:in"
TEXTS = ("Ada works for ACME.", "Bob knows Ada.")


def new_project(path, schema=None):
    return Session.create(path, schema or make_schema())


def exported(session, path):
    exchange.export_to(
        session.project, path, "jsonl", Selection((), True, True), ExportOptions(), Progress()
    )
    return path


@pytest.fixture
def file(tmp_path):
    """Return a jsonl file of two documents by two annotators."""
    with new_project(tmp_path / "made.annotations") as session:
        first, second = add_documents(session, TEXTS)
        session.use_annotator("Ann")
        label(session, first, (0, 3, PERSON), (14, 18, ORG))
        relate(session, first, WORKS, 0, 1)
        session.use_annotator("Ben")
        label(session, first, (0, 3, PERSON), (4, 9, PLACE))
        label(session, second, (0, 3, PERSON), (10, 13, PERSON))
        relate(session, second, KNOWS, 1, 0)
        return exported(session, tmp_path / "made.jsonl")


def label(session, document, *spans):
    for start, end, name in spans:
        session.run(AddSpan(document, (Extent(start, end),), name))


def relate(session, document, name, source, target):
    spans = session.annotation_set(document).spans
    session.run(AddRelation(document, spans[source].id, spans[target].id, name))


def take(session, *paths, source="m 1", progress=None):
    report = exchange.import_as_suggestions(session.project, paths, source, progress or Progress())
    session.refresh("Import")
    return report


def stored(session, text):
    document = next(e.id for e in session.listing().page(0, 99) if e.title == text)
    with session.project.reading() as link:
        spans = suggestions.of_document(link, document)
        relations = suggestions.relations_of_document(link, document)
    return (
        [(text[s.start : s.end], s.label, s.source) for s in spans],
        [(text[slice(*r.ends[0].fragments[0])], r.label, r.source) for r in relations],
    )


def test_all_sets_of_a_document_become_one_run_and_nobodys_labels(file, tmp_path):
    with new_project(tmp_path / "q.annotations") as session:
        add_documents(session, TEXTS[:1])
        report = take(session, file, source=" other  model 2 ")
        assert (report.documents, report.spans, report.relations) == (2, 5, 2)
        assert stored(session, TEXTS[0]) == (
            [
                ("Ada", PERSON, "other model 2"),
                ("works", PLACE, "other model 2"),
                ("ACME", ORG, "other model 2"),
            ],
            [("Ada", WORKS, "other model 2")],
        )
        # Symmetric relations go from the earlier words.
        assert stored(session, TEXTS[1])[1] == [("Bob", KNOWS, "other model 2")]
        assert session.annotators() == []
        assert len(session.listing()) == 2
        with session.project.reading() as link:
            assert suggestions.tally(link)["pending"] == 7


def test_what_a_suggestion_cannot_hold_is_told(tmp_path):
    with new_project(tmp_path / "p.annotations") as session:
        (document,) = add_documents(session, TEXTS[:1])
        session.use_annotator("Ann")
        label(session, document, (0, 3, PERSON), (14, 18, ORG))
        spans = session.annotation_set(document).spans
        session.run(SetSpanNote(document, spans[0].id, "who?"))
        session.run(LinkSpans(document, [span.id for span in spans]))
        file = exported(session, tmp_path / "p.jsonl")
    with new_project(tmp_path / "q.annotations") as session:
        told = {row.code: row.count for row in take(session, file).repairs}
    assert told == {"suggestion-notes": 1, "suggestion-chains": 1}


def test_the_same_source_again_replaces_another_stays(file, tmp_path):
    with new_project(tmp_path / "q.annotations") as session:
        take(session, file)
        take(session, file, source="m 2")
        with new_project(tmp_path / "r.annotations") as other:
            (document,) = add_documents(other, TEXTS[:1])
            other.use_annotator("Ann")
            label(other, document, (14, 18, PLACE))
            less = exported(other, tmp_path / "less.jsonl")
        take(session, less)
        spans, relations = stored(session, TEXTS[0])
        assert [span for span in spans if span[2] == "m 1"] == [("ACME", PLACE, "m 1")]
        assert relations == [("Ada", WORKS, "m 2")]
        # Documents that are not in the file keep what was proposed before.
        assert len(stored(session, TEXTS[1])[0]) == 4
        # Several files in one go are one run.
        take(session, file, less)
        assert len([s for s in stored(session, TEXTS[0])[0] if s[2] == "m 1"]) == 4


def test_labels_are_found_by_id_or_name_and_added_where_they_are_lacking(file, tmp_path):
    schema = make_schema()
    known = Schema("own", (make_label("ORG"), make_label("knows", LabelKind.RELATION)))
    renamed = [
        type(one)(**{**{f: getattr(one, f) for f in one.__slots__}, "id": f"own:{one.name}"})
        for one in known.labels
    ]
    with new_project(tmp_path / "q.annotations", Schema("own", tuple(renamed))) as session:
        report = take(session, file)
        added = [row for row in report.repairs if row.code == "label-added"]
        assert [row.count for row in added] == [3]
        assert {one.name for one in session.schema().labels} == {
            one.name for one in schema.labels
        } - {"in"}
        assert ("ACME", "own:ORG", "m 1") in stored(session, TEXTS[0])[0]
        assert stored(session, TEXTS[1])[1] == [("Bob", "own:knows", "m 1")]


@pytest.mark.parametrize("name", ["", "  ", "own labels"])
def test_a_source_needs_a_name_of_its_own(file, tmp_path, name):
    with new_project(tmp_path / "q.annotations") as session:
        before = digests.state(session.project.connection)
        with pytest.raises(UserError):
            take(session, file, source=name)
        assert digests.state(session.project.connection) == before


class StopAtSecond(Progress):
    def report(self, done, total=0):
        if done == 2:
            raise Stopped


def test_stopped_it_leaves_nothing_and_done_it_can_be_taken_back(file, tmp_path):
    with new_project(tmp_path / "q.annotations") as session:
        add_documents(session, ["Elsewhere."])
        before = digests.state(session.project.connection)
        with pytest.raises(Stopped):
            take(session, file, progress=StopAtSecond())
        assert digests.state(session.project.connection) == before
        take(session, file)
        assert session.take_back_title() == "Import suggestions"
        session.take_back()
        assert digests.state(session.project.connection) == before


@st.composite
def work(draw):
    """Draw a text's spans, nested, crossing and in pieces, and relations between them."""
    text = draw(st.text("ab c", min_size=4, max_size=14)) + "."
    offsets = st.integers(0, len(text) - 1)
    spans = {}
    for _ in range(draw(st.integers(0, 6))):
        edges = sorted(draw(st.sets(offsets, min_size=2, max_size=5)))
        pieces = tuple(Extent(a, b) for a, b in list(pairwise(edges))[::2])
        spans[(pieces, draw(st.sampled_from([PERSON, ORG, PLACE])))] = None
    both = st.sampled_from(range(len(spans))) if spans else st.nothing()
    pairs = st.tuples(both, both, st.sampled_from([WORKS, KNOWS, IN]))
    relations = draw(st.lists(pairs, max_size=5)) if len(spans) > 1 else []
    return text, list(spans), relations


def make(session, text, spans, relations):
    """Label a text so, as far as the schema allows; return the document."""
    (document,) = add_documents(session, [text])
    session.use_annotator("Ann")
    for fragments, name in spans:
        session.run(AddSpan(document, fragments, name))
    live = session.annotation_set(document)
    ids = [next(s.id for s in live.spans if (s.fragments, s.label) == one) for one in spans]
    for source, target, name in relations:
        try:
            session.run(AddRelation(document, ids[source], ids[target], name))
        except UserError:
            continue  # between such labels, or twice, the schema allows none
    return document


def content(session, document):
    found = session.annotation_set(document)
    spans = {span.id: (span.fragments, span.label) for span in found.spans}
    ends = {
        (
            one.label,
            *(sorted if one.label == KNOWS else list)([spans[one.source], spans[one.target]]),
        )
        for one in found.relations
    }
    return set(spans.values()), {(name, a, b) for name, a, b in ends}


@settings(max_examples=25, deadline=None)
@given(work())
def test_accepting_all_of_it_is_the_same_as_importing_it_as_labels(drawn):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with new_project(place / "made.annotations") as session:
            document = make(session, *drawn)
            wanted = content(session, document)
            file = exported(session, place / "made.jsonl")
        with new_project(place / "labels.annotations") as session:
            exchange.import_paths(
                session.project, [file], ImportOptions(annotator="Ada"), Progress()
            )
            session.use_annotator("Ada")
            assert content(session, document) == wanted
        with new_project(place / "suggested.annotations") as session:
            take(session, file)
            session.use_annotator("Ada")
            with session.project.reading() as link:
                spans = suggestions.of_document(link, document)
                relations = suggestions.relations_of_document(link, document)
            session.run(AcceptSuggestions(document, [*spans, *relations]))
            assert content(session, document) == wanted
            assert {r.origin for r in session.annotation_set(document).relations} <= {
                Origin.ACCEPTED
            }
            # What is left to check, if anything, is what these labels themselves propose.
            assert {source for one in session.pending(document) for source in one.sources} <= {
                OWN_LABELS
            }


@settings(max_examples=25, deadline=None)
@given(work())
def test_accepting_one_after_the_other_reaches_all_that_do_not_cross(drawn):
    text, spans, relations = drawn
    nested = [
        one
        for n, one in enumerate(spans)
        if all(apart_or_within(one[0], other[0]) for other in spans[:n])
    ]
    keep = [spans.index(one) for one in nested]
    relations = [
        (keep.index(a), keep.index(b), name) for a, b, name in relations if a in keep and b in keep
    ]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with new_project(place / "made.annotations") as session:
            document = make(session, text, nested, relations)
            wanted = content(session, document)
            file = exported(session, place / "made.jsonl")
        with new_project(place / "suggested.annotations") as session:
            take(session, file)
            session.use_annotator("Ada")
            while waiting := [s for s in session.pending(document) if s.sources == ["m 1"]]:
                session.run(AcceptSuggestions(document, [waiting[0].suggestion]))
            assert content(session, document) == wanted


def apart_or_within(one, other):
    a, b = (one[0].start, one[-1].end), (other[0].start, other[-1].end)
    inside = (a[0] >= b[0] and a[1] <= b[1]) or (b[0] >= a[0] and b[1] <= a[1])
    return a != b and (inside or a[1] <= b[0] or b[1] <= a[0])
