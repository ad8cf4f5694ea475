"""The package is typed throughout."""


def test_mypy_finds_nothing(run_python, tmp_path):
    run = run_python("-m", "mypy", "--cache-dir", str(tmp_path), "--no-error-summary")
    assert run.returncode == 0, run.stdout + run.stderr
