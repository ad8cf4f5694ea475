"""Brat's annotation.conf: its sections read, and what they say made labels and attributes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.ids import LabelId, derived_id
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.formats.brat_lines import TRUE
from annotator.formats.label_intake import new_label
from annotator.formats.label_names import ForeignNames

ANY, ENTITY, EVENT, RELATION = "<ANY>", "<ENTITY>", "<EVENT>", "<RELATION>"
KIND_OF_RELATION = "<REL-TYPE>"
EQUIVALENCE = "Equiv"

_SECTION = re.compile(r"\s*\[(.*)\]\s*")
_MACRO = re.compile(r"<([A-Za-z_-]+)>=\s*(.*?)\s*")
_ENTRY = re.compile(r"(\s*)(\S+)(?:\s+(.*))?")
_ARGUMENT = re.compile(r"(\S+?)(\{\S+\}|\?|\*|\+|):(\S+)")
_NAMES = {"spans": "entities"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a section: a type, how deep it stands, and what it takes.

    ``group`` types (``!Type``) only hold others. ``arguments`` are names with the types
    they allow; how often they may occur is not kept.
    """

    name: str
    depth: int
    group: bool
    arguments: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(slots=True)
class Configuration:
    """What an annotation.conf defines, with the ids the labels have or would have."""

    labels: dict[LabelId, Label] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)


def entries_of(content: str) -> Iterator[tuple[str, Entry | str]]:
    """Yield the entries with their sections; a line that is none comes as it stands."""
    section = ""
    macros: dict[str, str] = {}
    for line in content.removeprefix("\ufeff").replace("\r", "").split("\n"):
        if not line.strip() or line.lstrip().startswith("#") or not line.strip().strip("-"):
            continue
        if match := _SECTION.fullmatch(line):
            section = _NAMES.get(match[1], match[1])
            macros = {}
        elif match := _MACRO.fullmatch(line):
            macros[f"<{match[1]}>"] = match[2]
        else:
            yield section, _entry(line, macros)


def _entry(line: str, macros: Mapping[str, str]) -> Entry | str:
    for name, value in macros.items():
        line = line.replace(name, value)
    match = _ENTRY.fullmatch(line)
    if match is None:
        return line
    arguments = []
    for argument in filter(None, (each.strip() for each in (match[3] or "").split(","))):
        found = _ARGUMENT.fullmatch(argument)
        if found is None:
            return line
        arguments.append((found[1], tuple(filter(None, found[3].split("|")))))
    name = match[2].split("|")[0]
    return Entry(name.lstrip("!"), len(match[1]), name.startswith("!"), tuple(arguments))


def configuration_of(
    content: bytes, schema: Schema, names: ForeignNames, repairs: Report, file: str
) -> Configuration:
    """Return the labels and attributes of a file; those of the schema stay as they are there.

    Lines that are not understood are counted as ``configuration-line-not-read``.
    """
    sections: dict[str, list[Entry]] = {}
    for section, entry in entries_of(content.decode("utf-8", "replace")):
        if isinstance(entry, str) or not entry.name.isprintable() or not entry.name:
            shown = entry if isinstance(entry, str) else entry.name
            repairs.add("configuration-line-not-read", Example(file, None, shown.strip()[:200]))
        else:
            sections.setdefault(section, []).append(entry)
    return _Builder(schema, names, sections).configuration()


