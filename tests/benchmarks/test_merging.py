"""Merging two files of 10,000 articles and 200,000 spans, under 20 seconds.

python -m pytest tests/benchmarks/test_merging.py -s
"""

import random
import shutil
from time import perf_counter

import pytest

from annotator.app.session import Session
from annotator.commands import merging
from annotator.commands.packing import PackOptions, pack
from annotator.domain.annotation_sets import State
from annotator.domain.ids import SpanId, new_id
from annotator.domain.spans import Extent, Span
from annotator.store import annotators, documents, sets
from tests.projects import make_document, make_schema

DOCUMENTS, SPANS, WORDS = 10_000, 20, 300


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("merging")
    path = folder / "base.annotations"
    rng = random.Random(3)
    words = [f"w{number:04}" for number in range(3000)]
    with Session.create(path, make_schema()) as session, session.project.transaction() as t:
        for _ in range(DOCUMENTS):
            documents.add(t, make_document(" ".join(rng.choices(words, k=WORDS))))
    return path


def label_all(path, name, seed):
    """Give every document twenty spans of one annotator, and finish it."""
    rng = random.Random(seed)
    with Session.open(path) as session:
        label = session.schema().span_labels[0].id
        with session.project.transaction() as t:
            person = annotators.ensure(t, name)
            for document in documents.ids(t.connection):
                set_ = sets.ensure(t, document, person.id)
                for at in rng.sample(range(WORDS), SPANS):
                    extent = Extent(6 * at, 6 * at + 5)
                    sets.put_span(t, set_, Span(SpanId(new_id()), (extent,), label))
                sets.set_state(t, set_, "main", State.FINISHED)


def measure(title, work):
    start = perf_counter()
    result = work()
    print(f"{title}: {perf_counter() - start:.1f} s")
    assert perf_counter() - start < 20
    return result


def test_merging_two_files_of_ten_thousand_articles(base, tmp_path):
    one, other = (tmp_path / f"{name}.annotations" for name in ("one", "other"))
    for path, seed in ((one, 1), (other, 2)):
        shutil.copy(base, path)
        label_all(path, path.stem, seed)
    with Session.open(one) as session:
        report = measure("dry run", lambda: merging.merge(session.project, other, dry_run=True))
        assert report.total("new") == DOCUMENTS * SPANS
        done = measure("merge with backup", lambda: merging.merge(session.project, other))
        assert done.total("new") == DOCUMENTS * SPANS
        again = measure("again", lambda: merging.merge(session.project, other))
        assert again.changes == 0
    with Session.open(other) as session, session.project.transaction() as t:
        rows = t.connection.execute("SELECT id FROM spans").fetchall()
        for row in rows:
            t.update("spans", row[0], {"note": "looked at"})
    with Session.open(one) as session:
        changed = measure("all changed", lambda: merging.merge(session.project, other))
        assert changed.total("changed") == DOCUMENTS * SPANS


def test_merging_into_an_empty_project_and_packing(base, tmp_path):
    other = tmp_path / "other.annotations"
    shutil.copy(base, other)
    label_all(other, "other", 2)
    with Session.create(tmp_path / "new.annotations", make_schema()) as session:
        report = measure("into an empty one", lambda: merging.merge(session.project, other))
        assert report.documents == DOCUMENTS
    with Session.open(other) as session:
        options = PackOptions(["other"])
        measure("pack", lambda: pack(session.project, tmp_path / "packs", options))
