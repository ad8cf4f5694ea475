import pytest

from tests.e2e.command_line import runner
from tests.e2e.hostile_names import make_hostile


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return runner(capfd)


@pytest.fixture
def sample(run):
    assert run("demo", "sample.annotations", "--no-window").code == 0
    return "sample.annotations"


@pytest.fixture
def hostile(run, tmp_path):
    make_hostile(tmp_path / "hostile.annotations")
    return "hostile.annotations"
