"""Whose work a file of an exported INCEpTION project is: its place in the project says so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotator.domain.annotation_sets import Annotator
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.ids import set_id
from annotator.domain.reports import Example, Report
from annotator.formats.project_places import annotator_at
from annotator.formats.several_sets import foreign_annotator
from annotator.formats.unique_ids import with_unique_ids

NOBODY_YET = "INITIAL_CAS"
"""The file of a document as it was before anybody labelled it."""


def with_annotators(
    path: Path, items: Iterator[AnnotatedDocument | Skipped], repairs: Report
) -> Iterator[AnnotatedDocument | Skipped]:
    """Yield what was read at a path with the sets given to those whose files they were in.

    Two files of one person, or of nobody, with the same text are counted: their labels are
    joined.
    """
    seen: set[tuple[str, str]] = set()
    for item in items:
        if isinstance(item, Skipped):
            yield item
            continue
        name = item.provenance[0].name if item.provenance else ""
        owner = annotator_at(path, name)
        if owner == NOBODY_YET:
            yield replace(item, sets=())
            continue
        key = item.document.id, owner
        if key in seen:
            repairs.add("text-read-before", Example(name))
        seen.add(key)
        yield _given(item, foreign_annotator(owner)) if owner else item


def _given(item: AnnotatedDocument, owner: Annotator) -> AnnotatedDocument:
    sets = [
        with_unique_ids(replace(one, id=set_id(item.document.id, owner.id), annotator=owner.id))
        for one in item.sets
    ]
    return replace(item, sets=sets, annotators={owner.id: owner})
