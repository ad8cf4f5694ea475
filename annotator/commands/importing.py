"""Taking in annotated files: documents attached by their text, sets given to an annotator."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from annotator.commands.import_owners import ImportOwners, named_owner
from annotator.commands.import_sets import SetIntake
from annotator.commands.import_steps import ImportReport, import_step
from annotator.commands.label_matching import COUNTED_HERE, LabelChoices, LabelMatcher
from annotator.domain.annotation_sets import AnnotationSet, Annotator, State
from annotator.domain.corpora import AnnotatedDocument, Skipped
from annotator.domain.documents import Document, Provenance
from annotator.domain.ids import DocumentId
from annotator.domain.reports import Report
from annotator.formats.format import Reading
from annotator.store import annotators, documents, schemas
from annotator.store.project import Project
from annotator.store.writing import Transaction


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Whose the sets become (None: those named in the file) and in which state.

    Without ``state`` a set keeps the states the file tells, or is finished. ``labels`` says
    what labels of the files become.
    """

    annotator: str | None = None
    state: State | None = None
    labels: LabelChoices = field(default_factory=LabelChoices)


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A file to import; ``open`` begins to read it, a second time where that is needed.

    ``restores`` says that it holds a whole project, schema included.
    """

    open: Callable[[], Reading]
    restores: bool = False


def import_sources(
    project: Project,
    sources: Iterable[ImportSource],
    options: ImportOptions,
    *,
    progress: Callable[[int], None] = lambda documents: None,
) -> ImportReport:
    """Import files in one transaction: all of them, or nothing where it is stopped.

    ``progress`` is told how many were read so far and may raise Stopped. A text that the
    project has is attached to, never doubled. A backup is taken first. Raises UserError
    where it is not said whose work something is.
    """
    report = ImportReport()
    seen: set[int] = set()
    steps = count(1)
    with import_step(project, "Import") as t:
        for source in sources:
            owners = ImportOwners(options.annotator)
            part = ImportReport()
            for _ in _passes(owners):
                # What is told of a file is told once, however often it is read.
                part.skipped, part.repairs = [], Report()
                for document in _take_all(t, options, part, source, owners):
                    # Many documents, and their hashes are enough to tell them apart.
                    seen.add(hash(document))
                    progress(next(steps))
            report.take(part)
    report.documents = len(seen)
    return report


def _passes(owners: ImportOwners) -> Iterator[None]:
    """Yield for each time that a file is to be read."""
    yield
    if owners.must_read_again():
        yield


def _take_all(
    t: Transaction,
    options: ImportOptions,
    report: ImportReport,
    source: ImportSource,
    owners: ImportOwners,
) -> Iterator[DocumentId]:
    """Read one file to its end and store what is to be taken of it; yield each document."""
    reading = source.open()
    intake = _Intake(t, options, report, reading, owners)
    if source.restores and options.annotator is None and reading.schema is not None:
        # Everything is restored, labels that nothing wears yet included.
        schemas.write(t, options.labels.to_restore(reading.schema))
    for item in reading:
        if isinstance(item, Skipped):
            report.skipped.append(item)
            continue
        intake.take(item)
        yield item.document.id
    intake.end()
    report.repairs.extend(reading.repairs, without=COUNTED_HERE)


class _Intake:
    """Take in the documents of one file."""

    def __init__(
        self,
        t: Transaction,
        options: ImportOptions,
        report: ImportReport,
        reading: Reading,
        owners: ImportOwners,
    ) -> None:
        self._t = t
        self._options = options
        self._report = report
        self._reading = reading
        self._owners = owners
        self._matcher: LabelMatcher | None = None

    @property
    def _labels(self) -> LabelMatcher:
        # Made with the first label: a schema that is restored is written before.
        if self._matcher is None:
            self._matcher = LabelMatcher(
                self._t, self._reading, self._report.repairs, self._options.labels
            )
        return self._matcher

    def take(self, item: AnnotatedDocument) -> None:
        """Store one document and its sets."""
        document = item.document
        documents.add(self._t, document)
        for provenance in item.provenance:
            documents.add_provenance(self._t, document.id, provenance)
        for original in item.originals:
            raw_hash = hashlib.sha256(original.content).hexdigest()
            documents.add_raw(self._t, raw_hash, original.content)
            kept = Provenance(original.name, original.format, raw_hash=raw_hash)
            documents.add_provenance(self._t, document.id, kept)
        for annotation in self._owners.chosen(item):
            self._take_set(document, annotation, self._owner(item, annotation))

    def end(self) -> None:
        """Add the attributes and values that the file uses and the schema lacks."""
        if self._reading.schema is not None:
            schemas.add_attributes(self._t, self._reading.schema.attributes)
        if self._matcher is not None:
            self._report.met |= self._matcher.met

    def _owner(self, item: AnnotatedDocument, annotation: AnnotationSet) -> Annotator:
        if self._options.annotator is not None:
            return annotators.ensure(self._t, self._options.annotator)
        owner = named_owner(item, annotation)
        known = annotators.named(self._t.connection, owner.name)
        if known is not None:
            return known
        annotators.add(self._t, owner)
        return owner

    def _take_set(self, document: Document, annotation: AnnotationSet, owner: Annotator) -> None:
        taken = SetIntake(self._t, document, annotation, owner, self._labels, self._report)
        taken.take(self._options.state)
