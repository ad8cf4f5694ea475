"""What lies before a worker: jobs cut into pieces, urgent ones first."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotator.suggest.entities import Entity
from annotator.suggest.messages import CANCEL, Message
from annotator.suggest.pieces import PIECE_CHARACTERS, cut, touches


@dataclass(slots=True)
class Job:
    """One document on its way through the pipeline, piece by piece."""

    number: int
    text: str
    extents: Sequence[tuple[int, int]]
    left: deque[tuple[int, int]]
    entities: list[Entity] = field(default_factory=list)
    unfinished: int = 0
    error: str = ""


Piece = tuple[Job, int, int]


def job_of(message: Message) -> Job:
    """Return the job a message orders; pieces with nothing for labelling are left out."""
    extents = [(start, end) for start, end in message["extents"]]
    pieces = [piece for piece in cut(message["text"]) if touches(piece, extents)]
    return Job(message["job"], message["text"], extents, deque(pieces), unfinished=len(pieces))


class Inbox:
    """Jobs between the thread that reads orders and the one that computes."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._urgent: deque[Job] = deque()
        self._ordinary: deque[Job] = deque()

    def put(self, job: Job, *, priority: bool) -> None:
        """Add a job behind the others of its urgency."""
        with self._changed:
            (self._urgent if priority else self._ordinary).append(job)
            self._changed.notify()

    def clear(self) -> None:
        """Drop all jobs, begun ones too."""
        with self._changed:
            self._urgent.clear()
            self._ordinary.clear()

    def next_batch(self, characters: int = PIECE_CHARACTERS) -> list[Piece]:
        """Wait for work; return the next pieces: at least one, then about so many characters.

        A job without pieces comes as one empty stretch. Urgent pieces come in a batch of
        their own, as that is answered sooner.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._urgent or self._ordinary)
            jobs = self._urgent or self._ordinary
            batch: list[Piece] = []
            while jobs:
                job = jobs[0]
                start, end = job.left[0] if job.left else (0, 0)
                if batch and end - start > characters:
                    break
                if job.left:
                    job.left.popleft()
                if not job.left:
                    jobs.popleft()
                batch.append((job, start, end))
                characters -= end - start
            return batch


def reading_loop(receive: Callable[[], Message], inbox: Inbox) -> None:
    """Put what arrives into the inbox until the other end is gone."""
    while True:
        try:
            message = receive()
        except (EOFError, OSError):
            return
        if message["kind"] == CANCEL:
            inbox.clear()
        else:
            inbox.put(job_of(message), priority=message["priority"])
