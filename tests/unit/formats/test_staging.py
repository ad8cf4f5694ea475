"""A disk that fills up while writing: said in a sentence, nothing left behind."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
from pathlib import Path
from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.documents import Document
from annotator.domain.errors import UserError
from annotator.domain.ids import document_id, set_id
from annotator.domain.schema import Schema
from annotator.formats.registry import FORMATS

def documents():
    for number in range(3000):
        text = f"{number} " + "".join(chr(97 + (number * i * i) % 26) + " " for i in range(200))
        one = document_id(text)
        states = {"main": State.FINISHED}
        sets = (AnnotationSet(set_id(one, "u"), one, "u", states=states),)
        yield AnnotatedDocument(Document(one, text), sets, {"u": Annotator("u", "Anna")})

# A file that may not grow fails in the same place as a full disk.
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    FORMATS[sys.argv[1]].write(documents(), Schema("s"), Path(sys.argv[2]))
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits on Windows")
@pytest.mark.parametrize("name", ["jsonl", "spacy"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-c", PROGRAM, name, str(tmp_path / "folder" / "x")]
    root = Path(__file__).parents[3]
    run = subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "disk is full" in run.stdout
    assert list(tmp_path.iterdir()) == []
