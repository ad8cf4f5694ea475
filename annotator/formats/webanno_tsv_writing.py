"""Layers as WebAnno TSV 3.3, laid out as INCEpTION does it, trailing TAB included."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.formats.inception_layers import (
    ANY,
    LINK_RELATION,
    LINK_TYPE,
    TOKEN,
    LayeredText,
    LayerRelation,
    LayerSlot,
    LayerSpan,
)
from annotator.formats.offset_units import Utf16Units
from annotator.formats.webanno_tsv_cells import EMPTY, NULL, escaped_text, escaped_value
from annotator.formats.webanno_tsv_lines import FORMAT_LINE


@dataclass(slots=True)
class _Unit:
    """A row: a token or a part of one, and the cells of each layer that has any there."""

    name: str
    begin: int
    end: int
    cells: dict[str, list[list[str]]] = field(default_factory=dict)


def written(layered: LayeredText) -> bytes:
    """Return the file of a text with its layers; tokens cover all that is not white space."""
    return _Writer(layered).content().encode("utf-8")


class _Writer:
    def __init__(self, layered: LayeredText) -> None:
        self._layered = layered
        self._units = Utf16Units(layered.text)
        self._begins = [begin for begin, _ in layered.tokens]
        self._names: list[str] = []
        self._firsts: list[int] = []
        self._tokens: dict[int, _Unit] = {}
        self._parts: dict[int, dict[tuple[int, int], _Unit]] = {}
        self._placed: dict[str, list[_Unit]] = {}
        self._numbers: dict[str, int] = {}
        self._spans = {span.key: span for span in layered.spans}
        self._header: list[str] = []
        self._widths: list[tuple[str, int]] = []
        self._ascii = layered.text.isascii()
        self._blank = ""
        self._hosted: dict[str, list[LayerSlot]] = {}

    def content(self) -> str:
        """Return the whole file."""
        self._number_rows()
        for slot in self._layered.slots:
            self._hosted.setdefault(slot.host, []).append(slot)
        relations: dict[str, list[LayerRelation]] = {}
        for relation in self._layered.relations:
            relations.setdefault(relation.layer, []).append(relation)
        layers: dict[str, list[LayerSpan]] = {}
        for span in sorted(self._layered.spans, key=lambda each: (each.begin, -each.end)):
            layers.setdefault(span.layer, []).append(span)
        self._place(layers, relations)
        for name in sorted(layers):
            if name != TOKEN:
                self._write_spans(name, layers[name])
        self._write_chains()
        for name in sorted(relations):
            self._write_relations(name, relations[name])
        return self._text()

    def _number_rows(self) -> None:
        """Name the tokens ``1-1``, ``1-2`` ... and find the first of every sentence."""
        starts = [start for start, _ in self._layered.sentences]
        self._firsts = [bisect_left(self._begins, start) for start in starts]
        ends = [*self._firsts[1:], len(self._begins)]
        for number, (first, end) in enumerate(zip(self._firsts, ends, strict=True), start=1):
            self._names += [f"{number}-{index}" for index in range(1, end - first + 1)]

    def _token(self, index: int) -> _Unit:
        """Return the row of a token; most tokens have no cells and never need one."""
        unit = self._tokens.get(index)
        if unit is None:
            unit = _Unit(self._names[index], *self._layered.tokens[index])
            self._tokens[index] = unit
        return unit

    def _place(
        self, layers: dict[str, list[LayerSpan]], relations: dict[str, list[LayerRelation]]
    ) -> None:
        """Find the rows of every span, and give an id to those that need one to be told apart."""
        untyped = self._untyped(relations)
        for name in sorted(layers):
            stacked: dict[str, list[str]] = {}
            for span in layers[name]:
                units = self._placed[span.key] = self._units_of(span.begin, span.end)
                for unit in units:
                    stacked.setdefault(unit.name, []).append(span.key)
            if name == TOKEN:
                continue
            shared = {key for keys in stacked.values() if len(keys) > 1 for key in keys}
            for span in layers[name]:
                several = self._placed[span.key][0].name != self._placed[span.key][-1].name
                if several or span.key in shared or span.key in untyped:
                    self._numbers[span.key] = len(self._numbers) + 1

    def _untyped(self, relations: dict[str, list[LayerRelation]]) -> set[str]:
        """Return the spans that something without a fixed layer points to."""
        found: set[str] = set()
        for group in relations.values():
            if self._base(group) == ANY:
                found.update(end for each in group for end in (each.source, each.target))
        for name in {self._spans[host].layer for host in self._hosted}:
            for feature, link, target in self._slot_features(name):
                if target == ANY:
                    found.update(
                        slot.target
                        for slot in self._layered.slots
                        if (slot.feature, slot.link_type) == (feature, link)
                    )
        return found

    def _units_of(self, begin: int, end: int) -> list[_Unit]:
        """Return the rows of an extent: whole tokens, and parts of the first and the last."""
        first = bisect_right(self._begins, begin) - 1
        last = bisect_right(self._begins, end - 1) - 1
        if first == last:
            if self._layered.tokens[first] == (begin, end):
                return [self._token(first)]
            return [self._part(first, begin, end)]
        units = []
        token = self._token(first)
        units.append(token if token.begin == begin else self._part(first, begin, token.end))
        units += [self._token(index) for index in range(first + 1, last)]
        token = self._token(last)
        units.append(token if token.end == end else self._part(last, token.begin, end))
        return units

    def _part(self, index: int, begin: int, end: int) -> _Unit:
        parts = self._parts.setdefault(index, {})
        if (begin, end) not in parts:
            name = f"{self._names[index]}.{len(parts) + 1}"
            parts[begin, end] = _Unit(name, begin, end)
        return parts[begin, end]

    def _write_spans(self, name: str, spans: Sequence[LayerSpan]) -> None:
        main = self._layered.main.get(name, "")
        features = sorted({one for span in spans for one in span.features} - {main})
        features = [main, *features] if main else features
        slots = self._slot_features(name)
        columns = [*features]
        for feature, link, target in slots:
            columns += [f"ROLE_{name}:{feature}_{link}", target]
        self._header.append(f"#T_SP={name}|{'|'.join(columns)}")
        width = max(1, len(features) + 2 * len(slots))
        self._widths.append((name, width))
        for span in spans:
            number = self._number(span.key)
            cells = [_cell(span.features.get(one)) + number for one in features]
            for feature, link, _ in slots:
                cells += self._slot_cells(span.key, feature, link, number)
            self._add(name, self._placed[span.key], cells or [NULL + number])

    def _slot_features(self, layer: str) -> list[tuple[str, str, str]]:
        """Return the slot features of a layer: name, type of links, and type of what fills them."""
        targets: dict[tuple[str, str], set[str]] = {}
        for host, slots in self._hosted.items():
            if self._spans[host].layer == layer:
                for slot in slots:
                    place = targets.setdefault((slot.feature, slot.link_type), set())
                    place.add(self._spans[slot.target].layer)
        return [
            (feature, link, layers.pop() if len(layers) == 1 else ANY)
            for (feature, link), layers in sorted(targets.items())
        ]

    def _slot_cells(self, key: str, feature: str, link: str, number: str) -> list[str]:
        slots = [
            slot
            for slot in self._hosted.get(key, ())
            if (slot.feature, slot.link_type) == (feature, link)
        ]
        if not slots:
            return [EMPTY + number, NULL]
        roles = ";".join(_cell(slot.role) for slot in slots)
        fillers = (self._placed[slot.target][0].name + self._number(slot.target) for slot in slots)
        return [roles + number, ";".join(fillers)]

    def _write_chains(self) -> None:
        for name in sorted({chain.layer for chain in self._layered.chains}):
            self._header.append(f"#T_CH={name}|{LINK_RELATION}|{LINK_TYPE}")
            self._widths.append((name, 2))
            chains = [chain for chain in self._layered.chains if chain.layer == name]
            for number, chain in enumerate(chains, start=1):
                for place, link in enumerate(chain.links, start=1):
                    relation = f"{_cell(link.relation)}->{number}-{place}"
                    cells = [relation, f"{_cell(link.type)}[{number}]"]
                    self._add(name, self._units_of(link.begin, link.end), cells)

    def _write_relations(self, name: str, relations: Sequence[LayerRelation]) -> None:
        main = self._layered.main.get(name, "")
        features = sorted({one for each in relations for one in each.features} - {main})
        features = [main, *features] if main else features
        self._header.append(f"#T_RL={'|'.join([name, *features])}|BT_{self._base(relations)}")
        self._widths.append((name, len(features) + 1))
        for each in relations:
            source = self._numbers.get(each.source, 0)
            target = self._numbers.get(each.target, 0)
            end = self._placed[each.source][0].name
            end += f"[{source}_{target}]" if source or target else ""
            cells = [*(_cell(each.features.get(one)) for one in features), end]
            self._add(name, self._placed[each.target][:1], cells)

    def _base(self, relations: Sequence[LayerRelation]) -> str:
        """Return the layer that all ends of some relations have, or the type of all spans."""
        ends = {self._spans[end].layer for each in relations for end in (each.source, each.target)}
        return ends.pop() if len(ends) == 1 else ANY

    def _number(self, key: str) -> str:
        number = self._numbers.get(key)
        return f"[{number}]" if number else ""

    def _add(self, layer: str, units: Sequence[_Unit], cells: list[str]) -> None:
        for unit in units:
            unit.cells.setdefault(layer, []).append(cells)

    def _text(self) -> str:
        lines = [f"{FORMAT_LINE}3.3", *self._header, ""]
        self._blank = f"\t{EMPTY}" * sum(width for _, width in self._widths) + "\t"
        text, starts = self._layered.text, [start for start, _ in self._layered.sentences]
        lasts = [*self._firsts[1:], len(self._names)]
        for number, start in enumerate(starts):
            end = starts[number + 1] if number + 1 < len(starts) else len(text)
            # The white space behind a sentence goes with it, so that no text is between two;
            # the line break that every program puts there itself is left out.
            piece = text[start:end]
            if number + 1 < len(starts):
                piece = piece.removesuffix("\n")
            lines.append("")
            lines += [f"#Text={escaped_text(line)}" for line in piece.split("\n")]
            for index in range(self._firsts[number], lasts[number]):
                unit = self._tokens.get(index)
                cells = self._cells(unit) if unit is not None else self._blank
                lines.append(self._line(self._names[index], *self._layered.tokens[index], cells))
                for part in self._parts[index].values() if index in self._parts else ():
                    lines.append(self._line(part.name, part.begin, part.end, self._cells(part)))
        return "\n".join(lines) + "\n"

    def _line(self, name: str, begin: int, end: int, cells: str) -> str:
        surface = self._layered.text[begin:end]
        if not self._ascii:
            begin = self._units.from_code_points(begin)
            end = self._units.from_code_points(end)
        return f"{name}\t{begin}-{end}\t{surface}{cells}"

    def _cells(self, unit: _Unit) -> str:
        if not unit.cells:
            return self._blank
        cells = [""]
        for layer, width in self._widths:
            stacked = unit.cells.get(layer)
            if stacked is None:
                cells += [EMPTY] * width
            elif len(stacked) == 1:
                cells += stacked[0]
            else:
                cells += ["|".join(column) for column in zip(*stacked, strict=True)]
        return "\t".join(cells) + "\t"


def _cell(value: str | None) -> str:
    return escaped_value(value) if value else NULL
