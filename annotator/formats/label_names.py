"""Labels under names that a format can spell, reversibly, with the mapping kept in a file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.ids import LabelId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Schema
from annotator.formats.bounds import companion
from annotator.formats.own_exports import own_export

LABELS = "labels.json"
"""The mapping file in an export's folder; beside a single file, ``STEM.labels.json``."""

Spelling = Callable[[str], str]


class LabelNames:
    """The names an export writes for labels and attributes; no two are equal.

    ``spell`` turns a name into one the format can hold. Each change is a row
    ``label-spelled`` in ``report`` and an entry of the mapping. Names that differ in case
    alone are two names: every format and the programs it is for tell them apart.
    """

    def __init__(self, schema: Schema, spell: Spelling, report: Report) -> None:
        spans = [(str(label.id), label.name) for label in schema.span_labels]
        relations = [(str(label.id), label.name) for label in schema.relation_labels]
        attributes = [(one.name, one.name) for one in schema.attributes]
        self._spell = spell
        self._report = report
        self._written = {
            "spans": _spelled(spans, spell, report),
            "relations": _spelled(relations, spell, report),
            "attributes": _spelled(attributes, spell, report),
        }
        self._names = {
            "spans": dict(spans),
            "relations": dict(relations),
            "attributes": dict(attributes),
        }

    def span(self, label: LabelId) -> str | None:
        """Return the written name of a span label, or None if the schema lacks it."""
        return self._written["spans"].get(label)

    def relation(self, label: LabelId) -> str | None:
        """Return the written name of a relation label, or None if the schema lacks it."""
        return self._written["relations"].get(label)

    def attribute(self, name: str) -> str:
        """Return the written name of an attribute; one the schema lacks is spelled now."""
        written = self._written["attributes"]
        if name not in written:
            written[name] = _free(self._spell(name), set(written.values()))
            self._names["attributes"][name] = name
            _report_spelled(self._report, name, written[name])
        return written[name]

    @property
    def span_names(self) -> list[str]:
        """The written names of all span labels, in schema order."""
        return list(self._written["spans"].values())

    @property
    def relation_names(self) -> list[str]:
        """The written names of all relation labels, in schema order."""
        return list(self._written["relations"].values())

    def mapping(self) -> dict[str, dict[str, str]]:
        """Return the names that were changed, as written to ours, by kind; without empty kinds."""
        found = {
            kind: {
                written: self._names[kind][key]
                for key, written in names.items()
                if written != self._names[kind][key]
            }
            for kind, names in self._written.items()
        }
        return {kind: names for kind, names in found.items() if names}


def _spelled(names: Iterable[tuple[str, str]], spell: Spelling, report: Report) -> dict[str, str]:
    taken: set[str] = set()
    written: dict[str, str] = {}
    for key, name in names:
        found = _free(spell(name), taken)
        taken.add(found)
        written[key] = found
        _report_spelled(report, name, found)
    return written


def _report_spelled(report: Report, name: str, written: str) -> None:
    if written != name:
        report.add("label-spelled", Example("schema", None, f"{name} → {written}"))


def _free(wanted: str, taken: set[str]) -> str:
    wanted = wanted or "label"
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}{number}"
    return found


@dataclass(frozen=True, slots=True)
class ForeignNames:
    """What the names in a file stand for, where the export that wrote it kept a mapping."""

    spans: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


def foreign_names(path: Path) -> ForeignNames:
    """Return the mapping beside a file or in a folder; an empty one where there is none."""
    if path.is_dir():
        places = [path / LABELS]
    else:
        places = [path.with_name(f"{path.stem}.{LABELS}"), path.parent / LABELS]
    export = own_export(path)
    if export is not None:  # the mapping of all annotators stands above their folders
        places.append(export[0] / LABELS)
    for place in places:
        content = companion(place)
        kinds = content.get("labels") if isinstance(content, dict) else None
        if isinstance(kinds, dict):
            return ForeignNames(
                _texts(kinds.get("spans")),
                _texts(kinds.get("relations")),
                _texts(kinds.get("attributes")),
            )
    return ForeignNames()


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: name for key, name in value.items() if isinstance(name, str) and name}
