"""The processes of a pool: killed, hanging, left alone by their parent, and polite."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.suggest.pipelines import PipelineInfo
from annotator.suggest.pool import Failure, SuggesterPool
from tests.unit.suggest.pool_work import MAPPING, fetch_all, gone, submit, surfaces, wait_until

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


def test_stop_before_start_and_twice_is_harmless(ruler: PipelineInfo) -> None:
    pool = SuggesterPool(ruler, MAPPING)
    pool.stop()
    pool.stop()
    pool.start()
    assert pool.process_ids == []


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
