"""The prefill: the open article first, bounded memory, stopped and gone on with."""

import time

import pytest

from annotator.app.model_check import check_model
from annotator.app.prefill import (
    Prefill,
    choose_model,
    chosen_model,
    estimate,
    pipeline,
    save_mapping,
    saved_mapping,
)
from annotator.app.session import Session
from annotator.commands.facts import SetFacts
from annotator.domain.queries import Query
from annotator.store import suggestions
from tests.pipelines import change_meta, save_ruler
from tests.projects import add_documents, make_schema

FEW = 150


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_ruler(tmp_path_factory.mktemp("models") / "ruler", PERSON="Ada", SHIP="Coral")


@pytest.fixture
def session(tmp_path):
    with Session.create(tmp_path / "p.annotations", make_schema()) as session:
        session.use_annotator("Ada")
        yield session


def texts(number, words=400):
    tide = "The tide was high again. " * (words // 5)
    return [f"Ada met Coral {n}. {tide}" for n in range(number)]


def run(prefill, until=lambda: False, seconds=60.0):
    """Poll until all is done, or something is the case; fail where it takes too long."""
    end = time.monotonic() + seconds
    while prefill.running and not until():
        assert time.monotonic() < end
        prefill.poll(0.02)


def looked_at(session, prefill):
    with session.project.reading() as link:
        missing = len(suggestions.without_run(link, prefill.info.source))
    return len(session.listing()) - missing


def test_all_is_looked_at_and_no_more_than_a_portion_is_in_memory(session, folder):
    add_documents(session, texts(FEW))
    prefill = Prefill(session, pipeline(str(folder)), jobs=1)
    most = 0

    def watch():
        nonlocal most
        most = max(most, len(prefill._words), prefill._pool.pending)
        assert len(prefill._unstored) < 64
        return False

    try:
        prefill.start(Query())
        run(prefill, watch)
        assert looked_at(session, prefill) == FEW
        assert 32 <= most <= 64
        reached = prefill.progress
        assert (reached.documents, reached.total, reached.suggestions) == (FEW, FEW, FEW)
        assert reached.words > FEW * 400
    finally:
        prefill.stop()
    kept = estimate(session, Prefill(session, pipeline(str(folder)), jobs=1))
    assert (kept.documents, kept.words) == (0, 0)
    assert kept.words_per_second > 0


def test_the_open_article_overtakes_the_queue(session, folder):
    ids = add_documents(session, texts(FEW))
    prefill = Prefill(session, pipeline(str(folder)), jobs=1)
    prefill.open_article(session.document(ids[0]))
    prefill.add(Query())
    assert prefill.progress.total == FEW
    last = session.document(ids[-1])

    try:
        prefill.start(Query())
        run(prefill, lambda: prefill.progress.documents > 0)
        prefill.open_article(last)
        run(prefill, lambda: last.id not in prefill._words)
        assert prefill.progress.documents < FEW - 10
        assert prefill.progress.total == FEW
        run(prefill)
        assert prefill.progress.documents == prefill.progress.total == FEW
    finally:
        prefill.stop()


def test_what_was_found_is_kept_and_only_the_rest_is_looked_at_after_a_stop(session, folder):
    add_documents(session, texts(FEW))
    first = Prefill(session, pipeline(str(folder)), jobs=1)
    first.start(Query())
    run(first, lambda: first.progress.documents >= 20)
    first.stop()
    done = looked_at(session, first)
    assert 20 <= done < FEW
    second = Prefill(session, pipeline(str(folder)), jobs=1)
    try:
        assert second.missing() == FEW - done
        assert second.missing(7) == 7
        second.start(Query())
        assert second.progress.total == FEW - done
        run(second)
        assert looked_at(session, second) == FEW
    finally:
        second.stop()


def test_neighbours_come_before_the_list_and_are_counted_once(session, folder):
    ids = add_documents(session, texts(FEW))
    prefill = Prefill(session, pipeline(str(folder)), jobs=1)
    try:
        prefill.look_at(ids[100:103])
        prefill.look_at(ids[100:103])
        prefill.add(Query())
        assert prefill.progress.total == FEW
        prefill.start()
        run(prefill, lambda: looked_at(session, prefill) >= 3)
        with session.project.reading() as link:
            assert all(suggestions.sources_of(link, one) for one in ids[100:103])
        run(prefill)
        assert prefill.progress.documents == FEW
        prefill.look_at(ids[:5])
        assert not prefill.running
    finally:
        prefill.stop()


def test_an_estimate_counts_what_is_missing(session, folder):
    add_documents(session, texts(40, words=1000))
    prefill = Prefill(session, pipeline(str(folder)), jobs=1)
    before = estimate(session, prefill)
    assert before.documents == 40
    assert 40 * 990 < before.words < 40 * 1050
    assert before.seconds is None
    prefill.stop()


def test_a_pipeline_that_cannot_be_loaded_fails_with_the_reason(session, tmp_path):
    broken = save_ruler(tmp_path / "broken", PERSON="Ada")
    for path in (broken / "entity_ruler").rglob("*"):
        path.unlink()
    add_documents(session, texts(3))
    prefill = Prefill(session, pipeline(str(broken)), jobs=1)
    try:
        prefill.start(Query())
        run(prefill)
        assert len(prefill.failures) == 3
        assert "cannot be loaded" in prefill.failures[0].reason
        assert looked_at(session, prefill) == 0
    finally:
        prefill.stop()


def test_articles_in_another_language_get_no_suggestions_until_that_is_corrected(session, folder):
    first, second = add_documents(session, texts(2, words=20))
    session.run(SetFacts([second], {"language": "fr-CA"}))
    prefill = Prefill(session, pipeline(str(folder)), jobs=1)
    try:
        prefill.start(Query())
        run(prefill)
        assert looked_at(session, prefill) == 2
        assert session.pending(first)
        assert not session.pending(second)
        session.run(SetFacts([second], {"language": "en"}))
        prefill.add(Query())
        run(prefill)
        assert session.pending(second)
    finally:
        prefill.stop()


def test_the_model_is_remembered_in_the_project(session, folder):
    assert chosen_model(session, "en_core_web_sm") == "en_core_web_sm"
    choose_model(session, str(folder))
    assert chosen_model(session, "en_core_web_sm") == str(folder)


def test_a_model_is_checked_for_labels_version_and_language(session, tmp_path):
    add_documents(session, ["One ferry came.", "Two ferries came.", "Three ferries came."])
    german = save_ruler(tmp_path / "german", "de", PERSON="Ada", SCHIFF="Coral")
    info = pipeline(str(german))
    found = check_model(session, info)
    assert (found.suggested, found.left_out) == (("PERSON",), ("SCHIFF",))
    assert found.warnings == ()
    ids = [entry.id for entry in session.listing().page(0, 10)]
    session.run(SetFacts(ids[:2], {"language": "en-GB"}))
    session.run(SetFacts(ids[2:], {"language": "de"}))
    assert "most articles say they are in en-gb" in check_model(session, info).warnings[0]
    session.run(SetFacts(ids[:2], {"language": "de-AT"}))
    assert check_model(session, info).warnings == ()
    change_meta(german, spacy_version=">=2.1,<2.2")
    assert "Made for spaCy >=2.1,<2.2" in check_model(session, pipeline(str(german))).warnings[0]
    ships = pipeline(str(save_ruler(tmp_path / "ships", "xx", SCHIFF="Coral")))
    assert "knows none of its labels" in check_model(session, ships).warnings[0]
    place = session.schema().span_labels[2].id
    save_mapping(session, ships, saved_mapping(session, ships).replaced("SCHIFF", place))
    assert check_model(session, ships).warnings == ()
