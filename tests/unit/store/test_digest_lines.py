"""Lines made of rows as they are stored are those that the rules of reading give."""

import random
from dataclasses import replace

import pytest

from annotator.app.session import Session
from annotator.domain.annotation_sets import GOLD, State
from annotator.domain.errors import Stopped
from annotator.domain.ids import RelationId, SpanId
from annotator.domain.spans import Extent, Origin, Relation, Span
from annotator.store import annotators, digests, sets
from annotator.store.digest_lines import BulkLines
from tests.projects import add_documents, make_schema

TEXT = "Ada met Bob in Oslo and Eve in Rome before May came to Paris."


def fill(session, draw, joined):
    documents = add_documents(session, [f"{TEXT} {number}" for number in range(8)])
    labels, links = session.schema().span_labels, session.schema().relation_labels
    with session.project.transaction() as t:
        people = [annotators.ensure(t, name).id for name in ("Ada", 'Ada\'s "laptop"', "Bøb")]
        if joined:
            annotators.join(t, people[1], people[0])
        for document in documents:
            for person in (*people, GOLD):
                if draw.random() < 0.2:
                    continue
                set_ = sets.ensure(t, document, person)
                sets.set_state(t, set_, "main", draw.choice(list(State)))
                if draw.random() < 0.3:
                    t.update("sets", set_, {"flag": "look", "note": draw.choice(["", 'a "ü"\n'])})
                made = []
                for number in range(draw.randrange(6)):
                    start = draw.randrange(30)
                    pieces = [Extent(start, start + 3)]
                    if draw.random() < 0.3:
                        pieces.append(Extent(start + 5, start + 7))
                    span = Span(
                        SpanId(f"{draw.random():.9f}-{number}"), tuple(pieces),
                        draw.choice(labels).id, draw.choice([{}, {"z": "é", "a": "1"}]),
                        draw.choice(["", "why\t?"]), Origin.HAND,
                    )  # fmt: skip
                    sets.put_span(t, set_, span)
                    made.append(span)
                if made and draw.random() < 0.3:
                    sets.put_span(t, set_, replace(made[0], id=SpanId(f"{draw.random()}")))
                for number in range(draw.randrange(4) if made else 0):
                    ends = draw.choice(made).id, draw.choice(made).id
                    named = RelationId(f"{draw.random()}-{number}")
                    sets.put_relation(t, set_, Relation(named, draw.choice(links).id, *ends))
                if made and draw.random() < 0.3:
                    sets.put_member(t, set_, "chain", made[0].id)
                    sets.put_member(t, set_, "chain", made[-1].id)
                if made and draw.random() < 0.3:
                    t.delete("spans", [draw.choice(made).id])


@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_digest_is_that_of_the_rules(tmp_path, monkeypatch, seed, joined):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        fill(session, random.Random(seed), joined)
        with session.project.lock:
            # As another program may have written them: read all the same.
            session.project.connection.execute(
                "UPDATE spans SET fragments = replace(fragments, ',', ', '),"
                " attributes = replace(attributes, ':', ' : ') WHERE id LIKE '%-1'"
            )
        plain, lines = [], BulkLines._lines
        monkeypatch.setattr(
            BulkLines, "_lines", lambda *some: plain.append(lines(*some)) or plain[-1]
        )
        with session.project.reading() as link:
            found = digests.digest(link)
            monkeypatch.setattr(BulkLines, "_lines", lambda *_: None)
            assert digests.digest(link) == found
        assert any(plain) and (joined or None in plain)


def test_it_can_be_stopped(tmp_path):
    def stop():
        raise Stopped

    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        fill(session, random.Random(1), False)
        with session.project.reading() as link, pytest.raises(Stopped):
            digests.digest(link, stop)
