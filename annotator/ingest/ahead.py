"""Work done ahead in processes of its own: results in order, a bounded number waiting."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from typing import Generic, TypeVar, cast

Job = TypeVar("Job")
Result = TypeVar("Result")

MOST_WORKERS = 4
ROOM = 4
"""Jobs that wait for each process unless more are asked for."""
_HEAVY = 32 << 20


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class _Waiting(Generic[Job, Result]):
    """A job, its future while a process may do it, and its result once that is known."""

    job: Job
    ours: bool
    future: "Future[Result] | None" = None
    result: Result | None = None


class Ahead(Generic[Job, Result]):
    """Hand jobs to worker processes in the order they come, a few ahead of the reader.

    ``work`` must be importable by name. Where the processes cannot be started or die, the
    work is done here, job by job. ``room`` is how many jobs wait for each process, fewer
    where by ``weight``, in bytes, they are heavy. With ``helping`` the caller's thread does
    jobs itself rather than wait. ``close`` ends the processes; what was not begun is dropped.
    """

    def __init__(
        self,
        work: Callable[[Job], Result],
        workers: int,
        *,
        room: int = ROOM,
        weight: Callable[[Job], int] = lambda job: 0,
        helping: bool = False,
    ) -> None:
        self._work = work
        self._room = workers * room
        self._weight = weight
        self._helping = helping
        self._pool: ProcessPoolExecutor | None = ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_begin
        )

    def in_order(
        self, jobs: Iterable[Job], is_ours: Callable[[Job], bool]
    ) -> Iterator[tuple[Job, Result | None]]:
        """Yield all jobs in order, those of ours with their results, others with None."""
        waiting: deque[_Waiting[Job, Result]] = deque()
        begun = weight = 0
        for job in jobs:
            one = _Waiting[Job, Result](job, is_ours(job))
            if one.ours:
                one.future = self._begun(job)
                begun += 1
                weight += self._weight(job)
            waiting.append(one)
            while begun >= self._room or weight >= _HEAVY or len(waiting) > 2 * self._room:
                if waiting[0].ours:
                    begun -= 1
                    weight -= self._weight(waiting[0].job)
                yield self._finished(waiting)
        while waiting:
            yield self._finished(waiting)

    def close(self) -> None:
        """End the processes; wait for the jobs they are at."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _begun(self, job: Job) -> "Future[Result] | None":
        if self._pool is None:
            return None
        try:
            return self._pool.submit(self._work, job)
        except (BrokenProcessPool, OSError):
            self.close()
            return None

    def _finished(self, waiting: deque[_Waiting[Job, Result]]) -> tuple[Job, Result | None]:
        """Take the first job; return it with its result."""
        one = waiting[0]
        while self._helping and one.future and not one.future.done() and self._helped(waiting):
            pass
        waiting.popleft()
        if one.ours and one.result is None:
            try:
                one.result = one.future.result() if one.future else self._work(one.job)
            except (BrokenProcessPool, OSError):
                self.close()
                one.result = self._work(one.job)
        return one.job, one.result

    def _helped(self, waiting: deque[_Waiting[Job, Result]]) -> bool:
        """Do the last of the jobs that no process has taken yet; tell whether there was one."""
        for one in reversed(waiting):
            if one.future is not None and one.future.cancel():
                one.future = None
                one.result = self._work(one.job)
                return True
        return False


def worked_ahead(
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    cores: int,
    *,
    room: int = ROOM,
    weight: Callable[[Job], int] = lambda job: 0,
) -> Iterator[Result]:
    """Yield what ``work`` makes of jobs, in order, on all cores and some jobs ahead.

    As ``Ahead`` does. On the main thread of a command one core is left to this process,
    which does jobs itself when it would have to wait; beside a window, whose thread it
    must not slow down, it only waits. The processes end with the last job, or when the
    caller takes no more.
    """
    helping = threading.current_thread() is threading.main_thread()
    workers = min(MOST_WORKERS, max(1, cores - helping))
    ahead: Ahead[Job, Result] = Ahead(work, workers, room=room, weight=weight, helping=helping)
    try:
        for _, result in ahead.in_order(jobs, lambda job: True):
            yield cast(Result, result)
    finally:
        ahead.close()


def _begin() -> None:
    """Leave interrupts to the parent, and go when it goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
