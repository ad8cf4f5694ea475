"""Write brat folders: a text and its annotations for each document, and the configuration."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from annotator.domain.annotation_sets import AnnotationSet
from annotator.domain.corpora import AnnotatedDocument
from annotator.domain.ids import LabelId
from annotator.domain.reports import Report
from annotator.formats.brat_additions import Additions
from annotator.formats.brat_configuration_writing import (
    annotation_configuration,
    visual_configuration,
)
from annotator.formats.brat_kept_configurations import KeptConfigurations, UsedLabels
from annotator.formats.brat_originals import name_of, source_of
from annotator.formats.brat_patch import Patch
from annotator.formats.brat_places import placed_set
from annotator.formats.brat_reading import (
    CONFIGURATION,
    LABELS,
    TEXT,
    VISUAL,
    BratDocument,
    read_pair,
)
from annotator.formats.export_job import ExportJob
from annotator.formats.file_names import safe_name
from annotator.formats.format import Reading
from annotator.formats.label_intake import LabelIntake
from annotator.formats.label_names import ForeignNames
from annotator.formats.splits import Split


class BratFiles:
    """The folder of one annotator; a folder inside for each split.

    A ``.txt`` and an ``.ann`` file for each document, and an ``annotation.conf``.
    """

    def __init__(self, folder: Path, job: ExportJob) -> None:
        self._folder = folder
        self._job = job
        self._taken: set[str] = set()
        self._made: set[Path] = set()
        for attribute in job.schema.attributes:
            for value in attribute.values:
                job.names.attribute(value)  # so that values of originals are known
        mapping = job.names.mapping()
        self._names = ForeignNames(
            mapping.get("spans", {}), mapping.get("relations", {}), mapping.get("attributes", {})
        )
        self._configurations = KeptConfigurations()
        self._used = UsedLabels()
        self._roles: set[tuple[LabelId, LabelId]] = set()
        self._labels = LabelIntake(Reading(iter(()), job.schema), self._names)

    def add(self, annotated: AnnotatedDocument, work: AnnotationSet, split: Split | None) -> None:
        """Write the pair of files of one set, from the originals as far as they still hold."""
        document = annotated.document
        now = placed_set(document, work, self._job)
        self._configurations.take(annotated.originals)
        self._used.add(now)
        self._roles.update((source[1], label) for label, source, _ in now.relations)
        source = source_of(annotated, now, self._read) if annotated.originals else None
        patch = source.patch if source else Patch()
        way_back = source.read.way_back() if source else None
        text = source.text if source else document.text.encode("utf-8")
        Additions(patch, now, self._job, document, way_back).write()
        name = source.name if source else name_of(annotated)
        path = self._free_path(name or _own_name(annotated), split)
        for suffix, content in ((TEXT, text), (LABELS, patch.content())):
            with open(f"{path}{suffix}", "xb") as file:
                file.write(content)

    def close(self) -> None:
        """Complete the folder: the configurations that came with the files, or new ones."""
        schema, names = self._job.schema, self._job.names
        if not self._configurations.write(self._folder, self._used, schema, self._names):
            values = self._used.attributes
            for name, text in (
                (CONFIGURATION, annotation_configuration(schema, names, self._roles, values)),
                (VISUAL, visual_configuration(schema, names)),
            ):
                (self._folder / name).write_text(text, encoding="utf-8", newline="\n")

    def _read(self, text: bytes, labels: bytes) -> BratDocument:
        return read_pair(text, labels, self._labels, self._names, Report())

    def _free_path(self, name: str, split: Split | None) -> str:
        """Return a path without its ending that no document has, its folder made."""
        parts = [safe_name(part).replace(" ", "_") for part in name.split("/") if part]
        wanted = found = "/".join([*([split] if split else ()), *(parts or ["document"])])
        number = 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{wanted}-{number}"
        self._taken.add(found.casefold())
        folder = self._folder / found.rpartition("/")[0]
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return str(self._folder / found)


def _own_name(annotated: AnnotatedDocument) -> str:
    """Return a name for a document that brat never had: its file's, or its title."""
    named: Sequence[str] = [PurePosixPath(one.name).stem for one in annotated.provenance]
    return safe_name(next((name for name in named if name), annotated.document.title))
