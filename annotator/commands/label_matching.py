"""From the labels of a file to those of the project, for whatever takes a file in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.formats.format import Reading
from annotator.store import schemas
from annotator.store.writing import Transaction

COUNTED_HERE = frozenset({"label-added"})
"""Codes that readers count too, of labels that may never come into the project."""


@dataclass(frozen=True, slots=True)
class LabelChoices:
    """What a person chose that labels of a file become, by their names there.

    Labels of the project of the same kind; None leaves out what wears the label. A name
    that is not here goes to the label of its name or alias, or is added.
    """

    spans: Mapping[str, LabelId | None] = field(default_factory=dict)
    relations: Mapping[str, LabelId | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.spans or self.relations)

    def of(self, *, relation: bool) -> Mapping[str, LabelId | None]:
        """Return the choices for labels of relations, or for those of spans."""
        return self.relations if relation else self.spans

    def to_read(self, schema: Schema) -> Schema:
        """Return the project's schema for a reader: aliases that were chosen about are none.

        Else a reader would already have turned them into labels of the project.
        """
        chosen = {*self.spans, *self.relations}
        kept = {name: label for name, label in schema.aliases.items() if name not in chosen}
        return replace(schema, aliases=kept)

    def to_restore(self, schema: Schema) -> Schema:
        """Return a file's whole schema without the labels that become others."""
        gone = {one.id for one in schema.labels if one.name in self.of(relation=_joins(one))}
        return replace(
            schema,
            labels=[one for one in schema.labels if one.id not in gone],
            aliases={name: one for name, one in schema.aliases.items() if one not in gone},
        )


class LabelMatcher:
    """Find the project's label for each of a file's, added where the project lacks it.

    Labels are the same where somebody chose so, or their ids are, or else their names.
    What is added or was chosen is counted in ``repairs``, once for each label.
    """

    def __init__(
        self, t: Transaction, reading: Reading, repairs: Report, choices: LabelChoices
    ) -> None:
        self._t = t
        self._reading = reading
        self._repairs = repairs
        self._choices = choices
        self._labels: dict[LabelId, LabelId | None] = {}
        self.schema: Schema = schemas.read(t.connection)
        """The project's labels, with those added so far."""
        self.met: set[tuple[str, bool]] = set()
        """Names that were chosen about and met so far, and whether they are of relations."""

    def label(self, label: LabelId, *, relation: bool) -> LabelId | None:
        """Return the project's label for one of the file; None where it is left out."""
        if label not in self._labels:
            self._labels[label] = self._found(label, relation)
        return self._labels[label]

    def symmetric(self, label: LabelId) -> bool:
        """Tell whether a label of the project joins two ends without a direction."""
        known = self.schema.label(label)
        return known is not None and known.symmetric

    def _found(self, label: LabelId, relation: bool) -> LabelId | None:
        foreign = self._reading.schema.label(label) if self._reading.schema else None
        known = self.schema.label(label)
        named = foreign or known
        if named is None:
            raise UserError(f'The file uses a label "{label}" that it does not define.')
        chosen = self._choices.of(relation=relation)
        if named.name in chosen:
            return self._chosen(named.name, chosen[named.name], relation)
        known = known or self.schema.named(named.name, relation=relation)
        return (known or self._add(named)).id

    def _chosen(self, name: str, target: LabelId | None, relation: bool) -> LabelId | None:
        self.met.add((name, relation))
        if target is None:
            return None
        known = self.schema.label(target)
        if known is None or _joins(known) is not relation:
            raise UserError(
                f'What "{name}" was to become is no such label of the project any more.',
                mend="Choose another label.",
            )
        if known.name != name:
            self._count("label-mapped", f"{name} → {known.name}", relation)
        return target

    def _add(self, label: Label) -> Label:
        known_ids = {one.id for one in self.schema.labels}
        safe = replace(
            label,
            key="",
            sources=tuple(one for one in label.sources if one in known_ids),
            targets=tuple(one for one in label.targets if one in known_ids),
        )
        self._count("label-added", label.name, _joins(label))
        schemas.add_label(self._t, safe)
        self.schema = schemas.read(self._t.connection)
        return safe

    def _count(self, code: str, what: str, relation: bool) -> None:
        kind = "relation" if relation else "span"
        self._repairs.add(code, Example("schema", None, f"{what} ({kind})"))


def _joins(label: Label) -> bool:
    return label.kind is LabelKind.RELATION
