"""Agreement of many annotators over many documents: from the project file to the report.

The largest case takes minutes to set up and half a gigabyte of disk, so it is run by hand:
ANNOTATOR_LARGE=1 python -m pytest tests/benchmarks/test_agreement.py -k 10x10000 -s
"""

import os
import random
import resource

import pytest

from annotator.agreement.report import report
from annotator.agreement.values import (
    ComparedDocument,
    ComparedRelation,
    ComparedSet,
    ComparedSpan,
    Settings,
)
from annotator.app import agreement
from annotator.app.agreement import Choice
from annotator.app.agreement_report import Wanted, compare_and_write
from annotator.app.session import Session
from annotator.app.tasks import Progress
from annotator.domain.annotation_sets import State
from annotator.domain.ids import RelationId, SpanId, new_id
from annotator.domain.queries import parse_query
from annotator.domain.spans import Extent, Relation, Span
from annotator.store import annotators, documents, sets
from tests.projects import make_document, make_schema

WORDS, SPANS, RELATIONS = 400, 18, 4
LABELS = ("PERSON", "ORG", "PLACE")


def marked(generator, base):
    """Return spans like those of the base, with misses, moved edges and other labels."""
    found = set()
    for start, end, label in base:
        luck = generator.random()
        if luck < 0.08:
            continue
        if luck < 0.14:
            end += 5
        elif luck < 0.18:
            label = generator.choice(LABELS)
        found.add((start, end, label))
    return sorted(found)


def bases(generator, count):
    """Yield what is to be marked in each document: words of four letters and a space."""
    for _ in range(count):
        starts = generator.sample(range(WORDS - 4), SPANS)
        yield [
            (5 * at, 5 * at + 4 + 5 * generator.randrange(3), generator.choice(LABELS))
            for at in starts
        ]


def values(people, count):
    """Return documents as plain values."""
    generator = random.Random(7)
    tokens = [(5 * at, 5 * at + 4) for at in range(WORDS)]
    made = []
    for number, base in enumerate(bases(generator, count)):
        done = {}
        for person in range(people):
            mine = marked(generator, base)
            linked = [ComparedRelation("in", at, at + 1) for at in range(RELATIONS)]
            spans = [ComparedSpan(((s, e),), label) for s, e, label in mine]
            done[f"annotator {person}"] = ComparedSet(spans, linked)
        made.append(ComparedDocument(str(number), 5 * WORDS, done, tokens))
    return made


def project(path, people, count):
    """Return a session on a project file with everybody's finished work."""
    generator = random.Random(7)
    session = Session.create(path, make_schema())
    labels = {label.name: label.id for label in session.schema().labels}
    with session.project.transaction() as t:
        names = [annotators.ensure(t, f"annotator {number}").id for number in range(people)]
        for number, base in enumerate(bases(generator, count)):
            text = f"{number:04} " + "word " * (WORDS - 1)
            document = make_document(text)
            documents.add(t, document)
            for person in names:
                set_ = sets.ensure(t, document.id, person)
                sets.set_state(t, set_, "main", State.FINISHED)
                spans = [
                    Span(SpanId(new_id()), (Extent(s, e),), labels[label])
                    for s, e, label in marked(generator, base)
                ]
                for span in spans:
                    sets.put_span(t, set_, span)
                for at in range(RELATIONS):
                    ends = spans[at].id, spans[at + 1].id
                    sets.put_relation(t, set_, Relation(RelationId(new_id()), labels["in"], *ends))
    return session


@pytest.mark.benchmark(group="agreement")
def test_report_on_values_3x1000(benchmark):
    made = values(3, 1_000)
    found = benchmark.pedantic(report, (made, Settings()), rounds=3, warmup_rounds=1)
    assert found["documents"]["annotator 0|annotator 1"] == 1_000


@pytest.mark.benchmark(group="agreement")
@pytest.mark.parametrize(
    ("people", "count"), [(3, 1_000), (10, 10_000)], ids=["3x1000", "10x10000"]
)
def test_verb(benchmark, tmp_path, people, count):
    if count > 1_000 and not os.environ.get("ANNOTATOR_LARGE"):
        pytest.skip("run by hand, with ANNOTATOR_LARGE=1")
    with project(tmp_path / "p.annotations", people, count) as session:
        found = benchmark.pedantic(
            agreement.compare,
            (session.project, (), parse_query(""), Progress()),
            rounds=3 if count <= 1_000 else 1,
        )
        assert len(found["documents"]) == people * (people - 1) // 2
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        benchmark.extra_info["peak MB"] = peak
        print(f"\npeak {peak} MB")


@pytest.mark.benchmark(group="agreement")
@pytest.mark.parametrize("people", [3, 10], ids=["3x1000", "10x1000"])
def test_page(benchmark, tmp_path, people):
    wanted = Wanted(tmp_path / "page.html")
    with project(tmp_path / "p.annotations", people, 1_000) as session:
        asked = (session.project, Choice(), wanted, Progress())
        benchmark.pedantic(compare_and_write, asked, rounds=1)
    assert wanted.page.stat().st_size > 100_000
