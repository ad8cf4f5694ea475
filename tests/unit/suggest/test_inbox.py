"""The order in which a worker takes pieces."""

import threading

from annotator.suggest import messages
from annotator.suggest.inbox import Inbox, job_of, reading_loop
from annotator.suggest.messages import Message


def order(number: int, length: int, *, priority: bool = False, masked: bool = False) -> Message:
    """A message that orders one job over words of four letters."""
    return {
        "kind": messages.SUGGEST,
        "job": number,
        "text": "word " * (length // 5),
        "extents": [] if masked else [[0, length]],
        "priority": priority,
    }


def taken(inbox: Inbox) -> list[tuple[int, int, int]]:
    """The next batch by job number."""
    return [(job.number, start, end) for job, start, end in inbox.next_batch(50_000)]


def put(inbox: Inbox, message: Message) -> None:
    """Add a job."""
    inbox.put(job_of(message), priority=message["priority"])


def test_fills_a_batch_from_several_jobs() -> None:
    inbox = Inbox()
    for number in range(3):
        put(inbox, order(number, 20_000))
    assert taken(inbox) == [(0, 0, 20_000), (1, 0, 20_000)]
    assert taken(inbox) == [(2, 0, 20_000)]


def test_what_is_urgent_comes_between_the_pieces_of_a_long_job() -> None:
    inbox = Inbox()
    put(inbox, order(0, 60_000))
    assert taken(inbox) == [(0, 0, 20_000), (0, 20_000, 40_000)]
    put(inbox, order(1, 100, priority=True))
    put(inbox, order(2, 100, priority=True))
    assert taken(inbox) == [(1, 0, 100), (2, 0, 100)]
    assert taken(inbox) == [(0, 40_000, 60_000)]


def test_a_job_with_nothing_for_labelling_comes_as_an_empty_stretch() -> None:
    inbox = Inbox()
    put(inbox, order(0, 60_000, masked=True))
    put(inbox, order(1, 100))
    assert taken(inbox) == [(0, 0, 0), (1, 0, 100)]


def test_pieces_outside_the_extents_are_left_out() -> None:
    message = order(0, 60_000)
    message["extents"] = [[20_010, 20_020]]
    job = job_of(message)
    assert list(job.left) == [(20_000, 40_000)] and job.unfinished == 1


def test_cancel_empties_and_the_end_of_the_pipe_ends_the_loop() -> None:
    inbox = Inbox()
    arriving = [order(0, 100), order(1, 100, priority=True), {"kind": messages.CANCEL}]
    arriving.append(order(2, 100))

    def receive() -> Message:
        if not arriving:
            raise EOFError
        return arriving.pop(0)

    reading_loop(receive, inbox)
    assert taken(inbox) == [(2, 0, 100)]


def test_waits_for_work() -> None:
    inbox = Inbox()
    timer = threading.Timer(0.05, put, (inbox, order(7, 100)))
    timer.start()
    assert taken(inbox) == [(7, 0, 100)]
    timer.join()
