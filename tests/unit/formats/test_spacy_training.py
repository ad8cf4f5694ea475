"""The export trains as it is: ``python -m spacy train config.cfg`` in its folder."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import spacy

from annotator.domain.documents import ZoneKind
from annotator.formats.format import ExportOptions
from annotator.formats.registry import FORMATS

pytestmark = pytest.mark.slow


def _export(folder: Path, make: SimpleNamespace, options: ExportOptions) -> None:
    documents = []
    for number in range(30):
        text = f"By Jo Kim\nAnna Smith{number} of U.S.-led Acme Corp. met 👩🏽‍💻 Li.\n\nMore."
        spans = [
            make.on(text, f"Anna Smith{number}", make.person),
            make.on(text, f"Smith{number}", make.person),
            make.on(text, "Acme Corp.", make.org),
            make.on(text, "U.S.", make.org),
            make.on(text, "Jo Kim", make.person),
        ]
        relations = [make.relation("r", make.works, f"Anna Smith{number}", "Acme Corp.")]
        zones = [(0, 10, ZoneKind.BYLINE), (10, len(text), ZoneKind.BODY)]
        documents.append(make.annotated(text, spans, relations, zones=zones))
    documents.append(make.annotated("Nobody is named here.\n"))
    FORMATS["spacy"].write(documents, make.schema, folder, options)


@pytest.mark.parametrize("split", [None, (0.7, 0.2, 0.1)])
@pytest.mark.parametrize("config", ["config.cfg", "config-spancat.cfg"])
def test_spacy_trains_on_the_export(
    tmp_path: Path,
    make: SimpleNamespace,
    config: str,
    split: tuple[float, float, float] | None,
) -> None:
    folder = tmp_path / "export"
    _export(folder, make, ExportOptions(split=split, seed=5))
    command = [sys.executable, "-m", "spacy", "train", config, "--output", str(tmp_path / "model")]
    command += ["--training.max_steps", "20", "--training.eval_frequency", "10"]
    environment = {**os.environ, "PYTHONPATH": "", "CUDA_VISIBLE_DEVICES": ""}
    run = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    check = [sys.executable, "-m", "spacy", "debug", "data", config]
    checked = subprocess.run(
        check, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert "Config validation error" not in checked.stdout + checked.stderr
    assert "Corpus is loadable" in checked.stdout
    nlp = spacy.load(tmp_path / "model" / "model-last")
    assert nlp.pipe_names[0] == "tok2vec"
    assert set(nlp.get_pipe(nlp.pipe_names[1]).labels) == {"PERSON", "ORG"}  # type: ignore[attr-defined]
    assert nlp("Anna Smith of Acme Corp.").text == "Anna Smith of Acme Corp."


def test_spacy_learns_the_relations_of_the_export_without_this_program(
    tmp_path: Path, make: SimpleNamespace
) -> None:
    folder = tmp_path / "export"
    _export(folder, make, ExportOptions(split=(0.7, 0.3, 0.0), seed=5))
    command = [sys.executable, "-I", "-m", "spacy", "train", "config-relations.cfg"]
    command += ["--code", "relations.py", "--output", str(tmp_path / "model")]
    command += ["--training.max_steps", "60", "--training.eval_frequency", "20"]
    assert not re.search(r"(import|from) annotator", (folder / "relations.py").read_text())
    run = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    meta = json.loads((tmp_path / "model" / "model-best" / "meta.json").read_text())
    assert meta["labels"]["relations"] == ["WORKS_FOR", "MEETS"]
    assert meta["performance"]["rel_f"] > 0.8


def test_an_export_without_relations_has_no_component_to_learn_them(
    tmp_path: Path, make: SimpleNamespace
) -> None:
    FORMATS["spacy"].write([make.annotated("Nobody.")], make.schema, tmp_path / "export")
    assert not (tmp_path / "export" / "relations.py").exists()
