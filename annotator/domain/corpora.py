"""What travels between the project and the formats: documents with their annotation sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotation_sets import AnnotationSet, Annotator
from annotator.domain.documents import Document, Provenance
from annotator.domain.ids import AnnotatorId


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a file that labels were read from: format, file name, content.

    A format that can give a file back unchanged compares them with the labels of now.
    """

    format: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """One document with the sets to write, or the sets that were read for it.

    ``annotators`` names the owner of every set. A set read from a format that knows no
    annotators belongs to the id ``""``; the import command gives it to the one named.
    ``cluster`` names the near-duplicates that a document belongs to; empty where it has
    none. ``originals`` are files that labels of this document were read from, where a format
    keeps them; ``tokens`` those that a tokenizer made of the text, as stored, by its name.
    """

    document: Document
    sets: Sequence[AnnotationSet] = ()
    annotators: Mapping[AnnotatorId, Annotator] = field(default_factory=dict)
    provenance: Sequence[Provenance] = ()
    cluster: str = ""
    originals: Sequence[Original] = ()
    tokens: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def split_key(self) -> str:
        """What decides the split: near-duplicates share it, so that they stay together."""
        return self.cluster or self.document.id


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not read: where (file name, line) and why, in one sentence."""

    path: str
    reason: str
