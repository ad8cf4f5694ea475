"""The words of docs/glossary.md are the words of the code."""

import ast
import re
from collections.abc import Iterator

import pytest

DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "base", "manager"}
"""What a module may not be called: such names say nothing and gather everything."""

AVOIDED = {
    "annotation_layer",
    "coder",
    "curation",
    "datastore",
    "delta",
    "ground_truth",
    "iaa",
    "mention",
    "mentions",
    "ontology",
    "prediction",
    "predictions",
    "rater",
    "recommender",
    "tagset",
}
"""Words of other tools for what the glossary calls otherwise. ("Tag", "block", "item" and
the like have a meaning of their own in places: what is drawn, a paragraph of Qt's.)"""


TERMS = {
    *("project", "corpus", "document", "article", "canonical text", "provenance", "zone"),
    *("annotator", "adjudicator", "annotation set", "state", "pass"),
    *("span", "fragment", "extent", "relation", "source", "target", "chain"),
    *("label", "schema", "attribute", "suggestion", "suggester", "origin"),
    *("agreement", "unit", "category", "difference", "adjudication", "gold"),
    *("ingest", "import", "export", "repair report", "loss report"),
    *("command", "step", "change set", "stamp", "tombstone", "digest"),
}


def _words(name: str) -> str:
    return "_".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)).lower()


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _avoided(name: str) -> set[str]:
    padded = f"_{_words(name)}_"
    return {word for word in AVOIDED if f"_{word}_" in padded}


def test_no_module_is_a_drawer(modules):
    named = {path for path in modules if DRAWERS & set(_words(path).split("_"))}
    assert not named


def test_no_name_uses_an_avoided_word(modules):
    found = {
        (path, name) for path, tree in modules.items() for name in _names(tree) if _avoided(name)
    }
    assert not found


def test_the_search_finds_what_it_should():
    assert _avoided("MentionList") == {"mention"}
    assert _avoided("_ground_truth") == {"ground_truth"}
    assert not _avoided("mentioned")


@pytest.fixture(scope="module")
def glossary(root) -> str:
    return (root / "docs" / "glossary.md").read_text(encoding="utf-8").lower()


def test_the_glossary_names_what_is_avoided(glossary):
    unnamed = {word for word in AVOIDED if word.replace("_", " ").removesuffix("s") not in glossary}
    assert not unnamed


def test_the_glossary_has_the_words(glossary):
    used = set(re.findall(r"\*\*([^*]+)\*\*", glossary))
    assert not TERMS - used
