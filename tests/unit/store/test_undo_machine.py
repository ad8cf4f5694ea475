"""A machine that edits, undoes, redoes, reopens and checks against plain snapshots."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan, DeleteSpans, MoveSpan, RelabelSpan, SetSpanNote
from annotator.commands.progress import SetFlag, SetState, SetZone
from annotator.commands.relating import AddRelation, DeleteRelations, LinkSpans, UnlinkSpan
from annotator.commands.spreading import LabelEverywhere, find_equal
from annotator.commands.triage import AcceptSuggestions, CorrectSuggestion, RejectSuggestions
from annotator.domain.annotation_sets import State
from annotator.domain.documents import ZoneKind
from annotator.domain.errors import UserError
from annotator.domain.spans import Extent
from annotator.domain.suggestions import (
    RelationSuggestion,
    SuggestedEnd,
    Suggestion,
    SuggestionRun,
)
from annotator.store import checking, digests, sets
from tests.projects import add_documents, make_schema

TEXT = "Ada met Bob in Cairo. 😀 Ada works for Elm Ltd."
extents = st.tuples(st.integers(0, 40), st.integers(1, 9)).map(
    lambda pair: Extent(pair[0], min(len(TEXT), pair[0] + pair[1]))
)
picks = st.integers(0, 50)


class Annotating(RuleBasedStateMachine):
    """Each edit pushes a snapshot; undo and redo must walk the snapshots exactly."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "p.annotations"
        self._session = Session.create(self._path, make_schema())
        (self._document, _) = add_documents(self._session, [TEXT, "Another text, Ada and Bob."])
        self._session.use_annotator("Ada")
        proposed = [
            Suggestion((Extent(0, 3),), self._label(0), "m 1"),
            Suggestion((Extent(15, 20),), self._label(2), "m 1"),
        ]
        ends = tuple(SuggestedEnd(one.fragments, one.label) for one in proposed)
        relations = [
            RelationSuggestion(label.id, way, "m 1")
            for label, way in zip(
                self._session.schema().relation_labels, (ends, ends[::-1]), strict=False
            )
        ]
        run = SuggestionRun(self._document, "m 1", proposed, relations)
        self._session.store_suggestions([run])
        self._past = [self._snapshot()]
        self._future: list[object] = []

    def teardown(self) -> None:
        self._session.close()
        self._folder.cleanup()

    def _label(self, number: int) -> str:
        labels = self._session.schema().span_labels
        return labels[number % len(labels)].id

    def _snapshot(self) -> object:
        """What a person can see: labels, relations, chains, states, open suggestions."""
        return (
            digests.digest(self._session.project.connection),
            self._session.annotation_set(self._document),
            [one.suggestion for one in self._session.pending(self._document)],
            self._session.document(self._document).zones,
        )

    def _run(self, command: object) -> None:
        before = self._snapshot()
        state = digests.state(self._session.project.connection)
        try:
            change = self._session.run(command)
        except UserError:
            assert digests.state(self._session.project.connection) == state
            return
        after = self._snapshot()
        if change.facets:
            self._past.append(after)
            self._future.clear()
        else:
            assert after == before

    @property
    def _spans(self) -> list:
        return list(self._session.annotation_set(self._document).spans)

    def _span(self, pick: int):
        return self._spans[pick % len(self._spans)].id

    @rule(extent=extents, number=picks)
    def label(self, extent, number):
        self._run(AddSpan(self._document, (extent,), self._label(number)))

    @precondition(lambda self: self._spans)
    @rule(pick=picks, number=picks)
    def relabel(self, pick, number):
        self._run(RelabelSpan(self._document, self._span(pick), self._label(number)))

    @precondition(lambda self: self._spans)
    @rule(pick=picks, extent=extents, more=extents)
    def move(self, pick, extent, more):
        self._run(MoveSpan(self._document, self._span(pick), (extent, more)))

    @precondition(lambda self: self._spans)
    @rule(pick=picks, other=picks)
    def delete(self, pick, other):
        doomed = list(dict.fromkeys([self._span(pick), self._span(other)]))
        self._run(DeleteSpans(self._document, doomed))

    @precondition(lambda self: self._spans)
    @rule(pick=picks, note=st.text(max_size=5))
    def note(self, pick, note):
        self._run(SetSpanNote(self._document, self._span(pick), note))

    @precondition(lambda self: len(self._spans) > 1)
    @rule(pick=picks, other=picks, number=picks)
    def relate(self, pick, other, number):
        labels = self._session.schema().relation_labels
        label = labels[number % len(labels)].id
        self._run(AddRelation(self._document, self._span(pick), self._span(other), label))

    @precondition(lambda self: self._session.annotation_set(self._document).relations)
    @rule(pick=picks)
    def unrelate(self, pick):
        relations = self._session.annotation_set(self._document).relations
        self._run(DeleteRelations(self._document, [relations[pick % len(relations)].id]))

    @precondition(lambda self: len(self._spans) > 1)
    @rule(pick=picks, other=picks)
    def link(self, pick, other):
        self._run(LinkSpans(self._document, [self._span(pick), self._span(other)]))

    @precondition(lambda self: self._spans)
    @rule(pick=picks)
    def unlink(self, pick):
        self._run(UnlinkSpan(self._document, self._span(pick)))

    @rule(state=st.sampled_from(list(State)), flag=st.sampled_from(["", "odd"]))
    def progress(self, state, flag):
        self._run(SetState(self._document, state))
        self._run(SetFlag(self._document, flag))

    @rule(kind=st.sampled_from([ZoneKind.BODY, ZoneKind.QUOTE, ZoneKind.RELATED]))
    def zone(self, kind):
        self._run(SetZone(self._document, 0, 22, kind))

    @precondition(lambda self: self._session.pending(self._document))
    @rule(verdict=st.integers(0, 2))
    def triage(self, verdict):
        one = self._session.pending(self._document)[0].suggestion
        commands = (
            AcceptSuggestions(self._document, [one]),
            RejectSuggestions(self._document, [one]),
            CorrectSuggestion(self._document, one, self._label(1)),
        )
        self._run(commands[verdict])

    @precondition(lambda self: self._session.pending(self._document))
    @rule(verdict=st.integers(0, 2), number=picks)
    def triage_last(self, verdict, number):
        last = self._session.pending(self._document)[-1]
        one, ends = last.suggestion, [e for e in last.ends or () if isinstance(e, Suggestion)]
        labels = self._session.schema().relation_labels
        other = labels[number % len(labels)].id if last.ends else self._label(number)
        commands = (
            AcceptSuggestions(self._document, [*ends, one]),
            RejectSuggestions(self._document, [one]),
            CorrectSuggestion(self._document, one, other, ends),
        )
        self._run(commands[verdict])
        record = self._session.proposals.track_record
        assert record.all() == type(record)(self._session.project).all()

    @precondition(lambda self: self._spans)
    @rule(pick=picks, number=picks)
    def spread(self, pick, number):
        string = self._spans[pick % len(self._spans)].surface(TEXT)
        if string.strip():
            person, label = self._session.annotator.id, self._label(number)
            places = find_equal(self._session.project, person, string, label)
            self._run(LabelEverywhere(places, label, self._document))

    @rule(times=st.integers(1, 4))
    def undo(self, times):
        for _ in range(times):
            change = self._session.undo()
            assert (change is None) == (len(self._past) == 1)
            if change is not None:
                self._future.append(self._past.pop())
            assert self._snapshot() == self._past[-1]

    @rule(times=st.integers(1, 4))
    def redo(self, times):
        for _ in range(times):
            change = self._session.redo()
            assert (change is None) == (not self._future)
            if change is not None:
                self._past.append(self._future.pop())
            assert self._snapshot() == self._past[-1]

    @rule()
    def reopen(self):
        self._session.close()
        self._session = Session.open(self._path)
        self._session.use_annotator("Ada")
        assert self._snapshot() == self._past[-1]

    @invariant()
    def what_is_held_in_memory_is_what_is_stored(self):
        link = self._session.project.connection
        stored = sets.annotation_set(link, self._document, self._session.annotator.id)
        assert self._session.annotation_set(self._document) == stored
        assert checking.problems(link) == []


Annotating.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnnotating = Annotating.TestCase
