"""The labels of a file being read: the schema's own, or added to it and said so."""

from dataclasses import replace

from annotator.domain.ids import LabelId, derived_id
from annotator.domain.reports import Example
from annotator.domain.schema import Attribute, Label, LabelKind, Schema
from annotator.formats.format import Reading
from annotator.formats.json_values import BadValue
from annotator.formats.label_names import ForeignNames
from annotator.formats.schema_json import DEFAULT_COLOUR, DEFAULT_DARK_COLOUR


class LabelIntake:
    """Find the labels and attributes of names met in a file; ``Reading.schema`` grows."""

    def __init__(self, reading: Reading, names: ForeignNames | None = None) -> None:
        self._reading = reading
        self._names = names or ForeignNames()
        self._known: dict[tuple[str, bool], LabelId] = {}
        self.known_spans: dict[str, LabelId] = {}
        """The span labels met so far by their names in the file, for those in a hurry."""
        self._values: dict[str, set[str]] = {}
        if reading.schema is None:
            reading.schema = Schema("")

    def span(self, name: str, kind: LabelKind = LabelKind.ENTITY) -> LabelId:
        """Return the span label of a name; raise BadValue for a name that cannot be one."""
        known = self.known_spans.get(name)
        if known is None:
            known = self._label(self._names.spans.get(name, name), kind)
            self.known_spans[name] = known
        return known

    def relation(self, name: str, *, symmetric: bool = False) -> LabelId:
        """Return the relation label of a name; raise BadValue for a name that cannot be one."""
        name = self._names.relations.get(name, name)
        return self._label(name, LabelKind.RELATION, symmetric=symmetric)

    def attribute(self, name: str, value: str) -> str:
        """Return the attribute's name in the project; name and value join the schema if new."""
        name = self._names.attributes.get(name, name)
        schema = self._schema
        if name not in self._values:
            known = next((one for one in schema.attributes if one.name == name), None)
            if known is None:
                known = Attribute(derived_id("attribute", name), name, ())
                self._put(replace(schema, attributes=(*schema.attributes, known)))
                self._reading.repairs.add("attribute-added", Example("schema", None, name))
            self._values[name] = set(known.values)
        if value not in self._values[name]:
            self._values[name].add(value)
            self._put(
                replace(
                    self._schema,
                    attributes=tuple(
                        replace(one, values=(*one.values, value)) if one.name == name else one
                        for one in self._schema.attributes
                    ),
                )
            )
        return name

    def add(self, label: Label) -> LabelId:
        """Add a label with all it brings (relation ends, colour), if its name is new."""
        relation = label.kind is LabelKind.RELATION
        known = self._schema.named(label.name, relation=relation)
        if known is None:
            self._put(replace(self._schema, labels=(*self._schema.labels, label)))
            self._reading.repairs.add("label-added", Example("schema", None, label.name))
            known = label
        self._known[label.name, relation] = known.id
        return known.id

    @property
    def _schema(self) -> Schema:
        return self._reading.schema or Schema("")

    def _put(self, schema: Schema) -> None:
        self._reading.schema = schema

    def _label(self, name: str, kind: LabelKind, *, symmetric: bool = False) -> LabelId:
        relation = kind is LabelKind.RELATION
        if (name, relation) in self._known:
            return self._known[name, relation]
        found = self._schema.named(name, relation=relation)
        if found is None:
            if not name.strip() or not name.isprintable():
                raise BadValue("a label has no name, or one that cannot be shown")
            return self.add(new_label(name, kind, symmetric=symmetric))
        self._known[name, relation] = found.id
        return found.id


def new_label(name: str, kind: LabelKind, *, symmetric: bool = False) -> Label:
    """Return a label for a name that a file uses; its id follows from kind and name."""
    return Label(
        id=LabelId(derived_id("label", kind, name)),
        name=name,
        title=name,
        kind=kind,
        colour=DEFAULT_COLOUR,
        dark_colour=DEFAULT_DARK_COLOUR,
        symmetric=symmetric,
    )
