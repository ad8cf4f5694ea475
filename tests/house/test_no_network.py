"""The program opens no socket: its verbs run in processes that cannot."""

import json

import pytest

from annotator.domain.errors import UserError
from annotator.suggest.pipelines import find_pipeline

# Python imports a module of this name at the start of every process, children included;
# an audit hook cannot be taken back.
_SITECUSTOMIZE = """
import sys

def _refuse(event, arguments):
    if event == "socket.__new__" and int(arguments[1]) != 1:  # 1: sockets inside the machine
        raise PermissionError("a socket was opened")
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"):
        raise PermissionError(f"{event} was called")

sys.addaudithook(_refuse)
"""


@pytest.fixture
def verb(run_python, root, tmp_path):
    """Run a verb with sockets refused; return its JSON."""
    (tmp_path / "sitecustomize.py").write_text(_SITECUSTOMIZE, encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()

    def run(*arguments, python=("-m", "annotator"), code=0):
        done = run_python(*python, *arguments, cwd=work, path=(tmp_path, root))
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr

    return run


def test_the_hook_refuses_sockets(verb):
    told = verb(python=("-c", "import socket; socket.socket()"), code=1)
    assert "a socket was opened" in told
    told = verb(python=("-c", "import socket; socket.getaddrinfo('localhost', 80)"), code=1)
    assert "getaddrinfo was called" in told


def test_the_verbs_open_no_socket(verb, root):
    articles = str(root / "seeds" / "articles")
    labels = str(root / "seeds" / "annotations" / "annotator-a.jsonl")
    assert verb("new", "a.annotations", "--json")["schema"] == "news"
    assert verb("ingest", "a.annotations", articles, "--json")["documents"] == 16
    assert verb("import", "a.annotations", labels, "--json")["spans"] > 0
    exported = ("export", "a.annotations", "--annotator", "annotator-a", "--json")
    assert verb(*exported, "all.jsonl", "--format", "jsonl")["documents"] == 8
    assert verb(*exported, "training", "--format", "spacy")["documents"] == 8
    assert verb("demo", "b.annotations", "--no-window", "--json")["documents"] == 16
    assert verb("merge", "a.annotations", "b.annotations", "--json")["new"] > 0
    assert verb("info", "a.annotations", "--json")["documents"] == 16
    assert verb("check", "a.annotations", "--json")["ok"]


def test_suggesting_opens_no_socket(verb, root):
    try:
        find_pipeline()
    except UserError:
        pytest.skip("no spaCy pipeline is installed (extra en)")
    verb("new", "a.annotations", "--json")
    verb("ingest", "a.annotations", str(root / "seeds" / "articles"), "--json")
    assert verb("suggest", "a.annotations", "--jobs", "1", "--json")["suggestions"] > 0
