"""Label Studio's labelling configuration: what its page shows, as XML, written and read."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.colours import for_dark_page, is_colour
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.formats.label_intake import new_label

if TYPE_CHECKING:
    from annotator.formats.label_names import LabelNames

CONFIG = "config.xml"
_MAX = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ControlNames:
    """The names of the text and of the labels in the configuration; attributes keep theirs."""

    text: str
    labels: str


def control_names(attributes: Sequence[str]) -> ControlNames:
    """Return names that no attribute has."""

    def free(wanted: str) -> str:
        names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(attributes) + 3)))
        return next(name for name in names if name not in attributes)

    return ControlNames(free("text"), free("label"))


def xml_name(name: str) -> str:
    """Return a name that XML can hold; what it cannot is ``_``."""
    return "".join(c if c.isprintable() and c not in "\ufffe\uffff" else "_" for c in name)


def config_xml(schema: Schema, names: "LabelNames") -> bytes:
    """Return the configuration of a project with the labels, relations and attributes."""
    from lxml import etree

    attributes = [(one, names.attribute(one.name)) for one in schema.attributes]
    controls = control_names([name for _, name in attributes])
    view = etree.Element("View")
    relations = etree.SubElement(view, "Relations")
    for label in schema.relation_labels:
        etree.SubElement(relations, "Relation", value=names.relation(label.id) or "")
    labels = etree.SubElement(view, "Labels", name=controls.labels, toName=controls.text)
    for label in schema.span_labels:
        written = names.span(label.id) or ""
        etree.SubElement(labels, "Label", value=written, background=label.colour)
    etree.SubElement(view, "Text", name=controls.text, value="$text")
    for attribute, name in attributes:
        choices = etree.SubElement(
            view, "Choices", name=name, toName=controls.text, perRegion="true"
        )
        for value in attribute.values:
            etree.SubElement(choices, "Choice", value=xml_name(value))
    return etree.tostring(view, pretty_print=True, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration tells: labels with colours, relation labels, and the texts.

    ``texts`` maps the name of each text control to the key of a task's data it shows.
    """

    labels: tuple[Label, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)


def config_beside(path: Path) -> Config:
    """Return the configuration beside a file of tasks; an empty one where there is none."""
    for place in (
        path.with_name(f"{path.stem}.{CONFIG}"),
        path.with_name(CONFIG),
        path.with_name("label_config.xml"),
    ):
        try:
            if place.stat().st_size <= _MAX:
                return read_config(place.read_bytes())
        except OSError:
            continue
    return Config()


def read_config(content: bytes) -> Config:
    """Return what a configuration tells; an empty one where it is no well-formed XML."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Config()
    labels: dict[tuple[str, LabelKind], Label] = {}
    texts: dict[str, str] = {}
    for element in root.iter(etree.Element):
        parent = element.getparent()
        inside = parent.tag if parent is not None else ""
        value = element.get("value") or ""
        if element.tag == "Label" and inside in ("Labels", "HyperTextLabels"):
            _add(labels, value, LabelKind.ENTITY, element.get("background") or "")
        elif element.tag == "Relation" and inside == "Relations":
            _add(labels, value, LabelKind.RELATION, "")
        elif element.tag in ("Text", "HyperText") and value.startswith("$"):
            texts[element.get("name") or ""] = value[1:]
    return Config(tuple(labels.values()), texts)


def _add(
    labels: dict[tuple[str, LabelKind], Label], name: str, kind: LabelKind, colour: str
) -> None:
    if not name.strip() or not name.isprintable() or (name, kind) in labels:
        return
    label = new_label(name, kind)
    if is_colour(colour):
        label = _coloured(label, colour)
    labels[name, kind] = label


def _coloured(label: Label, colour: str) -> Label:
    return replace(label, colour=colour, dark_colour=for_dark_page(colour))
