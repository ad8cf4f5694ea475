"""The code is clean by the rules in pyproject.toml."""


def test_ruff_finds_nothing(run_python):
    run = run_python("-m", "ruff", "check", "--no-cache", "--output-format", "concise", ".")
    assert run.returncode == 0, run.stdout + run.stderr


def test_ruff_would_format_nothing_otherwise(run_python):
    run = run_python("-m", "ruff", "format", "--no-cache", "--check", ".")
    assert run.returncode == 0, run.stdout + run.stderr
