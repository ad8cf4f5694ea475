"""The list of articles of a large project: opened, jumped in, filtered, counted."""

import pytest

from annotator.app.session import Session
from annotator.domain.annotation_sets import State
from annotator.store import documents, sets
from tests.projects import make_document, make_schema

ARTICLES = 100_000


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "large.annotations"
    with Session.create(path, make_schema()) as session:
        session.use_annotator("Ada")
        for begin in range(0, ARTICLES, 5000):
            with session.project.transaction() as t:
                for number in range(begin, begin + 5000):
                    document = make_document(f"Article {number} about word{number % 977}.")
                    documents.add(t, document)
                    if number % 3 == 0:
                        set_ = sets.ensure(t, document.id, session.annotator.id)
                        sets.set_state(t, set_, "main", State.FINISHED)
        yield session


def test_the_list_opens(benchmark, session):
    assert len(benchmark(lambda: session.listing().page(0, 50))) == 50


def test_a_jump_to_the_end(benchmark, session):
    listing = session.listing()
    assert len(benchmark(lambda: listing.page(ARTICLES - 50, 50))) == 50


def test_a_word_is_found(benchmark, session):
    assert len(benchmark(lambda: session.listing("word13"))) > 100


def test_the_state_filter(benchmark, session):
    assert len(benchmark(lambda: session.listing("state:new"))) > ARTICLES / 2


def test_states_are_counted(benchmark, session):
    assert benchmark(session.state_counts)[0][State.FINISHED] > ARTICLES / 4
