"""What a pipeline's labels become in the schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from annotator.domain.ids import LabelId
from annotator.domain.schema import Schema
from annotator.suggest.pipelines import PipelineInfo


@dataclass(frozen=True, slots=True)
class LabelMapping:
    """Pipeline labels with the schema label each becomes; None means it is not suggested."""

    targets: Mapping[str, LabelId | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "targets", MappingProxyType(dict(self.targets)))

    def target(self, pipeline_label: str) -> LabelId | None:
        """Return the schema label for a pipeline label, or None where it is not suggested."""
        return self.targets.get(pipeline_label)

    def replaced(self, pipeline_label: str, target: LabelId | None) -> "LabelMapping":
        """Return the mapping with one pipeline label sent elsewhere."""
        return LabelMapping({**self.targets, pipeline_label: target})

    @property
    def used(self) -> dict[str, LabelId]:
        """The pipeline labels that are suggested, with their schema labels."""
        return {name: target for name, target in self.targets.items() if target is not None}


def default_mapping(info: PipelineInfo, schema: Schema) -> LabelMapping:
    """Return the mapping that the schema's names and aliases give.

    A label that differs from a name or an alias only in case counts as equal.
    """
    return LabelMapping({name: _matching(name, schema) for name in info.labels})


def _matching(name: str, schema: Schema) -> LabelId | None:
    known = [*(label.name for label in schema.span_labels), *schema.aliases]
    for spelling in (name, *(other for other in known if other.casefold() == name.casefold())):
        label = schema.named(spelling)
        if label is not None:
            return label.id
    return None
