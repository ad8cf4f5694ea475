"""Columns of a few documents at a time, so that what is worked out from them stays small.

All that is counted is counted document by document. Parts fit into the memory next to the
processor, where the same work takes less time, and what it leaves behind is small too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from annotator.agreement.side_by_side import for_pairs
from annotator.agreement.tables import Person, Pieces, Spans, Tables

Result = TypeVar("Result")

_SPANS = 30000
"""About so many spans of one annotator are in a part."""


def parts(tables: Tables) -> Iterator[tuple[slice, Tables]]:
    """Yield the columns of some documents after the other, and which documents they are.

    Documents are numbered anew in each part; positions and codes stay. Relations, attributes
    and chains are left out.
    """
    documents = len(tables.documents)
    most = max((len(person.spans) for person in tables.people), default=0)
    size = max(1, documents * _SPANS // max(most, _SPANS))
    for low in range(0, documents, size):
        chosen = slice(low, min(low + size, documents))
        yield chosen, tables if size >= documents else _part(tables, chosen)


def for_pairs_in_parts(
    tables: Tables,
    work: Callable[[Tables], Callable[[int, int], Result]],
    pairs: Sequence[tuple[int, int]],
    told: Callable[[int], None],
) -> Iterator[tuple[int, slice, Result]]:
    """Yield the number of a pair, some documents, and what the work on both returns.

    ``work`` is given each part and returns what to do for a pair. ``told`` hears how many
    pairs are done, all parts taken together; what it raises ends the work.
    """
    documents = max(len(tables.documents), 1)
    for chosen, part in parts(tables):
        before, share = chosen.start * len(pairs), len(part.documents)

        def of_part(number: int, before: int = before, share: int = share) -> None:
            told((before + number * share) // documents)

        for number, found in enumerate(for_pairs(work(part), pairs, of_part)):
            yield number, chosen, found


def _part(tables: Tables, chosen: slice) -> Tables:
    starts = tables.starts[chosen.start : chosen.stop + 1]
    low, high = np.searchsorted(
        tables.token_start, starts[[0, -1]].astype(tables.token_start.dtype)
    ).tolist()
    first, last = np.searchsorted(tables.extent_start, [starts[0], starts[-1]]).tolist()
    return replace(
        tables,
        documents=tables.documents[chosen],
        people=[_person(person, chosen, starts.tolist()) for person in tables.people],
        gold=None,
        done=tables.done[:, chosen],
        starts=starts,
        token_start=tables.token_start[low:high],
        token_end=tables.token_end[low:high],
        token_document=tables.token_document[low:high] - chosen.start,
        tokens_of_document=tables.tokens_of_document[chosen],
        extent_start=tables.extent_start[first:last],
        extent_end=tables.extent_end[first:last],
    )


def _person(person: Person, chosen: slice, starts: list[int]) -> Person:
    spans, pieces = person.spans, person.spans.pieces
    low, high = np.searchsorted(spans.document, [chosen.start, chosen.stop]).tolist()
    first, last = np.searchsorted(pieces.start, [starts[0], starts[-1]]).tolist()
    none = person.relations
    return replace(
        person,
        spans=Spans(
            spans.document[low:high] - chosen.start,
            spans.label[low:high],
            spans.boundary[low:high],
            spans.exact[low:high],
            spans.start[low:high],
            spans.end[low:high],
            spans.size[low:high],
            spans.taken[low:high],
            Pieces(
                pieces.owner[first:last] - low, pieces.start[first:last], pieces.end[first:last]
            ),
        ),
        relations=replace(
            none, document=none.document[:0], label=none.label[:0],
            source=none.source[:0], target=none.target[:0],
        ),
        attributes=[],
        chains={},
    )  # fmt: skip
