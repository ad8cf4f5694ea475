"""Whose pack an open project is; apart from making packs, which takes longer to import."""

from annotator.store.pack_facts import PackFacts, facts_of
from annotator.store.project import Project

__all__ = ["PackFacts", "pack_facts"]

_TAKEN = "works as: "


def pack_facts(project: Project) -> PackFacts | None:
    """Return whose pack an open project is; None where it is no pack."""
    return facts_of(project)


def name_taken(project: Project, mine: str) -> str:
    """Return the name under which somebody chose to work in this file; empty for none yet."""
    return project.meta(_TAKEN + mine)


def take_name(project: Project, mine: str, name: str) -> None:
    """Keep in this file under which name somebody works in it; it is not merged."""
    project.set_meta(_TAKEN + mine, name)
