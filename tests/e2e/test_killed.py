"""A hundred kills at random moments lose at most the action in flight."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from annotator.app.session import Session
from annotator.domain.ids import DocumentId
from annotator.store import checking
from tests.projects import add_documents, make_schema

# A process that opens the project, labels, relabels, undoes and redoes, and says what is
# committed after each step. It forks a child to be killed, so that a hundred kills cost a
# hundred opens and not a hundred starts of Python.
WORKER = """
import os, random, sys
from pathlib import Path
from annotator.app.session import Session
from annotator.commands.labelling import AddSpan, DeleteSpans
from annotator.domain.spans import Extent

def work(path, seed):
    rng = random.Random(seed)
    session = Session.open(Path(path))
    session.use_annotator("Ada")
    document = session.listing().page(0, 1)[0].id
    labels = [label.id for label in session.schema().span_labels]
    os.write(1, b"ready\\n")
    while True:
        spans = session.annotation_set(document).spans
        dice = rng.random()
        if dice < 0.15:
            session.undo()
        elif dice < 0.25:
            session.redo()
        elif dice < 0.4 and spans:
            session.run(DeleteSpans(document, [rng.choice(spans).id]))
        else:
            start = rng.randrange(0, 4000)
            while session._opened.live.with_content((Extent(start, start + 3),), labels[0]):
                start = rng.randrange(0, 4000)
            session.run(AddSpan(document, (Extent(start, start + 3),), labels[0]))
        found = session.annotation_set(document).spans
        line = " ".join(sorted(span.id for span in found))
        os.write(1, f"said {line} done\\n".encode())

for order in sys.stdin:
    path, seed = order.split("\\t")
    child = os.fork()
    if child == 0:
        os.write(1, f"pid {os.getpid()}\\n".encode())
        try:
            work(path, int(seed))
        finally:
            os._exit(3)
    os.waitpid(child, 0)
    os.write(1, b"\\ngone\\n")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_hundred_kills_lose_only_the_action_in_flight(tmp_path):
    path = tmp_path / "p.annotations"
    with Session.create(path, make_schema()) as session:
        add_documents(session, ["abc " * 1100])
        session.use_annotator("Ada")
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    rng = random.Random(11)
    kills = steps = 0
    try:
        for round_ in range(100):
            said = _kill_one(worker, path, round_, rng.uniform(0.0, 0.02))
            kills += 1
            steps += len(said)
            _check(path, said)
    finally:
        worker.kill()
        worker.communicate()
    assert kills == 100
    assert steps > 100


def _kill_one(worker, path, seed, wait):
    """Let a child work, kill it, and return what it said was committed."""
    worker.stdin.write(f"{path}\t{seed}\n")
    worker.stdin.flush()
    pid = int(worker.stdout.readline().split()[1])
    lines = []
    # Half of the kills fall into opening, half into work, some steps after its begin
    # however busy the machine is.
    for _ in range(1 + seed % 7 if seed % 2 else 0):
        lines.append(worker.stdout.readline())
    time.sleep(wait)
    os.kill(pid, signal.SIGKILL)
    while (line := worker.stdout.readline()) != "gone\n":
        assert line, "the worker ended"
        lines.append(line)
    # A line cut short by the kill was committed, but nobody could rely on it.
    whole = [line for line in lines if line.startswith("said ") and line.endswith(" done\n")]
    return [line[len("said ") : -len(" done\n")] for line in whole]


def _check(path, said):
    with Session.open(path) as session:
        session.use_annotator("Ada")
        link = session.project.connection
        assert checking.problems(link) == []
        document = DocumentId(session.listing().page(0, 1)[0].id)
        stored = {span.id for span in session.annotation_set(document).spans}
        if said:
            known = set(said[-1].split())
            assert len(stored ^ known) <= 1
        # What was in flight is there as a whole step or not at all: undo goes on working.
        before = session.annotation_set(document)
        if session.undo() is not None:
            session.redo()
        assert session.annotation_set(document) == before
