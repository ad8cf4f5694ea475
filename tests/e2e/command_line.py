"""Run verbs, in this process or one of their own, and read what they print."""

import json
import os
import subprocess
import sys
from pathlib import Path

from annotator.cli.main import main

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


class Ran:
    """One verb that ran: exit code, standard output and standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> dict:
        """The one JSON object on standard output; fails where anything else is there."""
        return json.loads(self.out)


def runner(capfd):
    """Return a function that runs a verb and gives back what came out."""

    def run(*words: object) -> Ran:
        capfd.readouterr()
        code = main([str(word) for word in words])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Ran(code, out, err)

    return run


_INTERRUPTED = """
import importlib, os, signal, sys
from annotator.cli.main import main

place, name, *words = sys.argv[1:]
module = importlib.import_module(place)
work = getattr(module, name)

def interrupted(*some, **more):
    os.kill(os.getpid(), signal.SIGINT)
    return work(*some, **more)

setattr(module, name, interrupted)
sys.exit(main(words))
"""


def run_apart(code, *words):
    """Run Python code in a process of its own; return what came out, whatever the exit code."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent)},
    )  # fmt: skip


def run_interrupted(module, function, *words):
    """Run a verb in a process of its own that gets Ctrl+C where it calls a function."""
    return run_apart(_INTERRUPTED, module, function, *words)
