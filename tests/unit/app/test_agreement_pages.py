"""What is read as columns is what the annotation sets say, document by document."""

import random
from dataclasses import replace

import pytest

from annotator.agreement.report import report, report_of
from annotator.agreement.values import (
    ComparedDocument,
    ComparedRelation,
    ComparedSet,
    ComparedSpan,
)
from annotator.app import agreement_pages
from annotator.app.agreement import Choice, read_columns
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.documents import Zone, ZoneKind, labelable_extents
from annotator.domain.ids import RelationId, SpanId
from annotator.domain.queries import parse_query
from annotator.domain.spans import Extent, Origin, Relation, Span
from annotator.store import annotators, documents, sets
from annotator.text.words import word_edges
from tests.projects import make_document, make_schema

PEOPLE = ("Ada", "Bob", "Cyd")
PARAGRAPHS = ("Ada met Bob's aunt in Oslo.", "By Eve May", "Rome – U.S. – Inc. café 1,000.")


def article(number):
    """Return a document whose middle paragraph, or its first, is not for labelling."""
    text = "\n".join((*PARAGRAPHS, str(number)))
    edges = [0, 28, 39, len(text)]
    kinds = [ZoneKind.BODY, ZoneKind.BYLINE, ZoneKind.BODY]
    if number % 3 == 0:
        kinds.reverse()
        kinds[0] = ZoneKind.NAVIGATION
    zones = [Zone(s, e, kind) for s, e, kind in zip(edges, edges[1:], kinds, strict=False)]
    return replace(make_document(text), zones=tuple(zones))


def fill(session, draw, count):
    """Let everybody label and finish documents: few places, so that equal rows come up."""
    schema = session.schema()
    labels, links = schema.span_labels, schema.relation_labels
    with session.project.transaction() as t:
        people = [annotators.ensure(t, name).id for name in (*PEOPLE, "Ada's laptop")]
        annotators.join(t, people[3], people[0])
        for number in range(count):
            document = article(number)
            documents.add(t, document)
            for person in (*people, GOLD):
                if draw.random() < 0.2:
                    continue
                set_ = sets.ensure(t, document.id, person)
                for one in schema.passes:
                    state = draw.choice([State.FINISHED, State.FINISHED, State.IN_PROGRESS])
                    sets.set_state(t, set_, one, state)
                made = []
                for at in range(8):
                    start = draw.choice([0, 8, 25, 34, 40])
                    pieces = [Extent(start, start + draw.choice([3, 5, 8]))]
                    if draw.random() < 0.3:
                        pieces.append(Extent(start + 9, start + 12))
                    made.append(SpanId(f"{draw.random():.9f}-{at}"))
                    origin = draw.choice([Origin.HAND, Origin.ACCEPTED])
                    said = draw.choice([{}, {"sense": draw.choice("xy")}])
                    label = draw.choice(labels).id
                    span = Span(made[-1], tuple(pieces), label, said, origin=origin)
                    sets.put_span(t, set_, span)
                for at in range(5):
                    ends = draw.choice(made), draw.choice(made)
                    relation = Relation(
                        RelationId(f"{draw.random()}-{at}"), draw.choice(links).id, *ends
                    )
                    sets.put_relation(t, set_, relation)
                for at in range(4):
                    sets.put_member(t, set_, f"chain {at % 2}", draw.choice(made))


def as_said_by_sets(link, schema):
    """Return the finished work as plain values, from annotation sets read one by one."""
    names = {one.id: one.name for one in annotators.everyone(link)}
    # Of spans that are equal once they are cut the first one in the file stands.
    order = dict(link.execute("SELECT id, set_id FROM spans").fetchall())
    for document in documents.read_many(link, range(1, 1 + len(documents.ids(link)))):
        found, gold = {}, None
        for owner in sets.owners(link, document.id):
            work = compared(sets.annotation_set(link, document.id, owner), schema, order)
            if work.finished and owner == GOLD:
                gold = work
            elif work.finished:
                found[names[owner]] = work
        labelable = labelable_extents(document.zones)
        words = [edge for start, end in labelable for edge in word_edges(document.text, start, end)]
        if found:
            yield ComparedDocument(document.id, len(document.text), found, words, labelable, gold)


def compared(one, schema, order):
    name = {label.id: label.name for label in schema.labels}
    spans = sorted(one.spans, key=lambda span: (order[span.id], span.id))
    place = {span.id: at for at, span in enumerate(spans)}
    return ComparedSet(
        [
            ComparedSpan(
                s.fragments, name[s.label], defaults(schema, s), s.origin is Origin.ACCEPTED
            )
            for s in spans
        ],
        [ComparedRelation(name[r.label], place[r.source], place[r.target]) for r in one.relations],
        [[place[span] for span in chain.spans] for chain in one.chains],
        frozenset(name for name, state in one.states.items() if state is State.FINISHED),
    )


def defaults(schema, span):
    known = {
        one.name: one.default
        for one in schema.attributes
        if one.default and (not one.labels or span.label in one.labels)
    }
    return {**known, **span.attributes}


@pytest.mark.parametrize("seed", range(6))
def test_the_report_is_the_same(tmp_path, seed, monkeypatch):
    # One page; several that the readers take turns with; and the same with one reader more.
    monkeypatch.setattr(agreement_pages, "PAGE", (200, 5, 2)[seed % 3])
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        fill(session, random.Random(seed), 12)
        with session.project.snapshots(2 + seed % 2) as links:
            read = read_columns(links, Choice(), Progress())
            plain = replace(read.settings, resamples=50)
            expected = report(list(as_said_by_sets(links[0], session.schema())), plain)
            found = report_of(read.tables, plain)
            assert found == expected
            assert found["settings"]["cut_spans"] and found["settings"]["masked_spans"]
            assert found["chains"] and found["gold"] and found["spans"]["attributes"]


def test_nobody_and_few_documents(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        fill(session, random.Random(3), 4)
        with session.project.snapshots(2) as links:
            two = read_columns(links, Choice(["Bob", "Cyd"]), Progress())
            assert two.tables.names == ["Bob", "Cyd"]
            none = read_columns(links, Choice(query=parse_query("source:nowhere")), Progress())
            assert (none.chosen, list(none.tables.documents), none.tables.people) == (0, [], [])
