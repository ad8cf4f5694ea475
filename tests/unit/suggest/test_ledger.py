"""Every document submitted is in one place."""

import threading

from annotator.domain.ids import DocumentId
from annotator.domain.suggestions import SuggestionRun
from annotator.suggest.ledger import Failure, Ledger, Task

OWNER, OTHER = 11, 22


def task(name: str, *, length: int = 10, priority: bool = False) -> Task:
    """A task over a text of some length."""
    return Task(DocumentId(name), "x" * length, [(0, length)], priority)


def run(name: str) -> SuggestionRun:
    """An outcome without suggestions."""
    return SuggestionRun(DocumentId(name), "test 1", ())


def handed_out(ledger: Ledger, owner: int = OWNER, most: int = 1_000) -> list[str]:
    """All that an owner is given."""
    names = []
    while handed := ledger.hand_out(owner, most):
        names.append(str(handed[1].document))
    return names


def test_hands_out_what_is_urgent_first_and_else_in_order() -> None:
    ledger = Ledger()
    for name in "abc":
        ledger.put(task(name))
    ledger.put(task("y", priority=True))
    ledger.put(task("z", priority=True))
    assert handed_out(ledger) == ["y", "z", "a", "b", "c"]
    assert ledger.pending == 5


def test_gives_no_more_than_a_window_but_for_what_is_urgent() -> None:
    ledger = Ledger()
    for name in "abc":
        ledger.put(task(name, length=60))
    assert handed_out(ledger, most=100) == ["a", "b"]
    assert ledger.characters_in_hand(OWNER) == 120
    assert handed_out(ledger, OTHER, most=100) == ["c"]
    ledger.put(task("d"))
    ledger.put(task("z", priority=True))
    assert handed_out(ledger, most=100) == ["z"]


def test_the_later_task_for_a_document_holds() -> None:
    ledger = Ledger()
    for name in "ab":
        ledger.put(task(name))
    ledger.put(task("b", priority=True))
    number, first = ledger.hand_out(OWNER, 1_000) or (0, None)
    assert first == task("b", priority=True)
    ledger.put(task("b"))  # while it is in hand: the outcome of the earlier is not wanted
    assert ledger.pending == 2
    ledger.settle(number, run("b"))
    assert ledger.results(0.0) == [] and ledger.task(number) is None
    assert handed_out(ledger) == ["a", "b"]


def test_counts_as_pending_until_fetched() -> None:
    ledger = Ledger()
    ledger.put(task("a"))
    number, given = ledger.hand_out(OWNER, 1_000) or (0, None)
    assert ledger.task(number) is given
    ledger.settle(number, run("a"))
    ledger.settle(number, run("a"))  # a second answer is not counted
    assert ledger.pending == 1
    assert ledger.results(None) == [run("a")]
    assert ledger.pending == 0 and ledger.seconds > 0


def test_an_owner_that_fails_takes_only_its_own_along() -> None:
    ledger = Ledger()
    ledger.put(task("a"))
    handed_out(ledger, OWNER)
    ledger.put(task("b"))
    handed_out(ledger, OTHER)
    ledger.fail(OWNER, "gone")
    assert ledger.results(0.0) == [Failure(DocumentId("a"), "gone")]
    assert ledger.pending == 1


def test_nothing_is_given_between_a_cancel_and_its_passing_on() -> None:
    ledger = Ledger()
    ledger.put(task("a"))
    ledger.put(task("b"))
    number, _ = ledger.hand_out(OWNER, 1_000) or (0, None)
    ledger.cancel()
    assert ledger.pending == 0 and ledger.task(number) is None
    ledger.put(task("c"))
    assert handed_out(ledger) == []
    assert ledger.cancel_to_pass_on() and not ledger.cancel_to_pass_on()
    assert handed_out(ledger) == ["c"]


def test_a_cancel_ends_the_waiting_for_results() -> None:
    ledger = Ledger()
    ledger.put(task("a"))
    timer = threading.Timer(0.05, ledger.cancel)
    timer.start()
    assert ledger.results(None) == []
    timer.join()


def test_once_closed_everything_fails() -> None:
    ledger = Ledger()
    ledger.put(task("a"))
    ledger.put(task("b"))
    ledger.hand_out(OWNER, 1_000)
    ledger.close("broken")
    ledger.put(task("c"))
    assert ledger.results(0.0) == [Failure(DocumentId(name), "broken") for name in "abc"]
