"""Each verb is imported when it is called, and help knows them all."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from annotator.cli.main import VERBS, command_line

ROOT = Path(__file__).resolve().parents[3]
_CALL = (
    "import json, sys\n"
    "from annotator.cli.main import main\n"
    "code = main(sys.argv[1:])\n"
    "sys.stderr.write(json.dumps([code, sorted(sys.modules)]))\n"
)


def called(*words):
    """Return exit code, standard output and the modules that a call imported."""
    done = subprocess.run(
        [sys.executable, "-c", _CALL, *words], capture_output=True, text=True, cwd=ROOT, check=True
    )
    told, _, last = done.stderr.rpartition("\n")
    code, modules = json.loads(last)
    return code, done.stdout + told, set(modules)


def of_command_line(modules):
    """Return those modules of the command line that hold verbs."""
    return {name for name in VERBS if f"annotator.cli.{name}" in modules}


@pytest.mark.parametrize("verb", [verb for verbs in VERBS.values() for verb in verbs])
def test_a_module_registers_the_verbs_it_is_listed_with(verb):
    module = next(name for name, verbs in VERBS.items() if verb in verbs)
    commands = typer.main.get_command(command_line(verb)).commands
    assert set(commands) == {*VERBS[module], "open"}


def test_all_verbs_stand_in_the_help_in_order():
    code, shown, modules = called("--help")
    places = [shown.index(f"\n  {verb} ") for verbs in VERBS.values() for verb in verbs]
    assert code == 0
    assert places == sorted(places)
    assert "\n  open " in shown
    assert of_command_line(modules) == set(VERBS)


def test_a_verb_imports_its_own_module_alone():
    code, shown, modules = called("agreement", "no such project.annotations")
    assert code == 2
    assert "There is no such project." in shown
    assert of_command_line(modules) == {"agreement"}
    assert not {"annotator.formats.registry", "annotator.ingest.reading", "rich"} & modules


def test_the_help_of_a_verb_names_it_in_full():
    code, shown, _ = called("agreement", "--help")
    assert code == 0
    assert "Usage: annotator agreement [OPTIONS] " in shown


def test_a_wrong_verb_is_told_with_code_2():
    code, shown, _ = called("agreemant")
    assert code == 2
    assert "No such command 'agreemant'" in shown
