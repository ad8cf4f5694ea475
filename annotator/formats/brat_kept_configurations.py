"""Configuration files of brat that came with imported files and go out again with them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from annotator.domain.corpora import Original
from annotator.domain.ids import LabelId
from annotator.domain.reports import Report
from annotator.domain.schema import Schema
from annotator.formats.brat_configuration import configuration_of
from annotator.formats.brat_places import PlacedSet
from annotator.formats.brat_reading import CONFIGURATION, CONFIGURATIONS, NAME, VISUAL
from annotator.formats.file_names import safe_name
from annotator.formats.label_names import ForeignNames


@dataclass(slots=True)
class UsedLabels:
    """The labels, and the attributes with their values, that an export writes."""

    labels: set[LabelId] = field(default_factory=set)
    attributes: set[tuple[str, str]] = field(default_factory=set)

    def add(self, placed: PlacedSet) -> None:
        """Note what one document wears."""
        self.labels.update(label for _, label in placed.spans)
        self.labels.update(label for label, _, _ in placed.relations)
        for span in placed.spans.values():
            self.attributes.update(span.attributes.items())
        for relation in placed.relations.values():
            self.attributes.update(relation.attributes.items())


class KeptConfigurations:
    """Gather the configuration files of originals; the first of each name counts."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def take(self, originals: Iterable[Original]) -> None:
        """Note the configuration files among the originals of one document."""
        for one in originals:
            if one.format == NAME and PurePosixPath(one.name).name in CONFIGURATIONS:
                self._files.setdefault(one.name, one.content)

    def write(self, folder: Path, used: UsedLabels, schema: Schema, names: ForeignNames) -> bool:
        """Write the files; return False where annotation.conf lacks something that is used.

        Then it and visual.conf are left out: both name labels.
        """
        defining = [each for name, each in self._files.items() if _is(name, CONFIGURATION)]
        complete = bool(defining) and _covers(defining, used, schema, names)
        for name, content in self._files.items():
            if complete or not (_is(name, CONFIGURATION) or _is(name, VISUAL)):
                *above, last = PurePosixPath(name).parts
                path = folder.joinpath(*map(safe_name, above), last)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return complete


def _is(name: str, file: str) -> bool:
    return PurePosixPath(name).name == file


def _covers(files: Iterable[bytes], used: UsedLabels, schema: Schema, names: ForeignNames) -> bool:
    labels: set[LabelId] = set()
    attributes: set[tuple[str, str]] = set()
    for content in files:
        made = configuration_of(content, schema, names, Report(), CONFIGURATION)
        labels |= made.labels.keys()
        attributes |= {(one.name, v) for one in made.attributes.values() for v in one.values}
    return used.labels <= labels and used.attributes <= attributes
