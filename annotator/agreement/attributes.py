"""Agreement on attributes, on spans that two or more annotators marked alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotator.agreement.chance import Floats
from annotator.agreement.overlaps import in_both
from annotator.agreement.tables import Ints, Tables, tally


@dataclass(frozen=True, slots=True)
class AttributeSums:
    """Sums by document for alpha, as in chance.pairable, and the number of spans."""

    agreeing: Floats
    values: Floats
    units: int


def attribute_sums(tables: Tables) -> Mapping[str, AttributeSums]:
    """Return the sums of each attribute by name.

    A unit is a span, marked alike by at least two, that any of them gave the attribute; an
    annotator who marked the span without a value says "none", which is a category too.
    """
    names = sorted({name for person in tables.people for _, name, _ in person.attributes})
    return {name: _sums(tables, name) for name in names}


def _sums(tables: Tables, wanted: str) -> AttributeSums:
    known: dict[str, int] = {"": 0}
    given: list[tuple[Ints, Ints]] = []
    for person in tables.people:
        found = [(row, value) for row, name, value in person.attributes if name == wanted]
        rows = np.array([row for row, _ in found], np.int64)
        codes = [known.setdefault(value, len(known)) for _, value in found]
        given.append((rows, np.array(codes, np.int64)))
    with_value = np.unique(
        np.concatenate(
            [p.spans.exact[rows] for p, (rows, _) in zip(tables.people, given, strict=True)]
        )
    )
    units, documents, said = [], [], []
    for place, (person, (rows, values)) in enumerate(zip(tables.people, given, strict=True)):
        spans = person.spans
        value = np.zeros(len(spans), np.int64)
        value[rows] = values
        counts = tables.done[place, spans.document, tables.label_pass[spans.label]]
        counts &= in_both(spans.exact, with_value)
        units.append(spans.exact[counts])
        documents.append(spans.document[counts])
        said.append(value[counts])
    return _summed(
        np.concatenate(units), np.concatenate(documents), np.concatenate(said),
        len(tables.documents), len(known),
    )  # fmt: skip


def _summed(unit: Ints, document: Ints, code: Ints, documents: int, width: int) -> AttributeSums:
    _, unit, many = np.unique(unit, return_inverse=True, return_counts=True)
    kept = many[unit] >= 2
    unit, document, code = unit[kept], document[kept], code[kept]
    values = tally(document, code, (documents, width)).astype(float)
    cells, first, number = np.unique(unit * width + code, return_index=True, return_counts=True)
    share = number * (number - 1) / (many[cells // width] - 1)
    agreeing = np.bincount(document[first], share, minlength=documents)
    return AttributeSums(agreeing.astype(float), values, len(np.unique(unit)))
