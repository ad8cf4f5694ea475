"""A schema as brat's annotation.conf, and how its labels look as visual.conf."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from annotator.domain.ids import LabelId
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.formats.brat_configuration import (
    ANY,
    ENTITY,
    EQUIVALENCE,
    EVENT,
    KIND_OF_RELATION,
)
from annotator.formats.brat_lines import TRUE
from annotator.formats.label_names import LabelNames


def annotation_configuration(
    schema: Schema,
    names: LabelNames,
    roles: Set[tuple[LabelId, LabelId]],
    values: Set[tuple[str, str]],
) -> str:
    """Return annotation.conf: all labels of the schema under their written names.

    ``roles`` are pairs of a trigger and a relation that go out as an event and its role,
    ``values`` the attributes that go out with their values.
    """
    triggers = {label.id for label in schema.labels if label.kind is LabelKind.TRIGGER}
    lines = ["[entities]", ""]
    lines += [names.span(each.id) or "" for each in schema.span_labels if each.id not in triggers]
    lines += ["", "[relations]", ""]
    for label in schema.relation_labels:
        sources = [each for each in label.sources if each not in triggers]
        if sources or not label.sources:
            lines.append(_relation(label, sources, names))
    transitive = f"{KIND_OF_RELATION}:symmetric-transitive"
    lines.append(f"{EQUIVALENCE}\tArg1:{ENTITY}, Arg2:{ENTITY}, {transitive}")
    lines += ["", "[events]", ""]
    for label in schema.span_labels:
        if label.id in triggers:
            own = [
                _role(each, names)
                for each in schema.relation_labels
                if label.id in each.sources or (label.id, each.id) in roles
            ]
            lines.append(f"{names.span(label.id)}\t{', '.join(own)}".rstrip())
    lines += ["", "[attributes]", ""]
    lines += [_attribute(each, schema, triggers, names) for each in _attributes(schema, values)]
    return "\n".join(lines) + "\n"


def _types(labels: Iterable[LabelId], names: LabelNames) -> str:
    return "|".join(name for name in map(names.span, labels) if name) or ANY


def _relation(label: Label, sources: Sequence[LabelId], names: LabelNames) -> str:
    ends = f"Arg1:{_types(sources, names)}, Arg2:{_types(label.targets, names)}"
    kind = f", {KIND_OF_RELATION}:symmetric" if label.symmetric else ""
    return f"{names.relation(label.id)}\t{ends}{kind}"


def _role(label: Label, names: LabelNames) -> str:
    """Return a role that may be there any number of times, once where its name ends in a digit."""
    name = names.relation(label.id) or ""
    often = "?" if name[-1:].isdigit() else "*"
    return f"{name}{often}:{_types(label.targets, names)}"


def _attributes(schema: Schema, values: Set[tuple[str, str]]) -> list[Attribute]:
    """Return the attributes of the schema, and with them what else is in use."""
    found = {one.name: one for one in schema.attributes}
    for name, value in sorted(values):
        known = found.setdefault(name, Attribute(name, name, ()))
        if value not in known.values:
            found[name] = replace(known, values=(*known.values, value))
    return list(found.values())


def _attribute(
    attribute: Attribute, schema: Schema, triggers: Set[LabelId], names: LabelNames
) -> str:
    """Return the line of an attribute; brat has none for attributes of relations."""
    spans = {each.id for each in schema.span_labels}
    own = [each for each in attribute.labels if each in spans]
    types = _types(own, names)
    if own and set(own) == spans - triggers:
        types = ENTITY
    elif own and set(own) == triggers:
        types = EVENT
    written = [names.attribute(each) for each in attribute.values if each]
    values = f", Value:{'|'.join(written)}" if set(written) - {TRUE} else ""
    return f"{names.attribute(attribute.name)}\tArg:{types}{values}"


def visual_configuration(schema: Schema, names: LabelNames) -> str:
    """Return visual.conf: the titles and colours of the labels."""
    lines = ["[labels]", ""]
    written = [(label, names.span(label.id)) for label in schema.span_labels]
    written += [(label, names.relation(label.id)) for label in schema.relation_labels]
    seen: set[str] = set()
    for label, name in written:
        title = " ".join(label.title.replace("|", "/").split()) or label.name
        if name and name not in seen:
            seen.add(name)
            lines.append(f"{name} | {title}")
    lines += ["", "[drawing]", "", "SPAN_DEFAULT\tfgColor:black, borderColor:darken"]
    lines += [
        f"{name}\tbgColor:{label.dark_colour}"
        for label, name in written
        if label.kind is not LabelKind.RELATION
    ]
    lines += [
        f"{name}\tcolor:{label.colour}"
        for label, name in written
        if label.kind is LabelKind.RELATION and name not in set(map(names.span, _spans(schema)))
    ]
    return "\n".join(lines) + "\n"


def _spans(schema: Schema) -> list[LabelId]:
    return [label.id for label in schema.span_labels]
