"""No file tells of the machine it was written on, or of where packages come from there."""

import re
import subprocess

import pytest

_SECRETS = {
    "a home folder": r"/home/[a-z]|/roo[t]/|/Users/[A-Za-z]|[A-Z]:\\+Users\\",
    "a working folder": r"/wor[k]/(main|shared)",
    "a package index": r"(extra-|--)index-ur[l]|trusted-hos[t]|artifactor[y]|/simpl[e]/\b",
    "a private address": r"\b(10|192\.168|127)\.\d{1,3}\.\d{1,3}(\.\d{1,3})?\b:\d",
    "a key": r"BEGIN [A-Z ]*PRIVATE KE[Y]|\bghp_\w{20}|\bAKIA[0-9A-Z]{16}",
}


@pytest.fixture(scope="module")
def texts(root) -> dict[str, str]:
    """Every text file that belongs to the project, by name."""
    if not (root / ".git").exists():
        pytest.skip("not a checkout: nothing tells which files belong to the project")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    found = {}
    for name in filter(None, listed):
        path = root / name
        if path.is_file() and b"\0" not in (raw := path.read_bytes()):
            found[name] = raw.decode("utf-8")
    return found


@pytest.mark.parametrize("what", sorted(_SECRETS))
def test_no_file_tells(texts, what):
    pattern = re.compile(_SECRETS[what])
    found = {
        f"{name}:{number}"
        for name, text in texts.items()
        for number, line in enumerate(text.split("\n"), 1)
        if pattern.search(line)
    }
    assert not found
