"""What a format is: its name, what it cannot hold, how it is read and written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId
from annotator.domain.reports import Report
from annotator.domain.schema import Schema


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The choices of one export.

    ``split`` is three shares (train, dev, test) that sum to one, or None for one file.
    ``annotators`` are those asked for: with more than one, formats that hold one
    annotator's work write a folder each. ``all_states`` lets sets out that are not
    finished. ``expand`` moves the edge of a span that cuts a token to the token's edge
    in formats made of tokens, instead of losing the span.
    """

    split: tuple[float, float, float] | None = None
    seed: int = 0
    annotators: tuple[AnnotatorId, ...] = ()
    all_states: bool = False
    expand: bool = False


@dataclass(slots=True)
class ExportResult:
    """What was written: counts, losses, and file names relative to the destination.

    ``spans`` and ``relations`` count those that reached the file; where a format has
    several places for spans, those that reached at least one of them.
    """

    documents: int = 0
    spans: int = 0
    relations: int = 0
    losses: Report = field(default_factory=Report)
    files: list[Path] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """The documents of a file, read as they are asked for, once.

    ``schema`` is the schema the labels belong to: known at once for ``jsonl``, complete
    after the last document for formats that only show their labels in use, None where a
    format adds nothing to the project's. ``repairs`` grows while documents are read.
    """

    items: Iterator[AnnotatedDocument | Skipped]
    schema: Schema | None = None
    repairs: Report = field(default_factory=Report)

    def __iter__(self) -> Iterator[AnnotatedDocument | Skipped]:
        return self.items


Reader = Callable[[Path, Schema], Reading]
Writer = Callable[[Iterable[AnnotatedDocument], Schema, Path, ExportOptions], ExportResult]


@dataclass(frozen=True, slots=True)
class Format:
    """One format as ``annotator formats`` lists it.

    ``suffixes`` are file name endings in lower case, with the dot; ``cannot_hold`` are
    short phrases for people.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    cannot_hold: tuple[str, ...]
    reader: Reader | None = None
    writer: Writer | None = None

    @property
    def reads(self) -> bool:
        """Whether the format can be imported."""
        return self.reader is not None

    @property
    def writes(self) -> bool:
        """Whether the format can be exported."""
        return self.writer is not None

    def read(self, path: Path, schema: Schema) -> Reading:
        """Open a file or folder; raise UserError if it cannot be this format at all."""
        if self.reader is None:
            raise UserError(f"The format {self.name} can be written but not read.")
        return self.reader(path, schema)

    def write(
        self,
        documents: Iterable[AnnotatedDocument],
        schema: Schema,
        destination: Path,
        options: ExportOptions | None = None,
    ) -> ExportResult:
        """Write documents in the order given; on any error nothing is left behind."""
        if self.writer is None:
            raise UserError(f"The format {self.name} can be read but not written.")
        return self.writer(documents, schema, destination, options or ExportOptions())
