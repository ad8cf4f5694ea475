"""The pool's books: what waits, what is in hand, what is done."""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.ids import DocumentId
from annotator.domain.suggestions import SuggestionRun


@dataclass(frozen=True, slots=True)
class Task:
    """A document to find entities in; extents are code points, sorted, apart."""

    document: DocumentId
    text: str
    extents: Sequence[tuple[int, int]]
    priority: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A document for which nothing could be suggested, and why."""

    document: DocumentId
    reason: str


Outcome = SuggestionRun | Failure


class Ledger:
    """Every document submitted is in one place: waiting, in hand, done, or cancelled.

    Thread-safe. Owners are the workers' process ids; a task in hand has a job number.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._urgent: dict[DocumentId, Task] = {}
        self._ordinary: dict[DocumentId, Task] = {}
        self._in_hand: dict[int, tuple[int, Task]] = {}
        self._done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._pending = 0
        self._next_number = 0
        self._cancelled = False
        self._closed = ""
        self._first = self._last = 0.0

    def put(self, task: Task) -> None:
        """Let a task wait; an earlier one for the same document is forgotten."""
        with self._lock:
            if not self._forget(task.document):
                self._pending += 1
            (self._urgent if task.priority else self._ordinary)[task.document] = task
            if self._closed:
                self.close(self._closed)

    def _forget(self, document: DocumentId) -> bool:
        for waiting in (self._urgent, self._ordinary):
            if waiting.pop(document, None):
                return True
        for number, (_, task) in self._in_hand.items():
            if task.document == document:
                del self._in_hand[number]
                return True
        return False

    def characters_in_hand(self, owner: int) -> int:
        """Return how many characters of text an owner has in hand."""
        with self._lock:
            return sum(len(task.text) for who, task in self._in_hand.values() if who == owner)

    def hand_out(self, owner: int, most: int) -> tuple[int, Task] | None:
        """Give an owner the next task under a fresh job number, or None.

        What is urgent is always given, the rest while the owner has less than ``most``
        characters in hand. Nothing is given until a cancel has been passed on, as it
        would be cancelled with the rest.
        """
        with self._lock:
            waiting = self._urgent or self._ordinary
            full = self.characters_in_hand(owner) >= most
            if self._cancelled or not waiting or (full and not self._urgent):
                return None
            task = waiting.pop(next(iter(waiting)))
            number = self._next_number
            self._next_number += 1
            self._in_hand[number] = (owner, task)
            self._first = self._first or time.perf_counter()
            return number, task

    def task(self, number: int) -> Task | None:
        """Return the task in hand under a job number; None if it was cancelled."""
        with self._lock:
            _, task = self._in_hand.get(number, (0, None))
            return task

    def settle(self, number: int, outcome: Outcome) -> None:
        """Enter the outcome of a job, unless it was cancelled meanwhile."""
        with self._lock:
            if self._in_hand.pop(number, None):
                self._enter(outcome)

    def fail(self, owner: int, reason: str) -> None:
        """Enter a failure for all that an owner has in hand."""
        with self._lock:
            for number, (who, task) in list(self._in_hand.items()):
                if who == owner:
                    self.settle(number, Failure(task.document, reason))

    def close(self, reason: str) -> None:
        """Enter a failure for all there is, and for whatever will come."""
        with self._lock:
            self._closed = reason
            for number, (_, task) in list(self._in_hand.items()):
                self.settle(number, Failure(task.document, reason))
            for waiting in (self._urgent, self._ordinary):
                for document in waiting:
                    self._enter(Failure(document, reason))
                waiting.clear()

    def _enter(self, outcome: Outcome) -> None:
        self._last = time.perf_counter()
        self._done.put(outcome)

    def cancel(self) -> None:
        """Forget what waits and what is in hand."""
        with self._lock:
            self._pending -= len(self._urgent) + len(self._ordinary) + len(self._in_hand)
            for places in (self._urgent, self._ordinary, self._in_hand):
                places.clear()
            self._cancelled = True

    def cancel_to_pass_on(self) -> bool:
        """Return whether there was a cancel that the workers have not been told."""
        with self._lock:
            cancelled, self._cancelled = self._cancelled, False
            return cancelled

    def results(self, timeout: float | None) -> list[Outcome]:
        """Return what was done since the last call, waiting for it while anything is pending."""
        arrived: list[Outcome] = []
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.pending and not arrived:
            # In short waits, so that a cancel from another thread ends it.
            left = 0.1 if deadline is None else min(0.1, deadline - time.monotonic())
            try:
                arrived.append(self._done.get(timeout=max(0.0, left)))
            except queue.Empty:
                if deadline is not None and time.monotonic() >= deadline:
                    break
        while not self._done.empty():
            arrived.append(self._done.get())
        with self._lock:
            self._pending -= len(arrived)
        return arrived

    @property
    def pending(self) -> int:
        """The documents put in whose outcome has not been fetched."""
        with self._lock:
            return self._pending

    @property
    def seconds(self) -> float:
        """From the first task handed out until the last outcome so far."""
        with self._lock:
            return max(0.0, self._last - self._first)
