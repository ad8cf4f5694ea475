"""What a row of doccano holds: text, spans by annotator, relations, facts, comments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.formats.json_values import BadValue

_KNOWN = frozenset(
    {"id", "text", "data", "label", "labels", "entities", "relations", "annotations",
     "Comments", "comments", "meta", "annotation_approver"}
)  # fmt: skip


class RowSpans:
    """Spans as the row has them, by columns: keys, starts, ends and labels."""

    __slots__ = ("ends", "keys", "labels", "starts")

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.labels: list[str] = []


class RowRelation(NamedTuple):
    """One relation as the row has it, its ends by the keys of spans."""

    key: str
    source: str
    target: str
    label: str


@dataclass(slots=True)
class DoccanoRow:
    """One row; ``wrong`` says what could not be read in it, ``unread`` which keys were not.

    ``spans`` are by annotator, the name empty where the row names nobody. ``categories``
    counts labels of the whole text. ``labelled`` tells whether the row has a place for
    labels at all.
    """

    text: str
    spans: dict[str, RowSpans] = field(default_factory=dict)
    relations: list[RowRelation] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    categories: int = 0
    labelled: bool = False


def doccano_row(values: Mapping[str, object]) -> DoccanoRow:
    """Return a row's content; raise BadValue where it has no text.

    Labels stand under ``label`` or ``labels`` (triples), under ``entities`` and
    ``relations`` (objects with ids), or, in files of doccano 1.0, under ``annotations``
    (objects with the number of a label and of an annotator).
    """
    text = values.get("text", values.get("data"))
    if text is None:
        raise BadValue("text is missing")
    if not isinstance(text, str):
        raise BadValue("text is not a string")
    row = DoccanoRow(text)
    for key in ("label", "labels", "entities", "annotations"):
        found = values.get(key)
        if isinstance(found, list):
            row.labelled = True
            _add_spans(found, key, row)
        elif isinstance(found, str):
            row.categories += 1
        elif found is not None:
            row.wrong.append(key)
    _add_relations(values.get("relations"), row)
    _add_comments(values, row)
    _add_facts(values, row)
    return row


def _add_spans(values: list[object], key: str, row: DoccanoRow) -> None:
    for number, value in enumerate(values):
        annotator, own = "", ""
        if isinstance(value, dict):
            start, end = value.get("start_offset"), value.get("end_offset")
            label = value.get("label")
            own = _id(value.get("id"))
            annotator = _id(value.get("user"))
        elif isinstance(value, list) and len(value) == 3:
            start, end, label = value
        else:
            start = end = label = None
        if type(label) is int:
            label = str(label)
        if type(start) is int and type(end) is int and isinstance(label, str):
            spans = row.spans.setdefault(annotator, RowSpans())
            spans.keys.append(own or f"{key}[{number}]")
            spans.starts.append(start)
            spans.ends.append(end)
            spans.labels.append(label)
        elif isinstance(value, str) or (isinstance(value, dict) and _is_category(value)):
            row.categories += 1
        else:
            row.wrong.append(f"{key}[{number}]")


def _is_category(value: Mapping[str, object]) -> bool:
    return "label" in value and "start_offset" not in value and "end_offset" not in value


def _id(value: object) -> str:
    return str(value) if type(value) is int or isinstance(value, str) else ""


def _add_relations(values: object, row: DoccanoRow) -> None:
    if values is None:
        return
    for number, value in enumerate(values if isinstance(values, list) else [values]):
        relation = _relation(value, f"relations[{number}]")
        if relation is None:
            row.wrong.append(f"relations[{number}]")
        else:
            row.relations.append(relation)


def _relation(value: object, place: str) -> RowRelation | None:
    if not isinstance(value, dict):
        return None
    source, target, label = _id(value.get("from_id")), _id(value.get("to_id")), value.get("type")
    if not source or not target or not isinstance(label, str):
        return None
    return RowRelation(_id(value.get("id")) or place, source, target, label)


def _add_comments(values: Mapping[str, object], row: DoccanoRow) -> None:
    for key in ("Comments", "comments"):
        found = values.get(key, [])
        for value in found if isinstance(found, list) else [found]:
            text = value.get("text") if isinstance(value, dict) else value
            if isinstance(text, str):
                row.comments.append(text)
            else:
                row.wrong.append(key)


def _add_facts(values: Mapping[str, object], row: DoccanoRow) -> None:
    """Take facts from ``meta``, and from the row itself, where doccano's own exports put them."""
    for key, value in _loose(values):
        if isinstance(value, str):
            row.facts.setdefault(key, value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            row.facts.setdefault(key, str(value))
        elif value is not None:
            row.unread.append(key)


def _loose(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    meta = values.get("meta")
    if isinstance(meta, dict):
        yield from meta.items()
    elif meta is not None:
        yield "meta", meta
    for key, value in values.items():
        if key not in _KNOWN:
            yield key, value
