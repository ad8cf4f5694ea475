"""What a format is: its name, what it cannot hold, how it is read and written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.errors import UserError
from annotator.domain.ids import AnnotatorId, DocumentId
from annotator.domain.reports import Report
from annotator.domain.schema import Schema
from annotator.formats.guarded_reading import guarded, told
from annotator.formats.samples import Sample, Sureness
from annotator.formats.staging import refuse_special

TokenKeeper = Callable[[DocumentId, str, bytes], None]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The choices of one export.

    ``split`` is three shares (train, dev, test) that sum to one, or None for one file.
    ``annotators`` are those asked for: with more than one, formats that hold one
    annotator's work write a folder each. ``all_states`` lets sets out that are not
    finished. ``expand`` moves the edge of a span that cuts a token to the token's edge
    in formats made of tokens, instead of losing the span. ``flatten`` says which of
    overlapping spans stay in formats that hold flat ones: ``outer``, ``inner`` or
    ``longest``. ``scheme`` is that of tags on tokens (``iob1``, ``iob2``, ``bioes``).
    ``window`` cuts long documents to pieces of so many tokens in formats for trainers
    that need it; 0 leaves it to the format. ``keep_tokens`` is told the tokens that were
    made on the way, by document and tokenizer, so that the next export need not make them.
    """

    split: tuple[float, float, float] | None = None
    seed: int = 0
    annotators: tuple[AnnotatorId, ...] = ()
    all_states: bool = False
    expand: bool = False
    flatten: str = "longest"
    scheme: str = "iob2"
    window: int = 0
    keep_tokens: TokenKeeper | None = None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says about a file that the file does not; empty leaves it to the reader.

    ``offsets`` names the unit offsets count in (see ``offset_units.UNITS``); ``scheme`` the
    one of tags on tokens.
    """

    offsets: str = ""
    scheme: str = ""


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


Reader = Callable[[Path, Schema, ReadOptions], Reading]
Writer = Callable[[Iterable[AnnotatedDocument], Schema, Path, ExportOptions], ExportResult]


@dataclass(frozen=True, slots=True)
class Format:
    """One format as ``annotator formats`` lists it.

    ``suffixes`` are file name endings in lower case, with the dot; ``cannot_hold`` are
    short phrases for people. ``recognise`` tells from the content how sure it is that a
    file or folder is of this format. ``keeps_originals`` says that an imported file comes
    back byte for byte where nothing was changed; its writer wants them with the documents.
    ``uses_tokens`` says that its writer makes tokens, and wants those stored before.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    cannot_hold: tuple[str, ...]
    reader: Reader | None = None
    writer: Writer | None = None
    recognise: Callable[[Sample], Sureness] | None = None
    keeps_originals: bool = False
    uses_tokens: bool = False

    @property
    def reads(self) -> bool:
        """Whether the format can be imported."""
        return self.reader is not None

    @property
    def writes(self) -> bool:
        """Whether the format can be exported."""
        return self.writer is not None

    def read(self, path: Path, schema: Schema, options: ReadOptions | None = None) -> Reading:
        """Open a file or folder; raise UserError if it cannot be this format at all."""
        if self.reader is None:
            raise UserError(f"The format {self.name} can be written but not read.")
        refuse_special(path)
        with told(path):
            reading = self.reader(path, schema, options or ReadOptions())
        reading.items = guarded(reading.items, path)
        return reading

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
