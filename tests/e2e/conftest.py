import pytest

from tests.e2e.command_line import runner


@pytest.fixture
def run(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return runner(capfd)


@pytest.fixture
def sample(run):
    assert run("demo", "sample.annotations", "--no-window").code == 0
    return "sample.annotations"
