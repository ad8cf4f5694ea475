"""Work for pools in tests: texts handed in, outcomes waited for, processes looked at."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from annotator.domain.ids import LabelId, document_id
from annotator.suggest.mapping import LabelMapping
from annotator.suggest.pool import Failure, Outcome, SuggesterPool

PLACE, PERSON = LabelId("place"), LabelId("person")
MAPPING = LabelMapping(
    {"GPE": PLACE, "PERSON": PERSON, "ORG": LabelId("organisation"), "CARDINAL": None}
)


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
