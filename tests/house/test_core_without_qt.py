"""The command line is the proof that the core needs no Qt; late imports stay late."""

import json

import pytest

from annotator.cli.main import VERBS

_WITHOUT_QT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "qtawesome", "qtpy"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

sys.meta_path.insert(0, Missing())
from annotator.__main__ import main
sys.argv[0] = "annotator"
sys.exit(main())
"""

_LOADED = """
import importlib, json, sys
for name in sys.argv[1].split():
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_verbs_work_where_qt_is_missing(run_python, root, tmp_path):
    def verb(*arguments):
        run = run_python("-c", _WITHOUT_QT, *arguments, "--json", cwd=tmp_path)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    article = root / "seeds" / "articles" / "ferry-merger.txt"
    assert verb("formats")["formats"]
    assert verb("new", "a.annotations") == {"project": "a.annotations", "schema": "news"}
    assert verb("ingest", "a.annotations", str(article))["documents"] == 1
    assert verb("info", "a.annotations")["documents"] == 1
    assert verb("check", "a.annotations") == {"ok": True, "problems": []}


def test_the_window_without_qt_is_refused_in_a_sentence(run_python, tmp_path):
    run = run_python("-c", _WITHOUT_QT, "open", "a.annotations", cwd=tmp_path)
    assert run.returncode == 2
    assert "PySide6-Essentials" in run.stderr
    assert "libegl1" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("module", "late"),
    [
        (" ".join(f"annotator.cli.{name}" for name in VERBS), {"PySide6", "spacy", "trafilatura"}),
        ("annotator.app.session", {"PySide6", "spacy", "trafilatura", "typer", "sqlite_utils"}),
        ("annotator.ui.application", {"spacy", "trafilatura", "typer", "sqlite_utils"}),
    ],
)
def test_what_is_slow_to_import_is_imported_late(run_python, module, late):
    run = run_python("-c", _LOADED, module)
    assert run.returncode == 0, run.stderr
    assert not late & set(json.loads(run.stdout))
