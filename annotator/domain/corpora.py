"""What travels between the project and the formats: documents with their annotation sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotation_sets import AnnotationSet, Annotator
from annotator.domain.documents import Document, Provenance
from annotator.domain.ids import AnnotatorId


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """One document with the sets to write, or the sets that were read for it.

    ``annotators`` names the owner of every set. A set read from a format that knows no
    annotators belongs to the id ``""``; the import command gives it to the one named.
    ``cluster`` names the near-duplicates that a document belongs to; empty where it has none.
    """

    document: Document
    sets: Sequence[AnnotationSet] = ()
    annotators: Mapping[AnnotatorId, Annotator] = field(default_factory=dict)
    provenance: Sequence[Provenance] = ()
    cluster: str = ""

    @property
    def split_key(self) -> str:
        """What decides the split: near-duplicates share it, so that they stay together."""
        return self.cluster or self.document.id


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not read: where (file name, line) and why, in one sentence."""

    path: str
    reason: str
