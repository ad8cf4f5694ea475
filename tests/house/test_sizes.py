"""Small modules, short functions: one idea each."""

import ast
from statistics import median

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
TYPICAL_MODULE = 150


def test_no_module_is_too_long(root, modules):
    lengths = {
        path: len((root / path).read_text(encoding="utf-8").splitlines()) for path in modules
    }
    assert {path: n for path, n in lengths.items() if n > LONGEST_MODULE} == {}
    assert median(lengths.values()) <= TYPICAL_MODULE


def test_no_function_is_too_long(modules):
    long = {
        f"{path}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: n for name, n in long.items() if n > LONGEST_FUNCTION} == {}
