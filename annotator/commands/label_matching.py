"""From the labels of a file to those of the project, for whatever takes a file in."""

from dataclasses import replace

from annotator.domain.errors import UserError
from annotator.domain.ids import LabelId
from annotator.domain.reports import Example, Report
from annotator.domain.schema import Label, LabelKind, Schema
from annotator.formats.format import Reading
from annotator.store import schemas
from annotator.store.writing import Transaction

COUNTED_HERE = frozenset({"label-added"})
"""Codes that readers count too, of labels that may never come into the project."""


class LabelMatcher:
    """Find the project's label for each of a file's, added where the project lacks it.

    Labels are the same where their ids are, or else their names. What is added is counted
    in ``repairs``.
    """

    def __init__(self, t: Transaction, reading: Reading, repairs: Report) -> None:
        self._t = t
        self._reading = reading
        self._repairs = repairs
        self._labels: dict[LabelId, LabelId] = {}
        self.schema: Schema = schemas.read(t.connection)
        """The project's labels, with those added so far."""

    def label(self, label: LabelId, *, relation: bool) -> LabelId:
        """Return the project's label for one of the file."""
        if label in self._labels:
            return self._labels[label]
        known = self.schema.label(label)
        if known is None:
            foreign = self._reading.schema.label(label) if self._reading.schema else None
            if foreign is None:
                raise UserError(f'The file uses a label "{label}" that it does not define.')
            known = self.schema.named(foreign.name, relation=relation)
            if known is None:
                known = self._add(foreign)
        self._labels[label] = known.id
        return known.id

    def _add(self, label: Label) -> Label:
        known_ids = {one.id for one in self.schema.labels}
        safe = replace(
            label,
            key="",
            sources=tuple(one for one in label.sources if one in known_ids),
            targets=tuple(one for one in label.targets if one in known_ids),
        )
        kind = "relation" if label.kind is LabelKind.RELATION else "span"
        self._repairs.add("label-added", Example("schema", None, f"{label.name} ({kind})"))
        schemas.add_label(self._t, safe)
        self.schema = schemas.read(self._t.connection)
        return safe
