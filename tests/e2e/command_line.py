"""Run verbs in this process and read what they print."""

import json
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
