"""WebAnno TSV 3.x to layers: rows joined to spans by their ids, relations, slots and chains."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.domain.reports import Example, Report
from annotator.formats.inception_layers import (
    ANY,
    LINK_RELATION,
    ChainLink,
    LayerChain,
    LayeredText,
    LayerRelation,
    LayerSlot,
    LayerSpan,
    PlainSpans,
)
from annotator.formats.webanno_tsv_cells import (
    EMPTY,
    NULL,
    split_cell,
    split_link,
    split_number,
    unescaped_value,
)
from annotator.formats.webanno_tsv_lines import (
    Column,
    LayerColumns,
    Row,
    TsvLines,
    parse_lines,
)
from annotator.formats.webanno_tsv_spans import spans_of
from annotator.formats.webanno_tsv_table import TsvTable, parse_table


def read_layers(
    content: bytes, name: str, offsets: str, repairs: Report, *, segments: bool = False
) -> LayeredText:
    """Return the text of a file with its layers; offsets are code points of that text.

    Its tokens and sentences come along only with ``segments``.
    Raises UserError for what is no WebAnno TSV 3 at all and BadValue for a broken file.
    Repair codes: ``offsets-in-code-points``, ``token-does-not-match``, ``comment-skipped``,
    ``end-not-found`` (a relation or slot that names a span which is not there),
    ``id-doubled`` (rows with the id of another).
    """
    table = parse_table(content, offsets)
    if table is not None:
        return _from_table(table, name, repairs, segments=segments)
    lines = parse_lines(content, name, repairs)
    text, unit = lines.assemble(offsets, repairs, name)
    layered = LayeredText(text)
    if unit.length != len(text):
        at = unit.to_code_points
        lines.begins, lines.ends = [*map(at, lines.begins)], [*map(at, lines.ends)]
        for row in lines.marked:
            row.begin, row.end = at(row.begin), at(row.end)
    if segments:
        _add_segments(lines, layered)
    _Reader(layered, lines, repairs, name).read()
    return layered


def _from_table(table: TsvTable, name: str, repairs: Report, *, segments: bool) -> LayeredText:
    """Return the layers of a file in which every row is as it should be."""
    layered = LayeredText(table.text)
    spans = spans_of(table)
    if isinstance(spans, PlainSpans):
        layered.plain = spans
    elif spans is not None:
        layered.spans = spans
        _name_main(layered, table.layers)
    else:
        _Reader(layered, table.lines(), repairs, name).read()
    if segments:
        _add_segments(table.lines(), layered)
    return layered


def _name_main(layered: LayeredText, layers: Sequence[LayerColumns]) -> None:
    for layer in layers:
        if layer.kind != "chain":
            layered.main.setdefault(layer.name, layer.main)


def _add_segments(lines: TsvLines, layered: LayeredText) -> None:
    edges = zip(lines.units, lines.begins, lines.ends, strict=True)
    layered.tokens += [
        (begin, end) for unit, begin, end in edges if "." not in unit and begin < end
    ]
    firsts = [sentence.first for sentence in lines.sentences]
    for first, last in zip(firsts, [*firsts[1:], len(lines.units)], strict=True):
        layered.sentences.append((lines.begins[first], max(lines.ends[first:last])))


@dataclass(slots=True)
class _Loose:
    """A relation or filler whose other end is not known before all rows are read."""

    layer: LayerColumns
    row: Row
    cell: str
    values: dict[str, str] = field(default_factory=dict)
    host: str = ""
    role: str = ""
    column: Column | None = None


class _Reader:
    """Build the layers of one file.

    ``_on`` knows the spans that begin on a unit, by unit and layer; ``_numbered`` those
    with an id in brackets, by layer and id, and by id alone for ends of any type.
    """

    def __init__(self, layered: LayeredText, lines: TsvLines, repairs: Report, name: str) -> None:
        self._layered = layered
        self._lines = lines
        self._layers = lines.layers
        self._joined = any(
            layer.kind == "relation" or any(column.kind == "role" for column in layer.columns)
            for layer in lines.layers
        )
        self._repairs = repairs
        self._name = name
        self._spans: dict[str, LayerSpan] = {}
        self._on: dict[tuple[str, str], list[str]] = {}
        self._numbered: dict[tuple[str, int], str] = {}
        self._links: dict[tuple[str, int, int], ChainLink] = {}
        self._loose: list[_Loose] = []
        self._rows: dict[str, int] = {}

    def read(self) -> None:
        """Read all rows, then what joins spans."""
        _name_main(self._layered, self._layers)
        takers = {"span": self._take_spans, "chain": self._take_links, "relation": self._take_ends}
        for row in self._lines.marked:
            for layer in self._layers:
                cells = row.cells[layer.start : layer.start + len(layer.columns)]
                if cells.count(EMPTY) < len(cells):
                    takers[layer.kind](layer, row, cells)
        units = self._lines.units
        doubled = len(units) - len(set(units))
        if doubled:
            self._repairs.add("id-doubled", Example(self._name), doubled)
        if self._joined:
            self._rows = {unit: at for at, unit in enumerate(units)}
        for loose in self._loose:
            if loose.column is not None:
                self._join_slot(loose, loose.column)
            else:
                self._join_relation(loose)
        self._layered.spans = list(self._spans.values())
        chains: dict[tuple[str, int], LayerChain] = {}
        for (name, chain, _), link in sorted(self._links.items(), key=lambda each: each[0]):
            chains.setdefault((name, chain), LayerChain(name)).links.append(link)
        self._layered.chains = list(chains.values())

    def _take_spans(self, layer: LayerColumns, row: Row, cells: Sequence[str]) -> None:
        if len(cells) == 1 and "\\" not in cells[0]:
            self._take_plain_spans(layer, row, cells[0].split("|"))
            return
        stacks = [[] if cell == EMPTY else split_cell(cell, "|") for cell in cells]
        for index in range(max(map(len, stacks))):
            values, number = [], 0
            for stack, column in zip(stacks, layer.columns, strict=True):
                value = stack[index] if index < len(stack) else EMPTY
                if column.kind != "filler":
                    value, own = split_number(value)
                    number = number or own
                values.append(value)
            self._take_span(layer, row, index, number, values)

    def _take_plain_spans(self, layer: LayerColumns, row: Row, values: list[str]) -> None:
        """Take the spans of a layer of one feature where nothing is escaped; most are such."""
        name, feature, numbered = layer.name, layer.columns[0].feature, self._numbered
        for index, value in enumerate(values):
            value, number = split_number(value)
            if number and (name, number) in numbered:
                span = self._spans[numbered[name, number]]
                span.begin, span.end = min(span.begin, row.begin), max(span.end, row.end)
            else:
                key = f"{name}@{row.line}.{index}"
                features = {feature: value} if feature and value != NULL and value != EMPTY else {}
                span = self._spans[key] = LayerSpan(key, name, row.begin, row.end, features)
                if number:
                    numbered[name, number] = key
                    numbered.setdefault((ANY, number), key)
            if self._joined:
                self._on.setdefault((row.unit, name), []).append(span.key)

    def _take_span(
        self, layer: LayerColumns, row: Row, index: int, number: int, values: list[str]
    ) -> None:
        known = self._numbered.get((layer.name, number)) if number else None
        if known is not None:
            span = self._spans[known]
            span.begin, span.end = min(span.begin, row.begin), max(span.end, row.end)
            if self._joined:
                self._on.setdefault((row.unit, layer.name), []).append(known)
            return
        key = f"{layer.name}@{row.line}.{index}"
        span = LayerSpan(key, layer.name, row.begin, row.end)
        self._spans[key] = span
        if self._joined:
            self._on.setdefault((row.unit, layer.name), []).append(key)
        if number:
            self._numbered[layer.name, number] = key
            self._numbered.setdefault((ANY, number), key)
        roles: list[str] = []
        for column, value in zip(layer.columns, values, strict=True):
            if column.kind == "role":
                roles = split_cell(value, ";")
            elif column.kind == "filler":
                self._take_fillers(layer, row, key, column, roles, value)
            elif column.feature and value not in (NULL, EMPTY):
                span.features[column.feature] = unescaped_value(value)

    def _take_fillers(
        self,
        layer: LayerColumns,
        row: Row,
        host: str,
        column: Column,
        roles: list[str],
        value: str,
    ) -> None:
        if value in (NULL, EMPTY):
            return
        for index, cell in enumerate(split_cell(value, ";")):
            role = roles[index] if index < len(roles) else NULL
            role = "" if role in (NULL, EMPTY) else unescaped_value(role)
            self._loose.append(_Loose(layer, row, cell, {}, host, role, column))

    def _take_links(self, layer: LayerColumns, row: Row, cells: Sequence[str]) -> None:
        stacks = [[] if cell == EMPTY else split_cell(cell, "|") for cell in cells]
        for index in range(max(map(len, stacks))):
            place, kind, relation = None, "", ""
            for stack, column in zip(stacks, layer.columns, strict=True):
                value = stack[index] if index < len(stack) else EMPTY
                found = split_link(value) if column.feature == LINK_RELATION else None
                if found is not None:
                    value, place = found[0], (layer.name, found[1], found[2])
                else:
                    value, _ = split_number(value)
                value = "" if value in (NULL, EMPTY) else unescaped_value(value)
                if column.feature == LINK_RELATION:
                    relation = value
                else:
                    kind = value or kind
            if place is None:
                self._lost(row, "|".join(cells))
            elif place in self._links:
                link = self._links[place]
                link.begin, link.end = min(link.begin, row.begin), max(link.end, row.end)
            else:
                self._links[place] = ChainLink(row.begin, row.end, kind, relation)

    def _take_ends(self, layer: LayerColumns, row: Row, cells: Sequence[str]) -> None:
        stacks = [[] if cell == EMPTY else split_cell(cell, "|") for cell in cells]
        for index, end in enumerate(stacks[-1]):
            values = {}
            for stack, column in zip(stacks[:-1], layer.columns[:-1], strict=True):
                value, _ = split_number(stack[index]) if index < len(stack) else (EMPTY, 0)
                if column.feature and value not in (NULL, EMPTY):
                    values[column.feature] = unescaped_value(value)
            self._loose.append(_Loose(layer, row, end, values))

    def _join_relation(self, loose: _Loose) -> None:
        unit, _, numbers = loose.cell.partition("[")
        first, _, second = numbers.rstrip("]").partition("_")
        base = loose.layer.columns[-1].hint
        source = self._end(unit, base, _number(first))
        target = self._end(loose.row.unit, base, _number(second))
        if source is None or target is None:
            self._lost(loose.row, loose.cell)
            return
        self._layered.relations.append(
            LayerRelation(loose.layer.name, source, target, loose.values)
        )

    def _join_slot(self, loose: _Loose, column: Column) -> None:
        unit, number = split_number(loose.cell)
        target = self._end(unit, column.hint, number)
        if target is None:
            self._lost(loose.row, loose.cell)
            return
        role = loose.layer.columns[loose.layer.columns.index(column) - 1]
        self._layered.slots.append(
            LayerSlot(loose.host, role.feature, role.hint, loose.role, target)
        )

    def _end(self, unit: str, base: str, number: int) -> str | None:
        """Return the span of a type on a unit; made new for a type without columns (tokens)."""
        if number:
            found = self._numbered.get((base, number)) or self._numbered.get((ANY, number))
            if found is not None:
                return found
        on = self._on.get((unit, base))
        if on is not None:
            return on[0]
        at = self._rows.get(unit)
        if at is None or any(layer.name == base for layer in self._layers):
            return None
        if base == ANY:
            return next((keys[0] for (place, _), keys in self._on.items() if place == unit), None)
        key = f"{base}@{unit}"
        self._spans.setdefault(
            key, LayerSpan(key, base, self._lines.begins[at], self._lines.ends[at])
        )
        self._layered.main.setdefault(base, "")
        self._on[unit, base] = [key]
        return key

    def _lost(self, row: Row, cell: str) -> None:
        text = f"line {row.line}: {cell}"[:200]
        self._repairs.add("end-not-found", Example(self._name, None, text))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
