"""The spans of a WebAnno TSV table by its columns, where no cell needs a closer look."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from annotator.formats.inception_layers import MAIN, NAMED_ENTITY, LayerSpan, PlainSpans
from annotator.formats.webanno_tsv_cells import EMPTY, NULL
from annotator.formats.webanno_tsv_lines import LayerColumns
from annotator.formats.webanno_tsv_table import TsvTable

_VOID = frozenset({EMPTY, NULL})
_ID = re.compile(r"\[([1-9][0-9]{0,8})\](?![^\t])")
_row_of = itemgetter(0)


class _Stacks(NamedTuple):
    """The spans of one layer: first and last row, place in the stack of the first, values.

    The values of a span are joined by a TAB where its layer has several columns.
    """

    firsts: Sequence[int]
    lasts: Sequence[int]
    indices: Sequence[int]
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer of a table with its spans, and their values by columns."""

    columns: LayerColumns
    stacks: _Stacks
    values: list[list[str]]


def spans_of(table: TsvTable) -> PlainSpans | list[LayerSpan] | None:
    """Return the spans of a table in the order of its rows; None where it needs a closer look.

    Plain are spans of the usual layer that have a label, or none, and nothing else.
    """
    if table.escaped:
        return None
    layers: dict[str, _Layer] = {}
    for columns in table.layers:
        cells = table.cells[columns.start : columns.start + len(columns.columns)]
        if all(one.count(EMPTY) == len(one) for one in cells):
            continue
        if columns.name in layers or columns.kind != "span":
            return None
        if any(one.kind != "value" for one in columns.columns):
            return None
        stacks = _stacks(cells)
        values = _values(stacks.values, len(cells)) if stacks is not None else None
        if stacks is None or values is None:
            return None
        layers[columns.name] = _Layer(columns, stacks, values)
    if len(layers) == 1 and NAMED_ENTITY in layers:
        layer = layers[NAMED_ENTITY]
        labels = _labels(layer)
        if labels is not None:
            return PlainSpans(*_places(table, layer), labels)
    found = chain(*[_layer_spans(table, layer) for layer in layers.values()])
    return [span for _, span in sorted(found, key=_row_of)]


def _stacks(cells: Sequence[Sequence[str]]) -> _Stacks | None:
    """Return the spans of a layer's columns; None where stacks differ in height."""
    rows = cells[0] if len(cells) == 1 else [*map("\t".join, zip(*cells, strict=True))]
    blank = "\t".join([EMPTY] * len(cells))
    spans: list[tuple[int, int, str]] = []
    lasts: dict[str, int] = {}  # of values with an id, which make the rows one span
    add = spans.append
    for at, cell in enumerate(rows):
        if cell == blank:
            continue
        if cell in lasts:
            lasts[cell] = at
        elif "|" not in cell:
            add((at, 0, cell))
            if cell[-1:] == "]":
                lasts[cell] = at
        else:
            parts = [one.split("|") for one in cell.split("\t")]
            if len({*map(len, parts)}) > 1:
                return None
            for index, value in enumerate(map("\t".join, zip(*parts, strict=True))):
                if value not in lasts:
                    add((at, index, value))
                if value[-1:] == "]":
                    lasts[value] = at
    firsts, indices, values = zip(*spans, strict=True)
    ends = [lasts.get(value, first) for value, first in zip(values, firsts, strict=True)]
    return _Stacks(firsts, ends, indices, values)


def _values(joined: Sequence[str], width: int) -> list[list[str]] | None:
    """Return the columns of values without ids in brackets; None where an id is not certain."""
    rows = [joined] if width == 1 else zip(*[one.split("\t") for one in joined], strict=True)
    found: list[list[str]] = []
    ends: list[str] = []
    for column in rows:
        together = "\t".join(column)
        numbers = _ID.findall(together)
        plain = _ID.sub("", together)
        if "[" in plain or "]" in plain or len(set(numbers)) < len(numbers):
            return None
        values = plain.split("\t")
        if width > 1:
            own = [one[len(value) :] for one, value in zip(column, values, strict=True)]
            if found and own != ends:
                return None
            ends = own
        found.append(values)
    return found


def _labels(layer: _Layer) -> list[str] | None:
    """Return the labels of spans that have nothing else; empty for none, None for others."""
    features = [column.feature for column in layer.columns.columns]
    if features.count(MAIN) != 1:
        return None
    main = features.index(MAIN)
    for at, values in enumerate(layer.values):
        if at != main and not _VOID.issuperset(values):
            return None
    labels = layer.values[main]
    if _VOID.isdisjoint(labels):
        return labels
    return ["" if value in _VOID else value for value in labels]


def _places(table: TsvTable, layer: _Layer) -> tuple[list[str], list[int], list[int]]:
    """Return the keys, begins and ends of a layer's spans."""
    stacks, name, numbers = layer.stacks, layer.columns.name, table.numbers
    begins, ends = table.begins, table.ends
    keys = [
        f"{name}@{numbers[at]}.{index}"
        for at, index in zip(stacks.firsts, stacks.indices, strict=True)
    ]
    return keys, [begins[at] for at in stacks.firsts], [ends[at] for at in stacks.lasts]


def _layer_spans(table: TsvTable, layer: _Layer) -> list[tuple[int, LayerSpan]]:
    """Return the spans of a layer with their features, each behind the row it begins on."""
    name = layer.columns.name
    features = [column.feature for column in layer.columns.columns]
    made = [
        LayerSpan(
            key,
            name,
            begin,
            end,
            {
                feature: value
                for feature, value in zip(features, values, strict=True)
                if feature and value not in _VOID
            },
        )
        for key, begin, end, values in zip(
            *_places(table, layer), zip(*layer.values, strict=True), strict=True
        )
    ]
    return [*zip(layer.stacks.firsts, made, strict=True)]
