"""The places behind the relations that were lost: which, whose, why, and both ends."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from annotator.agreement.figures import Scope
from annotator.agreement.places import Marked, marked
from annotator.agreement.relations import LOST, Linked, linked, lost_rows
from annotator.agreement.tables import Ints, Tables


class LostRelation(NamedTuple):
    """A relation that one of a pair has and the other has not.

    ``names`` are the pair's, ``annotator`` is the one who has it, ``why`` one of LOST.
    """

    names: tuple[str, str]
    annotator: str
    why: str
    label: str
    source: Marked
    target: Marked


class _Side(NamedTuple):
    """Lost relations of one annotator against another, in the order of the documents."""

    names: tuple[str, str]
    annotator: str
    relations: Linked
    row: Ints
    reason: Ints
    document: Ints


def lost_relations(scope: Scope) -> Mapping[int, Iterator[LostRelation]]:
    """Return the relations that were lost, by their document's place in the list, in order."""
    tables, whole = scope.tables, dict[int, Linked]()
    sides = []
    for i, j in scope.pairs:
        both = linked(tables, i, j, whole), linked(tables, j, i, whole)
        names = tables.people[i].name, tables.people[j].name
        for name, mine, lost in zip(names, both, lost_rows(*both), strict=True):
            order = np.argsort(mine.document[lost.row], kind="stable")
            row = lost.row[order]
            sides.append(_Side(names, name, mine, row, lost.reason[order], mine.document[row]))
    documents = np.unique(np.concatenate([side.document for side in sides] or [np.zeros(0, int)]))
    return {at: _of_document(tables, sides, at) for at in documents.tolist()}


def _of_document(tables: Tables, sides: list[_Side], document: int) -> Iterator[LostRelation]:
    """Yield the lost relations of one document, by pair and annotator."""
    for side in sides:
        low, high = np.searchsorted(side.document, [document, document + 1]).tolist()
        for row, reason in zip(side.row[low:high], side.reason[low:high], strict=True):
            mine = side.relations
            source, target = (
                marked(tables, mine.spans, int(ends[row])) for ends in (mine.source, mine.target)
            )
            label = tables.relation_labels[mine.label[row]]
            yield LostRelation(side.names, side.annotator, LOST[reason], label, source, target)