class _Builder:
    """Make one configuration from its entries."""

    def __init__(
        self, schema: Schema, names: ForeignNames, sections: Mapping[str, Sequence[Entry]]
    ) -> None:
        self._schema = schema
        self._names = names
        self._sections = sections
        self._made = Configuration()
        self._ids: dict[str, LabelId] = {}
        self._below: dict[str, list[str]] = {}
        self._kinds: dict[str, list[LabelId]] = {ENTITY: [], EVENT: [], RELATION: []}

    def configuration(self) -> Configuration:
        """Take entities and events first: relations, roles and attributes name them."""
        self._take_spans("entities", LabelKind.ENTITY, ENTITY)
        self._take_spans("events", LabelKind.TRIGGER, EVENT)
        for entry in self._sections.get("relations", ()):
            if entry.name != EQUIVALENCE and not entry.name.startswith("<") and not entry.group:
                self._take_relation(entry)
        for entry in self._sections.get("events", ()):
            if not entry.group:
                for role, types in entry.arguments:
                    self._add_relation(role, self._expanded([entry.name]), self._expanded(types))
        for entry in self._sections.get("attributes", ()):
            self._take_attribute(entry)
        return self._made

    def _take_spans(self, section: str, kind: LabelKind, wildcard: str) -> None:
        above: list[Entry] = []
        for entry in self._sections.get(section, ()):
            while above and above[-1].depth >= entry.depth:
                above.pop()
            above.append(entry)
            for each in above:
                self._below.setdefault(each.name, []).append(entry.name)
            if entry.group or entry.name in self._ids:
                continue
            name = self._names.spans.get(entry.name, entry.name)
            label = self._schema.named(name) or new_label(name, kind)
            self._ids[entry.name] = label.id
            self._kinds[wildcard].append(label.id)
            self._made.labels.setdefault(label.id, label)

    def _expanded(self, types: Iterable[str]) -> tuple[LabelId, ...]:
        """Return the labels of type names, those below them too; none stands for any."""
        found: dict[LabelId, None] = {}
        for each in types:
            if each == ANY:
                return ()
            named = self._kinds.get(each)
            if named is None:
                below = self._below.get(each, ())
                named = [self._ids[name] for name in below if name in self._ids]
            found |= dict.fromkeys(named)
        return tuple(found)

    def _take_relation(self, entry: Entry) -> None:
        plain = [types for name, types in entry.arguments if not name.startswith("<")]
        kinds = [types for name, types in entry.arguments if name == KIND_OF_RELATION]
        symmetric = any("symmetric" in kind.split("-") for types in kinds for kind in types)
        ends = [self._expanded(types) for types in plain[:2]]
        sources, targets = (*ends, (), ())[:2]
        self._add_relation(entry.name, sources, targets, symmetric=symmetric)

    def _add_relation(
        self,
        written: str,
        sources: tuple[LabelId, ...],
        targets: tuple[LabelId, ...],
        *,
        symmetric: bool = False,
    ) -> None:
        name = self._names.relations.get(written, written)
        known = self._schema.named(name, relation=True)
        label = known or new_label(name, LabelKind.RELATION, symmetric=symmetric)
        earlier = self._made.labels.get(label.id)
        if known is None and earlier is None:
            label = replace(label, sources=sources, targets=targets)
        elif known is None and earlier is not None:
            label = replace(
                earlier,
                sources=_both(earlier.sources, sources),
                targets=_both(earlier.targets, targets),
            )
        if earlier is None:
            self._kinds[RELATION].append(label.id)
        self._made.labels[label.id] = label

    def _take_attribute(self, entry: Entry) -> None:
        name = self._names.attributes.get(entry.name, entry.name)
        arguments = dict(entry.arguments)
        values = tuple(
            self._names.attributes.get(value, value) for value in arguments.get("Value", (TRUE,))
        )
        labels = self._expanded(arguments.get("Arg", (ANY,)))
        earlier = self._made.attributes.get(name)
        if earlier is not None:
            values = tuple(dict.fromkeys((*earlier.values, *values)))
            labels = tuple(_both(earlier.labels, labels))
        self._made.attributes[name] = Attribute(derived_id("attribute", name), name, values, labels)


def _both(one: Sequence[LabelId], other: Sequence[LabelId]) -> tuple[LabelId, ...]:
    """Return the labels of both; none stands for any."""
    return tuple(dict.fromkeys((*one, *other))) if one and other else ()


def with_configuration(schema: Schema, configuration: Configuration) -> Schema:
    """Return the schema with the labels and attributes that it lacks."""
    known = {label.id for label in schema.labels}
    labels = [label for label in configuration.labels.values() if label.id not in known]
    names = {one.name for one in schema.attributes}
    attributes = [one for one in configuration.attributes.values() if one.name not in names]
    return replace(
        schema,
        labels=(*schema.labels, *labels),
        attributes=(*schema.attributes, *attributes),
    )
