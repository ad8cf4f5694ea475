"""Finished work read at once is what the annotation sets say one by one."""

import random

import numpy as np
import pytest

from annotator.app.session import Session
from annotator.commands.labelling import AddSpan
from annotator.commands.progress import SetState
from annotator.commands.relating import AddRelation
from annotator.domain.annotation_sets import State
from annotator.domain.errors import UserError
from annotator.domain.ids import RelationId, SpanId
from annotator.domain.spans import Extent, Origin, Relation, Span
from annotator.store import annotators, completion, sets
from annotator.store.finished import FinishedReader, work_of
from tests.projects import add_documents, make_schema

TEXT = "Ada met Bob in Oslo and Eve in Rome before May came to Paris."


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        yield session


def as_said_by_sets(link, document, owner):
    one = sets.annotation_set(link, document, owner)
    place = {span.id: (span.fragments, span.label) for span in one.spans}
    return (
        {
            (s.fragments, s.label, tuple(s.attributes.items()), s.origin is Origin.ACCEPTED)
            for s in one.spans
        },
        {(r.label, place[r.source], place[r.target]) for r in one.relations},
        {frozenset(place[member] for member in chain.spans) for chain in one.chains},
    )


def as_read_at_once(work, place):
    spans = {}
    for row in np.flatnonzero(work.set == place).tolist():
        extent = ((int(work.start[row]), int(work.end[row])),)
        spans[row] = (
            tuple(map(tuple, work.fragments.get(row, extent))), work.labels[work.label[row]],
            tuple(work.attributes.get(row, {}).items()), bool(work.taken[row]),
        )  # fmt: skip
    keys = {row: span[:2] for row, span in spans.items()}
    assert len(set(keys.values())) == len(keys)
    return (
        set(spans.values()),
        {
            (work.relation_labels[label], keys[source], keys[target])
            for label, source, target in work.relations.tolist()
            if source in keys
        },
        {frozenset(keys[row] for row in rows) for owner, rows in work.chains if owner == place},
    )


def finished_work(link, documents):
    return work_of(FinishedReader(link).rows(documents))


def check(session, documents):
    with session.project.reading() as link:
        work = finished_work(link, documents)
        for document in documents:
            expected = {}
            for owner in sets.owners(link, document):
                one = sets.annotation_set(link, document, owner)
                passes = {name for name, state in one.states.items() if state is State.FINISHED}
                if passes:
                    expected[owner] = (passes, as_said_by_sets(link, document, owner))
            read = {
                one.annotator: (set(one.finished), as_read_at_once(work, place))
                for place, one in enumerate(work.sets)
                if one.document == document
            }
            assert read == expected
        return work


def test_any_rows_twins_and_joined_annotators_included(session):
    documents = add_documents(session, [f"{TEXT} {number}" for number in range(6)])
    labels, links = session.schema().span_labels, session.schema().relation_labels
    draw = random.Random(11)
    with session.project.transaction() as t:
        people = [annotators.ensure(t, name).id for name in ("Ada", "Ada's laptop", "Bob")]
        annotators.join(t, people[1], people[0])
        for document in documents:
            for person in people:
                if draw.random() < 0.2:
                    continue
                set_ = sets.ensure(t, document, person)
                sets.set_state(t, set_, "main", draw.choice([State.FINISHED, State.IN_PROGRESS]))
                # Few places, so that rows with equal content come up, as merges make them.
                made = []
                for number in range(8):
                    start = draw.choice([0, 8, 15])
                    pieces = [Extent(start, start + 3)]
                    if draw.random() < 0.3:
                        pieces.append(Extent(start + 5, start + 7))
                    span = Span(
                        SpanId(f"{draw.random():.9f}-{number}"), tuple(pieces),
                        draw.choice(labels).id, draw.choice([{}, {"sense": "plain"}]),
                        origin=draw.choice([Origin.HAND, Origin.ACCEPTED]),
                    )  # fmt: skip
                    sets.put_span(t, set_, span)
                    made.append(span.id)
                for number in range(5):
                    ends = draw.choice(made), draw.choice(made)
                    sets.put_relation(
                        t, set_,
                        Relation(RelationId(f"{draw.random()}-{number}"), links[1].id, *ends),
                    )  # fmt: skip
                for number in range(4):
                    sets.put_member(t, set_, f"chain {number % 2}", draw.choice(made))
                t.delete("spans", [made[0]])
    found = check(session, documents)
    assert len(found.sets) > 4 and len(found.relations) and found.fragments and found.chains


def test_documents_without_finished_work_are_not_there(session):
    (document,) = add_documents(session, [TEXT])
    session.use_annotator("Ada")
    label, link = session.schema().span_labels[0].id, session.schema().relation_labels[1].id
    ends = [
        session.run(AddSpan(document, (Extent(start, start + 3),), label)).spans[0]
        for start in (0, 8)
    ]
    session.run(AddRelation(document, *ends, link))
    with session.project.reading() as reader:
        assert finished_work(reader, [document]).sets == []
        assert completion.days(reader) == {}
    session.run(SetState(document, State.FINISHED))
    (found,) = check(session, [document]).sets
    with session.project.reading() as reader:
        assert set(completion.days(reader)) == {found.id}
    session.undo()
    with session.project.reading() as reader:
        assert finished_work(reader, [document]).sets == []
        assert completion.days(reader) == {}


@pytest.mark.parametrize("stored", ["[[0]]", "[]", "[[0,x]]", "[[0,3],[5]]", "[[0,3],5]", ""])
def test_damaged_places_are_told(session, stored):
    (document,) = add_documents(session, [TEXT])
    session.use_annotator("Ada")
    label = session.schema().span_labels[0].id
    session.run(AddSpan(document, (Extent(0, 3),), label))
    session.run(AddSpan(document, (Extent(8, 11),), label))
    session.run(SetState(document, State.FINISHED))
    with session.project.lock:
        session.project.connection.execute(
            "UPDATE spans SET fragments = ? WHERE fragments = '[[8,11]]'", (stored,)
        )
    with session.project.reading() as link, pytest.raises(UserError, match="damaged"):
        finished_work(link, [document])
