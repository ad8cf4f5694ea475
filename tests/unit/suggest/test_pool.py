"""The pool with real processes and real pipelines."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.domain.ids import DocumentId, LabelId, document_id
from annotator.domain.suggestions import SuggestionRun
from annotator.suggest.mapping import LabelMapping
from annotator.suggest.pieces import PIECE_CHARACTERS
from annotator.suggest.pipelines import PipelineInfo, find_pipeline
from annotator.suggest.pool import Failure, Outcome, SuggesterPool

PLACE, PERSON = LabelId("place"), LabelId("person")
MAPPING = LabelMapping(
    {"GPE": PLACE, "PERSON": PERSON, "ORG": LabelId("organisation"), "CARDINAL": None}
)
WHOLE = LabelMapping({name: LabelId(name) for name in ("GPE", "PERSON", "ORG", "DATE", "MONEY")})


def gone(pid: int) -> bool:
    """Whether no process runs under this id; one that nobody has reaped yet is gone."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except ProcessLookupError:
        return True
    except FileNotFoundError:
        return Path("/proc/self/stat").exists()


def wait_until(fact: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for a fact, and fail where it does not come about in time."""
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def submit(pool: SuggesterPool, text: str, *, priority: bool = False) -> None:
    """Hand in a text that is for labelling from end to end."""
    pool.submit(document_id(text), text, [(0, len(text))], priority)


def fetch_all(pool: SuggesterPool, seconds: float = 60.0) -> list[Outcome]:
    """Return the outcomes of all that is pending."""
    deadline = time.monotonic() + seconds
    outcomes: list[Outcome] = []
    while pool.pending:
        assert time.monotonic() < deadline, f"still pending: {pool.pending}"
        outcomes += pool.results(0.5)
    return outcomes


def surfaces(outcome: Outcome, text: str) -> list[tuple[str, str]]:
    """Return what was suggested: the covered strings with their labels."""
    assert not isinstance(outcome, Failure), outcome
    return [(text[found.start : found.end], found.label) for found in outcome.suggestions]


@pytest.fixture
def pools() -> Iterator[Callable[..., SuggesterPool]]:
    """Make started pools; at the end all are stopped and their processes are gone."""
    made: list[SuggesterPool] = []

    def make(info: PipelineInfo, jobs: int = 1, mapping: LabelMapping = MAPPING) -> SuggesterPool:
        pool = SuggesterPool(info, mapping, jobs, use_blis=False)
        made.append(pool)
        pool.start()
        return pool

    yield make
    for pool in made:
        ids: Sequence[int] = pool.process_ids
        pool.stop()
        assert not pool.process_ids
        assert all(gone(pid) for pid in ids)


def ordinary_texts(count: int, words: int = 2_000) -> list[str]:
    """Texts of some length, each different."""
    return [f"Article {number}. " + "Berlin is a city. " * (words // 4) for number in range(count)]


def test_suggests_what_the_pipeline_finds_under_the_schemas_labels(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    text = "Ada Lovelace wrote seven letters from Berlin (Acme) and was glad."
    pool = pools(ruler)
    submit(pool, text)
    [outcome] = fetch_all(pool)
    assert isinstance(outcome, SuggestionRun)
    assert outcome.document == document_id(text)
    assert outcome.source == ruler.source
    assert all(found.source == ruler.source for found in outcome.suggestions)
    # "seven" is mapped to nothing; the brackets around Acme are trimmed.
    assert surfaces(outcome, text) == [
        ("Ada Lovelace", "person"),
        ("Berlin", "place"),
        ("Acme", "organisation"),
    ]


def test_offsets_count_code_points(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    jerusalem = "\u0627\u0644\u0642\u062f\u0633"
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    texts = [
        f"{family}, \U0001f1e9\U0001f1ea: Berlin \U0001f600 Berlin.",
        "Cafe\u0301 in\u00a0Berlin, then Berlin",
        f"\u0641\u064a {jerusalem} \u0648 Berlin",
        "\u00a0\u200b\n\nBerlin\n\u2028Berlin",
    ]
    pool = pools(ruler)
    for text in texts:
        submit(pool, text)
    outcomes = {outcome.document: outcome for outcome in fetch_all(pool)}
    for text in texts:
        found = surfaces(outcomes[document_id(text)], text)
        assert found.count(("Berlin", "place")) == text.count("Berlin")
        assert found.count((jerusalem, "place")) == text.count(jerusalem)
        assert len(found) == text.count("Berlin") + text.count(jerusalem)


def test_suggests_only_within_the_stretches_for_labelling(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    text = "Berlin | Ada Lovelace | Berlin | Ada Lovelace"
    cut = text.index("Lovelace") + 3  # cuts through the first Ada Lovelace
    pool = pools(ruler)
    pool.submit(document_id(text), text, [(cut, len(text) - 5), (0, 6)])
    pool.submit(DocumentId("masked"), text, [])
    outcomes = {outcome.document: outcome for outcome in fetch_all(pool)}
    masked = outcomes[DocumentId("masked")]
    assert isinstance(masked, SuggestionRun) and not masked.suggestions
    outcome = outcomes[document_id(text)]
    assert isinstance(outcome, SuggestionRun)
    assert [found.start for found in outcome.suggestions] == [0, text.rindex("Berlin")]


def test_takes_a_text_longer_than_the_pipeline_does(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    paragraph = "Nothing to see. " * 500 + "Berlin.\n\n"
    text = paragraph * (1_100_000 // len(paragraph))  # spaCy itself refuses 1,000,000
    pool = pools(ruler, jobs=2)
    submit(pool, text)
    [outcome] = fetch_all(pool)
    assert [word for word, _ in surfaces(outcome, text)] == ["Berlin"] * text.count("Berlin")


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


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_killed_worker_is_reported_and_replaced(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler)
    wait_until(lambda: pool.startup_seconds is not None)
    submit(pool, "Berlin is large.\n\n" * 60_000)
    time.sleep(0.2)
    [pid] = pool.process_ids
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    [outcome] = pool.results(30.0)
    assert time.monotonic() - began < 10.0
    assert isinstance(outcome, Failure)
    assert outcome.reason == "The suggestion process ended unexpectedly (exit code -9)."
    submit(pool, "Next: Berlin")
    [outcome] = fetch_all(pool)
    assert surfaces(outcome, "Next: Berlin") == [("Berlin", "place")]
    assert pool.process_ids != [pid] and gone(pid)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_pool_whose_workers_keep_dying_gives_up(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler)
    for _ in range(4):
        submit(pool, "Berlin first")
        fetch_all(pool)
        os.kill(pool.process_ids[0], signal.SIGKILL)
        wait_until(lambda pid=pool.process_ids[0]: pid not in pool.process_ids)  # type: ignore[misc]
    submit(pool, "Berlin")
    [outcome] = pool.results(5.0)
    assert isinstance(outcome, Failure) and "unexpectedly" in outcome.reason


def test_a_pipeline_that_cannot_be_loaded_fails_its_documents(
    ruler_folder: Path, tmp_path: Path, pools: Callable[..., SuggesterPool]
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for name in ("meta.json", "config.cfg"):
        (broken / name).write_bytes((ruler_folder / name).read_bytes())
    pool = pools(find_pipeline(broken), jobs=2)
    submit(pool, "Berlin")
    submit(pool, "Berlin again")
    outcomes = fetch_all(pool)
    assert len(outcomes) == 2
    for outcome in outcomes:
        assert isinstance(outcome, Failure)
        assert outcome.reason.startswith("The spaCy pipeline cannot be loaded: ")


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


def test_stop_before_start_and_twice_is_harmless(ruler: PipelineInfo) -> None:
    pool = SuggesterPool(ruler, MAPPING)
    pool.stop()
    pool.stop()
    pool.start()
    assert pool.process_ids == []


PARENT = """
import time
from annotator.suggest.mapping import LabelMapping
from annotator.suggest.pipelines import find_pipeline
from annotator.suggest.pool import SuggesterPool

if __name__ == "__main__":
    try:
        pool = SuggesterPool(find_pipeline({folder!r}), LabelMapping({{"GPE": "place"}}), 2)
        pool.start()
        while len(pool.process_ids) < 2:
            time.sleep(0.001)
        print(*pool.process_ids, flush=True)
        text = "Berlin is large. " * 300_000
        for number in range(2):
            pool.submit(str(number), text, [(0, len(text))])
        time.sleep(60)
    except KeyboardInterrupt:
        pool.stop()
"""


@pytest.fixture
def parent(ruler_folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program of its own with a pool of two; prints their process ids as they start."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(folder=str(ruler_folder)))
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        start_new_session=True,
    ) as started:
        yield started
        started.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("later", [0.0, 2.5], ids=["starting", "computing"])
def test_workers_end_when_their_parent_is_killed(
    parent: subprocess.Popen[str], later: float
) -> None:
    assert parent.stdout
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(workers) == 2
    time.sleep(later)
    assert not any(gone(pid) for pid in workers)
    parent.kill()
    wait_until(lambda: all(gone(pid) for pid in workers), 10.0)


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts by signal")
def test_ctrl_c_goes_to_the_caller_alone(parent: subprocess.Popen[str]) -> None:
    assert parent.stdout and parent.stderr
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    time.sleep(0.1)  # they are importing, and cannot yet have chosen to ignore it
    os.killpg(parent.pid, signal.SIGINT)
    assert parent.wait(10.0) == 0
    assert parent.stderr.read() == ""
    assert all(gone(pid) for pid in workers)


@pytest.mark.skipif(sys.platform == "win32", reason="halts by signal")
def test_stop_does_not_wait_for_a_process_that_hangs(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler)
    wait_until(lambda: pool.startup_seconds is not None)
    [pid] = pool.process_ids
    os.kill(pid, signal.SIGSTOP)
    submit(pool, "Berlin is large.\n\n" * 60_000)  # more than a pipe holds
    time.sleep(0.1)
    began = time.monotonic()
    pool.stop()
    assert time.monotonic() - began < 30.0
    assert gone(pid)
    submit(pool, "Too late")
    [outcome] = pool.results()
    assert isinstance(outcome, Failure) and "stopped" in outcome.reason


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_workers_are_nice_and_know_one_thread(
    ruler: PipelineInfo, pools: Callable[..., SuggesterPool]
) -> None:
    pool = pools(ruler)
    wait_until(lambda: pool.startup_seconds is not None)
    [pid] = pool.process_ids
    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, pid) == min(own + 10, 19)
    # The main thread and the one that reads orders: numpy's library made none of its own.
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 2


def test_the_english_model_suggests_from_news(pools: Callable[..., SuggesterPool]) -> None:
    try:
        info = find_pipeline()
    except UserError:
        pytest.skip("no spaCy pipeline is installed (extra: en)")
    if info.language != "en":
        pytest.skip(f"the installed pipeline reads {info.language!r}")
    text = (
        "\U0001f30d Angela Merkel met Emmanuel Macron in Paris on Tuesday.\n\n"
        "Siemens will pay $300 million, the company said in Berlin."
    )
    pool = pools(info, 2, WHOLE)
    submit(pool, text)
    [outcome] = fetch_all(pool)
    found = surfaces(outcome, text)
    assert {
        ("Angela Merkel", "PERSON"),
        ("Paris", "GPE"),
        ("Tuesday", "DATE"),
        ("Berlin", "GPE"),
    } <= set(found)
    assert outcome.source == info.source  # type: ignore[union-attr]
