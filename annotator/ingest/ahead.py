"""Work done ahead in processes of its own: results in order, a bounded number waiting."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

MOST_WORKERS = 4
_WAITING_FOR_EACH = 4


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Ahead(Generic[Job, Result]):
    """Hand jobs to worker processes in the order they come, a few ahead of the reader.

    ``work`` must be importable by name. Where the processes cannot be started or die, the
    work is done here, job by job. ``close`` ends them; what was not begun is dropped.
    """

    def __init__(self, work: Callable[[Job], Result], workers: int) -> None:
        self._work = work
        self._room = workers * _WAITING_FOR_EACH
        self._pool: ProcessPoolExecutor | None = ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_begin
        )

    def in_order(
        self, jobs: Iterable[Job], is_ours: Callable[[Job], bool]
    ) -> Iterator[tuple[Job, Result | None]]:
        """Yield all jobs in order, those of ours with their results, others with None."""
        waiting: deque[tuple[Job, Future[Result] | None]] = deque()
        begun = 0
        for job in jobs:
            future = self._begun(job) if is_ours(job) else None
            waiting.append((job, future))
            begun += future is not None
            while begun >= self._room or len(waiting) > 2 * self._room:
                begun -= waiting[0][1] is not None
                yield self._finished(*waiting.popleft(), is_ours)
        while waiting:
            yield self._finished(*waiting.popleft(), is_ours)

    def close(self) -> None:
        """End the processes; wait for the jobs they are at."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _begun(self, job: Job) -> Future[Result] | None:
        if self._pool is None:
            return None
        try:
            return self._pool.submit(self._work, job)
        except (BrokenProcessPool, OSError):
            self.close()
            return None

    def _finished(
        self, job: Job, future: Future[Result] | None, is_ours: Callable[[Job], bool]
    ) -> tuple[Job, Result | None]:
        if not is_ours(job):
            return job, None
        if future is None:
            return job, self._work(job)
        try:
            return job, future.result()
        except (BrokenProcessPool, OSError):
            self.close()
            return job, self._work(job)


def _begin() -> None:
    """Leave interrupts to the parent, and go when it goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
