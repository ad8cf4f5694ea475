"""What is in a project, in numbers, and whether it is sound."""

import sqlite3
from collections.abc import Collection, Mapping

from annotator.domain.annotation_sets import GOLD
from annotator.domain.ids import AnnotatorId, DocumentId
from annotator.store import (
    annotators,
    checking,
    conflicts,
    digests,
    documents,
    hand_outs,
    listing,
    merge_log,
    schemas,
    sets,
    suggestions,
)
from annotator.store.project import Project


def of_project(project: Project) -> dict[str, object]:
    """Return the keys of ``annotator info``: counts by annotator, suggestions, hashes.

    ``rounds`` is what was handed out to whom and how much of it they finished, ``merges``
    what was merged into this file. Of several people of one name the second is "NAME (2)".
    """
    with project.reading() as link:
        schema = schemas.read(link)
        called = annotators.names_apart(link)
        people = {
            called[one.id]: {"spans": 0, "relations": 0, "finished": 0}
            for one in annotators.everyone(link)
        }
        labels: dict[str, int] = {label.name: 0 for label in schema.labels}
        names = {label.id: label.name for label in schema.labels}
        finished: dict[AnnotatorId, set[DocumentId]] = {}
        for document in documents.ids(link):
            for owner in sets.owners(link, document):
                found = sets.annotation_set(link, document, owner)
                if owner != GOLD:
                    counts = people[called[owner]]
                    counts["spans"] += len(found.spans)
                    counts["relations"] += len(found.relations)
                    if found.finished(schema.passes):
                        counts["finished"] += 1
                        finished.setdefault(owner, set()).add(document)
                for label in [s.label for s in found.spans] + [r.label for r in found.relations]:
                    name = names.get(label, label)
                    labels[name] = labels.get(name, 0) + 1
        return {
            "documents": listing.count(link),
            "annotators": people,
            "suggestions": suggestions.tally(link),
            "labels": labels,
            "conflicts": len(conflicts.open_conflicts(link)),
            "rounds": _rounds(link, finished, called),
            "merges": [
                {"name": one.name, "project": one.project, "state": one.state, "at": one.at}
                | one.counts
                for one in merge_log.everything(link)
            ],
            "digest": digests.digest(link),
            "state": digests.state(link),
        }


def _rounds(
    link: sqlite3.Connection,
    finished: Mapping[AnnotatorId, Collection[DocumentId]],
    called: Mapping[AnnotatorId, str],
) -> list[dict[str, object]]:
    return [
        {
            "round": one.round,
            "annotator": called.get(one.annotator, one.annotator),
            "documents": len(one.documents),
            "finished": len(set(one.documents) & set(finished.get(one.annotator, ()))),
            "at": one.at,
        }
        for one in hand_outs.rounds(link)
        if one.documents
    ]


def problems(project: Project) -> list[str]:
    """Return what is wrong with a project, one sentence each."""
    with project.reading() as link:
        return checking.problems(link)
