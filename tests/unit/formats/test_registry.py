"""The list of formats, and that it costs no spaCy."""

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.formats.format import Format
from annotator.formats.registry import FORMATS

BOTH_WAYS = [
    "jsonl",
    "spacy",
    "prodigy",
    "brat",
    "conll",
    "conllu",
    "webanno-tsv",
    "uima-xmi",
    "uima-json",
    "doccano",
    "label-studio",
    "huggingface",
    "docred",
    "scierc",
    "spert",
    "gliner",
    "llm-chat",
]
READ_ONLY = ["pubannotation", "gate", "bioc"]


def test_every_format_says_what_it_cannot_hold() -> None:
    assert list(FORMATS) == [*BOTH_WAYS, *READ_ONLY]
    for name, each in FORMATS.items():
        assert each.name == name
        assert each.reads
        assert each.writes == (name not in READ_ONLY)
        assert each.recognise is not None
        assert each.title
        assert all(each.cannot_hold)
        assert all(suffix.startswith(".") for suffix in each.suffixes)


def test_listing_formats_does_not_import_spacy() -> None:
    program = "import sys, annotator.formats.registry; print({'spacy', 'numpy'} & set(sys.modules))"
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"


def test_one_way_formats_say_so(tmp_path: Path) -> None:
    neither = Format("x", "X", (".x",), ("anything",))
    assert not neither.reads
    assert not neither.writes
    with pytest.raises(UserError, match="not read"):
        neither.read(tmp_path, Schema(""))
    with pytest.raises(UserError, match="not written"):
        neither.write([], Schema(""), tmp_path)
