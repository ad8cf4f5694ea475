"""Work on several processor cores: numpy works without Python's lock."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from itertools import islice
from threading import Event
from typing import TypeVar

Result = TypeVar("Result")
Other = TypeVar("Other")
Told = Callable[[], None]

_MOST = 2
"""How many pairs are in work at once at most; each needs memory of its own."""


def for_pairs(
    work: Callable[[int, int], Result],
    pairs: Sequence[tuple[int, int]],
    told: Callable[[int], None],
) -> Iterator[Result]:
    """Yield what ``work`` returns for each pair, in order.

    ``told`` hears of each pair before it is waited for; what it raises ends the work.
    """
    workers = min(_MOST, os.cpu_count() or 1)
    waiting = iter(pairs)
    pool = ThreadPoolExecutor(workers)
    try:
        # Few at a time: what is returned may be large.
        coming = deque(pool.submit(work, *pair) for pair in islice(waiting, workers))
        for number in range(len(pairs)):
            told(number)
            result = coming.popleft().result()
            coming.extend(pool.submit(work, *pair) for pair in islice(waiting, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)


def meanwhile(work: Callable[[Told], Result], here: Callable[[], Other]) -> tuple[Result, Other]:
    """Return what ``work`` returns, done in a thread, and what ``here`` returns meanwhile.

    ``work`` is given what it has to call now and then, which raises once ``here`` has failed:
    whoever stops need not wait for the thread.
    """
    stopped = Event()

    def told() -> None:
        if stopped.is_set():
            raise CancelledError

    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(work, told)
        try:
            mine = here()
        except BaseException:
            stopped.set()
            raise
        return coming.result(), mine
