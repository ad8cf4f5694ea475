"""What is in a project, in numbers, and whether it is sound."""

from annotator.commands.exporting import is_finished
from annotator.domain.annotation_sets import GOLD
from annotator.store import (
    annotators,
    checking,
    conflicts,
    digests,
    documents,
    listing,
    schemas,
    sets,
    suggestions,
)
from annotator.store.project import Project


def of_project(project: Project) -> dict[str, object]:
    """Return the keys of ``annotator info``: counts by annotator, suggestions, hashes."""
    with project.reading() as link:
        schema = schemas.read(link)
        people = {
            one.name: {"spans": 0, "relations": 0, "finished": 0}
            for one in annotators.everyone(link)
        }
        labels: dict[str, int] = {label.name: 0 for label in schema.labels}
        names = {label.id: label.name for label in schema.labels}
        for document in documents.ids(link):
            for owner in sets.owners(link, document):
                found = sets.annotation_set(link, document, owner)
                if owner != GOLD:
                    counts = people[annotators.name_of(link, owner)]
                    counts["spans"] += len(found.spans)
                    counts["relations"] += len(found.relations)
                    counts["finished"] += is_finished(found, schema)
                for label in [s.label for s in found.spans] + [r.label for r in found.relations]:
                    name = names.get(label, label)
                    labels[name] = labels.get(name, 0) + 1
        return {
            "documents": listing.count(link),
            "annotators": people,
            "suggestions": suggestions.tally(link),
            "labels": labels,
            "conflicts": len(conflicts.open_conflicts(link)),
            "digest": digests.digest(link),
            "state": digests.state(link),
        }


def problems(project: Project) -> list[str]:
    """Return what is wrong with a project, one sentence each."""
    with project.reading() as link:
        return checking.problems(link)
