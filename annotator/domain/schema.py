"""The label schema: span labels, relation labels, attributes and passes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.annotation_sets import DEFAULT_PASS
from annotator.domain.ids import LabelId


class LabelKind(StrEnum):
    """What a label may be put on."""

    ENTITY = "entity"
    VALUE = "value"
    TRIGGER = "trigger"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the schema.

    ``name`` is what exports write (``PERSON``), ``title`` what people read (``Person``).
    ``colour`` and ``dark_colour`` are ``#rrggbb``. ``sources`` and ``targets`` (relation
    labels only) are the span labels a relation may join; empty means any.
    """

    id: LabelId
    name: str
    title: str
    kind: LabelKind
    colour: str
    dark_colour: str
    key: str = ""
    guideline: str = ""
    examples: Sequence[str] = ()
    sources: Sequence[LabelId] = ()
    targets: Sequence[LabelId] = ()
    symmetric: bool = False
    schema_pass: str = DEFAULT_PASS


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named choice on spans or relations: its values, and the labels that carry it."""

    id: str
    name: str
    values: Sequence[str]
    labels: Sequence[LabelId] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """All labels in the order of their keys, the attributes, and the passes in order.

    ``aliases`` maps names other tools use to labels (``PER`` to the label of ``PERSON``).
    """

    name: str
    labels: Sequence[Label] = ()
    attributes: Sequence[Attribute] = ()
    passes: Sequence[str] = (DEFAULT_PASS,)
    aliases: Mapping[str, LabelId] = field(default_factory=dict)

    def label(self, wanted: LabelId) -> Label | None:
        """Return the label with this id, or None."""
        return next((label for label in self.labels if label.id == wanted), None)

    def named(self, name: str, *, relation: bool = False) -> Label | None:
        """Return the label with this name or alias, of relations or of spans; or None."""
        for label in self.labels:
            if label.name == name and (label.kind is LabelKind.RELATION) == relation:
                return label
        alias = self.aliases.get(name)
        found = self.label(alias) if alias else None
        return found if found and (found.kind is LabelKind.RELATION) == relation else None

    @property
    def span_labels(self) -> list[Label]:
        """The labels for spans, in the order of their keys."""
        return [label for label in self.labels if label.kind is not LabelKind.RELATION]

    @property
    def relation_labels(self) -> list[Label]:
        """The labels for relations, in the order of their keys."""
        return [label for label in self.labels if label.kind is LabelKind.RELATION]

    def relations_between(self, source: LabelId, target: LabelId) -> list[Label]:
        """Return the relation labels allowed from one span label to another."""
        return [
            label
            for label in self.relation_labels
            if _allows(label, source, target)
            or (label.symmetric and _allows(label, target, source))
        ]


def _allows(label: Label, source: LabelId, target: LabelId) -> bool:
    return (not label.sources or source in label.sources) and (
        not label.targets or target in label.targets
    )
