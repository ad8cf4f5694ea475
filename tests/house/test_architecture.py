"""The floors of the house: contracts in pyproject.toml, and the rule for domain."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def test_the_import_contracts_hold(run_python):
    run = run_python(
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
        "--no-cache",
        "--no-logo",
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_domain_needs_the_standard_library_alone(modules):
    foreign = {
        (path, name)
        for path, tree in modules.items()
        if path.startswith("annotator/domain/")
        for name in _imported(tree)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("annotator.domain")
    }
    assert not foreign


_SQL = re.compile(
    r"\s*(SELECT\b.+\bFROM|INSERT (OR \w+ )?INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|PRAGMA)\b",
    re.DOTALL,
)


def test_sql_is_in_store_alone(modules):
    statements: dict[bool, set[str]] = {True: set(), False: set()}
    for path, tree in modules.items():
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _SQL.match(text):
                statements[path.startswith("annotator/store/")].add(path)
    assert statements[True]
    assert not statements[False]


def test_every_library_is_declared(root, modules):
    """What is imported is named in pyproject.toml, not just brought along by another."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-")
        for line in project["dependencies"]
    }
    distributions = packages_distributions()
    undeclared = set()
    for path, tree in modules.items():
        for name in {full.split(".")[0] for full in _imported(tree)}:
            if name in sys.stdlib_module_names or name == "annotator":
                continue
            owners = {owner.lower().replace("_", "-") for owner in distributions.get(name, [name])}
            if not owners & declared:
                undeclared.add((path, name))
    assert not undeclared
