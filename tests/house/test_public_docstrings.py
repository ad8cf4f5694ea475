"""Every public name says what it is for."""

import ast
from collections.abc import Iterator

_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _belongs_to_another(node: _Documented) -> bool:
    """Tell setters, which their getter describes, and overloads."""
    decorators = getattr(node, "decorator_list", [])
    return any(ast.unparse(one).endswith((".setter", "overload")) for one in decorators)


def _public(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, _Documented]]:
    for child in node.body:
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if child.name.startswith("_") or _belongs_to_another(child):
            continue
        yield f"{prefix}.{child.name}", child
        if isinstance(child, ast.ClassDef):
            yield from _public(child, f"{prefix}.{child.name}")


def test_every_public_name_has_a_docstring(modules):
    bare = []
    for path, tree in modules.items():
        named = [(path, tree), *_public(tree, path)]
        bare += [name for name, node in named if not ast.get_docstring(node)]
    assert not bare


def test_a_docstring_begins_with_a_sentence(modules):
    ragged = []
    for path, tree in modules.items():
        for name, node in [(path, tree), *_public(tree, path)]:
            first = (ast.get_docstring(node) or "").partition("\n\n")[0]
            if first and (first[0].islower() or first.rstrip()[-1] not in '.:;?"'):
                ragged.append(name)
    assert not ragged
