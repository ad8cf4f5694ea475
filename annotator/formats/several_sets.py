"""The work of several annotators on one document, from a file that holds it side by side."""

from collections.abc import Sequence
from dataclasses import replace

from annotator.domain.annotation_sets import Annotator
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import AnnotatorId, derived_id


def joined(parts: Sequence[AnnotatedDocument]) -> AnnotatedDocument:
    """Return one document with the sets of all the parts, which hold the same text."""
    if len(parts) == 1:
        return parts[0]
    people = {owner: person for part in parts for owner, person in part.annotators.items()}
    sets = tuple(one for part in parts for one in part.sets)
    return replace(parts[0], sets=sets, annotators=people)


def foreign_annotator(name: str) -> Annotator:
    """Return the annotator of a name in a foreign file; the id follows from the name."""
    return Annotator(AnnotatorId(derived_id("annotator", name)), name)
