"""What a pack knows about itself: whose it is, of which round and project."""

import json
from dataclasses import dataclass

from annotator.domain.annotation_sets import Annotator
from annotator.domain.ids import AnnotatorId
from annotator.store.project import Project
from annotator.store.writing import canonical_json

_META = "pack"


@dataclass(frozen=True, slots=True)
class PackFacts:
    """Whose pack a file is, of which round and project; an update carries nobody's labels."""

    round: str
    annotator: Annotator
    project: str
    update: bool


def facts_of(project: Project) -> PackFacts | None:
    """Return what a pack says about itself; None for a project that is no pack."""
    stored = project.meta(_META)
    if not stored:
        return None
    facts = json.loads(stored)
    annotator = Annotator(AnnotatorId(facts["annotator"]), facts["name"])
    return PackFacts(facts["round"], annotator, facts["project"], facts["update"])


def remember(project: Project, facts: PackFacts) -> None:
    """Write into a pack whose it is."""
    said = {
        "round": facts.round,
        "annotator": facts.annotator.id,
        "name": facts.annotator.name,
        "project": facts.project,
        "update": facts.update,
    }
    project.set_meta(_META, canonical_json(said))
