"""Commands on annotators."""

from annotator.domain.annotation_sets import Annotator
from annotator.store import annotators
from annotator.store.project import Project


def ensure_annotator(project: Project, name: str) -> Annotator:
    """Return the annotator of this name, made if the project does not know one."""
    with project.reading() as link:
        known = annotators.named(link, name.strip())
    if known is not None:
        return known
    with project.transaction("Add annotator", detail=name.strip()) as t:
        return annotators.ensure(t, name)
