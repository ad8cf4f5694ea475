"""What waits in a pool: opened articles first, cancelled ones not at all."""

import time
from collections.abc import Callable

from annotator.domain.ids import document_id
from annotator.suggest.pieces import PIECE_CHARACTERS
from annotator.suggest.pipelines import PipelineInfo
from annotator.suggest.pool import Outcome, SuggesterPool
from tests.unit.suggest.pool_work import fetch_all, submit, wait_until


def ordinary_texts(count: int, words: int = 2_000) -> list[str]:
    """Texts of some length, each different."""
    return [f"Article {number}. " + "Berlin is a city. " * (words // 4) for number in range(count)]


def test_an_opened_article_overtakes_the_queue(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler)
    texts = ordinary_texts(60)
    for text in texts:
        submit(pool, text)
    opened = "Opened: Ada Lovelace"
    submit(pool, opened, priority=True)
    again = texts[-1]  # waits already; moves to the front and is not doubled
    submit(pool, again, priority=True)
    assert pool.pending == 61
    order = [outcome.document for outcome in fetch_all(pool)]
    assert len(order) == len(set(order)) == 61
    most_in_hand = 2 * PIECE_CHARACTERS // len(texts[0]) + 2
    assert order.index(document_id(opened)) <= most_in_hand
    assert order.index(document_id(again)) <= most_in_hand + 1


def test_an_opened_article_does_not_wait_for_a_very_long_one(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler)
    wait_until(lambda: pool.startup_seconds is not None)
    submit(pool, "Berlin is large.\n\n" * 60_000)
    time.sleep(0.1)
    opened = "Opened: Ada Lovelace"
    submit(pool, opened, priority=True)
    assert next(iter(pool.results(30.0))).document == document_id(opened)
    assert pool.pending == 1


def test_cancel_drops_what_waits_and_keeps_what_is_done(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler)
    for text in ordinary_texts(200):
        submit(pool, text)
    done: list[Outcome] = []
    while not done:
        done += pool.results(0.1)
    began = time.monotonic()
    pool.cancel()
    done += pool.results(10.0) if pool.pending else []
    assert time.monotonic() - began < 10.0
    assert pool.pending == 0 and 0 < len(done) < 200
    # Nothing of the cancelled lot arrives later, and the pool still works.
    submit(pool, "After all: Berlin")
    [outcome] = fetch_all(pool)
    assert outcome.document == document_id("After all: Berlin")


def test_submitting_amid_cancels_loses_nothing(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler, jobs=2)
    wait_until(lambda: pool.startup_seconds is not None)
    for turn in range(100):
        for number in range(3):
            submit(pool, f"Turn {turn}, text {number}: Berlin")
        if turn % 3 == 0:
            time.sleep(0.003)
        pool.cancel()
        submit(pool, f"Kept {turn}: Berlin")
        documents = [outcome.document for outcome in fetch_all(pool, 10.0)]
        assert document_id(f"Kept {turn}: Berlin") in documents
        assert len(documents) == len(set(documents))


def test_start_and_an_empty_poll_do_not_wait(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler, jobs=2)
    assert pool.results(None) == []  # nothing pending: does not wait for ever
    submit(pool, "Berlin")
    assert pool.results() == []
    assert pool.startup_seconds is None
    fetch_all(pool)
    assert pool.startup_seconds is not None and 0 < pool.seconds < pool.startup_seconds + 30
